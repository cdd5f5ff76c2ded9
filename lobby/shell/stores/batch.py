"""What one transaction changes, put together so that each table is written by one statement."""

from collections.abc import Iterable
from typing import Any, assert_never

from attrs import define, evolve, field
from sqlalchemy import Connection, Table, delete, insert, select, update

from lobby.core.ids import PlayerId, RoomId, SessionId
from lobby.shell.records import (
    ForgetOrder,
    ForgetSession,
    KeepAnswer,
    KeepBlocks,
    KeepClock,
    KeepDeed,
    KeepFilm,
    KeepOrder,
    KeepPlayer,
    KeepReport,
    KeepResult,
    KeepRoom,
    KeepSession,
    KeepSnapshot,
    RateGame,
    Record,
)
from lobby.shell.stores import columns
from lobby.shell.stores.films import put_films
from lobby.shell.stores.inbox import Append
from lobby.shell.stores.journal import JournalEntry
from lobby.shell.stores.orders import write_orders
from lobby.shell.stores.ratings import rate_games
from lobby.shell.stores.safety import put_safety
from lobby.shell.stores.schema import (
    ANSWERS,
    ASIDE,
    AWAKE,
    CLOCK,
    CLOSED,
    JOURNAL,
    LOGS,
    PLAYED,
    PLAYERS,
    RESULTS,
    ROOMS,
    SESSIONS,
    SNAPSHOTS,
)
from lobby.shell.stores.statements import put_entry, put_snapshots

_PARTS_MAX = 500  # of an IN list


