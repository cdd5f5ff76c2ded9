"""What an author wrote, looked at closely: its facts and hooks make a `Game`, or the first fault is told."""

import difflib
import inspect
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import attrs
from attrs import evolve

from lobby.catalogue.chance import has_chance
from lobby.catalogue.faults import GameNotLoaded, find_line
from lobby.catalogue.manners import BadFact, read_manners
from lobby.catalogue.source import Source, has_folder
from lobby.catalogue.types import find_type_fault
from lobby.core.game import Game, TimeOut, goes_by_ticks
from lobby.core.shape import BadValue, check_defaults, plain_move, structure_move

SEATS_MAX = 64
TICK_RATE_MIN, TICK_RATE_MAX = 10, 60  # a second

REQUIRED = {"start": 3, "public": 1, "result": 1}
OPTIONAL = {
    "play": 4,
    "tick": 3,
    "bot": 3,
    "moves": 2,
    "check": 3,
    "sample": 3,
    "anytime": 1,
    "secret": 2,
    "turn": 1,
    "leave": 2,
    "deadline": 1,
    "expire": 2,
    "imagine": 3,
    "changes": 2,
    "upgrade": 2,
}
_PARAMETERS = {
    "start": "seats, options, dice",
    "moves": "state, seat",
    "check": "state, seat, move",
    "sample": "state, seat, dice",
    "anytime": "move",
    "play": "state, seat, move, dice",
    "tick": "state, inputs, dice",
    "bot": "view, seat, dice",
    "secret": "state, seat",
    "leave": "state, seat",
    "expire": "state, dice",
    "imagine": "view, seat, dice",
    "changes": "before, after",
    "upgrade": "state, version",
}
# What a game of the one kind needs, and has no use for.
_IN_TURNS_ONLY = ("play", "moves", "turn", "anytime", "deadline", "expire")
# If all hooks of the first are missing, the second must be there; the third says why.
_TOGETHER = (
    ("moves", "check", "a game needs `moves`, or `check` with `sample` and `turn`"),
    ("moves", "sample", "without `moves` a game needs `sample`, to draw a legal move"),
    ("moves", "turn", "without `moves` a game needs `turn`, to say who must act"),
)
_TYPES = ("State", "Move", "Options")


def make_game(source: Source) -> Game:
    """Return the game that a source is; raise GameNotLoaded with the line of its first fault."""
    if isinstance(source.thing, Game):
        return _check_made(source, source.thing)
    return _make(source, source.thing, source.id)


def _check_made(source: Source, game: Game) -> Game:
    """Look at a `Game` that an author made by hand as at any other."""
    facts = {
        "title": game.title,
        "version": game.version,
        "seats": (game.seats_min, game.seats_max),
        "time_out": game.time_out,
        "pass_move": game.pass_move,
        "open_at_end": game.open_at_end,
        "seat_names": game.seat_names,
        "teams": game.teams,
        "draws": game.draws,
        "undo": game.undo,
        "rotate": game.rotate,
        "tick_rate": game.tick_rate or None,
    }
    types = {"State": game.state_type, "Move": game.move_type, "Options": game.options_type}
    hooks = {name: getattr(game, name) for name in REQUIRED | OPTIONAL}
    if game.is_real_time:
        hooks["play"] = None
    made = _make(source, SimpleNamespace(**facts, **types, **hooks), game.id)
    return evolve(made, file=game.file or made.file, folder=game.folder or made.folder)


def _make(source: Source, thing: Any, game_id: str) -> Game:
    if not isinstance(game_id, str) or not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", game_id):
        raise _fault(
            source, "", f"a game's name must be 1 to 40 letters, digits, _ or -, not {_show(game_id)}"
        )
    title, version = _read_title(source, thing), _read_version(source, thing)
    fewest, most = _read_seats(source, thing)
    hooks = {name: _read_hook(source, thing, name) for name in REQUIRED | OPTIONAL}
    _check_together(source, hooks)
    if hooks["tick"] is not None:
        hooks["play"] = goes_by_ticks
    types = {name: _read_type(source, thing, name) for name in _TYPES}
    game = Game(
        id=game_id,
        title=title,
        version=version,
        seats_min=fewest,
        seats_max=most,
        state_type=types["State"],
        move_type=types["Move"],
        options_type=types["Options"],
        time_out=_read_time_out(source, thing),
        open_at_end=_read_open_at_end(source, thing),
        tick_rate=_read_tick_rate(source, thing),
        file=source.file,
        folder=_find_folder(Path(source.file)),
        has_chance=has_chance(hooks),
        **_read_manners(source, thing, most),
        **hooks,  # type: ignore[arg-type]  # each was checked by name and number of parameters
    )
    _check_options(source, game)
    return evolve(game, pass_move=_read_pass_move(source, thing, game))


