"""Whatever a hook returns or raises is a finding that names this hook, and never a traceback."""

from itertools import product
from typing import Any

import pytest
from attrs import evolve

from lobby.core.game import Game, Note
from lobby.testing.check_game import Finding, GameFaulty, check_game
from lobby.testing.faults import place_of
from lobby.testing.watch import HOOKS
from tests import racing
from tests.testing.test_check_game import SUMS, moves, play, public, turn

ALL_HOOKS = evolve(
    SUMS,
    secret=lambda state, seat: {"seat": seat},
    sample=lambda state, seat, dice: dice.choice(moves(state, seat)),
    anytime=lambda move: False,
    deadline=lambda state: 1000,
    expire=lambda state, dice: {**state, "turns": state["turns"] + 1},
    imagine=lambda view, seat, dice: {**view["public"]["all"]},
    public=lambda state: {**public(state), "all": state},
    changes=lambda before, after: {"value": {**public(after), "all": after}},
    upgrade=lambda state, version: state,
)


TICKING = evolve(
    racing.load(),
    check=lambda state, seat, move: racing.check(state, seat, min(move, 50)),
    bot=lambda view, seat, dice: None,
)


class Odd:
    """An object that says nothing of itself."""

    def __repr__(self) -> str:
        raise ValueError


class Farewell(BaseException):
    """Something that no `except Exception` catches."""


def deep() -> list[Any]:
    """A list that is nested too deep for `repr`."""
    nested: list[Any] = []
    for _ in range(5000):
        nested = [nested]
    return nested


WRONG: dict[str, Any] = {
    "None": None,
    "tuple": ("a", "b"),
    "set": {"a"},
    "float": 0.5,
    "NaN": float("nan"),
    "int key": {1: 2},
    "object": object(),
    "odd object": Odd(),
    "function": len,
    "generator": (seat for seat in "ab"),
    "huge": ["x" * 1000] * 2000,
    "surrogate": "\ud800",
    "surrogate inside": [{"name": "\ud800"}],
    "deep": deep(),
}
# What says that there is nothing to say: no reason against a move, no deadline, no end.
ALLOWED = {("check", "None"), ("deadline", "None"), ("result", "None"), ("bot", "None")}


def find(game: Game, games: int = 1) -> list[Finding]:
    with pytest.raises(GameFaulty) as raised:
        check_game(game, seed=3, games=games, actions_max=20, hook_seconds=5)
    assert str(raised.value).encode()
    return raised.value.findings


def find_first(game: Game, games: int = 1) -> Finding:
    return find(game, games)[0]


def returning(hook: str, answer: Any) -> Game:
    wrong: dict[str, Any] = {hook: lambda *_: answer}
    return evolve(base_of(hook), **wrong)


def base_of(hook: str) -> Game:
    """Return a game of the kind that has the hook."""
    return TICKING if hook in {"tick", "bot"} else ALL_HOOKS


def test_the_game_with_every_hook_passes() -> None:
    assert check_game(ALL_HOOKS, seed=3, games=12).unreached == ()


@pytest.mark.parametrize(("hook", "kind"), [pair for pair in product(HOOKS, WRONG) if pair not in ALLOWED])
def test_what_a_hook_may_not_return_is_its_finding(hook: str, kind: str) -> None:
    game = returning(hook, WRONG[kind])

    finding = find(game, games=4)[-1] if kind == "None" else find_first(game)

    assert finding.where == place_of(game, hook)
    assert finding.cure


@pytest.mark.parametrize("error", [KeyError("x"), SystemExit(1), RecursionError(), MemoryError(), Farewell()])
@pytest.mark.parametrize("hook", HOOKS)
def test_what_a_hook_raises_is_its_finding(hook: str, error: BaseException) -> None:
    def fail(*_: Any) -> None:
        raise error

    wrong: dict[str, Any] = {hook: fail}
    finding = find_first(evolve(base_of(hook), **wrong))

    assert f"`{hook}`" in finding.text
    assert type(error).__name__ in finding.text
    assert finding.where.endswith(f"test_answers.py:{fail.__code__.co_firstlineno + 1}")


