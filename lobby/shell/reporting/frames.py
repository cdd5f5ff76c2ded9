"""Where in an author's code it happened: their frames, with source lines and local variables."""

import linecache
import re
import traceback
from collections.abc import Iterator
from types import CodeType, FrameType
from typing import Any

from attrs import frozen

from lobby.catalogue.faults import find_line, is_own
from lobby.catalogue.shape import OPTIONAL, REQUIRED
from lobby.core import match
from lobby.core.game import Game
from lobby.shell.reporting.errors import show_error
from lobby.shell.reporting.readable import name_of, show_object

_FRAMES = 12
_LINES_AROUND = 3
_LOCALS = 25
_HOOKS = (*REQUIRED, *OPTIONAL)
# What asks for a new state, and the hook that it asks.
_ACTS = {
    match.start_match.__name__: "start",
    match.play.__name__: "play",
    match.expire.__name__: "expire",
    match.depart.__name__: "leave",
}


@frozen
class Place:
    """Where a game went wrong: the hook that was called ("" if unknown), and the author's deepest line."""

    hook: str
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def find_place(game: Game, failed: BaseException) -> Place:
    """Return where a failure comes from. What a hook returned wrongly is told with the line of its `def`."""
    error = failed.__cause__ or failed
    own = [*_own_frames(game, error)]
    if own:
        frame, line = own[-1]
        return Place(_hook_of(game, own[0][0].f_code), frame.f_code.co_filename, line)
    hook = _named_hook(game, show_error(error)) or _asked_hook(error, failed)
    code = getattr(getattr(game, hook, None), "__code__", None)
    if isinstance(code, CodeType):
        return Place(hook, code.co_filename, code.co_firstlineno)
    return Place(hook, game.file, find_line(game.file, hook) if hook else 1)


def show_frames(game: Game, error: BaseException) -> Iterator[str]:
    """Yield the lines that show the author's frames, the outermost first, with their local variables."""
    own = [*_own_frames(game, error)]
    if len(own) > _FRAMES:
        yield f"({len(own) - _FRAMES} frames left out: the first is shown, then the last ones)"
        own = [own[0], *own[-_FRAMES + 1 :]]
    for frame, line in own:
        yield f"{frame.f_code.co_filename}:{line} in {frame.f_code.co_name}"
        yield from _show_source(frame, line)
        yield from _show_locals(frame)
        yield ""


def _own_frames(game: Game, error: BaseException) -> Iterator[tuple[FrameType, int]]:
    for frame, line in traceback.walk_tb(error.__traceback__):
        if is_own(frame.f_code.co_filename, game.file):
            yield frame, line


def _hook_of(game: Game, code: CodeType) -> str:
    for name in _HOOKS:
        if getattr(getattr(game, name), "__code__", None) is code:
            return name
    return code.co_name


def _named_hook(game: Game, text: str) -> str:
    """Return the hook that a complaint of the rules is about."""
    if found := re.search(rf"\b({'|'.join(_HOOKS)}) of {re.escape(game.id)}\b", text):
        return found[1]
    if f"the moves of {game.id}" in text:
        return "moves"
    return "sample" if f"a move of {game.id}" in text else ""


def _asked_hook(error: BaseException, failed: BaseException) -> str:
    """Return the hook that made the state which was wrong, or wrote into the one it was given.

    "" where it was one of those that are asked about a new state: nobody knows which.
    """
    asked = {code.co_name for code in _core_frames(error)}
    if "_check_unchanged" in asked and "_settle" in asked:
        return ""
    acts = [_ACTS[code.co_name] for code in _core_frames(failed) if code.co_name in _ACTS]
    return acts[-1] if acts else ""


def _core_frames(error: BaseException) -> Iterator[CodeType]:
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename == match.__file__:
            yield frame.f_code


def _show_source(frame: FrameType, line: int) -> Iterator[str]:
    first = max(frame.f_code.co_firstlineno, line - _LINES_AROUND)
    for number in range(first, line + 1):
        text = linecache.getline(frame.f_code.co_filename, number, frame.f_globals).rstrip()
        yield f"  {'>' if number == line else ' '} {number:4}  {text[:200].expandtabs(4)}"


def _show_locals(frame: FrameType) -> Iterator[str]:
    values: dict[str, Any] = dict(frame.f_locals)
    for name in list(values)[:_LOCALS]:
        yield f"         {name} = {_show_local(values[name])}"
    if len(values) > _LOCALS:
        yield f"         … and {len(values) - _LOCALS} more"


def _show_local(value: object) -> str:
    try:
        return show_object(value)
    except BaseException as error:  # one odd object costs its own line; nothing is awaited in here
        return f"<can't be shown: {name_of(type(error))}>"
