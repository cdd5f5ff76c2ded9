"""Liar's dice by its rules: bids, calls, rounds, departures, and what nobody may see."""

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from lobby.catalogue import load_game
from lobby.core import rules
from lobby.core.game import Result
from lobby.games.liars_dice import State
from tests.games.table import Table, start

GAME = load_game("lobby.games.liars_dice")
CALL = {"call": True}


def bid(quantity: int, face: int) -> dict[str, list[int]]:
    return {"bid": [quantity, face]}


def table_of(*hands: list[int], turn: int = 0) -> Table:
    """A table with these dice under the cups."""
    return Table(GAME, len(hands), State(hands=list(hands), turn=turn))


def test_everybody_starts_with_five_dice_and_a_random_seat_begins() -> None:
    tables = [start(GAME, 4, secret=bytes([number]) * 32) for number in range(40)]

    assert all(table.view["counts"] == [5, 5, 5, 5] for table in tables)
    assert {table.acting[0] for table in tables} == {0, 1, 2, 3}


def test_an_option_says_with_how_many_dice() -> None:
    assert start(GAME, 3, {"dice": 2}).view["counts"] == [2, 2, 2]


def test_only_its_owner_sees_a_hand() -> None:
    table = table_of([1, 2, 3, 4, 6], [5, 5, 5, 5, 5])

    assert rules.secret_of(GAME, table.state, 1) == {"dice": [5, 5, 5, 5, 5]}
    assert table.view == {"counts": [5, 5], "bid": None, "reveal": None, "round": 1}


def test_the_first_bid_may_be_any_that_the_table_holds_and_there_is_nothing_to_call() -> None:
    table = table_of([1], [2])

    assert table.moves(0) == [bid(quantity, face) for quantity in (1, 2) for face in range(1, 7)]
    assert table.refusal(CALL) == "there is no bid to call"


def test_a_bid_must_raise_the_quantity_or_keep_it_and_raise_the_face() -> None:
    table = table_of([1, 1], [2, 2]).play(bid(3, 5))

    assert table.moves(1) == [bid(3, 6), *(bid(4, face) for face in range(1, 7)), CALL]


@pytest.mark.parametrize(
    ("move", "detail"),
    [
        (bid(2, 5), "2 × 5 does not beat 3 × 2"),
        (bid(3, 2), "3 × 2 does not beat 3 × 2"),
        (bid(3, 1), "3 × 1 does not beat 3 × 2"),
        (bid(5, 1), "a bid is of 1 to 4 dice, not of 5"),
        (bid(0, 1), "a bid is of 1 to 4 dice, not of 0"),
        (bid(4, 7), "a die has no face 7"),
        (bid(4, 0), "a die has no face 0"),
        ({"bid": [4]}, "not a move of this game: 1 items, not 2 @ $.bid"),
        ({"bid": [4, True]}, "not a move of this game: bool, not int @ $.bid[1]"),
        ({"call": False}, "not a move of this game: must be True @ $.call"),
        (4, "not a move of this game: int, not dict @ $"),
    ],
)
def test_an_illegal_move_is_refused_in_words(move: object, detail: str) -> None:
    assert table_of([1, 1], [2, 2]).play(bid(3, 2)).refusal(move) == detail


def test_a_bid_is_told_and_the_next_seat_acts() -> None:
    table = table_of([1], [2], [3]).play(bid(2, 3))

    assert table.view["bid"] == {"seat": 0, "quantity": 2, "face": 3}
    assert (table.acting, table.notes) == ((1,), ("{0} bids 2 × 3",))


def test_a_bid_that_is_true_costs_the_caller_a_die() -> None:
    table = table_of([5, 5], [5, 1], [2, 2]).play(bid(3, 5), CALL)

    assert table.view["counts"] == [2, 1, 2]
    assert table.view["reveal"] == {
        "hands": [[5, 5], [5, 1], [2, 2]],
        "bid": {"seat": 0, "quantity": 3, "face": 5},
        "caller": 1,
        "loser": 1,
        "count": 3,
    }
    assert table.notes == ("{1} calls 3 × 5: it is 3, {1} loses a die",)


def test_a_bid_that_is_false_costs_the_bidder_a_die() -> None:
    table = table_of([5, 5], [5, 1]).play(bid(4, 5), CALL)

    assert table.view["counts"] == [1, 2]
    assert table.view["reveal"]["loser"] == 0


def test_after_a_call_the_next_round_is_rolled_and_the_loser_opens_it() -> None:
    table = table_of([1, 1, 1], [2, 2, 2]).play(bid(6, 6), CALL)

    assert (table.view["round"], table.view["bid"], table.acting) == (2, None, (0,))
    assert table.play(bid(1, 1)).view["reveal"] is None


def test_who_loses_the_last_die_is_out_and_the_next_who_is_in_opens() -> None:
    table = table_of([1], [2, 2], [3, 3]).play(bid(5, 6), CALL)

    assert table.view["counts"] == [0, 2, 2]
    assert (table.acting, table.moves(0)) == ((1,), [])
    assert table.notes[-1] == "{0} is out"
    assert table.play(bid(1, 1)).acting == (2,)
    assert table.play(bid(1, 1), bid(1, 2)).acting == (1,)


def test_the_last_one_with_dice_wins_and_places_follow_the_order_of_elimination() -> None:
    table = table_of([1], [2], [3]).play(bid(3, 6), CALL)
    loser_first = table.play(bid(2, 6), CALL)

    assert table.result is None
    assert loser_first.result == Result((3, 2, 1))
    assert loser_first.acting == ()


def test_who_leaves_is_out_and_its_dice_vanish() -> None:
    table = table_of([1, 1], [2, 2], [3, 3], turn=1).leave(2)

    assert table.view["counts"] == [2, 2, 0]
    assert (table.acting, table.moves(2)) == ((1,), [])


def test_the_turn_of_who_leaves_passes_on() -> None:
    assert table_of([1], [2], [3], turn=2).leave(2).acting == (0,)


def test_a_standing_bid_falls_when_somebody_leaves_so_that_nobody_loses_a_die_for_it() -> None:
    table = table_of([5, 5], [1, 1], [5, 5]).play(bid(4, 5)).leave(2)

    assert table.view["bid"] is None
    assert (table.acting, table.view["counts"]) == ((1,), [2, 2, 0])


def test_leaving_with_two_players_left_ends_the_game() -> None:
    assert table_of([1], [2, 2]).leave(1).result == Result((1, 2))


def test_leaving_twice_or_without_dice_changes_nothing() -> None:
    out = table_of([1], [2], [3]).leave(0)

    assert out.leave(0).state is out.state


def test_who_left_first_is_last() -> None:
    assert table_of([1], [2], [3], [4]).leave(2).leave(0).leave(3).result == Result((3, 1, 4, 2))


@given(data=st.data(), seats=st.integers(2, 6), dice=st.integers(1, 5))
def test_in_any_game_dice_only_go_one_by_one_and_places_are_all_different(
    data: Any, seats: int, dice: int
) -> None:
    table = evolve(start(GAME, seats, {"dice": dice}), actions=data.draw(st.integers(0, 10_000)))
    while table.result is None:
        before = table
        (seat,) = table.acting
        table = table.play(data.draw(st.sampled_from(table.moves(seat)[-3:])))
        lost = sum(before.view["counts"]) - sum(table.view["counts"])
        assert lost == (table.view["reveal"] is not None)
        assert all(1 <= face <= 6 for hand in table.state.hands for face in hand)

    assert sorted(table.result.places) == list(range(1, seats + 1))
    assert table.view["counts"][table.result.places.index(1)] > 0
