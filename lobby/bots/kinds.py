"""The kinds of bots that think by themselves, and how each of them chooses."""

from collections.abc import Callable
from random import Random
from typing import Final

from lobby.bots.belief import Belief
from lobby.bots.forward import Forward
from lobby.bots.reacting import DrewInstead, can_draw, react, react_at_random
from lobby.bots.search import Effort, search
from lobby.bots.sight import CantThink, Sight
from lobby.core.forms import describe_move
from lobby.core.game import Game
from lobby.core.shape import plain_move
from lobby.wire.values import Value

_FAULT_CHARACTERS = 200

Choose = Callable[[Game, Belief | None, Sight, int, Effort], Value]


def choose_at_random(game: Game, belief: Belief | None, sight: Sight, seed: int, effort: Effort) -> Value:
    """Return any legal move; where they are not listed, one that the game draws for an imagined state."""
    if game.is_real_time:
        return react_at_random(game, belief, sight, seed)
    if sight.moves:
        return Random(seed).choice(sight.moves)
    if sight.moves is not None or belief is None:
        raise CantThink("there are no moves to choose from, and no state to imagine")
    forward = Forward(game, sight.seats, Random(seed))
    return plain_move(game, forward.draw(belief.draw(sight, forward.dice()), sight.seat, None))


def choose_by_search(game: Game, belief: Belief | None, sight: Sight, seed: int, effort: Effort) -> Value:
    """Return what a search finds best; the only legal move at once."""
    if sight.moves is not None and len(sight.moves) == 1:
        return sight.moves[0]
    if belief is None:
        raise CantThink(
            f"{game.id} hides something and has no `imagine`: a search has no state to begin with"
        )
    return search(game, belief, sight, seed, effort)


def choose_by_game(game: Game, belief: Belief | None, sight: Sight, seed: int, effort: Effort) -> Value:
    """Return what the bot of a real-time game does now, None for nothing.

    Where the bot raises, any input is drawn, which DrewInstead tells with the reason.
    """
    try:
        return react(game, sight, seed)
    except CantThink:
        raise
    except Exception as error:  # of a hook, which may raise anything
        fault = f"{type(error).__name__}: {error}"[:_FAULT_CHARACTERS]
        try:
            move = react_at_random(game, belief, sight, seed)
        except CantThink as also:
            raise CantThink(f"{fault}; {also}") from error
        raise DrewInstead(fault, move) from error


KINDS: Final[dict[str, Choose]] = {
    "random": choose_at_random,
    "mcts": choose_by_search,
    "own": choose_by_game,
}
TITLES: Final[dict[str, str]] = {"random": "Random bot", "mcts": "Thinking bot", "own": "Bot"}


def kinds_for(game: Game, belief: Belief | None) -> tuple[str, ...]:
    """Return the kinds that can play a game, the strongest first."""
    if game.is_real_time:
        draws = can_draw(describe_move(game)) or (belief is not None and game.sample is not None)
        return (*(("own",) if game.bot is not None else ()), *(("random",) if draws else ()))
    return ("random",) if belief is None else ("mcts", "random")
