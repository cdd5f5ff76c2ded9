"""What the server counts, in Prometheus' text format; every server has a registry of its own.

The counts are plain ints, because a broadcast counts every frame: a locked counter would cost more than
the frame. All of it happens in one thread; the collector only reads.
"""

from collections import Counter
from collections.abc import Callable, Iterator

import trio
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from lobby.shell.ticking.measures import Measures

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_GAUGES = {
    "rooms": "open rooms",
    "rooms_returning": "open rooms that have not come back yet after the start",
    "members": "members of all rooms",
    "connections": "connections, of HTTP too",
    "sessions": "sessions held, with and without a connection",
    "players": "players in memory",
    "players_absent": "of these who have gone, and whom no room waits for",
    "lookups": "who waits for the store to say who somebody is",
}


_TOPIC_KINDS = ("crowd", "game", "live", "lobby", "other", "player", "room", "seat", "server", "watch")


def topic_kind(name: str) -> str:
    """Return the kind of a topic that a peer names: one of a few, however many names there are."""
    kind = name.partition("/")[0]
    return kind if kind in _TOPIC_KINDS else "other"


class Metrics:
    """The counts of one server: add to the attributes, name what is to be watched, render."""

    def __init__(self) -> None:
        self.commands: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.goodbyes: Counter[str] = Counter()
        self.turned_away: Counter[str] = Counter()
        self.views_damaged: Counter[str] = Counter()
        self.polls = 0
        self.frames_sent = 0
        self.bytes_sent = 0
        self.steps = 0
        self.commits_failed = 0
        self.hook_failures = 0
        self.ticks = Measures()
        self._gauges: dict[str, Callable[[], float]] = {}
        self._registry = CollectorRegistry()
        self._registry.register(_Reader(self))

    def watch(self, name: str, read: Callable[[], float]) -> None:
        """Let `read` tell the gauge lobby_<name>, one of those that are known."""
        if name not in _GAUGES:
            raise ValueError(f"no gauge is called {name!r}; there are {', '.join(_GAUGES)}")
        self._gauges[name] = read

    def render(self) -> bytes:
        """Return all metrics as text; call it under Trio."""
        return generate_latest(self._registry)

    def read_gauges(self) -> Iterator[Metric]:
        """Yield the gauges as they are now."""
        for name, text in _GAUGES.items():
            read = self._gauges.get(name)
            yield GaugeMetricFamily(f"lobby_{name}", text, value=read() if read else 0)
        tasks = trio.lowlevel.current_statistics().tasks_living
        yield GaugeMetricFamily("lobby_tasks", "living tasks of the event loop", value=tasks)

    def read_counters(self) -> Iterator[Metric]:
        """Yield the counters as they are now."""
        yield _label("commands", "commands heard", "command", self.commands)
        yield _label("refused", "commands refused, by code", "code", self.refused)
        yield _label("goodbyes", "connections ended by the server, by code", "code", self.goodbyes)
        yield _label("turned_away", "connections turned away at the door", "who", self.turned_away)
        damaged = {kind: self.views_damaged[kind] for kind in _TOPIC_KINDS}
        yield _label("views_damaged", "views that clients found wrong", "topic", Counter(damaged))
        for name, text, value in (
            ("polls", "long polls begun", self.polls),
            ("frames_sent", "frames sent", self.frames_sent),
            ("bytes_sent", "bytes of frames sent", self.bytes_sent),
            ("steps", "steps of rooms committed", self.steps),
            ("commits_failed", "commits that the store failed", self.commits_failed),
            ("hook_failures", "hooks of games that raised or broke their budget", self.hook_failures),
        ):
            yield CounterMetricFamily(f"lobby_{name}", text, value=value)
        yield from self.ticks.read()


class _Reader(Collector):
    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def describe(self) -> list[Metric]:
        # Without it, registering would read everything once, before there is an event loop.
        return []

    def collect(self) -> Iterator[Metric]:
        yield from self._metrics.read_gauges()
        yield from self._metrics.read_counters()


def _label(name: str, text: str, label: str, counts: Counter[str]) -> Metric:
    family = CounterMetricFamily(f"lobby_{name}", text, labels=[label])
    for value, count in sorted(counts.items()):
        family.add_metric([value], count)
    return family
