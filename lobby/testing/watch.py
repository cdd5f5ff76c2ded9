"""Hooks under watch: what they raise is told by file and line, and what they may not do is noticed."""

import copy
import functools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import attrs
from attrs import define, evolve, field

from lobby.core.budget import OverBudget
from lobby.core.dice import Dice
from lobby.core.game import Game
from lobby.shell.reporting.errors import show_error
from lobby.shell.reporting.text import find_cure
from lobby.shell.watchdog import Watchdog
from lobby.testing.answers import check_answer
from lobby.testing.difference import describe_change, show
from lobby.testing.faults import Fault, code_of, place_in, place_of, short
from lobby.testing.parts import describe_largest
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
    "tick": ("state", "inputs", "dice"),
    "bot": ("view", "seat", "dice"),
}
HOOKS = tuple(ARGUMENTS)
# The others are long, and stand in the finding as its position.
_TOLD = ("seats", "options", "seat", "move", "inputs", "version")

# What shows something, and how often it must have been None before that tells anything.
_VIEWS = {"public": 1, "secret": 8}
_SILENT = {
    "public": "is a `return` missing? Where there is nothing to see, return {}",
    "secret": "is a `return` missing? A game without secrets leaves the hook out",
}
_BYTES_MAX = 2 << 20  # far beyond every limit: nobody waits until that is written down

Hook = Callable[..., Any]


def hooks_of(game: Game) -> tuple[str, ...]:
    """Return the names of the hooks that a game of its kind may have."""
    return tuple(name for name in HOOKS if name != "play" or not game.is_real_time)


@define(eq=False)
class Watch:
    """Looks over the shoulders of a game's hooks; `called` has the names of those that were called."""

    watchdog: Watchdog = field(factory=lambda: Watchdog(SECONDS))
    called: set[str] = field(factory=set)
    speaking: set[str] = field(factory=set)  # the hooks that have shown something
    silent: Counter[str] = field(factory=Counter)  # how often a hook that shows something returned None
    _is_repeating: bool = False
    _views: dict[str, tuple[Any, str]] = field(factory=dict)  # the last one of each hook, as it was then

    def over(self, game: Game) -> Game:
        """Return the game with every hook under watch."""
        hooks = {name: hook for name in hooks_of(game) if (hook := getattr(game, name)) is not None}
        watched: Any = {name: self._wrap(game, name, hook) for name, hook in hooks.items()}
        return evolve(game, **watched)

    def _wrap(self, game: Game, name: str, hook: Hook) -> Hook:
        def watched(*arguments: Any) -> Any:
            self.called.add(name)
            if self._is_repeating:
                return self.call(game, name, arguments)
            before = [_show(argument) for argument in arguments]
            again = [
                copy.copy(argument) if isinstance(argument, Dice) else argument for argument in arguments
            ]
            answer, shown = self._ask(game, name, arguments)
            _check_unchanged(game, name, before, arguments)
            check_answer(game, name, answer)
            self._check_kept(game, name, answer, shown)
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
        answer = self.call(game, name, arguments)
        if _is_huge(answer):
            text = f"`{name}`{_told(name, arguments)} returned more than {_BYTES_MAX >> 20} MiB"
            told = f"{text}; {describe_largest('answer', answer)}"
            raise Fault("size", told, where=place_of(game, name))
        return answer, _show(answer)

    def call(self, game: Game, name: str, arguments: Sequence[Any]) -> Any:
        """Return what a hook answers, looked at by nobody; raise a Fault for what it raises, or its time."""
        hook: Hook = getattr(game, name)
        try:
            return self.watchdog.run(name, lambda: hook(*arguments))
        except OverBudget as error:
            text = (
                f"`{name}`{_told(name, arguments)} ran for too long and was stopped: a loop that never ends?"
            )
            raise Fault("time", text, where=place_in(error, hook)) from error
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # also sys.exit, and what is derived from nothing else
            text = f"`{name}`{_told(name, arguments)} raised {show_error(error)}"
            cure = find_cure(error) or ""
            raise Fault(f"{name} raised", text, where=place_in(error, hook), cure=cure) from error

    @contextmanager
    def repeating(self) -> Iterator[None]:
        """Ask each hook once: in this block is done again what was looked at, to be compared as a whole."""
        self._is_repeating = True
        try:
            yield
        finally:
            self._is_repeating = False

    def find_silence(self, game: Game) -> Iterator[Fault]:
        """Yield what `public` and `secret` have not said over all games."""
        for name, least in _VIEWS.items():
            if name not in self.speaking and self.silent[name] >= least:
                text = f"`{name}` has returned None each time ({self.silent[name]}): nobody sees anything"
                yield Fault(name, text, where=place_of(game, name), cure=_SILENT[name])

    def _check_kept(self, game: Game, name: str, answer: Any, shown: str) -> None:
        """Look whether the last view has changed since, because the game keeps it and writes into it."""
        if name not in _VIEWS:
            return
        if answer is None:
            self.silent[name] += 1
        else:
            self.speaking.add(name)
        kept, was = self._views.get(name, (None, _show(None)))
        self._views[name] = answer, shown
        if _differ(was, _show(kept)):
            text = f"`{name}` changed what it had returned before: {describe_change('answer', was, kept)}"
            raise Fault("purity", text, where=place_of(game, name))


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
    return "" if isinstance(value, Dice) else show(value)


def _differ(one: str, other: str) -> bool:
    # The address of an object says nothing; that the object is no value is found by other means.
    return one != other and " at 0x" not in one
