"""The strategies draw what they say, shrink to what is simple, and the machine finds a planted bug."""

from pathlib import Path

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from lobby.catalogue import BUILT_IN, load_game
from lobby.core import rules, shape
from lobby.games import connect_four, liars_dice
from lobby.testing.faults import Fault
from lobby.testing.machine import GameMachine
from lobby.testing.strategies import Position, from_form, moves, options, positions, values
from lobby.wire.values import Value, find_fault
from tests.testing.test_findings import GUESS, write


@given(values())
def test_values_are_values(value: Value) -> None:
    assert find_fault(value) is None


@given(positions(connect_four, over=True))
def test_positions_are_reached_by_the_moves_that_they_tell(position: Position) -> None:
    squares = [square for row in position.state for square in row if square is not None]

    assert len(squares) == len(position.played)
    assert squares.count(0) - squares.count(1) in (0, 1)


@given(positions("lobby.games.liars_dice", {"dice": 2}))
def test_positions_go_on_unless_those_that_are_over_are_wanted(position: Position) -> None:
    game = load_game("lobby.games.liars_dice")

    assert game.result(position.state) is None
    assert rules.seats_to_act(game, position.state, position.seats)


@pytest.mark.slow
def test_positions_shrink_to_the_fewest_moves_and_the_first_ones() -> None:
    position = find(positions(connect_four), lambda position: len(position.played) >= 3)

    assert position.played == ((0, 0), (1, 0), (0, 0))


@given(options(liars_dice))
def test_options_are_those_that_the_server_lets_pass(wish: Value) -> None:
    assert 1 <= shape.structure_options(load_game("lobby.games.liars_dice"), wish).dice <= 5


def test_moves_are_of_the_declared_type(tmp_path: Path) -> None:
    game = load_game(write(tmp_path, GUESS))

    @given(moves(game))
    def fits(move: Value) -> None:
        assert shape.structure_move(game, move).number >= 0

    fits()


@given(moves(connect_four))
def test_without_a_declared_type_a_move_is_any_value(move: Value) -> None:
    assert find_fault(move) is None


FORM: Value = {
    "type": "either",
    "of": [
        {"type": "row", "of": [{"type": "choice", "choices": ["a", 1]}, {"type": "nothing"}]},
        {"type": "list", "of": {"type": "bytes", "least": 1, "most": 2}, "least": 2, "most": None},
        {"type": "map", "of": {"type": "boolean"}},
        {"type": "text", "least": 3, "most": 3},
        {"type": "any"},
    ],
}


@given(from_form(FORM))
def test_every_kind_of_form_is_drawn_from(value: Value) -> None:
    assert find_fault(value) is None


class Guess(GameMachine):
    """The good game, with an invariant of its own."""

    @invariant()
    def nobody_guesses_for_ever(self) -> None:
        assert self.state["guesses"] <= 40


def machine(path: str) -> type[GameMachine]:
    return type("Machine", (Guess,), {"game": path})


FEW = settings(
    max_examples=8,
    stateful_step_count=10,
    deadline=None,
    phases=[Phase.generate],  # shrinking is hypothesis's own, and takes its time
)


# What is there to be found ends the search: so many are only needed where luck is bad.
UNTIL_FOUND = settings(FEW, max_examples=500)


def test_the_machine_plays_a_good_game_without_complaint(tmp_path: Path) -> None:
    run_state_machine_as_test(machine(write(tmp_path, GUESS)), settings=FEW)


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_built_in_games_pass(name: str) -> None:
    kind = type("Machine", (GameMachine,), {"game": f"lobby.games.{name}"})

    run_state_machine_as_test(kind, settings=FEW)


def test_the_machine_finds_what_breaks_an_invariant(tmp_path: Path) -> None:
    path = write(tmp_path, GUESS.replace('state["guesses"] + 1', 'state["guesses"] * 2 + 7'))

    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine(path), settings=UNTIL_FOUND)


def test_the_machine_finds_a_hook_that_raises_and_says_where(tmp_path: Path) -> None:
    path = write(tmp_path, GUESS.replace("assert move.number <", "assert 2 <= move.number <"))

    with pytest.raises(Fault, match=r"`play` for seat \d, move Move") as raised:
        run_state_machine_as_test(machine(path), settings=UNTIL_FOUND)

    assert raised.value.where.startswith(f"{path}:")
