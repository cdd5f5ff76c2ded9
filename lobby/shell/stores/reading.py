"""What is in the database, as records: all of it at the start, later what was asked for."""

from collections.abc import Iterator
from itertools import groupby
from typing import assert_never

from sqlalchemy import Connection, Select, func, select, update

from lobby.core.ids import RoomId
from lobby.shell.questions import (
    Answer,
    FindFilm,
    FindResult,
    FindRoom,
    ListFilmless,
    ListLeaders,
    ListPlayed,
    ListRatings,
    ListResults,
    Question,
)
from lobby.shell.records import KeepAnswer, KeepPlayer, KeepResult, KeepRoom, KeepSnapshot
from lobby.shell.store import Kept, KeptRoom
from lobby.shell.stores.columns import result_of, room_of, session_of
from lobby.shell.stores.ratings import list_leaders, list_played, list_ratings
from lobby.shell.stores.schema import (
    ANSWERS,
    ASIDE,
    ASLEEP,
    AWAKE,
    BARE,
    CLOCK,
    CLOSED,
    FILMS,
    PLAYED,
    PLAYERS,
    RESULTS,
    ROOMS,
    SESSIONS,
    SNAPSHOTS,
    STEPS,
)

_PARTS_MAX = 500  # of an IN list
_PLAYERS = select(PLAYERS.c.id, PLAYERS.c.token_hash, PLAYERS.c.name, PLAYERS.c.kind)


def read_all(connection: Connection) -> Kept:
    """Return what is stored; every room that is awake has a new incarnation from now on."""
    awake = ROOMS.c.state == AWAKE
    connection.execute(update(ROOMS).where(awake).values(incarnation=ROOMS.c.incarnation + 1))
    asleep = connection.execute(select(ROOMS).where(ROOMS.c.state == ASLEEP))
    over = select(ROOMS.c.code).where(ROOMS.c.state.in_((CLOSED, BARE, ASIDE)) & (ROOMS.c.code != ""))
    return Kept(
        list(_read_awake(connection)),
        [KeepPlayer(*row) for row in connection.execute(_PLAYERS)],
        [session_of(row) for row in connection.execute(select(SESSIONS))],
        list(_read_answers(connection)),
        [room_of(row) for row in asleep],
        list(connection.execute(over).scalars()),
        connection.execute(select(CLOCK.c.lived_ms)).scalar() or 0,
    )


def read_room(connection: Connection, room: RoomId) -> KeptRoom | None:
    """Return a room from its snapshot on, None where it is not known."""
    incarnation = connection.execute(select(ROOMS.c.incarnation).where(ROOMS.c.id == room)).scalar()
    if incarnation is None:
        return None
    found = connection.execute(select(SNAPSHOTS).where(SNAPSHOTS.c.room == room)).one_or_none()
    snapshot = KeepSnapshot(room, found.number, found.data) if found is not None else None
    return KeptRoom(room, incarnation, _rows_after(connection, room, snapshot), snapshot)


def find_end(connection: Connection, room: RoomId) -> tuple[int, int] | None:
    """Return the incarnation of a room that lives, and the number of its last row."""
    last = select(func.max(STEPS.c.number)).where(STEPS.c.room == ROOMS.c.id).scalar_subquery()
    lives = (ROOMS.c.id == room) & ROOMS.c.state.in_((AWAKE, ASLEEP))
    found = connection.execute(select(ROOMS.c.incarnation, last).where(lives)).one_or_none()
    return (found[0], found[1] or 0) if found is not None else None


def read_rows(connection: Connection, room: RoomId) -> list[bytes]:
    """Return the whole log of a room; none where a part of it has gone already."""
    steps = select(STEPS.c.number, STEPS.c.row).where(STEPS.c.room == room).order_by(STEPS.c.number)
    rows = list(connection.execute(steps))
    return [row.row for row in rows] if rows and rows[0].number == 1 else []


