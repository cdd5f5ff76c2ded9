"""The ticks that have come, and what of them is shown at a moment: between two, a little behind the newest.

The same as web/src/sdk/live/timeline.ts, step by step: docs/reference/live.json holds both to it. Pure.
"""

import math

from attrs import define, evolve, field, frozen

from clients.live.pace import Pace
from clients.live.rules import Sight

ARRIVALS = 40  # so many tell how unsteady the network is
PRESENT_OF = 12  # and so many of them when the newest tick can have come
LATE_ONE_IN = 12  # one arrival in so many may come later than its turn: then the picture waits
DELAY_MS_MAX = 500
FASTER, SLOWER = 0.25, 0.03  # how fast the delay follows, in parts of a tick per tick: no jumps
CATCH_UP = 1.35  # after a wait the picture catches up so much faster than time
JUMP, JUMP_MS = 3, 300  # who is further behind than so many ticks and so long jumps
# Where nothing came for so long, and for so many ticks, what comes then in a heap is one arrival: as long as
# ticks come in less than this part of the time that they took.
GAP_MS, GAP_TICKS, HEAP = 1000, 4, 0.5
FRAMES_MAX = 120  # kept are no more than that; who was asleep has no use for older ones


@frozen
class Frame:
    """What is seen of a tick, and its own time: that of ticks, evenly, in ms since the first one."""

    tick: int
    sight: Sight
    at_ms: float


@frozen
class Between:
    """What is to be shown: `after`, on the way from `before`."""

    before: Frame
    after: Frame
    part: float  # from 0 to 1: how far it is from the one to the other
    behind_ms: float  # from what is shown to the newest that could have come, the network's way not counted


@define(eq=False)
class Timeline:
    """The frames of one game; `rate` is its ticks a second. Times are milliseconds of any one clock."""

    rate: int
    _frames: list[Frame] = field(factory=list)
    _arrivals: list[float] = field(factory=list)  # when each tick came, minus its own time
    _heard_ms: float = -math.inf
    _is_heap: bool = False
    _epoch: str = ""
    _pace: Pace = field()
    _due_ms: float = 0.0  # when a tick is to be shown as reached, minus its own time
    # What was shown last, by the own time of ticks, and when: it never goes back.
    _shown_ms: float = 0.0
    _shown_at_ms: float = -math.inf

    @_pace.default
    def _own_rate(self) -> Pace:
        return Pace(self.tick_ms)

    @property
    def tick_ms(self) -> float:
        """The time from one tick to the next, by the game's rate."""
        return 1000 / self.rate

    @property
    def every_ms(self) -> float:
        """The time from one tick to the next as they come: longer than `tick_ms` in a room that is slowed."""
        return self._pace.every_ms

    @property
    def newest(self) -> Frame | None:
        """The newest tick, None before the first."""
        return self._frames[-1] if self._frames else None

    def hear(self, epoch: str, tick: int, sight: Sight, now_ms: float) -> None:
        """Take in a tick; one of another epoch begins anew. Ticks that were left out are no fault."""
        newest = self.newest
        if epoch != self._epoch or (newest is not None and tick < newest.tick):
            self._begin(epoch)
        elif newest is not None and tick == newest.tick:
            # It has come again, whole, since it was not right: that says nothing of the network.
            self._frames[-1] = evolve(newest, sight=sight)
            return
        newest = self.newest
        has_changed = self._pace.hear(tick, now_ms)
        at_ms = newest.at_ms + (tick - newest.tick) * self.every_ms if newest is not None else 0.0
        self._frames = [*self._frames, Frame(tick, sight, at_ms)][-FRAMES_MAX:]
        if has_changed:
            self._arrivals = []
        gap_ms, self._heard_ms = now_ms - self._heard_ms, now_ms
        was_away = gap_ms >= max(GAP_MS, GAP_TICKS * self.every_ms)
        goes_on = self._is_heap and gap_ms < HEAP * self.every_ms
        self._is_heap = newest is not None and (was_away or goes_on)
        if self._is_heap and self._arrivals:
            self._resume(now_ms - at_ms)
        else:
            self._arrivals = [*self._arrivals, now_ms - at_ms][-ARRIVALS:]
            self._follow()

    def _resume(self, late: float) -> None:
        """A sleep, or a halt, says nothing of how unsteady the network is: that stays as it was."""
        by = late - min(self._arrivals)
        self._arrivals = [arrival + by for arrival in self._arrivals]
        self._due_ms += by

    def at(self, now_ms: float) -> Between | None:
        """Return what is to be shown; None before the first tick."""
        newest = self.newest
        if newest is None:
            return None
        present = now_ms - min(self._arrivals[-PRESENT_OF:])
        # One tick less, since the next one is needed to go there.
        wanted = now_ms - self._due_ms - self.every_ms
        self._shown_ms = min(newest.at_ms, self._reach(wanted, now_ms))
        self._shown_at_ms = now_ms
        self._forget()
        return self._between(newest, max(0.0, present - self._shown_ms))

    def _reach(self, wanted: float, now_ms: float) -> float:
        """Return how far the picture goes: where it is wanted, but neither back nor in a leap."""
        if wanted - self._shown_ms > max(JUMP * self.every_ms, JUMP_MS):
            return wanted
        most = self._shown_ms + (now_ms - self._shown_at_ms) * CATCH_UP
        return max(self._shown_ms, min(wanted, most))

    def _between(self, newest: Frame, behind_ms: float) -> Between:
        shown, count = self._shown_ms, len(self._frames)
        # The first that is not reached yet; past the last one all are.
        coming = next((at for at in range(count) if self._frames[at].at_ms > shown), count)
        after = self._frames[coming] if coming < count else newest
        last = coming - 1 if coming < count else count - 2
        before = self._frames[last] if last >= 0 else after
        # What has jumped over ticks is not drawn as if it had moved.
        is_step = after.tick - before.tick == 1
        part = (shown - before.at_ms) / (after.at_ms - before.at_ms) if is_step and coming < count else 1.0
        return Between(before if is_step else after, after, part, behind_ms)

    def _begin(self, epoch: str) -> None:
        self._frames, self._arrivals, self._is_heap = [], [], False
        self._epoch, self._pace = epoch, Pace(self.tick_ms)
        self._shown_ms, self._shown_at_ms = -self.tick_ms, -math.inf

    def _follow(self) -> None:
        """Be as far behind as the network is unsteady, and get there slowly."""
        ordered = sorted(self._arrivals)
        usual = ordered[math.floor((len(ordered) - 1) * (1 - 1 / LATE_ONE_IN))]
        wanted = min(ordered[0] + DELAY_MS_MAX, usual)
        if len(ordered) == 1:
            self._due_ms = wanted
        else:
            most, least = self.every_ms * FASTER, -self.every_ms * SLOWER
            self._due_ms += max(least, min(most, wanted - self._due_ms))

    def _forget(self) -> None:
        reached = [at for at, frame in enumerate(self._frames) if frame.at_ms <= self._shown_ms]
        if reached:
            del self._frames[: max(0, reached[-1] - 1)]
