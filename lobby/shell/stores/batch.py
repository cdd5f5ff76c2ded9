"""What one transaction changes, put together so that each table is written by one statement."""

from typing import Any, assert_never

from attrs import define, field
from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from lobby.core.ids import PlayerId, RoomId, SessionId
from lobby.shell.store import ForgetPlayer, ForgetSession, KeepAnswer, KeepPlayer, KeepSession, Record
from lobby.shell.stores.inbox import Append
from lobby.shell.stores.schema import ANSWERS, PLAYERS, ROOMS, SESSIONS, STEPS
from lobby.wire.values import pack

_PARTS_MAX = 500  # of an IN list


@define(eq=False)
class Batch:
    """Changes in the order in which they were asked for; a later one of the same thing stands for both."""

    answers_max: int
    steps: list[Append] = field(factory=list)
    _players: dict[PlayerId, KeepPlayer] = field(factory=dict)
    _sessions: dict[SessionId, KeepSession] = field(factory=dict)
    _answers: dict[tuple[SessionId, int], KeepAnswer] = field(factory=dict)
    _gone_players: set[PlayerId] = field(factory=set)
    _gone_sessions: set[SessionId] = field(factory=set)
    _gone_rooms: set[RoomId] = field(factory=set)
    _set_aside: dict[RoomId, str] = field(factory=dict)

    def append(self, append: Append) -> None:
        """Add a row that is the next of its room."""
        self.steps.append(append)
        self.keep(append.records)

    def keep(self, records: tuple[Record, ...]) -> None:
        """Add what belongs to no room."""
        for record in records:
            match record:
                case KeepPlayer(id_):
                    self._players[id_] = record
                case KeepSession(id_):
                    self._sessions[id_] = record
                case KeepAnswer(session, number):
                    self._answers[session, number % self.answers_max] = record
                case ForgetSession(id_):
                    self._gone_sessions.add(id_)
                    self._sessions.pop(id_, None)
                    self._answers = {key: kept for key, kept in self._answers.items() if key[0] != id_}
                case ForgetPlayer(id_):
                    self._gone_players.add(id_)
                    self._players.pop(id_, None)
                case _:
                    assert_never(record)

    def forget(self, room: RoomId, reason: str) -> None:
        """Let the log of a room go, or with a reason keep it aside."""
        if reason:
            self._set_aside[room] = reason
        else:
            self._gone_rooms.add(room)
            self.steps = [append for append in self.steps if append.room != room]

    def write(self, connection: Connection) -> None:
        """Make all changes, in the transaction that is open. What goes goes first: it may come again."""
        self._delete(connection)
        opened = [append for append in self.steps if append.number == 1]
        _put(connection, ROOMS, [_room(append) for append in opened])
        if self.steps:
            connection.execute(insert(STEPS), [_step(append) for append in self.steps])
        _put(connection, PLAYERS, [_player(player) for player in self._players.values()])
        _put(connection, SESSIONS, [_session(session) for session in self._sessions.values()])
        _put(connection, ANSWERS, [_answer(slot, kept) for (_, slot), kept in self._answers.items()])
        for room, reason in self._set_aside.items():
            connection.execute(update(ROOMS).where(ROOMS.c.id == room).values(set_aside=reason))

    def is_there(self, connection: Connection) -> bool:
        """Tell whether the transaction has happened; what could be done again without harm may say no."""
        if self.steps:
            last = self.steps[-1]
            where = (STEPS.c.room == last.room) & (STEPS.c.number == last.number)
            return connection.execute(select(STEPS.c.row).where(where)).scalar() == last.row
        if self._answers:
            (session, slot), kept = next(iter(self._answers.items()))
            where = (ANSWERS.c.session == session) & (ANSWERS.c.slot == slot)
            return connection.execute(select(ANSWERS.c.number).where(where)).scalar() == kept.number
        return False

    def _delete(self, connection: Connection) -> None:
        for column, gone in (
            (ROOMS.c.id, self._gone_rooms),
            (STEPS.c.room, self._gone_rooms),
            (SESSIONS.c.id, self._gone_sessions),
            (ANSWERS.c.session, self._gone_sessions),
            (PLAYERS.c.id, self._gone_players),
        ):
            ids: list[Any] = sorted(gone)
            for at in range(0, len(ids), _PARTS_MAX):
                connection.execute(delete(column.table).where(column.in_(ids[at : at + _PARTS_MAX])))


def _put(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert the rows, or have them take the place of those with the same key."""
    if rows:
        connection.execute(_UPSERTS[table.name], rows)


def _make_upsert(table: Table) -> Any:
    statement = upsert(table)
    rest = {
        column.name: statement.excluded[column.name] for column in table.columns if not column.primary_key
    }
    return statement.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=rest)


_UPSERTS = {table.name: _make_upsert(table) for table in (ROOMS, PLAYERS, SESSIONS, ANSWERS)}


def _room(append: Append) -> dict[str, Any]:
    return {"id": append.room, "incarnation": append.incarnation, "set_aside": ""}


def _step(append: Append) -> dict[str, Any]:
    return {"room": append.room, "number": append.number, "row": append.row}


def _player(player: KeepPlayer) -> dict[str, Any]:
    return {"id": player.id, "token_hash": player.token_hash, "name": player.name, "kind": player.kind}


def _session(session: KeepSession) -> dict[str, Any]:
    return {
        "id": session.id,
        "secret_hash": session.secret_hash,
        "player": session.player,
        "first": session.first,
        "rooms": pack(list(session.rooms)),
        "topics": pack(list(session.topics)),
    }


def _answer(slot: int, kept: KeepAnswer) -> dict[str, Any]:
    return {"session": kept.session, "slot": slot, "number": kept.number, "result": kept.result}
