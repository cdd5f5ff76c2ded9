"""How a bot chooses: any legal move, one drawn by its form, or what a function in somebody's file says."""

import copy
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any, Literal

import trio
from attrs import evolve, frozen

from clients.draw import Form, draw
from lobby.wire.values import Value, find_fault

View = dict[str, Value]  # {"public": …, "secret": …, "seat": …, "seats": …, "turn": …, "options": …}
Act = Callable[[View, list[Value] | None, Random], Any]
Fault = Literal["slow", "raised", "no value", "refused"]

# An `act` that never returns keeps its thread; this many may, then every further one is "slow" at once.
THREADS_MAX = 64


class BadPolicy(Exception):
    """The policy can't be loaded; the text is one line for who wrote it."""


@frozen
class Policy:
    """A function that chooses, with its limit of time; without one, a random legal move."""

    act: Act | None = None
    think_ms: int = 1000
    is_threaded: bool = True  # False: called in place and never too slow, for a clock that jumps
    agree: Act | None = None  # chooses between True and False when a draw is offered


@frozen
class Chosen:
    """What a bot does now. `fault` says why it is a random move, where the policy should have chosen."""

    move: Value
    fault: Fault | None = None
    detail: str = ""


def load_policy(text: str) -> Act:
    """Return the function that `agent.py:act` names; raise BadPolicy."""
    file, colon, name = text.rpartition(":")
    if not colon or not file or not name:
        raise BadPolicy(f"{text!r} is not FILE.py:FUNCTION")
    act = getattr(_load_module(Path(file)), name, None)
    if not callable(act):
        raise BadPolicy(f"{file} has no function {name!r}")
    function: Act = act
    return function


async def choose(
    policy: Policy, view: View, moves: list[Value] | None, random: Random, form: Form | None = None
) -> Chosen:
    """Return a move: the policy's, or a random one where it is too slow or at fault.

    A random one is any of `moves`; where the game lists none it is drawn by the form of a move, and may
    be illegal. Raises ValueError where there is neither.
    """
    if policy.act is None:
        return Chosen(pick(moves, random, form))
    # A generator of its own: the thread of a call that was given up may still be drawing from it.
    arguments = (copy.deepcopy(view), copy.deepcopy(moves), Random(random.getrandbits(64)))
    try:
        if policy.is_threaded:
            move = await _think(policy, arguments)
        else:
            move = policy.act(*arguments)
    except trio.TooSlowError:
        return Chosen(pick(moves, random, form), "slow", f"no move within {policy.think_ms} ms")
    except (Exception, SystemExit) as error:  # whatever a stranger's code raises is told and played over
        return Chosen(pick(moves, random, form), "raised", f"{type(error).__name__}: {error}")
    if problem := find_fault(move):
        return Chosen(pick(moves, random, form), "no value", problem)
    return Chosen(move)


async def agrees(policy: Policy, view: View, random: Random) -> bool:
    """Return whether a bot takes a draw: as its policy says, and by lot without one.

    A policy that has no word on draws, is at fault or too slow declines: it would rather play.
    """
    if policy.act is None:
        return random.random() < 0.5
    if policy.agree is None:
        return False
    return (await choose(evolve(policy, act=policy.agree), view, [False], random)).move is True


async def _think(policy: Policy, arguments: tuple[View, list[Value] | None, Random]) -> Any:
    assert policy.act is not None, "asked of a policy that thinks"
    with trio.fail_after(policy.think_ms / 1000):
        return await trio.to_thread.run_sync(
            policy.act, *arguments, abandon_on_cancel=True, limiter=_limiter()
        )


def pick(moves: list[Value] | None, random: Random, form: Form | None = None) -> Value:
    """Return any of the legal moves, or one drawn by the form; raise ValueError where there is neither."""
    if moves:
        return random.choice(moves)
    if moves is None and form is not None:
        return draw(form, random)
    raise ValueError(
        "the game lists no legal moves and declares no Move: it needs a --policy that knows them"
    )


def find_agree(act: Act) -> Act | None:
    """Return the function `agree(view, rng)` that stands beside a policy in its file, as one that chooses."""
    agree = getattr(sys.modules[act.__module__], "agree", None)
    return (lambda view, moves, rng: agree(view, rng)) if callable(agree) else None


def _load_module(path: Path) -> ModuleType:
    if not path.is_file():
        raise BadPolicy(f"{path}: no such file")
    spec = importlib.util.spec_from_file_location(f"policy_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise BadPolicy(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    # Dataclasses and pickle look a class's module up by name.
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # it is somebody's file: it may raise anything
        raise BadPolicy(f"{path} does not load: {type(error).__name__}: {error}") from error
    return module


_limiters: trio.lowlevel.RunVar[trio.CapacityLimiter] = trio.lowlevel.RunVar("policy_limiter")


def _limiter() -> trio.CapacityLimiter:
    try:
        return _limiters.get()
    except LookupError:
        limiter = trio.CapacityLimiter(THREADS_MAX)
        _limiters.set(limiter)
        return limiter
