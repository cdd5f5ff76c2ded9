"""Hooks under watch: what they raise is told by file and line, and what they may not do is noticed."""

import copy
import functools
from collections.abc import Callable, Sequence
from typing import Any

import attrs
from attrs import evolve, field, frozen

from lobby.core.budget import OverBudget
from lobby.core.dice import Dice
from lobby.core.game import Game
from lobby.shell.watchdog import Watchdog
from lobby.testing.difference import describe_change
from lobby.testing.faults import Fault, code_of, place_in, place_of, short
from lobby.wire.values import is_longer

SECONDS = 0.5  # as a server allows by default

ARGUMENTS: dict[str, tuple[str, ...]] = {
    "start": ("seats", "options", "dice"),
    "moves": ("state", "seat"),
    "check": ("state", "seat", "move"),
    "sample": ("state", "seat", "dice"),
    "anytime": ("move",),
    "play": ("state", "seat", "move", "dice"),
    "public": ("state",),
    "secret": ("state", "seat"),
    "result": ("state",),
    "turn": ("state",),
    "leave": ("state", "seat"),
    "deadline": ("state",),
    "expire": ("state", "dice"),
    "imagine": ("view", "seat", "dice"),
    "changes": ("before", "after"),
    "upgrade": ("state", "version"),
}
HOOKS = tuple(ARGUMENTS)
# The others are long, and stand in the finding as its position.
_TOLD = ("seats", "options", "seat", "move", "version")

_BYTES_MAX = 2 << 20  # far beyond every limit: nobody waits until that is written down

Hook = Callable[..., Any]


@frozen
class Watch:
    """Looks over the shoulders of a game's hooks; `called` has the names of those that were called."""

    watchdog: Watchdog = field(factory=lambda: Watchdog(SECONDS))
    called: set[str] = field(factory=set)

    def over(self, game: Game) -> Game:
        """Return the game with every hook under watch."""
        hooks = {name: hook for name in HOOKS if (hook := getattr(game, name)) is not None}
        watched: Any = {name: self._wrap(game, name, hook) for name, hook in hooks.items()}
        return evolve(game, **watched)

    def _wrap(self, game: Game, name: str, hook: Hook) -> Hook:
        def watched(*arguments: Any) -> Any:
            self.called.add(name)
            before = [_show(argument) for argument in arguments]
            again = [
                copy.copy(argument) if isinstance(argument, Dice) else argument for argument in arguments
            ]
            answer, shown = self._ask(game, name, arguments)
            _check_unchanged(game, name, before, arguments)
            # The repetition rolls the same dice: they begin anew in the copy.
            other, shown_again = self._ask(game, name, again)
            if _differ(shown, shown_again):
                how = describe_change("answer", shown, other)
                text = f"`{name}` answered differently when asked the same twice: {how}"
                raise Fault("determinism", text, where=place_of(game, name))
            return answer

        return functools.update_wrapper(watched, hook) if code_of(hook) else watched

    def _ask(self, game: Game, name: str, arguments: Sequence[Any]) -> tuple[Any, str]:
        """Return the answer and what `repr` makes of it."""
        hook: Hook = getattr(game, name)
        try:
            answer = self.watchdog.run(name, lambda: hook(*arguments))
        except OverBudget as error:
            text = (
                f"`{name}`{_told(name, arguments)} ran for too long and was stopped: a loop that never ends?"
            )
            raise Fault("time", text, where=place_in(error, hook)) from error
        except (Exception, SystemExit) as error:
            text = f"`{name}`{_told(name, arguments)} raised {type(error).__name__}: {error}"
            raise Fault(f"{name} raised", text, where=place_in(error, hook)) from error
        if _is_huge(answer):
            text = f"`{name}`{_told(name, arguments)} returned more than {_BYTES_MAX >> 20} MiB"
            raise Fault("size", text, where=place_of(game, name))
        return answer, _show(answer)


def _is_huge(answer: Any) -> bool:
    if isinstance(answer, tuple):
        return any(_is_huge(part) for part in answer)
    if attrs.has(type(answer)):
        return any(_is_huge(getattr(answer, part.name)) for part in attrs.fields(type(answer)))
    return is_longer(answer, _BYTES_MAX)


def _check_unchanged(game: Game, name: str, before: list[str], arguments: Sequence[Any]) -> None:
    for label, was, argument in zip(ARGUMENTS[name], before, arguments, strict=True):
        if _show(argument) != was:
            text = (
                f"`{name}` changed the `{label}` that it was given: {describe_change(label, was, argument)}"
            )
            raise Fault("purity", text, where=place_of(game, name))


def _told(name: str, arguments: Sequence[Any]) -> str:
    pairs = zip(ARGUMENTS[name], arguments, strict=True)
    told = [f"{label} {short(argument)}" for label, argument in pairs if label in _TOLD]
    return f" for {', '.join(told)}" if told else ""


def _show(value: Any) -> str:
    return "" if isinstance(value, Dice) else repr(value)


def _differ(one: str, other: str) -> bool:
    # The address of an object says nothing; that the object is no value is found by other means.
    return one != other and " at 0x" not in one
