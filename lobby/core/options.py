"""What a game lets its creator choose, for a form: name, type, default and bounds of each option."""

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

import attrs

from lobby.core.game import Game
from lobby.wire.values import Value

_DEFAULTS = (int, bool, str)
_TYPES = {int: "integer", bool: "boolean", str: "text"}


def describe_options(game: Game) -> list[Value]:
    """Return the options of a game, in order; those of a type that no form can ask for are left out.

    Each is {name, type, default, least, most, choices}: `type` is integer, boolean, text or choice; what
    does not apply is None. The bounds are those of the attrs validators ge, gt, le and lt.
    """
    if game.options_type is None or not attrs.has(game.options_type):
        return []
    fields = attrs.fields(attrs.resolve_types(game.options_type))
    return [described for field in fields if (described := _describe(field)) is not None]


def _describe(field: "attrs.Attribute[Any]") -> Value | None:
    choices = list(get_args(field.type)) if get_origin(field.type) is Literal else None
    kind = "choice" if choices else _TYPES.get(field.type or object)
    if kind is None or type(field.default) not in _DEFAULTS:
        return None
    bounds = dict(_bounds(field.validator))
    return {
        "name": field.name,
        "type": kind,
        "default": field.default,
        "least": bounds.get("least"),
        "most": bounds.get("most"),
        "choices": choices,
    }


def _bounds(validator: Any) -> Iterator[tuple[str, int]]:
    for part in getattr(validator, "_validators", (validator,)):
        bound, comparison = getattr(part, "bound", None), getattr(part, "compare_op", "")
        if type(bound) is int and comparison in {">=", ">"}:
            yield "least", bound + (comparison == ">")
        elif type(bound) is int and comparison in {"<=", "<"}:
            yield "most", bound - (comparison == "<")
