"""Where games come from: a file, a folder, a module or an entry point, for the built-in ones, too."""

import importlib
import importlib.util
import inspect
import re
import sys
import traceback
from collections.abc import Callable, Iterable
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

from lobby.core.game import Game
from lobby.core.rules import BadValue, structure_options

BUILT_IN = ("tic_tac_toe", "connect_four", "liars_dice")
GROUP = "trio_lobby.games"
SEATS_MAX = 64

_REQUIRED = {"start": 3, "play": 4, "public": 1, "result": 1}
_OPTIONAL = {
    "moves": 2,
    "check": 3,
    "sample": 3,
    "secret": 2,
    "turn": 1,
    "leave": 2,
    "deadline": 1,
    "expire": 2,
    "imagine": 3,
}
_TOGETHER = (
    ("moves", "check", "a game needs `moves`, or `check` with `sample` and `turn`"),
    ("moves", "sample", "without `moves` a game needs `sample`, to draw a legal move"),
    ("moves", "turn", "without `moves` a game needs `turn`, to say who must act"),
)


class GameNotLoaded(Exception):
    """A game could not be loaded; the one line says which file, which line, and why."""


def load_catalogue(extra: Iterable[str] = ()) -> dict[str, Game]:
    """Return the built-in games and those named by the operator, by id; raise GameNotLoaded."""
    names = (*(f"lobby.games.{name}" for name in BUILT_IN), *extra)
    games: dict[str, Game] = {}
    for name in names:
        game = load_game(name)
        if game.id in games:
            raise GameNotLoaded(f"{name}: there is a game called {game.id} already")
        games[game.id] = game
    return games


def load_game(name: str) -> Game:
    """Return the game of that name; raise GameNotLoaded.

    `quiz.py` and `games/quiz` are a file and a folder (with `game.py` or `quiz.py` in it), `quiz` an
    entry point of the group `trio_lobby.games` or a module, `quizzes:hard` an object in a module.
    """
    path = Path(name)
    if name.endswith(".py") or "/" in name or "\\" in name or path.is_dir():
        return _make_game(path.resolve().stem, *_load_path(path))
    if found := list(entry_points(group=GROUP, name=name)):
        return _make_game(name, *_load_object(found[0].value))
    return _make_game(re.split(r"[.:]", name)[-1], *_load_object(name))


def _load_path(path: Path) -> tuple[Any, str]:
    file = _find_file(path)
    package = [str(path)] if path.is_dir() else None  # so that `from . import cards` works in a folder
    # A name of its own for each file: two folders may both have a game.py.
    module_name = "lobby_game" + re.sub(r"\W", "_", str(file.resolve()))
    spec = importlib.util.spec_from_file_location(module_name, file, submodule_search_locations=package)
    assert spec and spec.loader, "a file that ends in .py has a loader"
    module = importlib.util.module_from_spec(spec)
    # attrs looks its classes' types up there.
    sys.modules[module_name] = module
    loader = spec.loader
    _run(lambda: loader.exec_module(module), str(file))
    return module, str(file)


def _find_file(path: Path) -> Path:
    candidates = [path / "game.py", path / f"{path.name}.py"] if path.is_dir() else [path]
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    raise GameNotLoaded(f"{path}: no {' or '.join(str(candidate) for candidate in candidates)} there")


def _load_object(name: str) -> tuple[Any, str]:
    module_name, _, attribute = name.partition(":")
    if not _is_there(module_name):
        raise GameNotLoaded(f"{name}: neither a file, a folder, a module nor an installed game")
    module: ModuleType = _run(lambda: importlib.import_module(module_name), name)
    where = module.__file__ or name
    if not attribute:
        return module, where
    if not hasattr(module, attribute):
        raise GameNotLoaded(f"{where}: has nothing called {attribute}")
    return getattr(module, attribute), where


def _is_there(module_name: str) -> bool:
    if not all(part.isidentifier() for part in module_name.split(".")):
        return False
    # Only the first part: looking for the others imports their parents, whose faults are to be told as such.
    return importlib.util.find_spec(module_name.partition(".")[0]) is not None


