"""The kit finds what is wrong: each kind of broken game has its finding, in words, with a seed."""

import random
from collections.abc import Callable
from typing import Any, Literal

import pytest
from attrs import evolve, field, frozen

from lobby.catalogue import BUILT_IN
from lobby.core.dice import Dice
from lobby.core.game import Game, Illegal, Note, Result
from lobby.testing.check_game import GameFaulty, check_game

TURNS = 6
State = dict[str, Any]


def start(seats: int, options: object, dice: Dice) -> State:
    return {"seats": seats, "turns": 0, "sum": 0, "gone": []}


def moves(state: State, seat: int) -> list[int]:
    return [1, 2, 3] if seat in turn(state) else []


def check(state: State, seat: int, move: int) -> Illegal | None:
    return None if 1 <= move <= 3 else Illegal("1, 2 or 3")


def play(state: State, seat: int, move: int, dice: Dice) -> Any:
    after = {**state, "turns": state["turns"] + 1, "sum": state["sum"] + move * dice.roll()}
    return after, [Note(f"{{{seat}}} adds {move}")]


def public(state: State) -> dict[str, int]:
    return {"sum": state["sum"]}


def result(state: State) -> Result | None:
    over = state["turns"] >= TURNS or len(state["gone"]) >= state["seats"] - 1
    return Result((1,) * state["seats"]) if over else None


def turn(state: State) -> list[int]:
    if result(state):
        return []
    order = [(state["turns"] + step) % state["seats"] for step in range(state["seats"])]
    return [next(seat for seat in order if seat not in state["gone"])]


def leave(state: State, seat: int) -> State:
    return {**state, "gone": [*state["gone"], seat]}


SUMS = Game(
    id="sums",
    title="Sums",
    version=1,
    seats_min=2,
    seats_max=3,
    start=start,
    play=play,
    public=public,
    result=result,
    moves=moves,
    check=check,
    turn=turn,
    leave=leave,
)


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_built_in_games_keep_their_promises_and_every_hook_is_reached(name: str) -> None:
    report = check_game(f"lobby.games.{name}", seed=0, games=2)

    assert report.games == 2
    assert report.unreached == ()


@pytest.mark.end_to_end  # for the time that it takes
@pytest.mark.parametrize("name", BUILT_IN)
def test_the_built_in_games_keep_their_promises_in_many_games(name: str) -> None:
    assert check_game(f"lobby.games.{name}", seed=7, games=20).warnings == ()


@pytest.mark.end_to_end  # for the time that it takes
@pytest.mark.parametrize("seed", [1100, 1600])
def test_dice_that_are_like_those_of_the_last_round_are_no_leak(seed: int) -> None:
    # With six at the table every face is among the hands that were just shown.
    assert check_game("lobby.games.liars_dice", seed=seed, games=10).games == 10


def test_a_good_game_passes_with_a_report_of_what_was_played() -> None:
    report = check_game(SUMS, seed=7, games=20)

    assert str(report).startswith("sums: 20 games, ")
    assert 0 < report.longest <= TURNS + 3
    assert report.unreached == ()


def test_the_same_seed_plays_the_same_games() -> None:
    assert check_game(SUMS, seed=7, games=5) == check_game(SUMS, seed=7, games=5)


def test_without_a_seed_one_is_chosen_and_told() -> None:
    report = check_game(SUMS, games=2)

    assert check_game(SUMS, seed=report.seed, games=2) == report


def test_a_hook_that_no_game_reaches_is_named() -> None:
    never = evolve(SUMS, deadline=lambda state: None, expire=lambda state, dice: state)

    assert check_game(never, seed=1, games=3).unreached == ("expire",)
    assert "never called: expire" in str(check_game(never, seed=1, games=3))


@frozen
class Quiz:
    seats: int
    left: int = 3
    answers: tuple[str, ...] = ()


@frozen
class Broken:
    seats: int
    turns: int = 0
    sum: int = field(default=0, eq=False)
    twice: int = field(init=False, default=0)


def answered(state: Quiz, answer: str) -> Quiz:
    return evolve(state, left=state.left - 1, answers=(*state.answers, answer))


