"""What the room asks of a game: optional hooks filled in, strangers' values structured, faults named."""

from typing import Any

import pytest
from attrs import evolve, field, frozen

from lobby.catalogue import load_catalogue
from lobby.core import rules, shape
from lobby.core.budget import Budget
from lobby.core.dice import Dice
from lobby.core.game import Game, Illegal, Note, Result
from lobby.core.shape import BadValue

GAMES = load_catalogue()
TIC_TAC_TOE, CONNECT_FOUR, LIARS_DICE = GAMES["tic_tac_toe"], GAMES["connect_four"], GAMES["liars_dice"]


def dice(action: int = 1) -> Dice:
    return Dice(bytes(32), action)


def started(game: Game, seats: int = 2, options: Any = None) -> Any:
    return game.start(seats, shape.structure_options(game, options or {}), dice(0))


@frozen
class Pair:
    left: int
    right: tuple[int, ...] = ()


@frozen
class Wish:
    wish: str = field()

    @wish.validator
    def _short(self, _: object, value: str) -> None:
        if len(value) > 3:
            raise ValueError(f"a wish of {len(value)} letters, 3 are allowed")


# Who names the number of the turn scores; over after three turns.
COUNTING = Game(
    id="counting",
    title="Counting",
    version=1,
    seats_min=1,
    seats_max=4,
    start=lambda seats, options, dice: {"turns": 0, "seats": seats},
    play=lambda state, seat, move, dice: {**state, "turns": state["turns"] + 1},
    public=lambda state: state,
    result=lambda state: Result((1,) * state["seats"]) if state["turns"] == 3 else None,
    moves=lambda state, seat: [state["turns"]] if state["turns"] % state["seats"] == seat else [],
)


def test_without_turn_the_seats_that_have_moves_must_act() -> None:
    assert rules.seats_to_act(COUNTING, started(COUNTING, 3), 3) == (0,)


def test_when_the_game_is_over_nobody_must_act_whatever_moves_says() -> None:
    over = {"turns": 3, "seats": 3}

    assert COUNTING.moves is not None
    assert COUNTING.moves(over, 0)
    assert rules.seats_to_act(COUNTING, over, 3) == ()


def test_turn_says_who_must_act() -> None:
    game = evolve(COUNTING, turn=lambda state: [2, 1])

    assert rules.seats_to_act(game, started(game, 3), 3) == (2, 1)


def test_a_game_that_does_not_list_its_moves_has_none_to_list() -> None:
    game = evolve(COUNTING, moves=None, check=lambda *_: None, sample=lambda *_: 7, turn=lambda _: [0])

    assert rules.legal_moves(game, started(game), 0) is None
    assert rules.draw_move(game, started(game), 0, dice()) == 7
    assert rules.find_fault(game, started(game), 0, "whatever") is None


def test_moves_are_listed_as_they_travel() -> None:
    state = started(LIARS_DICE, options={"dice": 1})
    moves = rules.legal_moves(LIARS_DICE, state, state.turn)

    assert moves == [{"bid": [quantity, face]} for quantity in (1, 2) for face in range(1, 7)]


def test_a_listed_move_is_legal() -> None:
    assert all(
        rules.find_fault(CONNECT_FOUR, started(CONNECT_FOUR), 0, column) is None for column in range(7)
    )


@pytest.mark.parametrize("game", [TIC_TAC_TOE, CONNECT_FOUR], ids=lambda game: game.id)
@pytest.mark.parametrize("move", [True, False, "1", None, [1], {"column": 1}, b"1", 99, -1])
def test_a_move_that_only_resembles_a_listed_one_is_illegal(game: Game, move: object) -> None:
    assert isinstance(rules.find_fault(game, started(game), 0, move), Illegal)


def test_what_is_illegal_is_told_in_the_games_own_words() -> None:
    board = [0, 1, *[None] * 7]

    assert rules.find_fault(TIC_TAC_TOE, board, 0, 1) == Illegal("that square is taken")


def test_without_words_of_its_own_the_legal_moves_are_named() -> None:
    fault = rules.find_fault(COUNTING, started(COUNTING), 0, 5)

    assert fault == Illegal("5 is not a legal move now; legal: 0")


