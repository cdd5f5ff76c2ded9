"""Rooms that live without being in memory: what is known of each, and how one comes back.

A slow room falls asleep when nobody has been there for a while. It wakes when somebody comes, or when
something is due in it. After a start all others are like it: they come back one by one, those first that
somebody asks for, and everybody who is there already has turns in between.
"""

import math
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

import structlog
from attrs import define, field, frozen

from lobby.core.ids import RoomId
from lobby.core.summary import Summary
from lobby.settings import StoreSection
from lobby.shell.questions import Unreadable
from lobby.shell.store import KeptRoom, Store
from lobby.shell.timing.lived import Lived
from lobby.shell.timing.timers import Timers

log = structlog.get_logger()

# A room that can't be read now is tried again after this time, if something is due in it.
RETRY_SECONDS = 5.0

# A clock that jumps may stop so much before the time that was waited for.
_HAIR_SECONDS = 0.001

Woken = Callable[[bool], None]  # whether it is awake


@frozen
class _Read:
    """A room that was read, and has its turn soon."""

    kept: KeptRoom | None


@define(eq=False)
class Sleepers:
    """All rooms that are asleep, or have not come back yet. `rouse` makes a room of what was kept of it, and
    hears whether it was awake when the server before ended; False: it can't go on."""

    settings: StoreSection
    store: Store
    timers: Timers
    lived: Lived
    rouse: Callable[[KeptRoom, Summary, bool], bool]
    _rooms: dict[RoomId, Summary] = field(factory=dict)
    _waiting: dict[RoomId, list[Woken]] = field(factory=dict)  # for rooms that are being read
    _returning: set[RoomId] = field(factory=set)  # of all rooms those that were awake before the start
    _expected: dict[RoomId, None] = field(
        factory=dict
    )  # of those which nobody has tried to read yet, in order
    _asked_for: dict[RoomId, _Read] = field(factory=dict)  # read, and somebody waits
    _others: dict[RoomId, _Read] = field(factory=dict)  # read, and nobody does
    _reading: set[RoomId] = field(factory=set)  # of their own accord: read, or being read
    _held: dict[RoomId, float] = field(factory=dict)  # see `hold`; from when it may be tried again
    _next_seconds: float = 0.0  # the earliest time of the next turn, by Trio's clock
    _is_stopping: bool = False

    def add(self, summary: Summary) -> None:
        """A room sleeps from now on."""
        self._rooms[summary.id] = summary
        self._set_alarm(summary)

    def expect(self, summary: Summary) -> None:
        """A room was awake when the server before ended: it comes back by itself."""
        self._rooms[summary.id] = summary
        self._returning.add(summary.id)
        self._expected[summary.id] = None
        self._go_on()

    def hold(self, summary: Summary, *, until_start: bool) -> None:
        """The game of a room can't take it over: it does not wake by itself, whatever is due in it, and where
        somebody comes it is tried again now and then, unless that is in vain `until_start`."""
        self._rooms[summary.id] = summary
        again_at = self.timers.now() + self.settings.halted_seconds
        self._held[summary.id] = math.inf if until_start else again_at

    def is_held(self, room: RoomId) -> bool:
        """Tell whether the game of a room could not take it over when that was tried last."""
        return room in self._held

    def rests(self, room: RoomId) -> bool:
        """Tell whether that was tried just now, so that it is not tried again yet."""
        return self._held.get(room, -math.inf) > self.timers.now()

    def get(self, room: str) -> Summary | None:
        """Return what is known of a room that is not in memory, None for any other."""
        return self._rooms.get(RoomId(room))

    def summaries(self) -> list[Summary]:
        """Return what is known of each room that is not in memory."""
        return list(self._rooms.values())

    def is_returning(self, room: RoomId) -> bool:
        """Tell whether a room is not asleep, but has not come back yet."""
        return room in self._returning

    def returning(self) -> Iterator[Summary]:
        """Yield what is known of each room that has not come back yet."""
        return (self._rooms[room] for room in sorted(self._returning))

    def count_returning(self) -> int:
        """Return how many rooms have not come back yet."""
        return len(self._returning)

    @property
    def are_expected(self) -> bool:
        """Whether there are rooms for which the time must stand still: nobody has tried yet to read them, or
        they have been read and wait for their turn."""
        return bool(self._expected or self._reading)

    def wake(self, room: RoomId, then: Woken) -> None:
        """Bring a room back; `then` hears when it is there, or that it can't be."""
        if self.rests(room):
            then(False)
            return
        is_first = room not in self._waiting
        self._waiting.setdefault(room, []).append(then)
        if room in self._others:
            self._asked_for[room] = self._others.pop(room)
        elif is_first and room not in self._reading:
            self._read(room)

    def stop(self) -> None:
        """The server stops: who has not come back stays as it is on the disk."""
        self._is_stopping = True

    def __contains__(self, room: object) -> bool:
        return room in self._rooms

    def __len__(self) -> int:
        return len(self._rooms)

    def _read(self, room: RoomId) -> None:
        self.timers.cancel(("asleep", room))
        if self._expected.pop(room, self) is None:
            self._reading.add(room)
        self.store.wake(room, lambda kept: self._take(room, kept))

    def _take(self, room: RoomId, kept: KeptRoom | Unreadable | None) -> None:
        """A room was read: it is made when it has its turn, since many may be read at once."""
        if isinstance(kept, Unreadable):
            log.warning("room does not wake", room=room, why=kept.reason)
            self._reading.discard(room)
            self._set_alarm(self._rooms[room], RETRY_SECONDS)
            self._tell(room, is_awake=False)
            return
        where = self._asked_for if room in self._waiting else self._others
        where[room] = _Read(kept)
        self._go_on()

    def _go_on(self) -> None:
        if "return" not in self.timers:
            self.timers.set("return", max(self.timers.now(), self._next_seconds), self._have_turn)

    def _have_turn(self) -> None:
        """Make rooms for a while, have more of them read, and come again after a pause."""
        if self._is_stopping:
            return
        until = self.timers.now() + self.settings.restore_slice_ms / 1000
        while self._asked_for or self._others:
            self._bring_back()
            self._next_seconds = self.timers.now() + self.settings.restore_pause_ms / 1000
            if not self.settings.restore_slice_ms or self.timers.now() >= until:
                break
        free = self.settings.restore_ahead - len(self._reading)
        for room in list(islice(self._expected, max(0, free))):
            self._read(room)
        if self._asked_for or self._others:
            self._go_on()

    def _bring_back(self) -> None:
        queue = self._asked_for or self._others
        room = next(iter(queue))
        read = queue.pop(room)
        summary, was_awake = self._rooms.pop(room), room in self._returning
        self._reading.discard(room)
        self._returning.discard(room)
        self._held.pop(room, None)
        self._tell(room, is_awake=read.kept is not None and self._make(read.kept, summary, was_awake))
        if was_awake and not self._returning:
            log.info("all rooms are back", waiting_for_games=len(self._held))

    def _make(self, kept: KeptRoom, summary: Summary, was_awake: bool) -> bool:
        try:
            return self.rouse(kept, summary, was_awake)
        except Exception:
            # All the others wait behind it.
            log.exception("room does not wake", room=kept.id)
            return False

    def _tell(self, room: RoomId, *, is_awake: bool) -> None:
        for then in self._waiting.pop(room, ()):
            then(is_awake)

    def _set_alarm(self, summary: Summary, after_seconds: float = 0.0) -> None:
        soon = self.timers.now() + after_seconds
        if summary.id in self._returning:
            at_seconds = soon
        elif (due_seconds := self._due_seconds(summary)) is None:
            return
        else:
            at_seconds = max(self.lived.look_at(due_seconds), soon)
        self.timers.set(("asleep", summary.id), at_seconds, partial(self._ring, summary))

    def _due_seconds(self, summary: Summary) -> float | None:
        """Return what the clock of all rooms shows when something is due in a room."""
        if summary.due_ms is None:
            return None
        return self.lived.seconds_at((summary.zero_lived_ms or 0) + summary.due_ms)

    def _ring(self, summary: Summary) -> None:
        due_seconds = self._due_seconds(summary)
        is_early = due_seconds is not None and due_seconds > self.lived.now() + _HAIR_SECONDS
        if is_early and summary.id not in self._returning:
            self._set_alarm(summary)  # the clock has stood still meanwhile
        else:
            self.wake(summary.id, _ignore)


def _ignore(_: bool) -> None:
    """What was due happens by itself once the room is awake."""
