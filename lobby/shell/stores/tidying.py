"""What has been kept for long enough goes: one slice at a time, each a short transaction."""

from typing import Any

from attrs import define, field
from sqlalchemy import Connection, delete, func, literal, select, text, update

from lobby.core.ids import PlayerId, RoomId
from lobby.settings import RetentionSection
from lobby.shell.questions import Tidied
from lobby.shell.stores.columns import players_of
from lobby.shell.stores.orders import drop_deeds, drop_orders, ordered_players
from lobby.shell.stores.safety import drop_reports
from lobby.shell.stores.schema import (
    ASIDE,
    ASLEEP,
    AWAKE,
    BARE,
    BLOCKS,
    CLOSED,
    FILMS,
    LOGS,
    PLAYED,
    PLAYERS,
    RATINGS,
    RESULTS,
    ROOMS,
    SESSIONS,
    SNAPSHOTS,
)

DAY_MS = 86_400_000

_AUTO_VACUUM = text("PRAGMA auto_vacuum")
_INCREMENTAL = 2
_GIVE_BACK = text("PRAGMA incremental_vacuum(1)")


def tidy(connection: Connection, settings: RetentionSection, now_ms: int) -> tuple[Tidied, list[RoomId]]:
    """Delete what is too old, at most as much as a slice may; call it again while there is more.

    Return what is told of it, and the rooms whose logs have lost rows.
    """
    slice_ = _Slice(connection, settings, now_ms, settings.slice_rows)
    slice_.take_note()
    for step in (
        slice_.drop_logs,
        slice_.drop_rooms,
        slice_.drop_results,
        slice_.drop_films,
        slice_.drop_players,
        slice_.drop_orders,
        slice_.drop_reports,
    ):
        if slice_.left > 0:
            step()
    rows = settings.slice_rows - slice_.left
    # Giving pages back is a slice of its own: it costs as much as the deleting.
    pages, rest = (0, 1) if rows else _give_back(connection, settings.slice_pages)
    more = slice_.left <= 0 or rest > 0
    return Tidied(rows, slice_.codes, slice_.players, pages, more=more), slice_.cut_logs


def convert(connection: Connection) -> bool:
    """Write a file of before 0002 anew, as one from which pages can go, and empty the log of the database.

    No transaction may be open.
    """
    if connection.execute(_AUTO_VACUUM).scalar() != _INCREMENTAL:
        connection.execute(text(f"PRAGMA auto_vacuum={_INCREMENTAL}"))
        connection.execute(text("VACUUM"))
    connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    return True


def _give_back(connection: Connection, pages_max: int) -> tuple[int, int]:
    """Return how many free pages left the file, and how many are left; none can go from a file of before
    0002, until `lobby vacuum`."""
    if connection.execute(_AUTO_VACUUM).scalar() != _INCREMENTAL:
        return 0, 0
    before: int = connection.execute(text("PRAGMA freelist_count")).scalar() or 0
    for _ in range(min(before, pages_max)):
        # It tells of each page as a row without a column, which Python takes for the end: so one at a time.
        connection.execute(_GIVE_BACK)
    after: int = connection.execute(text("PRAGMA freelist_count")).scalar() or 0
    return before - after, after


