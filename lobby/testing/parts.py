"""Parts of any value, with their paths as Python writes them: the largest one, and what is no text."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import attrs

_WEIGHT_MAX = 1 << 17
_LOOKED_AT = 200  # parts of one value


def describe_largest(name: str, value: object) -> str:
    """Return the part that takes most of a value, as `state["log"]` is a list of 9000 items."""
    path, part = name, value
    while (inner := _find_heaviest(path, part)) is not None:
        path, part = inner
    length = len(part) if isinstance(part, str | bytes | list | tuple | dict) else 0
    return f"`{path}` is the largest part, a {type(part).__name__} of length {length}"


def find_half_text(path: str, value: object) -> str | None:
    """Return the path of a text with half of a surrogate pair, which has no UTF-8; None without one."""
    if isinstance(value, str):
        return path if _is_half(value) else None
    if isinstance(value, dict) and any(isinstance(key, str) and _is_half(key) for key in value):
        return path
    found = (find_half_text(inner, part) for inner, part in _name_parts(path, value))
    return next((inner for inner in found if inner), None)


def _is_half(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _find_heaviest(path: str, value: object) -> tuple[str, Any] | None:
    """Return the part that takes more than half of a value, None where no part does."""
    named = list(islice(_name_parts(path, value), _LOOKED_AT))
    most = _WEIGHT_MAX // max(1, len(named))
    weights = [_weigh(part, most) for _, part in named]
    if not named or 2 * max(weights) <= sum(weights) or max(weights) <= 1:
        return None
    return named[weights.index(max(weights))]


def _weigh(value: object, most: int) -> int:
    """Return about how many bytes a value takes, and not much more than `most`."""
    waiting, weight = [value], 0
    while waiting and weight < most:
        item = waiting.pop()
        weight += 1 + (len(item) if isinstance(item, str | bytes) else 0)
        waiting += islice((part for _, part in _name_parts("", item)), most)
    return weight


def _name_parts(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from ((f"{path}[{key!r}]".replace("'", '"'), item) for key, item in value.items())
    elif isinstance(value, list | tuple):
        yield from ((f"{path}[{index}]", item) for index, item in enumerate(value))
    elif attrs.has(type(value)):
        yield from ((f"{path}.{part.name}", getattr(value, part.name)) for part in attrs.fields(type(value)))
