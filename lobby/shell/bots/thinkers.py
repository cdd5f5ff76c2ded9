"""The provider of the bots on board, those of lobby.bots, which think in a workshop of worker processes."""

from collections.abc import Callable, Sequence
from typing import Protocol

import structlog
from attrs import define, field, frozen

from lobby.bots.answering import About, put_question
from lobby.bots.belief import Belief, find_belief
from lobby.bots.kinds import TITLES, kinds_for
from lobby.bots.sight import Sight
from lobby.core.budget import OverBudget
from lobby.core.game import Game
from lobby.settings import BotsSection
from lobby.shell.bots.port import BotKind, Brain, Thought
from lobby.shell.watchdog import Watchdog
from lobby.wire.values import Value

log = structlog.get_logger()

Tell = Callable[[Thought], None]


class Workshop(Protocol):
    """Where the thinking is done."""

    def ask(self, question: Value, tell: Tell, asker: str) -> None:
        """Answer a question; returns at once, and `tell` hears the answer once."""

    async def run(self) -> None:
        """Do the work; ends when cancelled."""


@define(eq=False)
class Thinkers:
    """See Provider. A game's hooks are called here only to find out what can be read off its view."""

    settings: BotsSection
    workshop: Workshop
    watchdog: Watchdog
    _beliefs: dict[str, Belief | None] = field(factory=dict)

    def kinds(self, game: Game) -> Sequence[BotKind]:
        """See Provider.kinds."""
        if not self.settings.workers:
            return ()
        return [BotKind(kind, TITLES[kind]) for kind in kinds_for(game, self.belief_of(game))]

    def open(self, kind: str, game: Game) -> Brain | None:
        """See Provider.open."""
        return _Brain(self, kind, game) if kind in {known.id for known in self.kinds(game)} else None

    async def run(self) -> None:
        """See Provider.run."""
        await self.workshop.run()

    def belief_of(self, game: Game) -> Belief | None:
        """Return how states of a game are imagined, found out once."""
        if game.id not in self._beliefs:
            self._beliefs[game.id] = self._find_belief(game)
        return self._beliefs[game.id]

    def _find_belief(self, game: Game) -> Belief | None:
        try:
            return self.watchdog.run(f"{game.id} bots", lambda: find_belief(game))
        except (Exception, OverBudget) as error:  # of a hook
            log.warning("no search bot", game=game.id, why=f"{type(error).__name__}: {error}"[:200])
            return None


@frozen(eq=False)
class _Brain:
    """See Brain."""

    thinkers: Thinkers
    kind: str
    game: Game

    def think(self, sight: Sight, seed: int, tell: Tell, asker: str) -> None:
        """See Brain.think."""
        self._ask("move", sight, seed, tell, asker)

    def weigh_draw(self, sight: Sight, seed: int, tell: Tell, asker: str) -> None:
        """See Negotiator.weigh_draw."""
        self._ask("draw", sight, seed, tell, asker)

    def _ask(self, about: About, sight: Sight, seed: int, tell: Tell, asker: str) -> None:
        settings = self.thinkers.settings
        question = put_question(
            self.kind,
            self.game,
            sight,
            seed,
            iterations=settings.iterations,
            think_ms=settings.think_ms,
            about=about,
        )
        self.thinkers.workshop.ask(question, tell, asker)