def test_a_seat_without_moves_is_told_so() -> None:
    assert rules.find_fault(COUNTING, started(COUNTING), 1, 0) == Illegal("there is nothing to move now")


def test_a_strangers_long_move_is_not_repeated_whole() -> None:
    fault = rules.find_fault(COUNTING, started(COUNTING), 0, "x" * 10_000)

    assert fault is not None
    assert len(fault.detail) < 120


@pytest.mark.parametrize(
    ("move", "detail"),
    [
        (3, "int, not dict @ $"),
        ({"bid": "22"}, "str, not list @ $.bid"),
        ({"bid": [1]}, "1 items, not 2 @ $.bid"),
        ({"bid": [1, True]}, "bool, not int @ $.bid[1]"),
        ({"call": 1}, "must be True @ $.call"),
        ({"call": True, "bid": [1, 1]}, "unknown: "),
    ],
)
def test_a_move_that_is_not_of_the_declared_type_is_named_with_its_path(move: object, detail: str) -> None:
    state = started(LIARS_DICE)
    fault = rules.find_fault(LIARS_DICE, state, state.turn, move)

    assert fault is not None
    assert fault.detail.startswith(f"not a move of this game: {detail}")


@pytest.mark.parametrize(
    ("options", "detail"),
    [
        ({"dice": 6}, "'dice' must be <= 5: 6"),
        ({"dice": "5"}, "str, not int @ $.dice"),
        ({"dice": True}, "bool, not int @ $.dice"),
        ({"dices": 5}, "unknown: dices"),
        ([], "list, not dict"),
    ],
)
def test_options_that_do_not_fit_are_named_with_their_path(options: object, detail: str) -> None:
    with pytest.raises(BadValue) as raised:
        shape.structure_options(LIARS_DICE, options)

    assert detail in str(raised.value)


def test_a_strangers_move_is_not_deeper_than_a_log_can_hold() -> None:
    move: Any = []
    for _ in range(shape.DEPTH_MAX):
        move = [move]

    fault = rules.find_fault(evolve(COUNTING, moves=None), started(COUNTING), 0, move)

    assert fault is not None
    assert "nested too deep" in fault.detail


def test_a_validator_of_the_author_speaks_for_itself() -> None:
    game = evolve(COUNTING, move_type=Wish)

    with pytest.raises(BadValue, match="a wish of 4 letters, 3 are allowed"):
        shape.structure_move(game, {"wish": "four"})


def test_a_structured_move_is_taken_as_it_is() -> None:
    game = evolve(COUNTING, move_type=Wish)

    assert (
        shape.structure_move(game, Wish("yes")) == shape.structure_move(game, {"wish": "yes"}) == Wish("yes")
    )


def test_play_returns_notes_where_there_are_any() -> None:
    assert rules.play(COUNTING, started(COUNTING), 0, 0, dice()) == ({"turns": 1, "seats": 2}, ())
    assert rules.play(CONNECT_FOUR, started(CONNECT_FOUR), 0, 3, dice())[1] == (
        Note("{0} drops in column 4"),
    )


@pytest.mark.parametrize(
    "outcome",
    [
        ({}, "a note"),
        ({}, [], []),
        ({}, ["text"]),
        ({}, [Note("x" * 201)]),
        ({}, [Note("shot", value=0.5)]),
        ({}, [Note("again")] * 21),
    ],
)
def test_a_play_that_returns_anything_else_is_the_games_fault(outcome: object) -> None:
    game = evolve(COUNTING, play=lambda *_: outcome)

    with pytest.raises(BadValue, match="play of counting"):
        rules.play(game, started(game), 0, 0, dice())


def test_a_departure_is_left_to_the_room_where_the_game_says_nothing() -> None:
    assert rules.depart(COUNTING, started(COUNTING), 0) is None
    game = evolve(COUNTING, leave=lambda state, seat: ("gone", [Note("{0} gives up")]))

    assert rules.depart(game, started(COUNTING), 0) == ("gone", (Note("{0} gives up"),))


