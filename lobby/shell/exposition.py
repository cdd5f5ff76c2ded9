"""What the server has counted, in Prometheus' text format. Loaded when somebody asks for it."""

from collections import Counter
from collections.abc import Iterator

import trio
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from lobby.shell.metrics import GAUGES, TOPIC_KINDS, Metrics
from lobby.shell.ticking.measures import Histogram, Measures


def render(metrics: Metrics) -> bytes:
    """Return all metrics as text; call it under Trio."""
    registry = CollectorRegistry()
    registry.register(_Reader(metrics))
    return generate_latest(registry)


class _Reader(Collector):
    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def describe(self) -> list[Metric]:
        # Without it, registering would read everything once more.
        return []

    def collect(self) -> Iterator[Metric]:
        yield from _read_gauges(self._metrics)
        yield from _read_counters(self._metrics)
        yield from _read_ticks(self._metrics.ticks)


def _read_gauges(metrics: Metrics) -> Iterator[Metric]:
    for name, text in GAUGES.items():
        yield GaugeMetricFamily(f"lobby_{name}", text, value=metrics.read(name))
    tasks = trio.lowlevel.current_statistics().tasks_living
    yield GaugeMetricFamily("lobby_tasks", "living tasks of the event loop", value=tasks)


def _read_counters(metrics: Metrics) -> Iterator[Metric]:
    yield _label("commands", "commands heard", "command", metrics.commands)
    yield _label("refused", "commands refused, by code", "code", metrics.refused)
    yield _label("goodbyes", "connections ended by the server, by code", "code", metrics.goodbyes)
    yield _label("turned_away", "connections turned away at the door", "who", metrics.turned_away)
    damaged = {kind: metrics.views_damaged[kind] for kind in TOPIC_KINDS}
    yield _label("views_damaged", "views that clients found wrong", "topic", Counter(damaged))
    for name, text, value in (
        ("polls", "long polls begun", metrics.polls),
        ("frames_sent", "frames sent", metrics.frames_sent),
        ("bytes_sent", "bytes of frames sent", metrics.bytes_sent),
        ("steps", "steps of rooms committed", metrics.steps),
        ("commits_failed", "commits that the store failed", metrics.commits_failed),
        ("hook_failures", "hooks of games that raised or broke their budget", metrics.hook_failures),
    ):
        yield CounterMetricFamily(f"lobby_{name}", text, value=value)


def _read_ticks(ticks: Measures) -> Iterator[Metric]:
    yield _spread(ticks.late, "lobby_tick_jitter_seconds", "how much later than it was due a tick began")
    yield _spread(ticks.took, "lobby_tick_seconds", "what a tick took, hooks and frames and sending together")
    yield _spread(ticks.encoded, "lobby_tick_encode_seconds", "what it took to compare and encode views")
    yield _spread(ticks.patches, "lobby_tick_patch_bytes", "frames of ticks, each counted once")
    for name, text, value in (
        ("ticks", "ticks of real-time games", ticks.ticks),
        ("ticks_left_out", "ticks that were due and not made, since the server was late", ticks.left_out),
        ("key_frames", "whole views sent to who was behind in a real-time game", ticks.key_frames),
    ):
        yield CounterMetricFamily(f"lobby_{name}", text, value=value)
    for name, text, counts in (
        ("rooms_slowed", "how often a room got fewer ticks, being too slow", ticks.slowed),
        ("rooms_too_slow", "rooms closed that were too slow even for the fewest ticks", ticks.closed),
    ):
        yield _label(name, text, "game", counts)


def _spread(histogram: Histogram, name: str, text: str) -> Metric:
    """Return a histogram as it is told, each bucket with all smaller ones."""
    family = HistogramMetricFamily(name, text)
    total, buckets = 0, list[tuple[str, float]]()
    for bound, count in zip((*map(str, histogram.bounds), "+Inf"), histogram.counts, strict=True):
        total += count
        buckets.append((bound, total))
    family.add_metric([], buckets, histogram.sum)
    return family


def _label(name: str, text: str, label: str, counts: Counter[str]) -> Metric:
    family = CounterMetricFamily(f"lobby_{name}", text, labels=[label])
    for value, count in sorted(counts.items()):
        family.add_metric([value], count)
    return family
