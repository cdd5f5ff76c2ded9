"""Hooks under watch: what they raise is told by file and line, and what they may not do is noticed."""

import copy
import traceback
from collections.abc import Callable
from typing import Any

from attrs import evolve

from lobby.core.dice import Dice
from lobby.core.game import Game

HOOKS = (
    "start",
    "moves",
    "check",
    "sample",
    "play",
    "public",
    "secret",
    "result",
    "turn",
    "leave",
    "deadline",
    "expire",
    "imagine",
)

Hook = Callable[..., Any]


class Fault(Exception):
    """A game has broken a rule: its name, and what happened in words."""

    def __init__(self, rule: str, text: str) -> None:
        super().__init__(f"{rule}: {text}")
        self.rule = rule
        self.text = text


def watch(game: Game, called: set[str]) -> Game:
    """Return the game with every hook under watch; `called` gets the names of those that are called."""
    hooks = {name: hook for name in HOOKS if (hook := getattr(game, name)) is not None}
    watched: Any = {name: _watch(name, hook, called) for name, hook in hooks.items()}
    return evolve(game, **watched)


def _watch(name: str, hook: Hook, called: set[str]) -> Hook:
    def watched(*arguments: Any) -> Any:
        called.add(name)
        again = [copy.copy(argument) if isinstance(argument, Dice) else argument for argument in arguments]
        before = _show(arguments)
        answer = _call(name, hook, arguments)
        if _show(arguments) != before:
            text = f"{name} changed what it was given: build a new state, don't change the old one"
            raise Fault("purity", text)
        # The repetition rolls the same dice: they begin anew in the copy.
        if _differ(_show([answer]), _show([_call(name, hook, again)])):
            text = (
                f"{name} answered differently when asked twice: take chance from `dice` and keep no globals"
            )
            raise Fault("determinism", text)
        return answer

    return watched


def _call(name: str, hook: Hook, arguments: Any) -> Any:
    try:
        return hook(*arguments)
    except (Exception, SystemExit) as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{frame.filename}:{frame.lineno}"
        raise Fault(f"{name} raised", f"{where}: {type(error).__name__}: {error}") from error


def _show(values: Any) -> str:
    return "\n".join(repr(value) for value in values if not isinstance(value, Dice))


def _differ(one: str, other: str) -> bool:
    # The address of an object says nothing; that the object is no value is found by other means.
    return one != other and " at 0x" not in one
