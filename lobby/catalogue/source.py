"""From the name of a game to what its author wrote: found, imported, not yet looked at."""

import importlib
import importlib.util
import os
import re
import sys
from collections.abc import Callable
from functools import partial, reduce
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

from attrs import frozen

from lobby.catalogue.faults import GameNotLoaded, find_unreadable, remember_lines, run

GROUP = "trio_lobby.games"
_NAME_CHARACTERS = 4096

_ENTRY = re.compile(r"([\w.]+)\s*(?::\s*([\w.]+))?\s*(?:\[.*\])?")


@frozen
class Source:
    """What was named: a module, an object in one, or a `Game`; with the file where it stands."""

    id: str
    thing: Any
    file: str
    attribute: str = ""  # of the module; "": the module itself


def is_path(name: str, folder: Path | None = None) -> bool:
    """Tell whether a game's name is a file or a folder, seen from `folder` (default: the current one)."""
    return is_written_as_path(name) or _is_dir(Path(name) if folder is None else folder / name)


def _is_dir(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # a name that this system can't have
        return False


def is_written_as_path(name: str) -> bool:
    """Tell whether a name can only be a file or a folder, whatever lies there."""
    return name.endswith(".py") or "/" in name or os.sep in name or name in {".", ".."}


def find_source(name: str) -> Source:
    """Return what the name names; raise GameNotLoaded."""
    if "\0" in name:
        raise GameNotLoaded(f"{name!r}: no name of a game has a NUL in it")
    if len(name) > _NAME_CHARACTERS:
        raise GameNotLoaded(f"{name[:60]}…: no name of a game has {len(name)} characters")
    if is_path(name):
        try:
            return _from_path(name)
        except OSError as error:  # of a name that is too long, or a folder that may not be read
            raise GameNotLoaded(f"{name}: {error.strerror}") from error
    if entry_points(group=GROUP, name=name):
        return from_entry_point(name)
    return from_module(name)


def from_entry_point(name: str) -> Source:
    """Return what an installed entry point of that name leads to; raise GameNotLoaded."""
    values = sorted({point.value for point in entry_points(group=GROUP, name=name)})
    if len(values) > 1:
        raise GameNotLoaded(f"{name}: installed twice, as {' and as '.join(values)}; uninstall one of them")
    found = _ENTRY.fullmatch(values[0])
    if found is None:
        raise GameNotLoaded(f"{name}: the entry point {values[0]!r} is not MODULE or MODULE:NAME")
    return _from_object(name, found[1], found[2] or "")


def _from_path(name: str) -> Source:
    # Not resolved: a link is called as the link.
    path = Path(os.path.abspath(name))  # noqa: PTH100 -- Path.absolute keeps ".."
    file = _find_file(path, name)
    in_folder = has_folder(file)
    game_id = file.parent.name if file.name in {"game.py", "__init__.py"} else file.stem
    return Source(game_id, _import_file(file, str(file.parent) if in_folder else None), str(file))


def has_folder(file: Path) -> bool:
    """Tell whether a game's file has its folder to itself: quiz/game.py, quiz/quiz.py, quiz/__init__.py."""
    return file.name in {"game.py", "__init__.py", f"{file.parent.name}.py"}


def _find_file(path: Path, name: str) -> Path:
    if not path.is_dir():
        if path.is_file():
            return path
        raise GameNotLoaded(f"{name}: there is no such file")
    candidates = [path / "game.py", path / f"{path.name}.py"]
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    raise GameNotLoaded(f"{name}: a game's folder holds game.py or {path.name}.py, and neither is there")


def _import_file(file: Path, package: str | None) -> ModuleType:
    # A name of its own for each file: two folders may both have a game.py.
    module_name = "lobby_game" + re.sub(r"\W", "_", str(file))
    # With the folder as a package `from . import cards` works in it.
    spec = importlib.util.spec_from_file_location(
        module_name, file, submodule_search_locations=[package] if package else None
    )
    if spec is None:
        raise GameNotLoaded(f"{file}: a game's file must end in .py")
    _forget(module_name)
    module = importlib.util.module_from_spec(spec)
    # attrs looks its classes' types up there.
    sys.modules[module_name] = module
    try:
        run(partial(_execute, file, module), str(file))
    except BaseException:
        _forget(module_name)
        raise
    return module


def _execute(file: Path, module: ModuleType) -> None:
    # Always from the source: a file that was mended within the same second would else run as it was before.
    data = file.read_bytes()
    if (unreadable := find_unreadable(str(file))) is not None:
        raise GameNotLoaded(unreadable)
    remember_lines(str(file), data)
    exec(compile(data, str(file), "exec", dont_inherit=True), module.__dict__)


def _forget(module_name: str) -> None:
    for known in list(sys.modules):
        if known == module_name or known.startswith(f"{module_name}."):
            del sys.modules[known]


def from_module(name: str) -> Source:
    """Return a module, or with `module:name` an object in it; raise GameNotLoaded."""
    module_name, colon, attribute = name.partition(":")
    if not _is_there(module_name) or (colon and not attribute):
        raise GameNotLoaded(f"{name}: neither a file, a folder, a module nor an installed game")
    return _from_object(re.split(r"[.:]", name)[-1], module_name, attribute)


def _from_object(game_id: str, module_name: str, attribute: str) -> Source:
    file = _file_of(module_name)
    load: Callable[[], ModuleType] = partial(importlib.import_module, module_name)
    module = run(load, file)
    where = module.__file__ or file
    if not attribute:
        return Source(game_id, module, where)
    missing = object()
    thing = run(partial(reduce, partial(_get, missing), attribute.split("."), module), where)
    if thing is missing:
        raise GameNotLoaded(f"{where}:1: has nothing called {attribute}")
    return Source(game_id, thing, where, attribute)


def _get(missing: object, thing: object, name: str) -> Any:
    return missing if thing is missing else getattr(thing, name, missing)


def _is_there(module_name: str) -> bool:
    if not all(part.isidentifier() for part in module_name.split(".")):
        return False
    # Only the first part: looking for the others imports their parents, whose faults are to be told as such.
    try:
        return importlib.util.find_spec(module_name.partition(".")[0]) is not None
    except ValueError:  # __main__
        return False


def _file_of(module_name: str) -> str:
    """Return the file of a module that is not imported yet, its name where that can't be told."""
    try:
        spec = importlib.util.find_spec(module_name)
    except BaseException:  # looking for it imports its parents, which may raise; the import tells so
        return module_name
    return (spec and spec.origin) or module_name