QUIZ = Game(
    id="quiz",
    title="Quiz",
    version=1,
    seats_min=1,
    seats_max=2,
    start=lambda seats, options, dice: Quiz(seats),
    play=lambda state, seat, move, dice: answered(state, move),
    public=lambda state: state.left,
    result=lambda state: None if state.left else Result((1,) * state.seats),
    check=lambda state, seat, move: None if type(move) is str and len(move) < 9 else Illegal("too long"),
    sample=lambda state, seat, dice: "x" * dice.roll(),
    turn=lambda state: [0],
    deadline=lambda state: 1000,
    expire=lambda state, dice: answered(state, ""),
    state_type=Quiz,
)


def test_a_game_without_listed_moves_and_with_a_deadline_passes() -> None:
    assert check_game(QUIZ, seed=1).unreached == ()


def mutating(state: State, seat: int, move: int, dice: Dice) -> State:
    state["turns"] += 1
    return state


def kept_outside() -> Callable[..., State]:
    """A play that counts in a global, but answers the same when asked twice in a row."""
    plays: list[State] = []

    def counting(state: State, seat: int, move: int, dice: Dice) -> State:
        if not plays or plays[-1] is not state:
            plays.append(state)
        return {**state, "turns": state["turns"] + 1, "sum": len(plays)}

    return counting


