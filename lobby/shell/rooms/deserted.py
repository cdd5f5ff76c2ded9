"""What becomes of a room in which nobody is: a live one closes, a slow one with seats taken falls asleep."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from attrs import define, evolve, field

from lobby.core.ids import RoomId
from lobby.core.inputs import Close
from lobby.core.refusal import Refusal
from lobby.core.room import Room
from lobby.core.step import due_ms
from lobby.core.summary import Summary, summarize
from lobby.settings import RoomSection
from lobby.shell.host import RETRY_SECONDS, Host
from lobby.shell.keeping.results import keep_room
from lobby.shell.store import Store
from lobby.shell.timing.timers import Timers
from lobby.wire.values import Value


class Holder(Protocol):
    """Who holds the rooms that are in memory."""

    def holds(self, host: Host) -> bool:
        """Whether the room is in memory, and this is its host."""

    def changed(self, host: Host) -> None:
        """See Landlord.changed."""

    def take_asleep(self, host: Host | None, summary: Summary) -> None:
        """A room sleeps from now on, and its host, where it has one, goes."""


@define(eq=False)
class Deserted:
    """Sets a timer for each room in which nobody is, and does what is due then."""

    settings: RoomSection
    timers: Timers
    store: Store
    wall_clock: Callable[[], float]  # seconds since the Unix epoch
    holder: Holder
    _dozing: dict[RoomId, Room] = field(factory=dict)  # that are being put to sleep, as they were then

    def look_at(self, host: Host) -> None:
        """Somebody has come or gone, or a step was told."""
        is_deserted = not len(host.audience.crowd)
        self._arm("empty", host, is_deserted and host.room.is_forsaken, self._close)
        self._arm("sleep", host, is_deserted and host.room.settings.is_slow, self._lay_down)

    def wait_until(self, host: Host, at_seconds: float) -> None:
        """Let a room with nobody in it close at a time of Trio's clock, however short it is in memory yet."""
        self.timers.set(("empty", host.room.id), at_seconds, partial(self._close, host))

    def forget(self, room: RoomId) -> None:
        """The room is not in memory any more."""
        self.timers.cancel(("empty", room))
        self.timers.cancel(("sleep", room))

    def disturb(self, host: Host) -> None:
        """Somebody comes: if the room is being put to sleep, a restart must find it awake again."""
        if self._dozing.pop(host.room.id, None) is not None:
            kept = keep_room(summarize(host.told), "awake", self._now_ms())
            self.store.write((kept,), _ignore)

    def _arm(self, kind: str, host: Host, is_due: bool, call: Callable[[Host], None]) -> None:
        key = (kind, host.room.id)
        if not is_due:
            self.timers.cancel(key)
        elif key not in self.timers:
            closes_at, sleeps_at = self._closes_at(host), self.timers.now() + self.settings.sleep_seconds
            self.timers.set(key, closes_at if kind == "empty" else sleeps_at, partial(call, host))

    def _closes_at(self, host: Host) -> float:
        """Return when a room without anybody closes, by Trio's clock; to a slow one some come later."""
        soon, settings = self.timers.now() + self.settings.empty_seconds, host.told.settings
        if not settings.is_slow:
            return soon
        return max(soon, host.seconds_at(host.told.now_ms + settings.grace_ms))

    def _close(self, host: Host) -> None:
        if not len(host.audience.crowd) and host.room.is_forsaken:
            host.give(Close("empty"), partial(self._close_later, host))

    def _close_later(self, host: Host, result: Value | Refusal) -> None:
        """The step could not be stored: nobody is told that the room is gone, so it is not."""
        if isinstance(result, Refusal) and host.room.phase != "closed":
            at_seconds = self.timers.now() + RETRY_SECONDS
            self.timers.set(("empty", host.room.id), at_seconds, partial(self._close, host))

    def _lay_down(self, host: Host) -> None:
        due = self._due_ms(host)
        is_soon = due is not None and due < host.now_ms() + 2000 * self.settings.sleep_seconds
        if len(host.audience.crowd) or not host.is_quiet or is_soon or host.audience.late():
            self.look_at(host)  # it is tried again after the same time
            return
        summary = evolve(summarize(host.told), due_ms=due)
        self._dozing[host.room.id] = host.told
        kept = (host.snapshot(), keep_room(summary, "asleep", self._now_ms()))
        self.store.write(kept, partial(self._laid_down, host, summary))

    def _due_ms(self, host: Host) -> int | None:
        if host.told.is_forsaken:
            return int((self._closes_at(host) - host.seconds_at(0)) * 1000)
        return due_ms(host.told)

    def _laid_down(self, host: Host, summary: Summary, committed: bool) -> None:
        as_it_was = self._dozing.get(summary.id)
        if not self.holder.holds(host):
            self._dozing.pop(summary.id, None)
        elif committed and as_it_was is host.told and host.is_quiet:
            del self._dozing[summary.id]
            self.holder.take_asleep(host, summary)
        else:
            self.disturb(host)
            self.holder.changed(host)

    def _now_ms(self) -> int:
        return int(self.wall_clock() * 1000)


def _ignore(_: bool) -> None:
    """Where this is lost, a restart finds the room asleep, and whatever is due wakes it."""
