"""What is measured of ticks, in Prometheus' text format: plain ints, as the other metrics are."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from attrs import define, field
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric

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

    def read(self, name: str, text: str) -> Metric:
        """Return it as it is told, each bucket with all smaller ones."""
        family = HistogramMetricFamily(name, text)
        total, buckets = 0, list[tuple[str, float]]()
        for bound, count in zip((*map(str, self.bounds), "+Inf"), self.counts, strict=True):
            total += count
            buckets.append((bound, total))
        family.add_metric([], buckets, self.sum)
        return family


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

    def read(self) -> Iterator[Metric]:
        """Yield all of them as they are now."""
        yield self.late.read("lobby_tick_jitter_seconds", "how much later than it was due a tick began")
        yield self.took.read("lobby_tick_seconds", "what a tick took, hooks and frames and sending together")
        yield self.encoded.read("lobby_tick_encode_seconds", "what it took to compare and encode views")
        yield self.patches.read("lobby_tick_patch_bytes", "frames of ticks, each counted once")
        for name, text, value in (
            ("ticks", "ticks of real-time games", self.ticks),
            ("ticks_left_out", "ticks that were due and not made, since the server was late", self.left_out),
            ("key_frames", "whole views sent to who was behind in a real-time game", self.key_frames),
        ):
            yield CounterMetricFamily(f"lobby_{name}", text, value=value)
        for name, text, counts in (
            ("rooms_slowed", "how often a room got fewer ticks, being too slow", self.slowed),
            ("rooms_too_slow", "rooms closed that were too slow even for the fewest ticks", self.closed),
        ):
            family = CounterMetricFamily(f"lobby_{name}", text, labels=["game"])
            for game, count in sorted(counts.items()):
                family.add_metric([game], count)
            yield family