Hooks = dict[str, Any]
FAULTS: dict[str, tuple[Hooks, str, str]] = {
    "a float in the state": (
        {"play": lambda state, *_: {**state, "turns": state["turns"] + 1, "speed": [1, 0.5]}},
        "state",
        "$.speed[1]: float is not allowed; count in whole units",
    ),
    "a float in the view": (
        {"public": lambda state: {"mean": state["sum"] / 2}},
        "public",
        "$.mean: float is not allowed; count in whole units",
    ),
    "a secret that is no value": ({"secret": lambda *_: {1, 2}}, "secret", "$: set is not allowed"),
    "a tuple in a plain state": (
        {"start": lambda *_: {**start(2, None, Dice(b"", 0)), "pair": (1, 2)}},
        "state",
        "$.pair: tuple is not allowed",
    ),
    "a changed argument": (
        {"play": mutating},
        "purity",
        '`play` changed the `state` that it was given: `state["turns"]`: 0 became 1; build a new value',
    ),
    "its own chance": (
        {"start": lambda *_: {**start(2, None, Dice(b"", 0)), "sum": random.randrange(10**9)}},
        "determinism",
        '`start` answered differently when asked the same twice: `answer["sum"]`: ',
    ),
    "a global count": ({"play": kept_outside()}, "replay", 'it went another way: `state["sum"]`: 1 became '),
    "an exception": (
        {"public": lambda state: 1 // (state["turns"] - 2)},
        "public raised",
        "ZeroDivisionError: integer division or modulo by zero",
    ),
    "a listed move that is refused": (
        {"check": lambda state, seat, move: Illegal("not 3") if move == 3 else check(state, seat, move)},
        "check",
        "`moves` offers 3 to seat 0, and `check` refuses it: not 3",
    ),
    "a listed move that raises": (
        {"play": lambda state, seat, move, dice: play(state, seat, {1: 1, 2: 2}[move], dice)},
        "play raised",
        "KeyError: 3",
    ),
    "a check that trusts strangers": (
        {"check": lambda state, seat, move: None if [None, 1, 2, 3][move] else Illegal("no")},
        "check",
        "anybody may send 1000000000, and then: `check` for seat 0, move 1000000000 raised IndexError",
    ),
    "a check that answers False": (
        {"check": lambda state, seat, move: None if move in (1, 2, 3) else False},
        "check",
        "must return None or Illegal with a text, not a bool",
    ),
    "a check that says nothing": (
        {"check": lambda state, seat, move: None if move in (1, 2, 3) else Illegal("")},
        "check",
        "must return None or Illegal with a text",
    ),
    "a move listed twice": (
        {"moves": lambda state, seat: [1, 2, 1] if seat in turn(state) else []},
        "moves",
        "a move is listed twice for seat 0: [1, 2, 1]",
    ),
    "a move that is no value": (
        {"moves": lambda state, seat: [(1, 2)] if seat in turn(state) else []},
        "moves",
        "$[0]: tuple is not allowed",
    ),
    "a move that is not of the declared type": (
        {"move_type": Literal[1, 2]},
        "Move",
        "`moves` offers 3, which is not of the declared type: must be 1 or 2",
    ),
    "moves for who need not act": (
        {"moves": lambda state, seat: [1, 2, 3] if not result(state) else []},
        "moves",
        "need not act, or the game is over, and it has [1, 2, 3]",
    ),
    "moves after the end": (
        {
            "turn": lambda state: [state["turns"] % state["seats"]],
            "moves": lambda state, seat: [1],
            "leave": None,
        },
        "moves",
        "or the game is over, and it has [1]",
    ),
    "a turn without moves": (
        {"moves": lambda state, seat: [] if state["turns"] == 2 else moves(state, seat)},
        "turn",
        "must act and has no moves",
    ),
    "a turn of nobody": (
        {"turn": lambda state: [7]},
        "turn",
        "must return a list of seats from 0 to 2, not [7]",
    ),
    "a turn named twice": ({"turn": lambda state: turn(state) * 2}, "turn", "(0, 0) names a seat twice"),
    "a game that is stuck": (
        {
            "turn": lambda state: turn(state) if state["turns"] < 3 else [],
            "moves": lambda state, seat: moves(state, seat) if state["turns"] < 3 else [],
            "leave": None,
        },
        "stuck",
        "nobody can act and there is no result",
    ),
    "a game that never ends": (
        {
            "result": lambda state: None,
            "turn": lambda _: [0],
            "moves": lambda _, seat: [] if seat else [1],
            "leave": None,
        },
        "end",
        "the game has not ended after 50 actions",
    ),
    "places from 0": ({"result": lambda state: Result((0,) * 2)}, "result", "must be one int for each"),
    "a result that is a number": ({"result": lambda state: state["turns"]}, "result", "a int, not a Result"),
    "a departed seat that must act": (
        {
            "leave": lambda state, seat: {
                **state,
                "turns": state["turns"] - state["turns"] % state["seats"] + seat,
            }
        },
        "leave",
        "has left and must still act",
    ),
    "a leave that raises": ({"leave": lambda state, seat: state["no"]}, "leave raised", "KeyError: 'no'"),
    "a deadline that is no time": (
        {"deadline": lambda state: 0, "expire": lambda state, dice: state},
        "deadline",
        "0, allowed is None, or 1 to ",
    ),
    "a note without a text": ({"play": lambda *_: (_[0], [Note("")])}, "notes", "a note must have a text"),
    "a note about nobody": (
        {"play": lambda *_: (_[0], [Note("{9} wins")])},
        "notes",
        "'{9} wins' names seats that do not play: [9]",
    ),
    "notes that are texts": (
        {"play": lambda *_: (_[0], ["text"])},
        "play",
        "a note must be Note(text, seat)",
    ),
    "a state that is not what its bytes say": (
        {
            "state_type": Broken,
            "start": lambda seats, *_: _with_twice(Broken(seats)),
        },
        "state",
        "came back from its bytes as",
    ),
}


def _with_twice(state: Broken) -> Broken:
    object.__setattr__(state, "twice", 2)
    return state


def find(game: Game, **arguments: Any) -> GameFaulty:
    with pytest.raises(GameFaulty) as raised:
        check_game(game, seed=3, actions_max=50, **arguments)
    return raised.value


@pytest.mark.parametrize("fault", FAULTS)
def test_the_finding_says_what_is_wrong(fault: str) -> None:
    hooks, rule, text = FAULTS[fault]
    found = find(evolve(SUMS, **hooks), games=5).findings
    findings = {finding.rule: f"{finding.text}; {finding.cure}" for finding in found}

    assert rule in findings, findings
    assert text in findings[rule]


def fails(state: State) -> Result | None:
    return state["no"]  # type: ignore[no-any-return]


def test_an_exception_is_told_with_its_file_and_line() -> None:
    (finding,) = find(evolve(SUMS, result=fails)).findings

    assert finding.where == f"tests/testing/test_check_game.py:{fails.__code__.co_firstlineno + 1}"
    assert finding.position == "{'seats': 3, 'turns': 0, 'sum': 0, 'gone': []}"


def test_a_finding_comes_again_under_its_own_seed() -> None:
    rare = evolve(SUMS, public=lambda state: 1 // (state["sum"] - 20))
    (finding,) = find(rare, games=40).findings

    with pytest.raises(GameFaulty) as again:
        check_game(rare, seed=finding.seed, games=1)
    assert again.value.findings == [finding]
    assert f"lobby check GAME --seed {finding.seed} --games 1" in str(again.value)


def test_faults_of_several_kinds_are_told_together() -> None:
    both = evolve(SUMS, public=lambda state: 0.5 if state["seats"] == 2 else {}, deadline=lambda _: -1)

    assert {finding.rule for finding in find(both, games=4).findings} == {"public", "deadline"}
