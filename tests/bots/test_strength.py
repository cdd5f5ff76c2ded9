"""How strong the search is, by seed and iterations: the same figures on any machine."""

import pytest
from attrs import define, field

from lobby.bots.belief import find_belief
from lobby.bots.kinds import KINDS
from lobby.bots.search import Effort
from lobby.catalogue import load_game
from lobby.core.game import State
from lobby.settings import BotsSection
from lobby.wire.values import Value, pack
from tests.bots.practice import Practice, every_line, see

CONNECT_FOUR = load_game("connect_four")
TIC_TAC_TOE = load_game("tic_tac_toe")


def count_wins(games: int, iterations: int) -> int:
    """Return how many games of connect four the search wins against random moves, each seat by turns."""
    belief, won = find_belief(CONNECT_FOUR), 0
    for seed in range(games):
        kinds = ("mcts", "random") if seed % 2 == 0 else ("random", "mcts")
        places = Practice(CONNECT_FOUR, belief, kinds, seed, iterations).play()
        won += places[seed % 2] == 1 and places[1 - seed % 2] == 2
    return won


def test_the_search_wins_at_connect_four_with_little_thought() -> None:
    assert count_wins(games=4, iterations=50) == 4


@pytest.mark.slow
def test_the_search_beats_random_moves_in_95_of_100_games_of_connect_four() -> None:
    assert count_wins(games=100, iterations=50) >= 95


@define
class Remembered:
    """The search's choice for each position of tic-tac-toe, thought of once."""

    iterations: int
    chosen: dict[bytes, Value] = field(factory=dict)

    def choose(self, state: State) -> Value:
        key = pack(state)
        if key not in self.chosen:
            seat = len([square for square in state if square is not None]) % 2
            sight = see(TIC_TAC_TOE, state, seat, 2)
            effort = Effort(self.iterations)
            self.chosen[key] = KINDS["mcts"](TIC_TAC_TOE, find_belief(TIC_TAC_TOE), sight, 7, effort)
        return self.chosen[key]


@pytest.mark.slow
@pytest.mark.parametrize("seat", [0, 1])
def test_the_search_never_loses_tic_tac_toe_whatever_the_other_does(seat: int) -> None:
    ends = every_line(TIC_TAC_TOE, seat, Remembered(iterations=BotsSection().iterations).choose)

    assert len(ends) > 50
    assert all(places[seat] == 1 for places in ends), "a win or a draw, in every line that there is"
