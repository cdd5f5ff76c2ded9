"""Bots that think in place, for a clock that jumps: processes and such a clock don't go together."""

from collections.abc import Callable

from attrs import define, field

from lobby.bots.answering import Answerer
from lobby.core.game import Game
from lobby.shell.bots.pool import thought_of
from lobby.shell.bots.port import Thought
from lobby.shell.timing.timers import Timers
from lobby.wire.values import Value


@define(eq=False)
class InPlace:
    """A workshop in this thread: no time passes while it thinks, so that only iterations bound it."""

    games: dict[str, Game]
    timers: Timers
    asked: int = 0
    _answerer: Answerer = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._answerer = Answerer(self.games, lambda: 0)

    def ask(self, question: Value, tell: Callable[[Thought], None], asker: str) -> None:
        """See Workshop.ask."""
        self.asked += 1
        self.timers.set(("thought", self.asked), self.timers.now(), lambda: tell(self._think(question)))

    async def run(self) -> None:
        """See Workshop.run: there is nothing to run."""

    def _think(self, question: Value) -> Thought:
        return thought_of(self._answerer.answer(question))
