"""Whether bots agree to a draw: by their own search, whoever's turn it is, and else by lot."""

from typing import Any

import pytest

from lobby.bots.agreeing import agree_at_random, agree_by_search
from lobby.bots.answering import Answerer, put_question
from lobby.bots.belief import find_belief
from lobby.bots.search import Effort, weigh
from lobby.bots.sight import CantThink
from lobby.catalogue import load_game
from tests.bots.practice import see

GAME = load_game("tic_tac_toe")
BELIEF = find_belief(GAME)
EFFORT = Effort(400)
# Seat 0 moves and wins at once.
WON: list[Any] = [0, 0, None, 1, 1, None, None, None, None]
# One square is left, and nobody gets a row by it.
DRAWN: list[Any] = [0, 1, 0, 0, 1, 1, 1, 0, None]


@pytest.mark.parametrize(
    ("board", "seat", "agrees"),
    [(WON, 0, False), (WON, 1, True), (DRAWN, 0, True), (DRAWN, 1, True)],
)
def test_a_search_agrees_where_it_would_not_be_better_off(board: list[Any], seat: int, agrees: bool) -> None:
    assert agree_by_search(GAME, BELIEF, see(GAME, board, seat, 2), 1, EFFORT) is agrees


def test_a_position_is_worth_what_is_best_for_who_is_to_move() -> None:
    assert BELIEF is not None
    worth = [weigh(GAME, BELIEF, see(GAME, WON, seat, 2), 1, EFFORT) for seat in (0, 1)]

    assert worth[0] == 1.0
    assert worth[1] < 0.2


def test_who_can_imagine_no_position_has_no_answer() -> None:
    with pytest.raises(CantThink, match="no position to weigh"):
        agree_by_search(GAME, None, see(GAME, WON, 0, 2), 1, EFFORT)


def test_a_random_bot_answers_by_lot_and_the_same_for_the_same_seed() -> None:
    sight = see(GAME, WON, 0, 2)
    said = [agree_at_random(GAME, None, sight, seed, EFFORT) for seed in range(40)]

    assert set(said) == {True, False}
    assert said == [agree_at_random(GAME, None, sight, seed, EFFORT) for seed in range(40)]


def test_a_worker_is_asked_for_a_draw_as_it_is_for_a_move() -> None:
    answerer = Answerer({GAME.id: GAME}, lambda: 0.0)
    question = put_question("mcts", GAME, see(GAME, DRAWN, 1, 2), 1, iterations=10, think_ms=1, about="draw")

    assert answerer.answer(question) == {"move": True}
