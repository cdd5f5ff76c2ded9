"""Records as rows of the tables, and back."""

from typing import Any, Final

from sqlalchemy import Row, Table, bindparam, update
from sqlalchemy.dialects.sqlite import insert as upsert

from lobby.core.ids import PlayerId, RoomId, SessionId
from lobby.shell.records import (
    KeepPlayer,
    KeepResult,
    KeepRoom,
    KeepSession,
    RoomState,
)
from lobby.shell.stores.inbox import Append
from lobby.shell.stores.schema import ANSWERS, ASLEEP, AWAKE, CLOCK, PLAYED, PLAYERS, RESULTS, ROOMS, SESSIONS
from lobby.wire.values import load, pack


def _make_upsert(table: Table) -> Any:
    statement = upsert(table)
    fixed = {column.name for column in table.primary_key} | {"is_filmed", "points", "change"}
    rest = {name: statement.excluded[name] for name in table.columns.keys() if name not in fixed}  # noqa: SIM118
    return statement.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=rest)


# Insert, or take the place of what has the same key.
UPSERTS: Final = {
    table.name: _make_upsert(table) for table in (PLAYERS, SESSIONS, ANSWERS, RESULTS, PLAYED, CLOCK)
}

# A room that is not there any more does not come back by this.
CHANGE_ROOM: Final = (
    update(ROOMS)
    .where((ROOMS.c.id == bindparam("key")) & (ROOMS.c.set_aside == ""))
    .values({name: bindparam(name) for name in ("state", "code", "game", "public", "players", "data")})
    .values(touched_ms=bindparam("touched_ms"))
)


# A room that takes rows again, under another incarnation.
WAKE_ROOM: Final = (
    update(ROOMS).where(ROOMS.c.id == bindparam("key")).values(incarnation=bindparam("raised"), state=AWAKE)
)


def opened_columns(append: Append, kept: KeepRoom | None) -> dict[str, Any]:
    """Return a room of which this is the first row."""
    about = about_columns(kept or KeepRoom(append.room, "", "awake", "", False, (), 0, b""))
    return {"id": append.room, "incarnation": append.incarnation, "set_aside": "", **about}


def about_columns(kept: KeepRoom) -> dict[str, Any]:
    """Return what is known of a room without its log."""
    return {
        "state": kept.state,
        "code": kept.code,
        "game": kept.game,
        "public": kept.public,
        "players": pack(list(kept.players)),
        "touched_ms": kept.touched_ms,
        "data": kept.data,
    }


def result_columns(kept: KeepResult) -> dict[str, Any]:
    """Return a result."""
    return {
        "id": kept.id,
        "room": kept.room,
        "number": kept.number,
        "game": kept.game,
        "public": kept.public,
        "players": pack(list(kept.players)),
        "ended_ms": kept.ended_ms,
        "data": kept.data,
        "is_filmed": False,
    }


def played_columns(kept: KeepResult) -> list[dict[str, Any]]:
    """Return who played."""
    return [{"player": player, "result": kept.id, "ended_ms": kept.ended_ms} for player in kept.players]


def player_columns(kept: KeepPlayer) -> dict[str, Any]:
    """Return a player, who is there."""
    return {
        "id": kept.id,
        "token_hash": kept.token_hash,
        "name": kept.name,
        "kind": kept.kind,
        "idle_ms": 0,
    }


def session_columns(kept: KeepSession) -> dict[str, Any]:
    """Return a session."""
    return {
        "id": kept.id,
        "secret_hash": kept.secret_hash,
        "player": kept.player,
        "first": kept.first,
        "rooms": pack(list(kept.rooms)),
        "topics": pack(list(kept.topics)),
    }


def state_of(stored: Any) -> RoomState:
    """Return the state of a room as others know it."""
    return stored if stored in (AWAKE, ASLEEP) else "closed"


def room_of(row: Row[Any]) -> KeepRoom:
    """Return the room of a row of ROOMS."""
    state = state_of(row.state)
    players = players_of(row.players) if row.players is not None else ()
    room, data = RoomId(row.id), row.data or b""
    return KeepRoom(room, row.code, state, row.game, row.public, players, row.touched_ms, data)


def result_of(row: Row[Any]) -> KeepResult:
    """Return the result of a row of RESULTS."""
    return KeepResult(
        row.id,
        RoomId(row.room),
        row.number,
        row.game,
        row.public,
        players_of(row.players),
        row.ended_ms,
        row.data,
    )


def session_of(row: Row[Any]) -> KeepSession:
    """Return the session of a row of SESSIONS."""
    rooms = tuple(RoomId(room) for room in load(row.rooms))
    topics = tuple(load(row.topics))
    return KeepSession(SessionId(row.id), row.secret_hash, PlayerId(row.player), row.first, rooms, topics)


def players_of(packed: bytes) -> tuple[PlayerId, ...]:
    """Return ids that were packed."""
    return tuple(PlayerId(player) for player in load(packed))
