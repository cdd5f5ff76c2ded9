"""Policies: loaded from files, kept to their time, played over where they are at fault."""

import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
import trio

from clients.policy import THREADS_MAX, BadPolicy, Policy, choose, load_policy

VIEW = {"public": [0], "secret": None, "seat": 0, "turn": [0]}


def write(folder: Path, text: str) -> str:
    (folder / "agent.py").write_text(text)
    return str(folder / "agent.py")


def test_a_function_is_loaded_from_a_file(tmp_path: Path) -> None:
    act = load_policy(write(tmp_path, "def act(view, moves, rng):\n    return moves[0]\n") + ":act")

    assert act(VIEW, [7], Random(1)) == 7


def test_a_policy_that_does_not_load_says_why_in_one_line(tmp_path: Path) -> None:
    for text, why in {
        "x = 1": "has no function 'act'",
        "act = 1": "has no function 'act'",
        "x = (": "does not load: SyntaxError",
        "import no_such_module": "does not load: ModuleNotFoundError",
        "raise LookupError('of mine')": "does not load: LookupError: of mine",
    }.items():
        with pytest.raises(BadPolicy, match=why):
            load_policy(write(tmp_path, text) + ":act")


def test_what_names_no_function_in_a_file_is_refused() -> None:
    for text, why in {
        "agent.py": "is not FILE.py:FUNCTION",
        "nowhere/agent.py:act": "no such file",
        ":act": "is not FILE.py:FUNCTION",
    }.items():
        with pytest.raises(BadPolicy, match=why):
            load_policy(text)


async def test_without_a_policy_a_seed_gives_the_same_moves() -> None:
    moves = list(range(100))
    first = [(await choose(Policy(), VIEW, moves, random)).move for random in [Random(5)] * 10]
    again = [(await choose(Policy(), VIEW, moves, random)).move for random in [Random(5)] * 10]

    assert first == again
    assert len(set(first)) > 1


async def test_a_policy_chooses() -> None:
    choice = await choose(Policy(lambda view, moves, rng: 3), VIEW, [1, 2, 3], Random(1))

    assert (choice.move, choice.fault) == (3, None)


@pytest.mark.parametrize(
    ("act", "fault"),
    [
        (lambda view, moves, rng: 1 / 0, "raised"),
        (lambda view, moves, rng: 1.5, "no value"),
        (lambda view, moves, rng: (1, 2), "no value"),
    ],
)
async def test_a_policy_at_fault_is_played_over_by_a_legal_move(act: Callable[..., Any], fault: str) -> None:
    choice = await choose(Policy(act), VIEW, [1, 2, 3], Random(1))

    assert choice.fault == fault
    assert choice.move in {1, 2, 3}


async def test_a_policy_that_changes_its_arguments_changes_nothing_of_ours() -> None:
    moves = [1, 2, 3]
    view = {"public": [0]}

    def act(view: dict[str, Any], moves: Any, rng: Random) -> int:
        view["public"].append(1)
        moves.clear()
        return 2

    await choose(Policy(act), view, moves, Random(1))

    assert (view, moves) == ({"public": [0]}, [1, 2, 3])


async def test_policies_that_never_return_hold_no_more_threads_than_allowed() -> None:
    def act(view: object, moves: object, rng: Random) -> None:
        time.sleep(0.5)

    async def ask() -> None:
        choice = await choose(Policy(act, think_ms=50), VIEW, [1], Random(1))
        assert choice.fault == "slow"

    with trio.fail_after(5):
        async with trio.open_nursery() as nursery:
            for _ in range(2 * THREADS_MAX):
                nursery.start_soon(ask)


async def test_a_game_without_listed_moves_needs_a_policy() -> None:
    with pytest.raises(ValueError, match="needs a --policy"):
        await choose(Policy(), VIEW, None, Random(1))


async def test_a_move_that_is_not_listed_is_drawn_by_its_form() -> None:
    form = {"type": "choice", "choices": ["rock", "paper"]}

    for policy in (Policy(), Policy(lambda view, moves, rng: 1 / 0)):
        assert (await choose(policy, VIEW, None, Random(1), form)).move in form["choices"]
