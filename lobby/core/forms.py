"""What a declared type asks for, as plain values: a page makes a form of it, and a bot draws from it.

Every form has a `type`; docs/reference/protocol.md lists them with their other keys.
"""

from collections.abc import Callable, Iterator
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from lobby.core.game import Game
from lobby.wire.values import Value, find_fault

DEPTH_MAX = 8

_NOTHING: Value = {"type": "nothing"}
_ANY: Value = {"type": "any"}


def describe_move(game: Game) -> Value:
    """Return the form of a move, None for a game that declares no `Move`."""
    return None if game.move_type is None else describe(game.move_type)


def describe_options(game: Game) -> list[Value]:
    """Return the fields of a game's options, in order; none for a game that has no options."""
    if game.options_type is None:
        return []
    fields: list[Value] = describe(game.options_type)["fields"]
    return fields


@cache
def describe(declared: Any) -> Value:
    """Return the form of a declared type. It is shared: nobody may write into it."""
    return _describe(declared, DEPTH_MAX)


def _describe(declared: Any, deeper: int, bounds: dict[str, int] | None = None) -> Value:
    least_most = {"least": None, "most": None, **(bounds or {})}
    origin, arguments = get_origin(declared), get_args(declared)
    if declared is NoneType or declared is None:
        return _NOTHING
    if declared is bool:
        return {"type": "boolean"}
    if declared in _BOUNDED:
        return {"type": _BOUNDED[declared], **least_most}
    if origin is Literal:
        return {"type": "choice", "choices": list(arguments)}
    if deeper == 0:
        return _ANY
    if origin in (Union, UnionType):
        return {"type": "either", "of": [_describe(kind, deeper - 1, bounds) for kind in arguments]}
    if attrs.has(declared):
        return _describe_record(declared, deeper)
    if origin is tuple and arguments[-1] is not ...:
        return {"type": "row", "of": [_describe(kind, deeper - 1) for kind in arguments]}
    if origin in (list, tuple):
        return {"type": "list", "of": _describe(arguments[0], deeper - 1), **least_most}
    if origin is dict:
        return {"type": "map", "of": _describe(arguments[1], deeper - 1)}
    return _ANY


_BOUNDED: dict[Any, str] = {int: "integer", str: "text", bytes: "bytes"}


def _describe_record(declared: Any, deeper: int) -> Value:
    # The module's names must be found for annotations that are texts.
    hints = get_type_hints(declared)
    fields = [_describe_field(field, hints.get(field.name, Any), deeper) for field in attrs.fields(declared)]
    return {"type": "record", "title": declared.__name__, "fields": fields}


def _describe_field(field: "attrs.Attribute[Any]", declared: Any, deeper: int) -> Value:
    bounds, choices = dict(_bounds(field.validator)), _choices(field.validator)
    form = {"type": "choice", "choices": choices} if choices else _describe(declared, deeper - 1, bounds)
    required = field.default is attrs.NOTHING
    return {**form, "name": field.name, "required": required, "default": _default_of(field)}


def _default_of(field: "attrs.Attribute[Any]") -> Value:
    default: Any = field.default
    if default is attrs.NOTHING:
        return None
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]  # a class, which attrs types as a function
        default = None if default.takes_self else default.factory()
    plain = attrs.asdict(default) if attrs.has(type(default)) else default
    return None if find_fault(plain) else plain


def _bounds(validator: Any) -> Iterator[tuple[str, int]]:
    for part in _parts(validator):
        for name, read in _BOUNDS:
            if (bound := read(part)) is not None:
                yield name, bound


def _compared(*operators: str, strict: int) -> Callable[[Any], int | None]:
    def read(part: Any) -> int | None:
        bound, operator = getattr(part, "bound", None), getattr(part, "compare_op", "")
        if type(bound) is not int or operator not in operators:
            return None
        return bound if operator.endswith("=") else bound + strict

    return read


def _length(name: str) -> Callable[[Any], int | None]:
    return lambda part: getattr(part, name, None)


_BOUNDS: tuple[tuple[str, Callable[[Any], int | None]], ...] = (
    ("least", _compared(">=", ">", strict=1)),
    ("most", _compared("<=", "<", strict=-1)),
    ("least", _length("min_length")),
    ("most", _length("max_length")),
)


def _choices(validator: Any) -> list[Value]:
    for part in _parts(validator):
        options = getattr(part, "options", None)
        if isinstance(options, list | tuple) and not any(find_fault(option) for option in options):
            return list(options)
    return []


def _parts(validator: Any) -> Iterator[Any]:
    """Yield the single validators; what stands behind optional(…) counts where a value is given."""
    for part in getattr(validator, "_validators", (validator,)):
        inner = getattr(part, "validator", None)
        yield part if inner is None else inner