def _fault(source: Source, name: str, text: str) -> GameNotLoaded:
    """Return the fault, with the line where the source gives the name that it is about."""
    line = find_line(source.file, name, source.attribute) if name else 1
    if line == 1 and source.attribute:
        line = find_line(source.file, source.attribute)
    return GameNotLoaded(f"{source.file}:{line}: {text}")


def _read_title(source: Source, thing: Any) -> str:
    title = getattr(thing, "title", None)
    if not isinstance(title, str) or not 1 <= len(title.strip()) <= 60:
        raise _fault(source, "title", f"`title` must be a text of 1 to 60 characters, not {_show(title)}")
    return title.strip()


def _read_version(source: Source, thing: Any) -> int:
    version = getattr(thing, "version", None)
    if type(version) is not int or not 1 <= version < 1 << 53:
        raise _fault(source, "version", f"`version` must be an int from 1, not {_show(version)}")
    return version


def _read_seats(source: Source, thing: Any) -> tuple[int, int]:
    match getattr(thing, "seats", None):
        case (int(fewest), int(most)) if 1 <= fewest <= most <= SEATS_MAX and type(fewest) is type(most):
            return fewest, most
        case seats:
            allowed = f"(fewest, most) with 1 <= fewest <= most <= {SEATS_MAX}"
            raise _fault(source, "seats", f"`seats` must be {allowed}, not {_show(seats)}")


def _read_time_out(source: Source, thing: Any) -> TimeOut:
    time_out = getattr(thing, "time_out", "lose")
    allowed: dict[str, TimeOut] = {known: known for known in get_args(TimeOut)}
    if type(time_out) is not str or time_out not in allowed:
        hint = (
            "; what happens when the game's own time is up is said by `expire`" if callable(time_out) else ""
        )
        names = " or ".join(f'"{known}"' for known in allowed)
        raise _fault(source, "time_out", f"`time_out` must be {names}, not {_show(time_out)}{hint}")
    return allowed[time_out]


def _read_tick_rate(source: Source, thing: Any) -> int:
    """Return the ticks a second; 0 for a game that moves in turns."""
    rate = getattr(thing, "tick_rate", None)
    if getattr(thing, "tick", None) is None:
        if rate is not None:
            raise _fault(source, "tick_rate", "a game with `tick_rate` needs `tick(state, inputs, dice)`")
        return 0
    if type(rate) is not int or not TICK_RATE_MIN <= rate <= TICK_RATE_MAX:
        allowed = f"an int from {TICK_RATE_MIN} to {TICK_RATE_MAX} ticks a second"
        raise _fault(source, "tick_rate", f"`tick_rate` must be {allowed}, not {_show(rate)}")
    return rate


def _read_pass_move(source: Source, thing: Any, game: Game) -> Any:
    """Return the passing move as a plain value, None where there is none."""
    move = getattr(thing, "pass_move", None)
    if move is None:
        if game.time_out == "pass":
            cure = 'a game with `time_out = "pass"` needs `pass_move`, the move that passes'
            raise _fault(source, "time_out", cure)
        return None
    try:
        plain = plain_move(game, move)
        structure_move(game, plain)
    except BadValue as error:
        raise _fault(source, "pass_move", f"`pass_move` must be a move of this game: {error}") from error
    return plain


def _read_open_at_end(source: Source, thing: Any) -> bool:
    opens = getattr(thing, "open_at_end", False)
    if type(opens) is not bool:
        text = f"`open_at_end` must be True, for secrets that a replay shows, or False, not {_show(opens)}"
        raise _fault(source, "open_at_end", text)
    return opens


def _read_manners(source: Source, thing: Any, seats_max: int) -> dict[str, Any]:
    try:
        return read_manners(thing, seats_max)
    except BadFact as error:
        raise _fault(source, error.name, str(error)) from error


