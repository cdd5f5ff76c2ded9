"""Questions about what a seat should do, as plain values, and their answers: what travels to a worker."""

from collections.abc import Callable
from typing import Any

import attrs
from attrs import define, field

from lobby.bots.belief import Belief, find_belief
from lobby.bots.kinds import KINDS
from lobby.bots.search import Effort
from lobby.bots.sight import CantThink, Sight
from lobby.core.game import Game
from lobby.wire.values import Value


def put_question(kind: str, game: Game, sight: Sight, seed: int, *, iterations: int, think_ms: int) -> Value:
    """Return the question what a bot of that kind does: all that it is told."""
    return {
        "kind": kind,
        "game": game.id,
        "sight": attrs.asdict(sight, recurse=False),
        "seed": seed,
        "iterations": iterations,
        "think_ms": think_ms,
    }


@define(eq=False)
class Answerer:
    """Thinks about games by their ids. `now_ms` tells the time; one that stands still bounds nothing."""

    games: dict[str, Game]
    now_ms: Callable[[], float]
    _beliefs: dict[str, Belief | None] = field(factory=dict)

    def answer(self, question: dict[str, Any]) -> dict[str, Value]:
        """Return `{"move": …}`, or as `{"unable": …}` why there is none."""
        until_ms = self.now_ms() + question["think_ms"]
        effort = Effort(question["iterations"], lambda: self.now_ms() >= until_ms)
        try:
            game, choose = self.games[question["game"]], KINDS[question["kind"]]
            sight = Sight(**question["sight"])
            return {"move": choose(game, self._belief_of(game), sight, question["seed"], effort)}
        except CantThink as reason:
            return {"unable": str(reason)}
        except Exception as error:  # of a hook, which may raise anything
            return {"unable": f"{type(error).__name__}: {error}"[:200]}

    def _belief_of(self, game: Game) -> Belief | None:
        if game.id not in self._beliefs:
            self._beliefs[game.id] = find_belief(game)
        return self._beliefs[game.id]
