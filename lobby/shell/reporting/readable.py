"""Any object as text of a bounded length, without calling any code of its author's."""

import inspect
import json
from abc import ABCMeta
from collections.abc import Iterator
from itertools import islice
from typing import Any

import attrs

from lobby.wire.values import Value, is_longer

LINE_CHARACTERS = 200
_ITEMS = 50
_DEPTH = 6
_INTEGER_BITS = 256
_WIDTH = 100
_LEAF_CHARACTERS = 20_000


def show_object(thing: object, characters: int = LINE_CHARACTERS) -> str:
    """Return an object on one line. A `__repr__` of an author's may loop or raise, and is not asked."""
    return cut("".join(_take(_show(thing, _DEPTH), characters)), characters)


def cut(text: str, characters: int) -> str:
    """Return the text, or its beginning and how much is missing; always one that can be written down."""
    # Cut first: the rest may be megabytes.
    shown = text[:characters].encode("utf-8", "backslashreplace").decode()
    more = len(text) - characters
    return f"{shown}… ({more} more characters)" if more > 0 else shown


def clean(text: str) -> str:
    """Return the text on one line, and without what would steer a terminal: it comes from strangers."""
    return "".join(character if character.isprintable() else "�" for character in " ".join(text.split()))


def escape(text: str) -> str:
    """Return the lines with all that has no shape of its own, or turns the line around, as JSON writes it."""
    if text.replace("\n", "").isprintable():
        return text
    return "".join(
        character if character.isprintable() or character == "\n" else json.dumps(character)[1:-1]
        for character in text
    )


def to_json(value: Value) -> str:
    """Return a value as JSON on one line; bytes, which have no JSON, as a text of hex digits."""
    return json.dumps(value, ensure_ascii=False, default=_hex)


def lay_out(value: Value, characters: int) -> str:
    """Return a value as JSON over several lines, each as long as is readable, cut at so many characters."""
    return cut("\n".join(_take(_lay_out(value, "", ""), characters + 1)), characters)


def _hex(value: object) -> str:
    return f"bytes {value.hex()}" if isinstance(value, bytes) else f"<{type(value).__name__}>"


def _take(parts: Iterator[str], characters: int) -> Iterator[str]:
    """Yield parts until there is enough: what comes after is not even made."""
    for part in parts:
        yield part
        characters -= len(part) + 1
        if characters < 0:
            yield " …"
            return


def _lay_out(value: Value, indent: str, end: str) -> Iterator[str]:
    is_leaf = not isinstance(value, dict | list) or not value
    # What is long is not even written once: each level would write it again.
    if is_leaf or not is_longer(value, _WIDTH):
        text = _write_leaf(value) if is_leaf else to_json(value)
        if is_leaf or len(indent) + len(text) <= _WIDTH:
            yield f"{indent}{text}{end}"
            return
    brackets = "{}" if isinstance(value, dict) else "[]"
    yield f"{indent}{brackets[0]}"
    names = [f"{to_json(key)}: " for key in value] if isinstance(value, dict) else [""] * len(value)
    items = list(value.values()) if isinstance(value, dict) else value
    for number, (name, item) in enumerate(zip(names, items, strict=True), 1):
        lines = _lay_out(item, indent + "  ", "," if number < len(items) else "")
        first = next(lines)
        yield f"{indent}  {name}{first.removeprefix(indent + '  ')}"
        yield from lines
    yield f"{indent}{brackets[1]}{end}"


def _write_leaf(value: Value) -> str:
    if type(value) not in (str, bytes) or len(value) <= _LEAF_CHARACTERS:
        return to_json(value)
    return f"{to_json(value[:_LEAF_CHARACTERS])}… ({len(value) - _LEAF_CHARACTERS} more)"


def name_of(kind: type) -> str:
    """Return the name of a class, past its metaclass, which may be an author's."""
    name: str = type.__dict__["__name__"].__get__(kind)
    return name


def _show(thing: Any, depth: int) -> Iterator[str]:
    kind = type(thing)
    if not any(type(kind) is metaclass for metaclass in (type, ABCMeta)):
        # Even to compare this class with another one may run its author's code.
        yield f"<{name_of(kind)}>"
    elif kind is int:
        yield str(thing) if thing.bit_length() <= _INTEGER_BITS else f"<an int of {thing.bit_length()} bits>"
    elif kind in (str, bytes):
        yield repr(thing[: LINE_CHARACTERS + 1]) + (
            f"… ({len(thing)} long)" if len(thing) > LINE_CHARACTERS else ""
        )
    elif thing is None or kind in (bool, float):
        yield repr(thing)
    elif kind in _BRACKETS:
        yield from _show_items(thing, depth)
    elif fields := _find_fields(kind):
        yield from _show_class(thing, fields if depth else (), depth)
    else:
        name = getattr(thing, "__qualname__", None) if kind in _NAMED else None
        yield f"<{name_of(kind)}{f' {name}' if isinstance(name, str) else ''}>"


_BRACKETS: dict[Any, str] = {list: "[]", tuple: "()", dict: "{}", set: "{}", frozenset: "{}"}
_NAMED = (type, type(cut), type(len))


def _show_items(thing: Any, depth: int) -> Iterator[str]:
    brackets = _BRACKETS[type(thing)]
    if depth == 0:
        yield f"{brackets[0]}…{brackets[1]}"
        return
    yield brackets[0]
    pairs = thing.items() if isinstance(thing, dict) else ((None, item) for item in thing)
    for number, (key, item) in enumerate(islice(pairs, _ITEMS)):
        yield ", " if number else ""
        if isinstance(thing, dict):
            yield from _show(key, depth - 1)
            yield ": "
        yield from _show(item, depth - 1)
    yield f", … ({len(thing)} items)" if len(thing) > _ITEMS else ""
    yield brackets[1]


def _find_fields(kind: type) -> tuple["attrs.Attribute[Any]", ...]:
    """Return the fields of an attrs class, none of any other."""
    fields = inspect.getattr_static(kind, "__attrs_attrs__", ())
    if not issubclass(type(fields), tuple) or any(type(field) is not attrs.Attribute for field in fields):
        return ()
    return tuple(fields)


def _show_class(thing: Any, fields: tuple["attrs.Attribute[Any]", ...], depth: int) -> Iterator[str]:
    yield f"{name_of(type(thing))}("
    for number, field in enumerate(fields):
        yield f"{', ' if number else ''}{field.name}="
        # Past the class's own `__getattribute__`, which is an author's as well.
        yield from _show(
            object.__getattribute__(thing, field.name) if _has(thing, field.name) else "<unset>", depth - 1
        )
    yield ")"


def _has(thing: Any, name: str) -> bool:
    try:
        object.__getattribute__(thing, name)
    except AttributeError:
        return False
    return True
