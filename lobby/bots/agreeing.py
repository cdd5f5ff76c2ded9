"""Whether a bot agrees to a draw: where its own search says that it would not be better off playing on."""

from collections.abc import Callable
from random import Random
from typing import Final

from lobby.bots.belief import Belief
from lobby.bots.search import Effort, weigh
from lobby.bots.sight import CantThink, Sight
from lobby.core.game import Game

DRAWN = 0.5  # what a draw is worth to each, of a loss at 0 and a win at 1
_BLUR = 0.02  # a search never finds a drawn position to be worth exactly that

Agree = Callable[[Game, Belief | None, Sight, int, Effort], bool]


def agree_by_search(game: Game, belief: Belief | None, sight: Sight, seed: int, effort: Effort) -> bool:
    """Tell whether the position is worth no more than a draw to the seat, as far as a search sees."""
    if belief is None:
        raise CantThink(f"{game.id} hides something and has no `imagine`: there is no position to weigh")
    return weigh(game, belief, sight, seed, effort) <= DRAWN + _BLUR


def agree_at_random(game: Game, belief: Belief | None, sight: Sight, seed: int, effort: Effort) -> bool:
    """Tell it by lot, as moves are drawn: who knows nothing of the position has no better ground.

    Who asks again with the same seed is told the same, whatever the position.
    """
    return Random(seed).random() < DRAWN


AGREEING: Final[dict[str, Agree]] = {"random": agree_at_random, "mcts": agree_by_search}
BY_LOT: Final = frozenset({"random"})  # those that know nothing of the position