GROWN = {"seats": 2, "turns": 0, "sum": 0, "gone": [], "log": ["a line"] * 200_000}
CURES: dict[str, tuple[Any, str, str]] = {
    "None": (None, "`play` returned None in place of a state", "is a `return` missing?"),
    "None with a note": ((None, [Note("x")]), "`play` returned None", "is a `return` missing?"),
    "a note that is in no list": (({}, Note("hi")), "(state, [Note, …])", "put the notes in a list"),
    "a text in place of notes": (({}, "hi"), "(state, [Note, …])", "put the notes in a list"),
    "texts in place of notes": (({}, ["hi"]), "a note must be Note(text, seat)", "put the notes in a list"),
    "21 notes": (({}, [Note("x")] * 21), "returned 21 notes, allowed are 20", "one note tells what"),
    "a long note": (
        ({}, [Note("x" * 201)]),
        "a note has 201 characters",
        "what is longer stands in `public`",
    ),
    "a note that is no text": (({}, [Note("\ud800")]), "`play[1][0].text` is half", "leave out what is no"),
    "a state that grew": (GROWN, '`state["log"]` is the largest part, a list of length 200000', "log[-50:]"),
    "a name that is no text": (
        {"name": ["\ud800"]},
        '`state["name"][0]` is half of a surr',
        "leave out what",
    ),
}


@pytest.mark.parametrize("kind", CURES)
def test_the_cure_is_that_of_the_fault(kind: str) -> None:
    answer, text, cure = CURES[kind]

    finding = find_first(returning("play", answer))

    assert text in finding.text
    assert cure in finding.cure


@pytest.mark.parametrize(
    ("error", "cure"),
    [
        (SystemExit(), "never ends the program"),
        (RecursionError(), "a function calls itself for ever"),
        (MemoryError(), "a list that grows without end"),
        (AttributeError("'dict' object has no attribute 'sum'"), 'a plain dict: state["name"]'),
    ],
)
def test_an_error_that_authors_meet_often_has_its_cure(error: BaseException, cure: str) -> None:
    def fail(*_: Any) -> None:
        raise error

    assert cure in find_first(evolve(ALL_HOOKS, play=fail)).cure


def test_moves_that_are_too_many_are_told_with_the_way_out() -> None:
    finding = find_first(evolve(ALL_HOOKS, moves=lambda state, seat: ["x" * 100] * 3000))

    assert "over the limit of 262144 bytes" in finding.text
    assert "give `check`, `sample` and `turn`" in finding.cure


def test_a_seat_that_no_table_of_this_size_has_is_the_fault_of_turn() -> None:
    game = evolve(ALL_HOOKS, turn=lambda state: [2] if state["gone"] and state["seats"] == 2 else turn(state))

    assert find_first(game, games=4).where == place_of(game, "turn")


def test_an_expire_after_which_nothing_is_different_is_told() -> None:
    finding = find_first(evolve(ALL_HOOKS, expire=lambda state, dice: (state, [Note("time is up")])))

    assert finding.rule == "expire"
    assert "nothing is different, so it will be up again and again" in finding.text


def test_what_is_wrong_after_an_expire_is_found() -> None:
    assert "KeyError" in find_first(evolve(ALL_HOOKS, expire=lambda state, dice: {"seats": 2})).text


@pytest.mark.parametrize("refuses", [True, False])
def test_a_check_that_writes_into_the_state_is_impure(refuses: bool) -> None:
    def check(state: dict[str, Any], seat: int, move: Any) -> Any:
        state["sum"] += 1
        return SUMS.check(state, seat, move) if refuses and SUMS.check else None

    finding = find_first(evolve(ALL_HOOKS, check=check))

    assert finding.rule == "purity"
    assert "`check` changed the `state`" in finding.text


def test_a_view_that_the_game_keeps_and_changes_later_is_impure() -> None:
    kept: dict[str, Any] = {}

    def shown(state: dict[str, Any]) -> dict[str, Any]:
        kept["all"] = [public(state)]
        return kept

    finding = find_first(evolve(SUMS, public=shown, play=play))

    assert finding.rule == "purity"
    assert "`public` changed what it had returned before" in finding.text
