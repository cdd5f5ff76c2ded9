"""Questions about what a seat should do, as plain values, and their answers: what travels to a worker."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

import attrs
from attrs import define, field

from lobby.bots.agreeing import AGREEING
from lobby.bots.belief import Belief, find_belief
from lobby.bots.kinds import KINDS
from lobby.bots.search import Effort
from lobby.bots.sight import CantThink, Sight
from lobby.core.game import Game
from lobby.wire.values import Value

# What is asked: which move to make, or whether to agree to a draw.
About = Literal["move", "draw"]


def put_question(
    kind: str, game: Game, sight: Sight, seed: int, *, iterations: int, think_ms: int, about: About = "move"
) -> Value:
    """Return the question what a bot of that kind does: all that it is told."""
    return {
        "about": about,
        "kind": kind,
        "game": game.id,
        "sight": attrs.asdict(sight, recurse=False),
        "seed": seed,
        "iterations": iterations,
        "think_ms": think_ms,
    }


_DECIDING: Final[dict[str, Mapping[str, Callable[..., Value]]]] = {"move": KINDS, "draw": AGREEING}


@define(eq=False)
class Answerer:
    """Thinks about games by their ids. `now_ms` tells the time; one that stands still bounds nothing."""

    games: dict[str, Game]
    now_ms: Callable[[], float]
    _beliefs: dict[str, Belief | None] = field(factory=dict)

    def answer(self, question: dict[str, Any]) -> dict[str, Value]:
        """Return `{"move": …}`, of a draw whether to agree to it; or as `{"unable": …}` why there is none."""
        until_ms = self.now_ms() + question["think_ms"]
        effort = Effort(question["iterations"], lambda: self.now_ms() >= until_ms)
        try:
            game, decide = self.games[question["game"]], _DECIDING[question["about"]][question["kind"]]
            sight = Sight(**question["sight"])
            return {"move": decide(game, self._belief_of(game), sight, question["seed"], effort)}
        except CantThink as reason:
            return {"unable": str(reason)}
        except Exception as error:  # of a hook, which may raise anything
            return {"unable": f"{type(error).__name__}: {error}"[:200]}

    def _belief_of(self, game: Game) -> Belief | None:
        if game.id not in self._beliefs:
            self._beliefs[game.id] = find_belief(game)
        return self._beliefs[game.id]
