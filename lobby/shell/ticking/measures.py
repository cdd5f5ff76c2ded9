"""What is measured of ticks: plain ints, as the other metrics are."""

from bisect import bisect_left
from collections import Counter

from attrs import define, field

_SECONDS = (0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5)
_BYTES = (64, 128, 256, 512, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576)


@define(eq=False)
class Histogram:
    """Counts by size. `bounds` are the largest of each bucket; one more is for what is larger."""

    bounds: tuple[float, ...]
    counts: list[int] = field()
    sum: float = 0.0

    @counts.default
    def _no_counts(self) -> list[int]:
        return [0] * (len(self.bounds) + 1)

    def add(self, value: float) -> None:
        """Count a value."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.sum += value


@define(eq=False)
class Measures:
    """The counts of all rooms that tick."""

    ticks: int = 0
    left_out: int = 0  # ticks that were due and not made
    key_frames: int = 0  # whole views for who was behind
    late: Histogram = field(factory=lambda: Histogram(_SECONDS))
    took: Histogram = field(factory=lambda: Histogram(_SECONDS))
    encoded: Histogram = field(factory=lambda: Histogram(_SECONDS))
    patches: Histogram = field(factory=lambda: Histogram(_BYTES))
    slowed: Counter[str] = field(factory=Counter)  # by game: how often a room got fewer ticks
    closed: Counter[str] = field(factory=Counter)  # by game: rooms that were too slow even then