def _show(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else f"{shown[:80]}…"


def _read_hook(source: Source, thing: Any, name: str) -> Callable[..., Any] | None:
    hook = getattr(thing, name, None)
    if hook is None and name in OPTIONAL:
        return None
    if hook is None:
        raise _missing(source, thing, name)
    if not callable(hook):
        raise _fault(source, name, f"`{name}` must be a function, not {type(hook).__name__}")
    place = _place_of(source, hook, name)
    if inspect.iscoroutinefunction(hook) or inspect.isgeneratorfunction(hook):
        raise GameNotLoaded(f"{place}: `{name}` must be a plain function, neither async nor a generator")
    _check_parameters(place, name, hook)
    return hook  # type: ignore[no-any-return]  # callable, as checked


def _missing(source: Source, thing: Any, name: str) -> GameNotLoaded:
    functions = [word for word in dir(thing) if callable(getattr(thing, word, None)) and word[0] != "_"]
    near = difflib.get_close_matches(name, set(functions) - (REQUIRED | OPTIONAL).keys(), 1)
    hint = f"; is `{near[0]}` meant to be it?" if near else f": def {name}({_PARAMETERS.get(name, 'state')})"
    return _fault(source, near[0] if near else "", f"the hook `{name}` is missing{hint}")


def _check_parameters(place: str, name: str, hook: Callable[..., Any]) -> None:
    count = (REQUIRED | OPTIONAL)[name]
    try:
        takes = inspect.signature(hook)
    except ValueError:  # of something built in that does not tell
        raise GameNotLoaded(f"{place}: `{name}` must be a function of your own") from None
    try:
        takes.bind(*range(count))
    except TypeError:
        wanted = f"{count} parameter{'s' if count > 1 else ''}, {name}({_PARAMETERS.get(name, 'state')})"
        raise GameNotLoaded(f"{place}: `{name}` must take {wanted}, it is {name}{takes}") from None


def _place_of(source: Source, hook: Any, name: str) -> str:
    code = getattr(hook, "__code__", None)
    if code is not None and Path(code.co_filename).is_file():
        # Of a decorated function the line of its first decorator.
        return f"{code.co_filename}:{code.co_firstlineno}"
    return f"{source.file}:{find_line(source.file, name, source.attribute)}"


def _check_together(source: Source, hooks: dict[str, Callable[..., Any] | None]) -> None:
    if hooks["tick"] is not None:
        _check_real_time(source, hooks)
        return
    if hooks["play"] is None:
        raise _missing(source, source.thing, "play")
    if hooks["bot"] is not None:
        raise _fault(source, "bot", "`bot` is for real-time games; in others bots choose among `moves`")
    for one, other, complaint in _TOGETHER:
        if hooks[one] is None and hooks[other] is None:
            raise _fault(source, "check" if hooks["check"] else "", complaint)
    if hooks["deadline"] is not None and hooks["expire"] is None:
        raise _fault(source, "deadline", "a game with `deadline` needs `expire`, to say what happens then")


def _check_real_time(source: Source, hooks: dict[str, Callable[..., Any] | None]) -> None:
    """A game that also seems to move in turns was meant otherwise: better told than found out at play."""
    for name in _IN_TURNS_ONLY:
        if hooks[name] is not None:
            raise _fault(source, name, f"a game with `tick` goes by ticks alone, and has no `{name}`")


def _read_type(source: Source, thing: Any, name: str) -> Any:
    declared = getattr(thing, name, None)
    if declared is None:
        return None
    fault = find_type_fault(declared, name)
    if fault is not None:
        raise _fault(source, _nearest_name(declared, fault.owner, name), fault.text)
    return declared


def _nearest_name(declared: Any, owner: type | None, name: str) -> str:
    """Return the name whose line helps most: that of the class with the fault."""
    return name if owner is None or owner is declared else owner.__name__


def _check_options(source: Source, game: Game) -> None:
    if game.options_type is not None and not attrs.has(game.options_type):
        raise _fault(source, "Options", "`Options` must be an attrs class with a default for every field")
    try:
        check_defaults(game)
    except BadValue as error:
        needed = "an attrs class with a default for every field"
        raise _fault(source, "Options", f"`Options` must be {needed}: {error}") from error


def _find_folder(file: Path) -> str | None:
    """Return the folder in which the game's own page may come to lie, None for a file among others."""
    return str(file.parent) if has_folder(file) else None
