"""The server's own bots as policies of a client: the same code, with what came over the network."""

import time
from collections.abc import Callable
from random import Random
from typing import Any

from clients.policy import Act, BadPolicy, View
from lobby.bots.agreeing import AGREEING
from lobby.bots.belief import Belief, find_belief
from lobby.bots.kinds import KINDS, kinds_for
from lobby.bots.reacting import react
from lobby.bots.search import Effort
from lobby.bots.sight import Sight
from lobby.catalogue import GameNotLoaded, load_game
from lobby.core.game import Game
from lobby.wire.values import Value

BOTS = ("mcts", "own")
ITERATIONS_MAX = 1_000_000  # the time bounds it
_SHARE = 0.8  # of the time to think that a search uses: it must still be told


def load_bot(kind: str, game_name: str, think_ms: int) -> tuple[Act, Act | None]:
    """Return what chooses moves, and what chooses whether to agree to a draw, where the kind has a say in it.

    "mcts" thinks for most of `think_ms`, "own" is the `bot` of a real-time game. `game_name` is what `--game`
    takes: the hooks run here, on what this seat sees and imagines. Raises BadPolicy where it can't play this.
    """
    if not game_name:
        raise BadPolicy(f"{kind} needs --game, whose rules it must know")
    try:
        game = load_game(game_name)
    except GameNotLoaded as error:
        raise BadPolicy(str(error)) from error
    belief, agree = find_belief(game), AGREEING.get(kind)
    if kind not in kinds_for(game, belief):
        raise BadPolicy(f"{kind} can't play {game.id}: {_why_not(kind, game, belief)}")

    def think_with(decide: Callable[..., Any]) -> Act:
        def act(view: View, moves: list[Value] | None, random: Random) -> Any:
            until = time.monotonic() + think_ms * _SHARE / 1000
            effort = Effort(ITERATIONS_MAX, lambda: time.monotonic() >= until)
            sight = Sight(view["seat"], view["seats"], view["public"], view["secret"], moves, view["options"])
            return decide(game, belief, sight, random.getrandbits(32), effort)

        return act

    return think_with(_react if kind == "own" else KINDS[kind]), think_with(agree) if agree else None


def _react(game: Game, belief: Belief | None, sight: Sight, seed: int, effort: Effort) -> Value:
    """Ask the game's own bot; what it raises is told as a fault of the policy, as with any other."""
    return react(game, sight, seed)


def _why_not(kind: str, game: Game, belief: Belief | None) -> str:
    if kind == "own":
        return "it has no `bot`" if game.is_real_time else "it goes by turns; mcts searches in such games"
    if game.is_real_time:
        return "it is in real time; own asks the game's `bot`"
    assert belief is None, "a search plays every game in turns of which it can imagine states"
    return "it hides something, and has no `imagine`"
