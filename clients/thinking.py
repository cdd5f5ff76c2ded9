"""The server's own search as a policy of a client: the same code, with what came over the network."""

import time
from collections.abc import Callable
from random import Random
from typing import Any

from clients.policy import Act, BadPolicy, View
from lobby.bots.agreeing import AGREEING
from lobby.bots.belief import find_belief
from lobby.bots.kinds import KINDS
from lobby.bots.search import Effort
from lobby.bots.sight import Sight
from lobby.catalogue import GameNotLoaded, load_game
from lobby.wire.values import Value

SEARCHES = ("mcts",)
ITERATIONS_MAX = 1_000_000  # the time bounds it
_SHARE = 0.8  # of the time to think that a search uses: it must still be told


def load_search(kind: str, game_name: str, think_ms: int) -> tuple[Act, Act]:
    """Return what chooses moves, and what chooses whether to agree to a draw, each in most of `think_ms`.

    Raises BadPolicy where it can't for this game.
    `game_name` is what `--game` takes: the hooks run here, on states that this seat imagines.
    """
    if not game_name:
        raise BadPolicy(f"{kind} needs --game, whose rules it must know")
    try:
        game = load_game(game_name)
    except GameNotLoaded as error:
        raise BadPolicy(str(error)) from error
    belief = find_belief(game)
    if belief is None:
        raise BadPolicy(f"{kind} can't play {game.id}: it hides something, and has no `imagine`")

    def think_with(decide: Callable[..., Any]) -> Act:
        def act(view: View, moves: list[Value] | None, random: Random) -> Any:
            until = time.monotonic() + think_ms * _SHARE / 1000
            effort = Effort(ITERATIONS_MAX, lambda: time.monotonic() >= until)
            sight = Sight(view["seat"], view["seats"], view["public"], view["secret"], moves, view["options"])
            return decide(game, belief, sight, random.getrandbits(32), effort)

        return act

    return think_with(KINDS[kind]), think_with(AGREEING[kind])
