"""What the search makes of games of every shape: many seats, moves at once, moves not listed, time, dice."""

from random import Random
from typing import Any

import pytest
from attrs import evolve

from lobby.bots.belief import find_belief
from lobby.bots.forward import Forward
from lobby.bots.kinds import KINDS, kinds_for
from lobby.bots.search import Effort, search
from lobby.bots.sight import CantThink, Sight
from lobby.catalogue import load_game
from lobby.core.game import Game, Result
from tests.bots.practice import Practice, begin, see

TIC_TAC_TOE = load_game("tic_tac_toe")
LIARS_DICE = load_game("liars_dice")

# Both name 0 to 2 at once; the higher one wins. State: what each seat has named.
BOTH_NAME = Game(
    id="both_name",
    title="Both name",
    version=1,
    seats_min=2,
    seats_max=2,
    start=lambda seats, options, dice: [None, None],
    play=lambda state, seat, move, dice: [move if of == seat else known for of, known in enumerate(state)],
    public=lambda state: {"named": state},
    result=lambda state: None if None in state else _places([-known for known in state]),
    moves=lambda state, seat: [0, 1, 2] if state[seat] is None else [],
)
# One seat guesses any number of two digits, which is not listed; nearest to 50 is best.
NEAR = Game(
    id="near",
    title="Near",
    version=1,
    seats_min=2,
    seats_max=2,
    start=lambda seats, options, dice: [],
    play=lambda state, seat, move, dice: [*state, move],
    public=lambda state: {"said": state},
    result=lambda state: None if len(state) < 2 else _places([abs(said - 50) for said in state]),
    check=lambda state, seat, move: None,
    sample=lambda state, seat, dice: dice.below(100),
    turn=lambda state: [len(state)] if len(state) < 2 else [],
)
# Seat 0 keeps or doubles; after that nobody acts until the time is up, and a die says who has won.
WAITING = Game(
    id="waiting",
    title="Waiting",
    version=1,
    seats_min=2,
    seats_max=2,
    start=lambda seats, options, dice: ["asked", 0],
    play=lambda state, seat, move, dice: ["waits", move],
    public=lambda state: {"now": state},
    result=lambda state: _places([6 - state[1], 3]) if state[0] == "over" else None,
    moves=lambda state, seat: [1, 2] if state[0] == "asked" and seat == 0 else [],
    deadline=lambda state: 1000,
    expire=lambda state, dice: ["over", dice.roll(3) * state[1]],
)


def _places(costs: list[int]) -> Result:
    return Result(tuple(1 + sum(other < own for other in costs) for own in costs))


def think(game: Game, state: Any, seat: int = 0, iterations: int = 200, seed: int = 1) -> Any:
    belief = find_belief(game)
    assert belief is not None
    return search(game, belief, see(game, state, seat, 2), seed, Effort(iterations))


def test_a_winning_move_is_found_and_a_losing_one_prevented() -> None:
    assert think(TIC_TAC_TOE, [0, 0, None, 1, 1, None, None, None, None]) == 2
    assert think(TIC_TAC_TOE, [0, 0, None, 1, None, None, None, None, None], seat=1) == 2


def test_the_same_seed_and_iterations_choose_the_same_and_another_seed_may_not() -> None:
    start = begin(LIARS_DICE, 2)
    seat = start.turn
    chosen = [think(LIARS_DICE, start, seat, 30, seed) for seed in (1, 1, 2, 3, 4, 5)]

    assert chosen[0] == chosen[1]
    assert len({str(choice) for choice in chosen}) > 1


def test_seats_that_act_at_once_choose_without_knowing_of_each_other() -> None:
    assert think(BOTH_NAME, [None, None]) == 2
    assert think(BOTH_NAME, [None, None], seat=1) == 2


def test_where_moves_are_not_listed_they_are_drawn_and_the_best_of_those_is_chosen() -> None:
    chosen = think(NEAR, [], iterations=600)

    assert abs(chosen - 50) < 25


def test_the_games_own_time_passes_where_nobody_acts_and_its_dice_are_averaged_over() -> None:
    assert think(WAITING, ["asked", 0]) == 2


def test_thinking_ends_when_the_time_is_up_but_not_before_one_game_in_thought() -> None:
    belief = find_belief(TIC_TAC_TOE)
    assert belief is not None
    sight = see(TIC_TAC_TOE, [None] * 9, 0, 2)

    assert search(TIC_TAC_TOE, belief, sight, 1, Effort(10**9, lambda: True)) in range(9)


@pytest.mark.parametrize("seats", [2, 3, 6])
def test_bots_play_liars_dice_to_the_end_at_any_number_of_seats(seats: int) -> None:
    kinds = tuple(("mcts", "random")[seat % 2] for seat in range(seats))

    assert sorted(Practice(LIARS_DICE, find_belief(LIARS_DICE), kinds, 3, 4).play())[0] == 1


def test_a_game_that_hides_something_and_imagines_nothing_has_the_random_bot_only() -> None:
    blind = evolve(LIARS_DICE, imagine=None)

    assert find_belief(blind) is None
    assert kinds_for(blind, None) == ("random",)
    with pytest.raises(CantThink, match="liars_dice hides something and has no `imagine`"):
        KINDS["mcts"](blind, None, see(blind, begin(blind, 2), 0, 2), 1, Effort(1))


def test_a_state_that_the_public_view_does_not_show_whole_is_not_read_off_it() -> None:
    deck = evolve(
        TIC_TAC_TOE,
        start=lambda seats, options, dice: {"board": [None] * 9, "deck": dice.shuffled(range(9))},
        public=lambda state: {"board": state["board"]},
        moves=lambda state, seat: [],
        result=lambda state: None,
    )

    assert find_belief(deck) is None
    assert find_belief(TIC_TAC_TOE) is not None


def test_the_only_legal_move_needs_no_thought() -> None:
    sight = Sight(0, 2, public={"board": None}, moves=["pass"])

    assert KINDS["mcts"](TIC_TAC_TOE, None, sight, 1, Effort(1)) == "pass"


def test_a_random_bot_draws_what_is_not_listed_from_what_it_imagines() -> None:
    sight = see(NEAR, [], 0, 2)

    assert KINDS["random"](NEAR, find_belief(NEAR), sight, 1, Effort(0)) in range(100)
    with pytest.raises(CantThink, match="no state to imagine"):
        KINDS["random"](NEAR, None, sight, 1, Effort(0))


def test_a_win_is_worth_one_a_shared_place_half_and_an_unfinished_game_the_same_to_all() -> None:
    forward = Forward(LIARS_DICE, 3, Random(1))

    assert forward.rewards(Result((1, 2, 3))) == [1.0, 0.5, 0.0]
    assert forward.rewards(Result((1, 1, 1))) == [0.5, 0.5, 0.5]
    assert forward.rewards(None) == [0.5, 0.5, 0.5]