def _run(load: Callable[[], Any], where: str) -> Any:
    try:
        return load()
    except SyntaxError as error:
        raise GameNotLoaded(f"{error.filename}:{error.lineno}: {error.msg}") from error
    except (Exception, SystemExit) as error:
        text = " ".join(f"{type(error).__name__}: {error}".split())
        raise GameNotLoaded(f"{_place(error, where)}: {text}") from error


def _place(error: BaseException, where: str) -> str:
    """Return the deepest line that is the author's, not of a library or of the import system."""
    frames = traceback.extract_tb(error.__traceback__)
    folder = str(Path(where).parent)
    own = [frame for frame in frames if frame.filename == where or frame.filename.startswith(f"{folder}/")]
    return f"{own[-1].filename}:{own[-1].lineno}" if own and where.endswith(".py") else where


def _make_game(game_id: str, source: Any, where: str) -> Game:
    if isinstance(source, Game):
        return source
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", game_id):
        raise GameNotLoaded(
            f"{where}: a game's name must be 1 to 40 letters, digits, _ or -, not {game_id!r}"
        )
    fewest, most = _read_seats(source, where)
    hooks = {name: _read_hook(source, name, count, where) for name, count in (_REQUIRED | _OPTIONAL).items()}
    _check_together(hooks, where)
    game = Game(
        id=game_id,
        title=_read_title(source, where),
        version=_read_version(source, where),
        seats_min=fewest,
        seats_max=most,
        state_type=getattr(source, "State", None),
        move_type=getattr(source, "Move", None),
        options_type=getattr(source, "Options", None),
        **hooks,  # type: ignore[arg-type]  # each was checked by name and number of parameters
    )
    _check_options(game, where)
    return game


def _read_title(source: Any, where: str) -> str:
    title = getattr(source, "title", None)
    if not isinstance(title, str) or not 1 <= len(title.strip()) <= 60:
        raise GameNotLoaded(f"{where}: `title` must be a text of 1 to 60 characters, not {title!r}")
    return title.strip()


def _read_version(source: Any, where: str) -> int:
    version = getattr(source, "version", None)
    if type(version) is not int or version < 1:
        raise GameNotLoaded(f"{where}: `version` must be an int from 1, not {version!r}")
    return version


def _read_seats(source: Any, where: str) -> tuple[int, int]:
    match getattr(source, "seats", None):
        case (int(fewest), int(most)) if 1 <= fewest <= most <= SEATS_MAX:
            return fewest, most
        case seats:
            allowed = f"(fewest, most) with 1 <= fewest <= most <= {SEATS_MAX}"
            raise GameNotLoaded(f"{where}: `seats` must be {allowed}, not {seats!r}")


def _read_hook(source: Any, name: str, count: int, where: str) -> Callable[..., Any] | None:
    hook = getattr(source, name, None)
    if hook is None and name in _OPTIONAL:
        return None
    if hook is None:
        raise GameNotLoaded(f"{where}: the hook `{name}` is missing")
    place = _place_of(hook, where)
    if not callable(hook):
        raise GameNotLoaded(f"{place}: `{name}` must be a function, not {type(hook).__name__}")
    if inspect.iscoroutinefunction(hook) or inspect.isgeneratorfunction(hook):
        raise GameNotLoaded(f"{place}: `{name}` must be a plain function, neither async nor a generator")
    try:
        inspect.signature(hook).bind(*range(count))
    except TypeError:
        takes = inspect.signature(hook)
        raise GameNotLoaded(f"{place}: `{name}` must take {count} parameters, it is {name}{takes}") from None
    return hook  # type: ignore[no-any-return]  # callable, as checked


def _place_of(hook: Any, where: str) -> str:
    code = getattr(hook, "__code__", None)
    return f"{code.co_filename}:{code.co_firstlineno}" if code else where


def _check_together(hooks: dict[str, Callable[..., Any] | None], where: str) -> None:
    for one, other, complaint in _TOGETHER:
        if hooks[one] is None and hooks[other] is None:
            raise GameNotLoaded(f"{where}: {complaint}")
    if hooks["deadline"] is not None and hooks["expire"] is None:
        raise GameNotLoaded(f"{where}: a game with `deadline` needs `expire`, to say what happens then")


def _check_options(game: Game, where: str) -> None:
    try:
        structure_options(game, {})
    except BadValue as error:
        needed = "an attrs class with a default for every field"
        raise GameNotLoaded(f"{where}: `Options` must be {needed}: {error}") from error
