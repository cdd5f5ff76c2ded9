"""What is wrong with a game's file, in one line that begins with the file and the line."""

import ast
import contextlib
import importlib.util
import linecache
import signal
import threading
import tokenize
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import TypeVar

T = TypeVar("T")

_TEXT_CHARACTERS = 300
_LOBBY = str(Path(__file__).parent.parent)


class GameNotLoaded(Exception):
    """A game could not be loaded; the one line says which file, which line, and why."""


def run(load: Callable[[], T], file: str) -> T:
    """Return what an author's code makes, or raise GameNotLoaded for whatever it raises.

    Only a Ctrl-C passes; a KeyboardInterrupt that the code raises by itself is a fault as any other.
    """
    with _noting_interrupts() as interrupts:
        try:
            return load()
        except KeyboardInterrupt as error:
            if interrupts:
                raise
            raise _not_loaded(error, file) from error
        except GameNotLoaded:
            raise
        except BaseException as error:  # also sys.exit, and what is derived from nothing else
            raise _not_loaded(error, file) from error


@contextlib.contextmanager
def _noting_interrupts() -> Iterator[list[int]]:
    """Yield the Ctrl-Cs that come meanwhile, each of which still does what it does otherwise."""
    noted: list[int] = []
    before = signal.getsignal(signal.SIGINT)
    if not callable(before) or threading.current_thread() is not threading.main_thread():
        yield noted
        return

    def note(number: int, frame: FrameType | None) -> None:
        noted.append(number)
        before(number, frame)

    signal.signal(signal.SIGINT, note)
    try:
        yield noted
    finally:
        # Unless the game's code has put its own there.
        if signal.getsignal(signal.SIGINT) is note:
            signal.signal(signal.SIGINT, before)


def _not_loaded(error: BaseException, file: str) -> GameNotLoaded:
    try:
        if isinstance(error, SyntaxError):
            return GameNotLoaded(_describe_syntax(error, file))
        return GameNotLoaded(f"{_place_of(error, file)}: {_describe(error, file)}")
    except Exception as another:  # an author's class of errors may be odd in every way
        return GameNotLoaded(f"{file}:1: an error that can't be told ({type(another).__name__})")


def find_line(file: str, name: str, within: str = "") -> int:
    """Return the line where a file gives a name at its top, or in the class `within`; 1 where it does not."""
    nodes = list(_statements(_parse(file).body))
    classes = [node for node in nodes if isinstance(node, ast.ClassDef) and node.name == within]
    nodes += [node for found in classes for node in _statements(found.body)]
    lines = [node.lineno for node in nodes if isinstance(node, ast.stmt) and name in _names_given(node)]
    return lines[-1] if lines else 1


def _parse(file: str) -> ast.Module:
    with contextlib.suppress(OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.parse(Path(file).read_bytes())
    return ast.Module([], [])


def _statements(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield what gives names at the top, also in an `if` or a `try`."""
    for node in body:
        yield node
        if isinstance(node, ast.If | ast.Try | ast.With | ast.ExceptHandler):
            yield from _statements(ast.iter_child_nodes(node))


def _names_given(node: ast.AST) -> set[str]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return {node.name}
        case ast.Import() | ast.ImportFrom():
            return {alias.asname or alias.name for alias in node.names}
        case ast.Assign(targets):
            pass
        case ast.AnnAssign(target):
            targets = [target]
        case _:
            return set()
    return {part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)}


def _describe(error: BaseException, file: str) -> str:
    text = describe_error(error)
    if isinstance(error, ModuleNotFoundError) and error.name:
        return text + _hint_at(error.name, Path(file))
    if isinstance(error, SystemExit):
        return f"{text}; a game's file is imported and must not end the program"
    return text


def _hint_at(missing: str, file: Path) -> str:
    """Return the cure for an import of what lies beside the file, or is not installed."""
    if not (file.parent / f"{missing.partition('.')[0]}.py").is_file():
        return f"; if it is a package, install it beside trio-lobby: pip install {missing.partition('.')[0]}"
    cure = f"`from . import {missing}`"
    if file.name in {"game.py", "__init__.py", f"{file.parent.name}.py"}:
        return f"; write {cure} for a file in the game's folder"
    return f"; put both files in a folder, this one as game.py, and write {cure}"


def describe_error(error: BaseException) -> str:
    """Return type and text of an error on one line, bounded; never raises."""
    try:
        # Cut first: the rest may be megabytes.
        text = str(error)[: 2 * _TEXT_CHARACTERS]
    except BaseException as another:  # it is an author's class
        text = f"<its text raises {type(another).__name__}>"
    line = " ".join(f"{type(error).__name__}: {text}".split()).removesuffix(":")
    shown = "".join(character if character.isprintable() else "�" for character in line)
    return shown if len(shown) <= _TEXT_CHARACTERS else f"{shown[:_TEXT_CHARACTERS]}…"


def _describe_syntax(error: SyntaxError, file: str) -> str:
    at = error.filename if error.filename and Path(error.filename).is_file() else file
    return find_unreadable(at) or f"{at}:{error.lineno or 1}: {error.msg}"


def find_unreadable(file: str) -> str | None:
    """Return what in a file's bytes is no text at all; Python names no line then."""
    try:
        data = Path(file).read_bytes()
        if (at := data.find(0)) >= 0:
            return f"{file}:{data.count(10, 0, at) + 1}: a NUL byte; save the file as UTF-8 text"
        with Path(file).open("rb") as source:
            encoding, _ = tokenize.detect_encoding(source.readline)
        data.decode(encoding)
    except UnicodeDecodeError as error:
        byte, line = error.object[error.start], error.object.count(b"\n", 0, error.start) + 1
        return f"{file}:{line}: the byte 0x{byte:02x} is not {error.encoding}; save the file as UTF-8 text"
    except SyntaxError as error:  # of detect_encoding
        return f"{file}:1: {str(error.msg).replace(f' for {file!r}', '')}; save the file as UTF-8 text"
    except OSError:
        return None
    return None


def _place_of(error: BaseException, file: str) -> str:
    """Return the deepest line that is the author's, not of a library or of the import system."""
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if is_own(frame.filename, file)]
    if not own:
        return f"{file}:1"
    return f"{own[-1].filename}:{own[-1].lineno}"


def is_own(file: str, game_file: str) -> bool:
    """Tell whether a file is the author's: beside the game's, and neither ours nor an installed package's."""
    if file == game_file:
        return True
    folder = f"{Path(game_file).parent}/"
    ours = file.startswith(f"{_LOBBY}/") and not file.startswith(f"{_LOBBY}/games/")
    # An author's virtual environment often lies beside the game.
    return file.startswith(folder) and "site-packages" not in file.removeprefix(folder) and not ours


def remember_lines(file: str, data: bytes) -> None:
    """Let tracebacks show the lines that run, also when the file has been edited since."""
    with contextlib.suppress(UnicodeDecodeError, SyntaxError):
        lines = importlib.util.decode_source(data).splitlines(keepends=True)
        linecache.cache[file] = (len(data), None, lines, file)
