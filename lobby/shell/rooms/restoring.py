"""How the rooms of the process before come back: each from its log, or not at all, and alone."""

from collections.abc import Callable
from functools import partial

import structlog
import trio
from attrs import frozen

from lobby.core.blame import GameFailed
from lobby.core.budget import OverBudget
from lobby.core.events import (
    Admitted,
    Banned,
    CameBack,
    Closed,
    Event,
    HostAwaited,
    HostPassed,
    HouseChanged,
    Invited,
    Lent,
    Muted,
    Opened,
    Readied,
    Removed,
    Renamed,
    Restarted,
    Row,
    Said,
    Seated,
    StillReserved,
    TimeShifted,
    Unbanned,
    Uninvited,
    Unmuted,
    Unreserved,
    Upgraded,
    WentAway,
)
from lobby.core.history.log import unpack_row
from lobby.core.history.restore import Restored
from lobby.core.history.snapshot import BadSnapshot, GameMissing, unpack_snapshot
from lobby.core.inputs import Close, Restart, Upgrade
from lobby.core.refusal import Refusal
from lobby.core.room import Room
from lobby.shell.host import RETRY_SECONDS, Host
from lobby.shell.landlord import Parts
from lobby.shell.records import KeepSnapshot
from lobby.shell.rooms.entrance import reconcile_all
from lobby.shell.rooms.opening import Architect
from lobby.shell.rooms.upgrading import Halted, Upgrades
from lobby.shell.store import KeptRoom, Store
from lobby.wire.values import Value

log = structlog.get_logger()

# The wall clocks of two processes on one machine differ by less, unless one has stood still.
_DRIFT_MS = 1000

# These ask the game nothing, so that the game of another version can't answer wrong.
_WITHOUT_GAME = (
    *(Seated, Readied, Said, Renamed, HostPassed, WentAway, CameBack, Lent),
    *(HouseChanged, Muted, Unmuted, Unreserved, Invited, Uninvited, Removed, Restarted, Closed, TimeShifted),
    *(Banned, Unbanned, Admitted, HostAwaited, StillReserved),
)


class CantRestore(Exception):
    """The room can't go on; the text says why."""


class NotOnOffer(CantRestore):
    """The room's game is not on offer; it may be at the next start."""