def test_a_deadline_is_none_where_the_game_has_none() -> None:
    game = evolve(COUNTING, deadline=lambda _: 500, expire=lambda state, _: {**state, "turns": 3})

    assert rules.deadline_of(COUNTING, started(COUNTING)) is None
    assert rules.deadline_of(game, started(game)) == (500, None)
    assert rules.deadline_of(evolve(game, deadline=lambda _: (500, "round 1")), started(game)) == (
        500,
        "round 1",
    )
    assert rules.expire(game, started(game), dice())[0]["turns"] == 3


def test_a_seat_without_moves_has_none_to_draw() -> None:
    with pytest.raises(BadValue, match="lists no move for seat 1"):
        rules.draw_move(COUNTING, started(COUNTING), 1, dice())


def test_a_game_without_secrets_has_none() -> None:
    assert rules.secret_of(TIC_TAC_TOE, started(TIC_TAC_TOE), 0) is None
    assert rules.secret_of(LIARS_DICE, started(LIARS_DICE), 1)["dice"]


@pytest.mark.parametrize(
    ("view", "fault"),
    [
        (0.5, r"\$: float is not allowed"),
        ({"speed": [1, 1.0]}, r"\$\.speed\[1\]: float is not allowed"),
        ({"cells": (1, 2)}, r"\$\.cells: tuple is not allowed; use a list"),
        ({1: 2}, "a key of type int"),
        (2**53, "beyond"),
        ("x" * 300_000, "over the limit of 262144 bytes"),
    ],
)
def test_a_view_that_is_no_value_is_the_games_fault(view: object, fault: str) -> None:
    game = evolve(COUNTING, public=lambda _: view, secret=lambda *_: view)

    with pytest.raises(BadValue, match=fault):
        rules.public_view(game, None)
    with pytest.raises(BadValue, match=fault):
        rules.secret_of(game, None, 0)


@pytest.mark.parametrize(
    "result",
    [
        "won",
        Result((1,)),
        Result((2, 2)),
        Result((0, 1)),
        Result((1, 3)),
        Result((1, True)),
        Result((1, 2), (5,)),
        Result((1, 2), (5, 0.5)),  # type: ignore[arg-type]
    ],
)
def test_places_must_be_one_for_each_seat_from_1_on(result: Any) -> None:
    with pytest.raises(BadValue, match="result of counting"):
        rules.result_of(evolve(COUNTING, result=lambda _: result), None, 2)


def test_a_result_with_places_and_scores_passes() -> None:
    result = Result((1, 1), (7, 7))

    assert rules.result_of(evolve(COUNTING, result=lambda _: result), None, 2) is result


@pytest.mark.parametrize("game", GAMES.values(), ids=lambda game: game.id)
def test_a_state_comes_back_from_its_bytes(game: Game) -> None:
    state = started(game, game.seats_max)

    assert shape.unpack_state(game, shape.pack_state(game, state)) == state


def test_a_state_of_a_declared_class_comes_back_as_that_class() -> None:
    game = evolve(COUNTING, state_type=Pair)

    assert shape.unpack_state(game, shape.pack_state(game, Pair(1, (2, 3)))) == Pair(1, (2, 3))


def test_a_state_over_the_limit_or_of_another_type_is_the_games_fault() -> None:
    with pytest.raises(BadValue, match="over the limit of 10"):
        shape.pack_state(evolve(COUNTING, budget=Budget(state_bytes=10)), {"turns": "x" * 20})
    with pytest.raises(BadValue, match="float is not allowed"):
        shape.pack_state(COUNTING, {"turns": 0.5})
    with pytest.raises(BadValue, match=r"required field missing @ \$\.left"):
        shape.unpack_state(evolve(COUNTING, state_type=Pair), shape.pack_state(COUNTING, {}))


def test_a_move_over_the_limit_is_refused_before_a_hook_sees_it() -> None:
    with pytest.raises(BadValue, match="over the limit of 8192 bytes"):
        shape.structure_move(COUNTING, ["x" * 5000, "y" * 5000])


def test_a_game_without_options_refuses_any() -> None:
    assert shape.structure_options(TIC_TAC_TOE, {}) == {}

    with pytest.raises(BadValue, match="tic_tac_toe has no options"):
        shape.structure_options(TIC_TAC_TOE, {"size": 4})