@define(eq=False)
class Batch:
    """Changes in the order in which they were asked for; a later one of the same thing stands for both."""

    number: int  # of the entry that it adds to the journal
    steps: list[Append] = field(factory=list)
    resting: set[RoomId] = field(factory=set)  # rooms that take no row any more until they wake
    stored: tuple[JournalEntry, int] | None = None  # what was written into the journal, and its size
    _players: dict[PlayerId, KeepPlayer] = field(factory=dict)
    _sessions: dict[SessionId, KeepSession] = field(factory=dict)
    _answers: list[KeepAnswer] = field(factory=list)
    _rooms: dict[RoomId, KeepRoom] = field(factory=dict)
    _woken: dict[RoomId, int] = field(factory=dict)  # with their incarnation
    _snapshots: dict[RoomId, KeepSnapshot] = field(factory=dict)
    _results: dict[str, KeepResult] = field(factory=dict)
    _rated: list[RateGame] = field(factory=list)
    _films: dict[str, KeepFilm] = field(factory=dict)
    _blocks: dict[PlayerId, KeepBlocks] = field(factory=dict)
    _reports: dict[str, KeepReport] = field(factory=dict)
    _clock: KeepClock | None = None
    _orders: list[KeepOrder | ForgetOrder | KeepDeed] = field(factory=list)
    _gone_sessions: set[SessionId] = field(factory=set)
    _gone_rooms: set[RoomId] = field(factory=set)
    _cut_logs: set[RoomId] = field(factory=set)  # that have lost rows
    _set_aside: dict[RoomId, str] = field(factory=dict)

    def append(self, append: Append) -> None:
        """Add a row that is the next of its room."""
        self.steps.append(append)
        self.keep(append.records)

    def keep(self, records: tuple[Record, ...]) -> None:
        """Add what is not a row."""
        for record in records:
            match record:
                case KeepAnswer():
                    self._answers.append(record)
                case KeepPlayer(id_):
                    self._players[id_] = record
                case KeepSession(id_):
                    self._sessions[id_] = record
                case KeepClock():
                    self._clock = record
                case KeepSnapshot(room):
                    self._snapshots[room] = record
                case KeepRoom(id_):
                    self._rooms[id_] = record
                    (self.resting.discard if record.state == AWAKE else self.resting.add)(id_)
                case KeepResult(id_):
                    self._results[id_] = record
                case RateGame():
                    self._rated.append(record)
                case KeepBlocks(player):
                    self._blocks[player] = record
                case KeepReport(id_):
                    self._reports[id_] = record
                case KeepFilm(id_):
                    self._films[id_] = record
                case KeepOrder() | ForgetOrder() | KeepDeed():
                    self._orders.append(record)
                case ForgetSession(id_):
                    self._gone_sessions.add(id_)
                    self._sessions.pop(id_, None)
                    self._answers = [kept for kept in self._answers if kept.session != id_]
                case _:
                    assert_never(record)

    def wake(self, room: RoomId, incarnation: int) -> None:
        """Let a room that is asleep take rows again, under this incarnation."""
        self._woken[room] = incarnation
        self.resting.discard(room)
        if room in self._rooms:
            self._rooms[room] = evolve(self._rooms[room], state="awake")

    def is_over(self, room: RoomId) -> bool:
        """Tell whether a room has closed, or is gone, with this batch."""
        kept = self._rooms.get(room)
        is_gone = room in self._gone_rooms or room in self._set_aside
        return is_gone or (kept is not None and kept.state == CLOSED)

    def forget(self, room: RoomId, reason: str) -> None:
        """Let all of a room go, or with a reason keep its log aside."""
        self._rooms.pop(room, None)
        self._woken.pop(room, None)
        self.resting.discard(room)
        if reason:
            self._set_aside[room] = reason
        else:
            self._gone_rooms.add(room)
            self._snapshots.pop(room, None)
            self.steps = [append for append in self.steps if append.room != room]

    def cut(self, rooms: Iterable[RoomId]) -> None:
        """Rows of these rooms were deleted: none that is in the journal is wanted any more."""
        self._cut_logs.update(rooms)

    def write(self, connection: Connection) -> None:
        """Make all changes, in the transaction that is open. What goes goes first: it may come again."""
        self._delete(connection)
        self._write_rooms(connection)
        self._write_entry(connection)
        _put(connection, PLAYERS, [columns.player_columns(player) for player in self._players.values()])
        _put(connection, SESSIONS, [columns.session_columns(kept) for kept in self._sessions.values()])
        self._write_results(connection)
        put_safety(connection, list(self._blocks.values()), list(self._reports.values()))
        if self._clock is not None:
            _put(connection, CLOCK, [{"id": 1, "lived_ms": self._clock.lived_ms}])
        write_orders(connection, self._orders)

    def is_there(self, connection: Connection) -> bool | None:
        """Tell whether the transaction has happened; None: it could be done again without harm."""
        if self.stored is None:
            return None
        there = select(JOURNAL.c.number).where(JOURNAL.c.number == self.number)
        return connection.execute(there).scalar() is not None

    def _write_entry(self, connection: Connection) -> None:
        rows = [(append.room, append.number, append.row) for append in self.steps]
        answers = [(kept.session, kept.number, kept.result) for kept in self._answers]
        gone: list[RoomId | SessionId] = [*self._gone_rooms, *self._cut_logs, *self._gone_sessions]
        if rows or answers or gone:
            entry = JournalEntry(self.number, rows, answers, gone)
            data = entry.pack()
            put_entry(connection, entry.number, data)
            self.stored = entry, len(data)

    def _write_rooms(self, connection: Connection) -> None:
        opened = [append for append in self.steps if append.number == 1]
        if opened:
            rooms = [columns.opened_columns(append, self._rooms.pop(append.room, None)) for append in opened]
            connection.execute(insert(ROOMS), rooms)
        if self._woken:
            woken = [{"key": room, "raised": incarnation} for room, incarnation in self._woken.items()]
            connection.execute(columns.WAKE_ROOM, woken)
        if self._rooms:
            changed = [{"key": id_, **columns.about_columns(kept)} for id_, kept in self._rooms.items()]
            connection.execute(columns.CHANGE_ROOM, changed)
        for room, reason in self._set_aside.items():
            aside = update(ROOMS).where(ROOMS.c.id == room)
            connection.execute(aside.values(set_aside=reason, state=ASIDE, touched_ms=0))
        put_snapshots(connection, self._snapshots.values())

    def _write_results(self, connection: Connection) -> None:
        results = self._results.values()
        _put(connection, RESULTS, [columns.result_columns(kept) for kept in results])
        _put(connection, PLAYED, [row for kept in results for row in columns.played_columns(kept)])
        rate_games(connection, self._rated)
        put_films(connection, self._films.values())

    def _delete(self, connection: Connection) -> None:
        for column, gone in (
            (ROOMS.c.id, self._gone_rooms),
            (LOGS.c.room, self._gone_rooms),
            (SNAPSHOTS.c.room, self._gone_rooms),
            (SESSIONS.c.id, self._gone_sessions),
            (ANSWERS.c.session, self._gone_sessions),
        ):
            ids: list[Any] = sorted(gone)
            for at in range(0, len(ids), _PARTS_MAX):
                connection.execute(delete(column.table).where(column.in_(ids[at : at + _PARTS_MAX])))


def _put(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert the rows, or have them take the place of those with the same key."""
    if rows:
        connection.execute(columns.UPSERTS[table.name], rows)
