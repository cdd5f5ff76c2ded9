"""Rooms that tick at the same time, in one round: all ticks are made, then all is sent, then stored.

What is sent at once to many who hear it costs less than with the ticks of other rooms in between: the kernel
wakes up who hears, and whoever still reads the last frame need not be woken up for the next one. Where rounds
have many rooms, and come every few milliseconds, players are heard with them, too: what they say waits for
the next one, and what they are answered leaves with the ticks. An input that has come before a tick is in it,
as ever.
"""

from collections.abc import Callable, Iterable
from functools import partial
from time import thread_time
from typing import Protocol

import structlog
import trio
from attrs import define, field

from lobby.shell.network.together import TOGETHER
from lobby.shell.timing.timers import Timers

log = structlog.get_logger()

# Rooms of one round. So many have so many players that to wake up for each input costs more than it is worth;
# with fewer there is time for that.
_MANY = 5


class Hearing(Protocol):
    """What hears players, see Readiness."""

    def read_now(self) -> None:
        """Hear what they have said by now."""

    def rest_until(self, at_seconds: float) -> None:
        """Hear nobody before that time of Trio's clock but by `read_now`."""


class Ticking(Protocol):
    """A room that ticks. Each of its acts takes processor time, which is added to `spent` afterwards."""

    spent: float  # of a processor, in seconds, since it was looked at last
    frames: int  # told in this round

    @property
    def has_to_store(self) -> bool:
        """Whether ticks are to be stored now."""

    def tick(self) -> None:
        """Make the tick that is due and tell it, and say when the next one is."""

    def store(self) -> None:
        """Give all ticks so far to the store."""

    def look_back(self) -> None:
        """Look at what the tick has taken."""


@define(eq=False)
class Rounds:
    """All rounds to come. One timer serves all rooms that tick at the very same time."""

    timers: Timers
    rest_seconds: float = 0.0  # while rounds come at least so often, players are heard with them only
    hearing: Hearing | None = None
    _rests_until: float = 0.0  # so long it does, by Trio's clock
    _rounds: dict[float, dict[Ticking, None]] = field(factory=dict)  # by time; the rooms as they came
    _times: dict[Ticking, float] = field(factory=dict)

    def set(self, room: Ticking, at_seconds: float) -> None:
        """Let a room tick at a time of Trio's clock, and no more at another one that was set before."""
        self.cancel(room)
        self._times[room] = at_seconds
        if (waiting := self._rounds.get(at_seconds)) is None:
            waiting = self._rounds[at_seconds] = {}
            self.timers.set(("ticks", at_seconds), at_seconds, partial(self._ring, at_seconds))
        waiting[room] = None

    def cancel(self, room: Ticking) -> None:
        """Let a room not tick any more; one that would not have is no fault."""
        if (at_seconds := self._times.pop(room, None)) is None:
            return
        waiting = self._rounds[at_seconds]
        del waiting[room]
        if not waiting:
            del self._rounds[at_seconds]
            self.timers.cancel(("ticks", at_seconds))

    def _ring(self, at_seconds: float) -> None:
        with TOGETHER:
            self._hear()
            rooms = self._take_due(at_seconds)
            _go_round((room, room.tick) for room in rooms)
            begun = thread_time()
        _share_out(rooms, thread_time() - begun)
        _go_round((room, room.store) for room in rooms if room.has_to_store)
        for room in rooms:
            room.look_back()
        if len(rooms) >= _MANY:
            self._rest()

    def _take_due(self, at_seconds: float) -> list[Ticking]:
        rooms = list(self._rounds.pop(at_seconds, ()))
        for room in rooms:
            del self._times[room]
        return rooms

    def _hear(self) -> None:
        """Hear the inputs that are there before the ticks are made that will hold them.

        Where rounds are late, whoever rested has been heard meanwhile, and takes turns with the ticks.
        """
        if self.hearing is None or trio.current_time() >= self._rests_until:
            return
        try:
            self.hearing.read_now()
        except Exception:
            # Without this round none of its rooms would ever have another one.
            log.exception("not heard")

    def _rest(self) -> None:
        """Let nobody be heard until the next round, where that is soon: one who wakes up is enough."""
        if self.hearing is None or not self._rounds:
            return
        next_at = min(self._rounds)
        if next_at <= trio.current_time() + self.rest_seconds:
            self._rests_until = next_at + self.rest_seconds
            self.hearing.rest_until(self._rests_until)


def _go_round(acts: Iterable[tuple[Ticking, Callable[[], None]]]) -> None:
    """Let each room act, and count what it takes; a fault of ours in one must not keep the others from it."""
    before = thread_time()
    for room, act in acts:
        try:
            act()
        except Exception:
            log.exception("tick failed")
        now = thread_time()
        room.spent += now - before
        before = now


def _share_out(rooms: list[Ticking], seconds: float) -> None:
    """Count what sending took for those whose frames they were: of one round all cost about the same."""
    each = seconds / max(sum(room.frames for room in rooms), 1)
    for room in rooms:
        room.spent += each * room.frames
