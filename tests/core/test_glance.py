"""A glance at a move: where it says yes, hooks get what they would have got, and no code of theirs ran."""

from typing import Any, Literal

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from lobby.core.budget import Budget
from lobby.core.game import Game
from lobby.core.glance import glance_of
from lobby.core.shape import BadValue, structure_move
from lobby.wire.values import INTEGER_MAX
from tests import racing
from tests.wire.strategies import any_scalars, values

Direction = Literal["up", "down"]


@frozen
class Step:
    """A move that has to be made of what came."""

    by: int


def game_of(move_type: Any) -> Game:
    return evolve(racing.load(), check=None, move_type=move_type)


KINDS = [int, bool, int | None, int | bool | None, Direction, Literal["up", 1]]


@pytest.mark.parametrize("declared", KINDS, ids=str)
def test_what_a_glance_takes_is_what_the_declared_type_makes_of_it(declared: Any) -> None:
    game = game_of(declared)
    glance = glance_of(game)
    assert glance is not None

    @given(any_scalars | values | st.sampled_from(["up", "down", 1, True, None]))
    def check(move: Any) -> None:
        if glance(move):
            structured = structure_move(game, move)
            assert (type(structured), structured) == (type(move), move)

    check()


@pytest.mark.parametrize(
    ("declared", "move"), [(int, 5), (bool, True), (int | None, None), (Direction, "up")]
)
def test_a_plain_move_is_taken_at_a_glance(declared: Any, move: Any) -> None:
    glance = glance_of(game_of(declared))

    assert glance is not None
    assert glance(move)


@pytest.mark.parametrize("move", [True, 1.0, INTEGER_MAX + 1, -INTEGER_MAX - 1, "1", None, [1]], ids=repr)
def test_what_is_no_plain_number_is_not(move: Any) -> None:
    glance = glance_of(game_of(int))

    assert glance is not None
    assert not glance(move)


@pytest.mark.parametrize("declared", [Step, str, list[int], Step | int, None], ids=str)
def test_what_is_made_of_a_move_or_may_be_long_takes_more_than_a_glance(declared: Any) -> None:
    assert glance_of(game_of(declared)) is None


def test_a_game_that_checks_its_moves_is_asked() -> None:
    assert glance_of(evolve(game_of(int), check=lambda state, seat, move: None)) is None


def test_a_word_that_is_longer_than_a_move_may_be_is_not_taken() -> None:
    game = evolve(game_of(Literal["up", "to the left"]), budget=Budget(move_bytes=3))
    glance = glance_of(game)
    assert glance is not None

    assert glance("up")
    assert not glance("to the left")
    with pytest.raises(BadValue):
        structure_move(game, "to the left")
