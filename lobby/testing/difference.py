"""Where two values differ: the first place, in words and in Python."""

import ast
from typing import Any

_SHOWN = 60
_MISSING = object()


def show(value: object) -> str:
    """Return `repr`, and something else of an object that has none or is nested too deep."""
    try:
        return repr(value)
    except Exception as error:  # it is an author's object
        return f"<{type(value).__name__} at 0x, {type(error).__name__}>"


def describe_difference(name: str, before: object, after: object) -> str:
    """Return the first difference as `state["turn"]: 1 became 2`."""
    path, one, other = _find(name, before, after)
    return f"`{path}`: {_show(one)} became {_show(other)}"


def describe_change(name: str, before: str, after: object) -> str:
    """Return how a value has changed, of which only what `repr` said before is known."""
    try:
        known = ast.literal_eval(before)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return _describe_texts(before, show(after))
    return describe_difference(name, known, after)


def _find(path: str, before: Any, after: Any) -> tuple[str, object, object]:
    if type(before) is dict and type(after) is dict:
        for key in [*before, *after]:
            one, other = before.get(key, _MISSING), after.get(key, _MISSING)
            if show(one) != show(other):
                return _find(f'{path}["{key}"]' if type(key) is str else f"{path}[{key!r}]", one, other)
    if type(before) is type(after) is list and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            if show(one) != show(other):
                return _find(f"{path}[{index}]", one, other)
    return path, before, after


def _describe_texts(before: str, after: str) -> str:
    pairs = enumerate(zip(before, after, strict=False))
    first = next((index for index, (one, other) in pairs if one != other), min(len(before), len(after)))
    start = max(0, first - _SHOWN // 2)
    return f"{_cut(before, start)} became {_cut(after, start)}"


def _cut(text: str, start: int) -> str:
    shown = text[start : start + _SHOWN]
    return f"{'…' * (start > 0)}{shown}{'…' * (start + _SHOWN < len(text))}"


def _show(value: object) -> str:
    return "nothing" if value is _MISSING else _cut(show(value), 0)