def answer(connection: Connection, question: Question) -> Answer:
    """Return what is stored about it."""
    match question:
        case FindRoom(key):
            return _find_room(connection, key)
        case FindResult(id_):
            row = connection.execute(select(RESULTS).where(RESULTS.c.id == id_)).one_or_none()
            return result_of(row) if row is not None else None
        case FindFilm(id_):
            film: bytes | None = connection.execute(select(FILMS.c.film).where(FILMS.c.id == id_)).scalar()
            return film
        case ListFilmless(limit):
            filmless = select(RESULTS).where(RESULTS.c.is_filmed.is_(False)).order_by(RESULTS.c.ended_ms)
            return _list(connection, filmless.limit(limit))
        case ListResults():
            return _list(connection, _select_results(question))
        case ListPlayed():
            return list_played(connection, question)
        case ListRatings():
            return list_ratings(connection, question)
        case ListLeaders():
            return list_leaders(connection, question)
        case _:
            assert_never(question)


def _find_room(connection: Connection, key: str) -> KeepRoom | None:
    is_it = (ROOMS.c.id == key) | ((ROOMS.c.code == key) & (ROOMS.c.code != ""))
    rooms = [room_of(row) for row in connection.execute(select(ROOMS).where(is_it))]
    return max(rooms, key=lambda room: (room.state != "closed", room.touched_ms), default=None)


def _select_results(wanted: ListResults) -> Select[tuple[object, ...]]:
    results, ended_ms = select(RESULTS), RESULTS.c.ended_ms
    if wanted.player is not None:
        results = results.join(PLAYED, PLAYED.c.result == RESULTS.c.id)
        # The time stands in both tables: here it is the one that the index has beside the player.
        results, ended_ms = results.where(PLAYED.c.player == wanted.player), PLAYED.c.ended_ms
    if wanted.public_only:
        results = results.where(RESULTS.c.public.is_(True))
    if wanted.game is not None:
        results = results.where(RESULTS.c.game == wanted.game)
    if wanted.room is not None:
        results = results.where(RESULTS.c.room == wanted.room)
    if wanted.before_ms is not None:
        results = results.where(ended_ms < wanted.before_ms)
    return results.order_by(ended_ms.desc()).limit(wanted.limit)


def _list(connection: Connection, results: Select[tuple[object, ...]]) -> tuple[KeepResult, ...]:
    return tuple(result_of(row) for row in connection.execute(results))


def _read_awake(connection: Connection) -> Iterator[KeptRoom]:
    """Yield the rooms; those without a snapshot, nearly all, many at a time."""
    awake = select(ROOMS.c.id, ROOMS.c.incarnation).where(ROOMS.c.state == AWAKE)
    incarnations: dict[str, int] = {row.id: row.incarnation for row in connection.execute(awake)}
    snapshots = select(SNAPSHOTS).join(ROOMS, ROOMS.c.id == SNAPSHOTS.c.room).where(ROOMS.c.state == AWAKE)
    taken = {row.room: KeepSnapshot(row.room, row.number, row.data) for row in connection.execute(snapshots)}
    for room, snapshot in taken.items():
        rows = _rows_after(connection, RoomId(room), snapshot)
        yield KeptRoom(RoomId(room), incarnations[room], rows, snapshot)
    rest = sorted(incarnations.keys() - taken.keys())
    for at in range(0, len(rest), _PARTS_MAX):
        steps = select(STEPS).where(STEPS.c.room.in_(rest[at : at + _PARTS_MAX]))
        ordered = connection.execute(steps.order_by(STEPS.c.room, STEPS.c.number))
        for room, steps_of in groupby(ordered, key=lambda row: str(row.room)):
            yield KeptRoom(RoomId(room), incarnations[room], [step.row for step in steps_of])


def _rows_after(connection: Connection, room: RoomId, snapshot: KeepSnapshot | None) -> list[bytes]:
    after = snapshot.number if snapshot is not None else 0
    steps = select(STEPS.c.row).where((STEPS.c.room == room) & (STEPS.c.number > after))
    return list(connection.execute(steps.order_by(STEPS.c.number)).scalars())


def _read_answers(connection: Connection) -> Iterator[KeepAnswer]:
    columns = select(ANSWERS.c.session, ANSWERS.c.number, ANSWERS.c.result)
    for row in connection.execute(columns.order_by(ANSWERS.c.session, ANSWERS.c.number)):
        yield KeepAnswer(*row)