@frozen(eq=False)
class Restorer:
    """Makes hosts out of logs."""

    architect: Architect
    store: Store
    parts: Parts
    upgrades: Upgrades

    def restore(self, kept: KeptRoom, stopped_ms: int | None) -> Host | None:
        """Return the host of a room; None where it can't go on, which costs no other room. Raise Halted where
        its game can't take it over now. Of `stopped_ms` see Architect.rebuild.
        """
        try:
            restored = self._replay(kept)
            if restored.room.phase != "closed":
                self.upgrades.check(restored.room)
                return self.architect.rebuild(restored, kept, self.parts, stopped_ms)
        except Halted as halted:
            self._tell_of(halted)
            raise
        except NotOnOffer as reason:
            log.warning("room waits for its game", room=kept.id, why=str(reason))
        except CantRestore as reason:
            self._set_aside(kept, str(reason))
        except Exception as error:
            log.exception("room not restored", room=kept.id)
            self._set_aside(kept, f"{type(error).__name__}: {error}"[:200])
        else:
            self.store.forget(kept.id)  # it had closed; the process ended before its log was gone
        return None

    def _tell_of(self, halted: Halted) -> None:
        room, why = halted.room, str(halted)
        told = log.bind(room=room.id, game=room.game.id, old=room.version, new=room.game.version, why=why)
        if halted.until_start:
            cure = f"start with version {room.version}"
            if room.version < room.game.version:
                cure += ", stop when all rooms are back, and start with this one"
            told.warning("room waits for another version of its game", cure=cure)
        elif room.version == room.game.version:
            told.warning("room waits for its game to be mended", cure="start with the game as it was")
        else:
            reports = self.parts.reports.folder
            told.warning("room waits for its game to be mended", reports=str(reports or "in memory"))

    def begin(self, host: Host) -> None:
        """Let the room know that time has passed which it has not felt, and that nobody is there."""
        self._upgrade(host, self.begin)
        settings = host.room.settings
        grace_ms = int(self.architect.config.room.restart_grace_seconds * 1000)
        kept_ms = max(grace_ms, settings.grace_ms) if settings.is_slow else grace_ms
        host.give(self._restart(host, kept_ms), partial(self._see, host, self.begin))

    def _see(self, host: Host, again: Callable[[Host], None], result: Value | Refusal) -> None:
        """Let a room go on once that is stored, and nothing happen in it before.

        It would take who is not back yet for gone, or ask the game of one version about a state of another.
        """
        if isinstance(result, Refusal) and result.code == "store":
            host.has_to_begin = True
            at_seconds = trio.current_time() + RETRY_SECONDS
            self.parts.timers.set(("begin", host.room.id), at_seconds, partial(again, host))
        elif host.has_to_begin:
            host.has_to_begin = False
            reconcile_all(host)

    def rouse(self, host: Host) -> None:
        """The room was asleep, and nobody in it: it need only know if a server has stopped meanwhile."""
        if any(seat.status == "taken" and not seat.bot for seat in host.room.seats):
            self.begin(host)
            return
        self._upgrade(host, self.rouse)
        if abs(self._zero_ms(host) - host.room.zero_ms) > _DRIFT_MS:
            host.give(self._restart(host, 0), partial(self._see, host, self.rouse))
        else:
            host.look_around()

    def _upgrade(self, host: Host, again: Callable[[Host], None]) -> None:
        """Let a room go on under another version of its game than it began with, or close."""
        game, before = host.room.game, host.room.version
        if game.version == before:
            return
        see = partial(self._see, host, again)

        told = log.bind(room=host.room.id, game=game.id, old=before, new=game.version)

        def close(why: str) -> None:
            told.warning("room closed, its game is of another version", why=why)
            host.give(Close("outdated"), see)

        def see_upgrade(result: Value | Refusal) -> None:
            if isinstance(result, Refusal) and result.code == "game_failed":
                close("its `upgrade` failed: see the report")
                return
            if not isinstance(result, Refusal):
                told.info("room upgraded")
            see(result)

        if game.upgrade is None and host.room.phase == "playing":
            close("it has no `upgrade`")
        else:
            host.give(Upgrade(), see_upgrade)

    def _restart(self, host: Host, kept_ms: int) -> Restart:
        return Restart(self._zero_ms(host), kept_ms, self.architect.lived.now_ms() - host.now_ms())

    def _zero_ms(self, host: Host) -> int:
        return int(self.architect.wall_clock() * 1000) - host.now_ms()

    def _set_aside(self, kept: KeptRoom, reason: str) -> None:
        log.warning("room not restored", room=kept.id, why=reason)
        self.store.set_aside(kept.id, reason)

    def _replay(self, kept: KeptRoom) -> Restored:
        rows = [unpack_row(row) for row in kept.rows]
        if kept.snapshot is None:
            restored, rest = self._open(rows)
        else:
            restored, rest = self._resume(kept.snapshot), rows
        first = restored.room.step + 1
        if [row.number for row in rest] != [*range(first, first + len(rest))]:
            raise CantRestore("its log has a hole")
        for row in rest:
            restored = self._advance(restored, row)
        return restored

    def _resume(self, snapshot: KeepSnapshot) -> Restored:
        try:
            kept = unpack_snapshot(snapshot.data, self.architect.games)
        except BadSnapshot as error:
            raise CantRestore(str(error)) from error
        except GameMissing as error:
            raise NotOnOffer(str(error)) from error
        return Restored.resume(kept)

    def _open(self, rows: list[Row]) -> tuple[Restored, list[Row]]:
        first = rows[0].events[0]
        if not isinstance(first, Opened):
            raise CantRestore("its log does not begin with its opening")
        game = self.architect.games.get(first.game)
        if game is None:
            raise NotOnOffer(f"the game {first.game} is not on offer")
        return Restored.begin(first, game), rows[1:]

    def _advance(self, restored: Restored, row: Row) -> Restored:
        room = restored.room
        if room.version != room.game.version and not all(
            _is_without_game(event, room) for event in row.events
        ):
            versions = f"version {room.version}, here is version {room.game.version}"
            why = f"step {row.number} was played with {room.game.id} {versions}"
            # Only that version can replay it, and whoever played it was told that it is kept.
            raise self._wait(room, why, until_start=True)
        try:
            return self.parts.watchdog.run(
                f"restore {room.id}", lambda: restored.advance(row), budgets=row.watched_calls
            )
        except GameFailed as failure:
            raise self._wait(room, f"the game fails on step {row.number}: {failure}") from failure
        except OverBudget as stopped:
            raise self._wait(room, f"step {row.number} takes too long: {stopped}") from stopped

    def _wait(self, room: Room, why: str, *, until_start: bool = False) -> Halted | CantRestore:
        """Return that a room waits for its game, or has done so for too long."""
        if self.upgrades.has_given_up(room):
            return CantRestore(why)
        return Halted(room, why, until_start=until_start)


def _is_without_game(event: Event, room: Room) -> bool:
    """Whether an event can be replayed although the game is of another version than it was then."""
    if isinstance(event, Upgraded):
        return event.version == room.game.version
    return isinstance(event, _WITHOUT_GAME)