@define(eq=False)
class _Slice:
    connection: Connection
    settings: RetentionSection
    now_ms: int
    left: int  # rows that may still go
    codes: list[str] = field(factory=list)
    players: list[PlayerId] = field(factory=list)
    cut_logs: list[RoomId] = field(factory=list)

    def take_note(self) -> None:
        """Write down when something was first seen that has no time of its own."""
        aside = (ROOMS.c.state == ASIDE) & (ROOMS.c.touched_ms == 0)
        self.connection.execute(update(ROOMS).where(aside).values(touched_ms=self.now_ms))
        has_session = select(SESSIONS.c.id).where(SESSIONS.c.player == PLAYERS.c.id).exists()
        idle = select(PLAYERS.c.id).where((PLAYERS.c.idle_ms == 0) & ~has_session).limit(self.left)
        noted = update(PLAYERS).where(PLAYERS.c.id.in_(idle)).values(idle_ms=self.now_ms)
        self.left -= self.connection.execute(noted).rowcount

    def drop_logs(self) -> None:
        """Delete the rows of rooms that are over, each log from its beginning: the rest is no log."""
        days = min(self.settings.log_days, self.settings.room_days)
        closed = (ROOMS.c.state == CLOSED) & (ROOMS.c.touched_ms < self._before(days))
        aside = (ROOMS.c.state == ASIDE) & (ROOMS.c.touched_ms < self._before(self.settings.room_days))
        for room in self._ids(select(ROOMS.c.id).where(closed | (aside & (ROOMS.c.touched_ms > 0)))):
            self._drop_log(room)
            if self.left <= 0:
                return
            self.connection.execute(update(ROOMS).where(ROOMS.c.id == room).values(state=BARE))
            self.left -= 1

    def drop_rooms(self) -> None:
        """Delete what else is known of rooms whose log has gone."""
        old = (ROOMS.c.state == BARE) & (ROOMS.c.touched_ms < self._before(self.settings.room_days))
        ids = self._ids(select(ROOMS.c.id).where(old))
        gone = delete(ROOMS).where(ROOMS.c.id.in_(ids)).returning(ROOMS.c.code)
        self.codes += [code for code in self.connection.execute(gone).scalars() if code]
        self.left -= len(ids)

    def drop_results(self) -> None:
        """Delete results with their films."""
        old = RESULTS.c.ended_ms < self._before(self.settings.replay_days)
        ids = self._ids(select(RESULTS.c.id).where(old).order_by(RESULTS.c.ended_ms))
        for column in (PLAYED.c.result, FILMS.c.id, RESULTS.c.id):
            self.connection.execute(delete(column.table).where(column.in_(ids)))
        self.left -= len(ids)

    def drop_films(self) -> None:
        """Delete the oldest films while all together are too much."""
        total = self.connection.execute(select(func.sum(FILMS.c.bytes))).scalar() or 0
        oldest = select(FILMS.c.id, FILMS.c.bytes).order_by(FILMS.c.ended_ms).limit(self.left)
        ids = list[str]()
        for row in self.connection.execute(oldest):
            if total <= self.settings.films_bytes:
                break
            total -= row.bytes
            ids.append(row.id)
        self.connection.execute(delete(FILMS).where(FILMS.c.id.in_(ids)))
        self.left -= len(ids)

    def drop_players(self) -> None:
        """Delete players who were not there for long; who has a seat in an open room counts as there."""
        idle = (PLAYERS.c.idle_ms > 0) & (PLAYERS.c.idle_ms < self._before(self.settings.guest_days))
        ids = self._ids(select(PLAYERS.c.id).where(idle))
        if not ids:
            return
        # Who is banned must be known again, or would come back as somebody else.
        seated = self._seated() | ordered_players(self.connection, self.now_ms)
        stays = update(PLAYERS).where(PLAYERS.c.id.in_([id_ for id_ in ids if id_ in seated]))
        self.connection.execute(stays.values(idle_ms=self.now_ms))
        gone = [PlayerId(id_) for id_ in ids if id_ not in seated]
        self.connection.execute(delete(PLAYERS).where(PLAYERS.c.id.in_(gone)))
        self.connection.execute(delete(RATINGS).where(RATINGS.c.player.in_(gone)))
        self.connection.execute(delete(BLOCKS).where(BLOCKS.c.player.in_(gone)))
        self.players += gone
        self.left -= len(ids)

    def drop_orders(self) -> None:
        """Delete orders of operators that have ended, and what they did long ago."""
        self.left -= drop_orders(self.connection, self.now_ms, self.left)
        before_ms = self._before(self.settings.deed_days)
        self.left -= drop_deeds(self.connection, before_ms, self.settings.deeds, max(self.left, 0))

    def drop_reports(self) -> None:
        """Delete what players have told about others long ago, or too often."""
        before_ms, most = self._before(self.settings.report_days), self.settings.reports
        self.left -= drop_reports(self.connection, before_ms, most, self.left)

    def _drop_log(self, room: str) -> None:
        self.connection.execute(delete(SNAPSHOTS).where(SNAPSHOTS.c.room == room))
        first = select(LOGS.c.last).where(LOGS.c.room == room).order_by(LOGS.c.last).limit(self.left)
        last = select(func.max(first.subquery().c.last)).scalar_subquery()
        gone = delete(LOGS).where((LOGS.c.room == room) & (LOGS.c.last <= last))
        self.left -= self.connection.execute(gone).rowcount
        self.cut_logs.append(RoomId(room))

    def _seated(self) -> set[str]:
        live = ROOMS.c.state.in_((AWAKE, ASLEEP)) & ROOMS.c.players.is_not(literal(None))
        found = self.connection.execute(select(ROOMS.c.players).where(live)).scalars()
        return {player for packed in found for player in players_of(packed)}

    def _ids(self, query: Any) -> list[str]:
        return list(self.connection.execute(query.limit(self.left)).scalars())

    def _before(self, days: float) -> int:
        return self.now_ms - int(days * DAY_MS)
