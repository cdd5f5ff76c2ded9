"""What is in the database, as records: all of it at the start, later what was asked for."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, assert_never

from sqlalchemy import BindParameter, Connection, Integer, Select, bindparam, func, select, update

from lobby.core.ids import RoomId, SessionId
from lobby.shell.questions import (
    Answer,
    FindFilm,
    FindPlayers,
    FindResult,
    FindRoom,
    ListAnswers,
    ListDeeds,
    ListFilmless,
    ListLeaders,
    ListPlayed,
    ListPlayers,
    ListRatings,
    ListReports,
    ListResults,
    Question,
)
from lobby.shell.records import KeepAnswer, KeepResult, KeepRoom, KeepSnapshot
from lobby.shell.store import Kept, KeptRoom
from lobby.shell.stores.columns import result_of, room_of, session_of
from lobby.shell.stores.journal import Journal, cut_off
from lobby.shell.stores.orders import list_deeds, read_orders
from lobby.shell.stores.people import (
    blocks_of,
    count_players,
    find_players,
    find_wanted,
    list_players,
    read_needed,
)
from lobby.shell.stores.ratings import list_leaders, list_played, list_ratings
from lobby.shell.stores.safety import list_reports
from lobby.shell.stores.schema import (
    ANSWERS,
    ASIDE,
    ASLEEP,
    AWAKE,
    BARE,
    CLOCK,
    CLOSED,
    FILMS,
    LOGS,
    PLAYED,
    RESULTS,
    ROOMS,
    SESSIONS,
    SNAPSHOTS,
)
from lobby.wire.values import load

_PARTS_MAX = 500  # of an IN list
_ROOMS_GIVEN: BindParameter[Any] = bindparam("rooms", expanding=True)
_LAST = select(func.max(LOGS.c.last)).where(LOGS.c.room == ROOMS.c.id).scalar_subquery()
_ENDS = select(ROOMS.c.id, ROOMS.c.incarnation, _LAST).where(
    ROOMS.c.id.in_(_ROOMS_GIVEN) & ROOMS.c.state.in_((AWAKE, ASLEEP))
)
_KEPT = (
    select(ROOMS.c.id, ROOMS.c.incarnation, SNAPSHOTS.c.number, SNAPSHOTS.c.data)
    .join(SNAPSHOTS, SNAPSHOTS.c.room == ROOMS.c.id, isouter=True)
    .where(ROOMS.c.id.in_(_ROOMS_GIVEN))
    .order_by(ROOMS.c.id)
)
_LATE_ROWS = (
    select(LOGS.c.room, LOGS.c.last, LOGS.c.rows)
    .join(SNAPSHOTS, SNAPSHOTS.c.room == LOGS.c.room, isouter=True)
    .where(LOGS.c.room.in_(_ROOMS_GIVEN) & (LOGS.c.last > func.coalesce(SNAPSHOTS.c.number, 0)))
    .order_by(LOGS.c.room, LOGS.c.last)
)
_ROWS = select(LOGS.c.last, LOGS.c.rows).where(LOGS.c.room == bindparam("room")).order_by(LOGS.c.last)
_ANSWERS = select(ANSWERS.c.session, ANSWERS.c.results)
_ANSWERS_OF = _ANSWERS.where(ANSWERS.c.session == bindparam("session"))
_RESULT = select(RESULTS).where(RESULTS.c.id == bindparam("id"))
_FILM = select(FILMS.c.film).where(FILMS.c.id == bindparam("id"))
_ROOM = select(ROOMS).where(
    (ROOMS.c.id == bindparam("key")) | ((ROOMS.c.code == bindparam("key")) & (ROOMS.c.code != ""))
)


def read_all(
    connection: Connection, journal: Journal, may_wait: Callable[[bytes], bool], *, with_answers: bool
) -> Kept:
    """Return what is stored; of rooms that are awake and may wait only what is known of them."""
    # All rows at once: one by one SQLAlchemy takes half as long again, of tens of thousands.
    awake = [room_of(row) for row in connection.execute(select(ROOMS).where(ROOMS.c.state == AWAKE)).all()]
    later = {room.id: room for room in awake if may_wait(room.data)}
    asleep = [room_of(row) for row in connection.execute(select(ROOMS).where(ROOMS.c.state == ASLEEP)).all()]
    orders = read_orders(connection)
    people = read_needed(connection, find_wanted((*awake, *asleep), orders))
    over = select(ROOMS.c.code).where(ROOMS.c.state.in_((CLOSED, BARE, ASIDE)) & (ROOMS.c.code != ""))
    return Kept(
        list(_read_awake(connection, journal, [room.id for room in awake if room.id not in later])),
        [known.player for known in people],
        [session_of(row) for row in connection.execute(select(SESSIONS)).all()],
        list(_read_answers(connection, journal)) if with_answers else [],
        asleep,
        list(connection.execute(over).scalars()),
        connection.execute(select(CLOCK.c.lived_ms)).scalar() or 0,
        tuple(later.values()),
        blocks_of(people),
        orders,
        count_players(connection) - len(people),
    )


def read_rooms(connection: Connection, journal: Journal, rooms: Sequence[RoomId]) -> dict[RoomId, KeptRoom]:
    """Return those of the rooms that are known, each from its snapshot on."""
    kept: dict[RoomId, KeptRoom] = {}
    for at in range(0, len(rooms), _PARTS_MAX):
        part = rooms[at : at + _PARTS_MAX]
        logs: dict[str, list[tuple[int, bytes]]] = {}
        for room, last, packed in connection.execute(_LATE_ROWS, {"rooms": part}):
            logs.setdefault(room, []).append((last, packed))
        for row in connection.execute(_KEPT, {"rooms": part}):
            room = RoomId(row.id)
            snapshot = None if row.number is None else KeepSnapshot(room, row.number, row.data)
            rows = _join(journal, room, row.number or 0, logs.get(room, []))
            kept[room] = KeptRoom(room, row.incarnation, rows, snapshot)
    return kept


def find_ends(
    connection: Connection, journal: Journal, rooms: Sequence[RoomId]
) -> dict[RoomId, tuple[int, int]]:
    """Return the incarnation of each of the rooms that lives, and the number of its last row."""
    ends: dict[RoomId, tuple[int, int]] = {}
    for at in range(0, len(rooms), _PARTS_MAX):
        for room, incarnation, last in connection.execute(_ENDS, {"rooms": rooms[at : at + _PARTS_MAX]}):
            ends[RoomId(room)] = (incarnation, max(last or 0, journal.last_of(RoomId(room))))
    return ends


def read_rows(connection: Connection, journal: Journal, room: RoomId) -> list[bytes]:
    """Return the whole log of a room; none where a part of it has gone already."""
    logs = [(row.last, row.rows) for row in connection.execute(_ROWS, {"room": room})]
    rows = _join(journal, room, 0, logs)
    return rows if len(rows) == max(logs[-1][0] if logs else 0, journal.last_of(room)) else []


def answer(connection: Connection, journal: Journal, question: Question) -> Answer:
    """Return what is stored about it."""
    match question:
        case FindRoom(key):
            return _find_room(connection, key)
        case FindResult(id_):
            row = connection.execute(_RESULT, {"id": id_}).one_or_none()
            return result_of(row) if row is not None else None
        case FindFilm(id_):
            film: bytes | None = connection.execute(_FILM, {"id": id_}).scalar()
            return film
        case ListFilmless(limit):
            filmless = select(RESULTS).where(RESULTS.c.is_filmed.is_(False)).order_by(RESULTS.c.ended_ms)
            return _list(connection, filmless.limit(limit))
        case ListAnswers(session):
            packed = connection.execute(_ANSWERS_OF, {"session": session}).one_or_none()
            return tuple(_answers_of(journal, session, packed.results if packed else None))
        case ListDeeds(limit):
            return list_deeds(connection, limit)
        case ListResults():
            return _list_results(connection, question)
        case ListPlayed():
            return list_played(connection, question)
        case ListRatings():
            return list_ratings(connection, question)
        case ListLeaders():
            return list_leaders(connection, question)
        case ListReports():
            return list_reports(connection, question)
        case FindPlayers():
            return find_players(connection, question)
        case ListPlayers():
            return list_players(connection, question)
        case _:
            assert_never(question)


def _find_room(connection: Connection, key: str) -> KeepRoom | None:
    rooms = [room_of(row) for row in connection.execute(_ROOM, {"key": key})]
    return max(rooms, key=lambda room: (room.state != "closed", room.touched_ms), default=None)


def _list_results(connection: Connection, wanted: ListResults) -> tuple[KeepResult, ...]:
    asked = {"player": wanted.player, "game": wanted.game, "room": wanted.room, "before_ms": wanted.before_ms}
    given = {name: value for name, value in asked.items() if value is not None}
    statement = _select_results(frozenset(given), public_only=wanted.public_only)
    return tuple(result_of(row) for row in connection.execute(statement, {**given, "most": wanted.limit}))


@cache
def _select_results(given: frozenset[str], *, public_only: bool) -> Select[tuple[object, ...]]:
    """Return the statement for what is given. To make one takes ten times as long as to carry it out, and
    everybody who comes asks."""
    results, ended_ms = select(RESULTS), RESULTS.c.ended_ms
    if "player" in given:
        results = results.join(PLAYED, PLAYED.c.result == RESULTS.c.id)
        # The time stands in both tables: here it is the one that the index has beside the player.
        results, ended_ms = results.where(PLAYED.c.player == bindparam("player")), PLAYED.c.ended_ms
    if public_only:
        results = results.where(RESULTS.c.public.is_(True))
    if "game" in given:
        results = results.where(RESULTS.c.game == bindparam("game"))
    if "room" in given:
        results = results.where(RESULTS.c.room == bindparam("room"))
    if "before_ms" in given:
        results = results.where(ended_ms < bindparam("before_ms"))
    return results.order_by(ended_ms.desc()).limit(bindparam("most", type_=Integer))


def _list(connection: Connection, results: Select[tuple[object, ...]]) -> tuple[KeepResult, ...]:
    return tuple(result_of(row) for row in connection.execute(results))


def _read_awake(connection: Connection, journal: Journal, rooms: Sequence[RoomId]) -> Iterator[KeptRoom]:
    """Yield these rooms, each under a new incarnation."""
    for at in range(0, len(rooms), _PARTS_MAX):
        part = rooms[at : at + _PARTS_MAX]
        raised = update(ROOMS).where(ROOMS.c.id.in_(part))
        connection.execute(raised.values(incarnation=ROOMS.c.incarnation + 1))
        yield from read_rooms(connection, journal, part).values()


def _join(journal: Journal, room: RoomId, after: int, logs: list[tuple[int, bytes]]) -> list[bytes]:
    """Return the rows of a room with higher numbers than `after`: what is in its place, each part with the
    number of its last row, then what is in the journal."""
    rows = list[bytes]()
    for last, packed in logs:
        rows += cut_off(_unpack(packed), last, after)
    return rows + journal.rows_after(room, max([after, *(last for last, _ in logs)]))


def _unpack(packed: bytes) -> list[bytes]:
    """Return rows; what is damaged as one that is none, so that it breaks no other room."""
    try:
        rows = load(packed)
    except ValueError:
        return [packed]
    is_sound = isinstance(rows, list) and all(isinstance(row, bytes) for row in rows)
    return rows if is_sound else [packed]


def _read_answers(connection: Connection, journal: Journal) -> Iterator[KeepAnswer]:
    there = {SessionId(row.session): row.results for row in connection.execute(_ANSWERS).all()}
    for session in sorted(there.keys() | journal.answers.keys()):
        yield from _answers_of(journal, session, there.get(session))


def _answers_of(journal: Journal, session: SessionId, packed: bytes | None) -> Iterator[KeepAnswer]:
    for number, result in journal.merge(session, packed).items():
        yield KeepAnswer(session, number, result)
