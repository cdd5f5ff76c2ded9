"""The ticks that have come, and what of them is shown at a moment: between two, a little behind the newest.

The same as web/src/sdk/live/timeline.ts, step by step: docs/reference/live.json holds both to it. Pure.
"""

import math

from attrs import define, field, frozen

from lobby.wire.values import Value

ARRIVALS = 40  # so many tell how unsteady the network is
LATE_ONE_IN = 12  # one arrival in so many may come later than its turn: then the picture waits
DELAY_MS_MAX = 500
FASTER, SLOWER = 0.25, 0.03  # how fast the delay follows, in parts of a tick per tick: no jumps
FRAMES_MAX = 120  # kept are no more than that; who was asleep has no use for older ones


@frozen
class Frame:
    """The board of a tick."""

    tick: int
    board: Value


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
    _arrivals: list[float] = field(factory=list)  # when each came, minus when it would have from 0 on
    _epoch: str = ""
    _due_ms: float = 0.0  # when a tick is to be shown as reached, minus when it would be from 0 on
    _shown: float = 0.0  # what was shown last, in ticks: it never goes back

    @property
    def tick_ms(self) -> float:
        """The time from one tick to the next."""
        return 1000 / self.rate

    @property
    def newest(self) -> Frame | None:
        """The newest tick, None before the first."""
        return self._frames[-1] if self._frames else None

    def hear(self, epoch: str, tick: int, board: Value, now_ms: float) -> None:
        """Take in a tick; one of another epoch begins anew. Ticks that were left out are no fault."""
        newest = self.newest
        if epoch != self._epoch or (newest is not None and tick < newest.tick):
            self._begin(epoch, tick)
        elif newest is not None and tick == newest.tick:
            self._frames.pop()
        self._frames = [*self._frames, Frame(tick, board)][-FRAMES_MAX:]
        self._arrivals = [*self._arrivals, now_ms - tick * self.tick_ms][-ARRIVALS:]
        self._follow()

    def at(self, now_ms: float) -> Between | None:
        """Return what is to be shown; None before the first tick."""
        newest = self.newest
        if newest is None:
            return None
        present = (now_ms - min(self._arrivals)) / self.tick_ms
        # One tick less, since the next one is needed to go there.
        wanted = (now_ms - self._due_ms) / self.tick_ms - 1
        self._shown = min(float(newest.tick), max(self._shown, wanted))
        self._forget()
        return self._between(newest, max(0.0, (present - self._shown) * self.tick_ms))

    def _between(self, newest: Frame, behind_ms: float) -> Between:
        count = len(self._frames)
        # The first that is not reached yet; past the last one all are.
        coming = next((at for at in range(count) if self._frames[at].tick > self._shown), count)
        after = self._frames[coming] if coming < count else newest
        last = coming - 1 if coming < count else count - 2
        before = self._frames[last] if last >= 0 else after
        # What has jumped over ticks is not drawn as if it had moved.
        is_step = after.tick - before.tick == 1
        part = self._shown - before.tick if is_step and coming < count else 1.0
        return Between(before if is_step else after, after, part, behind_ms)

    def _begin(self, epoch: str, tick: int) -> None:
        self._frames, self._arrivals = [], []
        self._epoch, self._shown = epoch, float(tick - 1)

    def _follow(self) -> None:
        """Be as far behind as the network is unsteady, and get there slowly."""
        ordered = sorted(self._arrivals)
        usual = ordered[math.floor((len(ordered) - 1) * (1 - 1 / LATE_ONE_IN))]
        wanted = min(ordered[0] + DELAY_MS_MAX, usual)
        if len(ordered) == 1:
            self._due_ms = wanted
        else:
            most, least = self.tick_ms * FASTER, -self.tick_ms * SLOWER
            self._due_ms += max(least, min(most, wanted - self._due_ms))

    def _forget(self) -> None:
        reached = sum(1 for frame in self._frames if frame.tick <= self._shown)
        del self._frames[: max(0, reached - 2)]
