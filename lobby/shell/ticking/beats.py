"""When rooms tick: on beats that they share, so that a server with many of them wakes up seldom.

A hundred rooms that tick whenever they happened to begin wake the process two thousand times a second, and
those who hear them as often. The rooms of one beat cost one wake-up, and are told in one burst. The beats of
an interval are dealt out in turn, so that no burst is longer than it must be.
"""

from itertools import count
from math import ceil

from attrs import define, field, frozen

# Of a beat: a sum of intervals is off by less, and must not be taken for the time after it.
_ROUNDING = 1e-4


@frozen
class Beat:
    """The times at which one room ticks: of all beats, which are `seconds` apart, one in `every`."""

    seconds: float
    every: int
    place: int  # among those of an interval

    def at_or_after(self, at_seconds: float) -> float:
        """Return the first of these times that is not before this one, by Trio's clock.

        Rooms of one beat get the very same float.
        """
        intervals = ceil((at_seconds / self.seconds - self.place - _ROUNDING) / self.every)
        return (intervals * self.every + self.place) * self.seconds


@define(eq=False)
class Beats:
    """Deals them out: `beat_ms` apart, or as near to that as an interval has a whole number of them."""

    beat_ms: int
    _dealt: "count[int]" = field(factory=count)

    def deal(self, tick_rate: int) -> Beat:
        """Return the beat of one more room that ticks so often a second."""
        every = max(1, round(1000 / tick_rate / self.beat_ms))
        return Beat(1 / (tick_rate * every), every, next(self._dealt) % every)
