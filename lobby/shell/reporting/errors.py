"""What was raised, as text of a bounded length, without calling any code of its author's."""

from types import FunctionType
from typing import Any

from lobby.shell.reporting.readable import LINE_CHARACTERS, clean, name_of, show_object

_TEXT_CHARACTERS = 300
_PLAIN: tuple[Any, ...] = (str, bytes, int, bool, float, type(None))
# Those that look at nothing but at what they were made with.
_HARMLESS = [
    kind.__str__
    for kind in (BaseException, KeyError, OSError, ImportError, UnicodeDecodeError, UnicodeEncodeError)
]


def show_error(error: BaseException) -> str:
    """Return type and text of an error on one line. A `__str__` of an author's may loop, and is not asked."""
    text = clean(_read_text(error)[: 2 * _TEXT_CHARACTERS])
    line = f"{name_of(type(error))}: {text}" if text else name_of(type(error))
    return line if len(line) <= _TEXT_CHARACTERS else f"{line[:_TEXT_CHARACTERS]}…"


def _read_text(error: BaseException) -> str:
    # Past the error's own attributes, which may be an author's properties.
    arguments: tuple[Any, ...] = BaseException.args.__get__(error)  # type: ignore[attr-defined]
    parts = (*arguments, *_file_names(error))
    if len(arguments) == 1 and type(arguments[0]) is str and not issubclass(type(error), KeyError):
        return arguments[0]
    if _is_harmless(error) and all(_is_short(part) for part in parts):
        return str(error)
    return ", ".join(show_object(part) for part in arguments[:3])


def _file_names(error: BaseException) -> tuple[Any, ...]:
    if not issubclass(type(error), OSError):
        return ()
    return tuple(OSError.__dict__[name].__get__(error) for name in ("filename", "filename2"))


def _is_harmless(error: BaseException) -> bool:
    owners = (vars(kind)["__str__"] for kind in type(error).__mro__ if "__str__" in vars(kind))
    found = next(owners)
    return type(found) is not FunctionType and any(found is harmless for harmless in _HARMLESS)


def _is_short(part: Any) -> bool:
    if not any(type(part) is plain for plain in _PLAIN):
        return False
    if type(part) is int:
        return bool(part.bit_length() <= LINE_CHARACTERS)
    return not hasattr(part, "__len__") or len(part) <= 10 * LINE_CHARACTERS
