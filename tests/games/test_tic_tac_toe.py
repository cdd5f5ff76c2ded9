"""Tic-tac-toe by its rules, and as short as a first game may be."""

from itertools import product
from pathlib import Path

import pytest

from lobby.catalogue import load_game
from lobby.core.game import draw, win
from lobby.games import tic_tac_toe
from tests.games.table import start

GAME = load_game("lobby.games.tic_tac_toe")
X_WINS = [4, 0, 2, 1, 6]
DRAWN = [4, 0, 8, 2, 1, 7, 3, 5, 6]


def test_the_whole_game_fits_in_30_lines() -> None:
    assert len(Path(tic_tac_toe.__file__).read_text().splitlines()) <= 30


def test_seat_0_begins_on_an_empty_board() -> None:
    table = start(GAME)

    assert table.view == {"board": [None] * 9}
    assert (table.acting, table.moves(0), table.moves(1)) == ((0,), list(range(9)), [])


def test_seats_take_turns() -> None:
    table = start(GAME).play(4)

    assert table.view["board"][4] == 0
    assert (table.acting, table.moves(0), table.moves(1)) == ((1,), [], [0, 1, 2, 3, 5, 6, 7, 8])


def test_a_taken_square_is_refused_in_words() -> None:
    assert start(GAME).play(4).refusal(4) == "that square is taken"


@pytest.mark.parametrize("move", [9, -1, True, "4", None, {"square": 4}])
def test_what_is_no_square_is_refused(move: object) -> None:
    detail = start(GAME).play(0).refusal(move)

    assert detail is not None
    assert "is not a legal move now" in detail


def test_three_in_a_row_win_and_nobody_moves_after() -> None:
    table = start(GAME).play(*X_WINS)

    assert table.result == win(0)
    assert (table.acting, table.moves(0), table.moves(1)) == ((), [], [])


def test_a_full_board_without_a_row_is_a_draw() -> None:
    assert start(GAME).play(*DRAWN).result == draw()


LINES = ["012", "345", "678", "036", "147", "258", "048", "246"]


def test_every_board_has_the_result_that_its_lines_say() -> None:
    for board in product((None, 0, 1), repeat=9):
        winners = {seat for seat in (0, 1) for line in LINES if all(board[int(at)] == seat for at in line)}
        result = tic_tac_toe.result(list(board))

        if len(winners) == 1:
            assert result == win(*winners)
        elif not winners:
            assert result == (None if None in board else draw())
