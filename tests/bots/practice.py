"""Games between bots without a room: who sits where, how hard each thinks, and how it ended."""

from random import Random
from typing import Any

from attrs import define, field

from lobby.bots.belief import Belief
from lobby.bots.kinds import KINDS
from lobby.bots.search import Effort
from lobby.bots.sight import Sight
from lobby.core import rules, shape
from lobby.core.dice import Dice
from lobby.core.game import Game, State
from lobby.wire.values import Value


def begin(game: Game, seats: int, secret: bytes = bytes(32)) -> State:
    """Return the first state of a game."""
    return rules.start(game, seats, shape.structure_options(game, {}), Dice(secret, 0))[0]


def see(game: Game, state: State, seat: int, seats: int) -> Sight:
    """Return what a seat sees of a state."""
    public, secret = rules.public_view(game, state), rules.secret_of(game, state, seat)
    return Sight(seat, seats, public, secret, rules.legal_moves(game, state, seat))


@define
class Practice:
    """One game under a seed, between bots of these kinds."""

    game: Game
    belief: Belief | None
    kinds: tuple[str, ...]
    seed: int
    iterations: int
    thoughts: int = 0  # moves that a search has chosen
    _actions: int = 0
    _secret: bytes = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._secret = Random(self.seed).randbytes(32)

    def play(self) -> tuple[int, ...]:
        """Play to the end; return the places."""
        game, seats = self.game, len(self.kinds)
        state = begin(game, seats, self._secret)
        while (result := rules.result_of(game, state, seats)) is None:
            acting = rules.seats_to_act(game, state, seats)
            self._actions += 1
            dice = Dice(self._secret, self._actions)
            if acting:
                state, _ = rules.play(game, state, acting[0], self.choose(state, acting[0]), dice)
            else:
                state, _ = rules.expire(game, state, dice)
        return result.places

    def choose(self, state: State, seat: int) -> Value:
        """Return what the bot of a seat does."""
        sight = see(self.game, state, seat, len(self.kinds))
        self.thoughts += self.kinds[seat] == "mcts"
        seed = self.seed * 10_000 + self._actions
        return KINDS[self.kinds[seat]](self.game, self.belief, sight, seed, Effort(self.iterations))


def every_line(game: Game, chooser: int, choose: Any) -> list[tuple[int, ...]]:
    """Return how each game ends in which one seat plays as `choose(state)` says, the other anything."""
    ends: list[tuple[int, ...]] = []
    states = [begin(game, 2)]
    while states:
        state = states.pop()
        if (result := rules.result_of(game, state, 2)) is not None:
            ends.append(result.places)
            continue
        [seat] = rules.seats_to_act(game, state, 2)
        moves = [choose(state)] if seat == chooser else rules.legal_moves(game, state, seat) or []
        states += [rules.play(game, state, seat, move, Dice(bytes(32), 1))[0] for move in moves]
    return ends
