"""Views as text: boards as boards, and nothing that steers a terminal."""

from hypothesis import given

from clients.render import clean, find_grid, label_moves, render, show
from lobby.wire.values import Value
from tests.wire.strategies import values


def test_a_list_of_rows_is_a_grid() -> None:
    assert list(render({"board": [[None, 0, 1], [1, None, 0]]})) == ["board:", "  · 0 1", "  1 · 0"]


def test_nine_marks_in_a_row_are_a_square() -> None:
    assert list(render([0, 1, None, None, None, None, None, None, 1])) == ["0 1 ·", "· · ·", "· · 1"]


def test_a_grid_is_as_wide_as_its_widest_mark() -> None:
    assert list(render([[1, 10], [100, 2]])) == ["  1  10", "100   2"]


def test_what_is_no_grid_is_named_values() -> None:
    view = {"counts": [5, 4], "bid": None, "reveal": {"hands": [[1, 2], [3]], "loser": 1}}

    assert find_grid(view["counts"]) is None
    assert list(render(view)) == [
        "counts: 5 4", "bid: ·", "reveal:", "  hands:", "    0: 1 2", "    1: 3", "  loser: 1",
    ]  # fmt: skip


def test_what_would_steer_a_terminal_is_replaced() -> None:
    assert clean("a\x1b[31mb\nc\u202e") == "a�[31mb�c�"


def test_numbers_name_themselves_and_other_moves_are_numbered_from_one() -> None:
    assert label_moves([0, 4]) == {"0": 0, "4": 4}
    assert label_moves([{"bid": [1, 2]}, {"call": True}]) == {"1": {"bid": [1, 2]}, "2": {"call": True}}
    assert (show({"bid": [1, 2]}), show({"call": True})) == ("bid 1 2", "call")


@given(values)
def test_any_value_can_be_rendered_in_lines_that_a_terminal_shows(value: Value) -> None:
    assert all(line == clean(line) for line in render(value))
