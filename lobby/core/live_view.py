"""The view of a real-time game on its topic: each tick's change is found, checked and told at once.

Nothing is copied or packed twice: only what a tick has changed is looked at, so that a list that grows costs
its tail.
"""

from typing import Self

from attrs import define

from lobby.core.budget import Budget
from lobby.core.outputs import Hint
from lobby.core.shape import BadValue
from lobby.core.topic import Topic, change_between
from lobby.wire import values
from lobby.wire.frame import Frame
from lobby.wire.patch import Change
from lobby.wire.values import Value, pack


@define(eq=False)
class LiveView:
    """One topic, and how often its frames carry a hash. Its numbers are those of ticks."""

    topic: Topic
    what: str  # for an author to read
    budget: Budget
    hash_every: int  # ticks
    hash_bytes: int  # a longer view gets its hash so much less often
    _bytes: int  # that the view takes at most

    @classmethod
    def begin(cls, topic: Topic, what: str, budget: Budget, *, tick_rate: int, hash_bytes: int) -> Self:
        """Return the view of a topic that has just begun."""
        return cls(topic, what, budget, tick_rate, hash_bytes, len(pack(topic.view)))

    def advance(self, tick: int, view: Value, *, more: bool, hint: Hint | None = None) -> Frame:
        """Return the frame that tells how the view is after a tick; raise BadValue for what is no view."""
        change = change_between(self.topic.view, view, hint)
        if change:
            self._check(change, view)
        every = self.hash_every * (1 + self._bytes // self.hash_bytes)
        frame = self.topic.advance(tick, view, change, more=more, hashed=tick % every == 0)
        self._bytes += len(frame.payload)
        if self._bytes > self.budget.view_bytes:
            self._measure(view)
        return frame

    def _check(self, change: Change, view: Value) -> None:
        left = values.left_of(change, self.budget.view_bytes, values.DEPTH_MAX)
        if left is None:
            raise BadValue(f"{self.what}: {values.find_fault(view) or 'no value'}")
        if left < 0:
            self._refuse("more than that")

    def _measure(self, view: Value) -> None:
        """Look at all of it, which is done seldom: what has been told bounds how long it can be."""
        self._bytes = len(pack(view))
        if self._bytes > self.budget.view_bytes:
            self._refuse(f"{self._bytes} bytes")

    def _refuse(self, size: str) -> None:
        raise BadValue(f"{self.what} is {size}, over the limit of {self.budget.view_bytes} bytes")
