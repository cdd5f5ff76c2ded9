"""What the server counts: `lobby.shell.exposition` tells it in Prometheus' text format.

The counts are plain ints, because a broadcast counts every frame: a locked counter would cost more than
the frame. All of it happens in one thread.
"""

from collections import Counter
from collections.abc import Callable

from lobby.shell.ticking.measures import Measures

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

GAUGES = {
    "rooms": "open rooms",
    "rooms_returning": "open rooms that have not come back yet after the start",
    "members": "members of all rooms",
    "connections": "connections, of HTTP too",
    "sessions": "sessions held, with and without a connection",
    "players": "players in memory",
    "players_absent": "of these who have gone, and whom no room waits for",
    "lookups": "who waits for the store to say who somebody is",
}


TOPIC_KINDS = ("crowd", "game", "live", "lobby", "other", "player", "room", "seat", "server", "watch")


def topic_kind(name: str) -> str:
    """Return the kind of a topic that a peer names: one of a few, however many names there are."""
    kind = name.partition("/")[0]
    return kind if kind in TOPIC_KINDS else "other"


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

    def watch(self, name: str, read: Callable[[], float]) -> None:
        """Let `read` tell the gauge lobby_<name>, one of those that are known."""
        if name not in GAUGES:
            raise ValueError(f"no gauge is called {name!r}; there are {', '.join(GAUGES)}")
        self._gauges[name] = read

    def read(self, name: str) -> float:
        """Return a gauge as it is now, 0 where nobody tells it."""
        read = self._gauges.get(name)
        return read() if read else 0

    def render(self) -> bytes:
        """Return all metrics as text; call it under Trio."""
        from lobby.shell.exposition import render  # noqa: PLC0415 -- see there

        return render(self)
