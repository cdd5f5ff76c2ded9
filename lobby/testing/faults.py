"""What is wrong with a game: a Fault says which rule, in words, where, and what to do about it."""

import inspect
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lobby.core.game import Game
from lobby.core.shape import BadValue
from lobby.testing.difference import show

_SHOWN = 160  # characters of a value in a text

_OUTSIDE = "take chance from `dice`, and everything else from the arguments: no globals, clock or files"
CURES = {
    "purity": (
        "build a new value and return it: [*cards, card] for a list, {**state, 'turn': 1} for a dict,"
        " attrs.evolve(state, turn=1) for a class"
    ),
    "determinism": _OUTSIDE,
    "replay": _OUTSIDE,
    "time": "make the loop end: hooks have half a second, and most need a thousandth of it",
    "size": "keep only what the game still needs",
    "state": "a state is None, bool, int, str, bytes, lists, dicts with str keys, or the class named `State`",
    "public": "a view is None, bool, int, str, bytes, lists and dicts with str keys, not the state itself",
    "moves": "list the legal moves of the seat, each once, and none when it need not act",
    "turn": "`turn` returns a list of seats that have moves; without the hook these are found by themselves",
    "stuck": "return a result, let somebody act, or set a `deadline`",
    "end": "find a way to end: a last round, or a draw when nothing has changed for long",
    "result": "None while the game goes on, then win(seat, seats), draw(seats) or Result(places, scores)",
    "expire": "change the state: a round further, the turn passed on; or let `deadline` answer None",
    "bot": "return only moves that `check` accepts, or None for nothing",
    "leave": "pass the turn of who has left on, or end the game",
    "notes": "Note('{0} draws a card'): {0} becomes the name of the player of seat 0",
    "sample": "draw only what `check` accepts at this position",
    "check": "answer None for a legal move and Illegal('why not') for every other, whatever it is",
    "Move": "let the declared type and the moves that the game offers agree",
    "leak": "leave it out of `public`; where it may be seen by all, leave it out of `secret`",
    "imagine": "invent only what the seat can't see, and keep what `view` says as it is",
    "anytime": "return True or False for every move, whatever the position",
    "changes": "return what lobby.wire.patch.diff would; or leave the hook out, it is optional",
    "upgrade": "begin with `if version == VERSION: return state`",
    "options": "bound the field: rounds: int = field(default=5, validator=[ge(1), le(20)])",
}
CURES["secret"] = CURES["public"]
CURES["deadline"] = "None for never, or a number of milliseconds from 1"


class Fault(Exception):
    """A game has broken a rule. `where` is FILE:LINE, `position` the state, each "" until it is known."""

    def __init__(self, rule: str, text: str, *, where: str = "", cure: str = "") -> None:
        super().__init__(f"{rule}: {text}")
        self.rule = rule
        self.text = text
        self.where = where
        self.cure = cure or CURES.get(rule, "")
        self.position = ""

    def __str__(self) -> str:
        # What hypothesis and pytest show; check_game makes a Finding of it.
        where = f" ({self.where})" if self.where else ""
        return f"{self.rule}: {self.text}{where}" + (f"; {self.cure}" if self.cure else "")


@contextmanager
def told_as(rule: str, game: Game, hook: str = "") -> Iterator[None]:
    """Turn what the rules of the lobby say about a hook into a Fault of that rule."""
    try:
        yield
    except BadValue as error:
        text, _, cure = str(error).partition("; ")
        raise Fault(rule, text, cure=cure, where=place_of(game, hook or rule)) from error


def place_of(game: Game, hook: str) -> str:
    """Return FILE:LINE where a hook of the game begins, "" where it is no plain function."""
    code = code_of(getattr(game, hook, None))
    return f"{near(code.co_filename)}:{code.co_firstlineno}" if code else ""


def place_in(error: BaseException, hook: Callable[..., Any]) -> str:
    """Return FILE:LINE of the deepest frame that is the author's, not a library's."""
    frames = traceback.extract_tb(error.__traceback__)
    code = code_of(hook)
    folder = str(Path(code.co_filename).parent) if code else ""
    own = [frame for frame in frames if str(Path(frame.filename).parent) == folder] or frames
    return f"{near(own[-1].filename)}:{own[-1].lineno}"


def code_of(hook: Any) -> Any:
    """Return the code of a hook under all its wrappers, None where it has none."""
    return getattr(inspect.unwrap(hook), "__code__", None) if callable(hook) else None


def short(value: object) -> str:
    """Return a value as Python text, cut where it is long."""
    text = show(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def near(file: str) -> str:
    """Return a path as one would type it here."""
    here = Path.cwd()
    return str(Path(file).relative_to(here)) if Path(file).is_relative_to(here) else file
