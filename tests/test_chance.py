"""Of a game whose hooks never look at the dice it is known that chance has no say in it."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

import pytest

from lobby.catalogue import load_game
from lobby.catalogue.chance import has_chance


def looks_not(state: Any, seat: int, move: Any, dice: Any) -> Any:
    return state, seat, move


def rolls(state: Any, seat: int, move: Any, dice: Any) -> Any:
    return dice.roll()


def hands_on(state: Any, seat: int, move: Any, dice: Any) -> Any:
    return rolls(state, seat, move, dice)


def rolls_within(state: Any, seat: int, move: Any, dice: Any) -> Any:
    return [dice.roll() for _ in range(2)], lambda: dice


def takes_all(*given: Any) -> Any:
    return given[0]


def looks_around(state: Any, seat: int, move: Any, dice: Any) -> Any:
    return locals()


@wraps(looks_not)
def decorated(*given: Any) -> Any:
    return rolls(*given)


class Rules:
    def play(self, state: Any, seat: int, move: Any, dice: Any) -> Any:
        return state

    def roll(self, state: Any, seat: int, move: Any, dice: Any) -> Any:
        return dice


@pytest.mark.parametrize(
    ("play", "draws"),
    [
        (looks_not, False),
        (Rules().play, False),
        (rolls, True),
        (hands_on, True),
        (rolls_within, True),
        (takes_all, True),
        (looks_around, True),
        (decorated, True),
        (Rules().roll, True),
        (partial(looks_not), True),
    ],
)
def test_what_may_look_at_the_dice_is_told_from_what_does_not(play: Callable[..., Any], draws: bool) -> None:
    assert has_chance({"play": play}) is draws
    assert has_chance({"start": None, "expire": None, "play": looks_not, "tick": None}) is False


@pytest.mark.parametrize(
    ("game", "draws"),
    [("tic_tac_toe", False), ("connect_four", False), ("liars_dice", True), ("snake_arena", True)],
)
def test_of_the_built_in_games_it_is_known(game: str, draws: bool) -> None:
    assert load_game(f"lobby.games.{game}").has_chance is draws
