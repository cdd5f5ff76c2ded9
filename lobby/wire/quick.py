"""The quick way from a map to a message: one look at each field, where that says everything.

It gives no reasons. What it does not take, for whatever reason, is for the structurer, which takes more and
says what is wrong; so the two never differ in what they accept. What it is given need not be a value yet.

A function is written for each class, as attrs and cattrs do it: with the fields in it by their names it takes
half of what a loop over them does, and every frame that comes goes through one.
"""

import sys
from collections.abc import Callable
from types import NoneType, UnionType
from typing import Any, Final, get_args, get_origin

import attrs

from lobby.wire.values import DEPTH_MAX, INTEGER_MAX, Value, left_of

Make = Callable[[dict[str, Value]], Any]

_PRIMITIVES: Final = frozenset[Any]((int, str, bool, bytes, NoneType))
_ANY: Final = _PRIMITIVES | frozenset[Any]((list, dict))

# What is the function's own begins with "_", as no field does.
_HEAD = """
def make(_value):
    try:
        {required}
    except KeyError:
        return None
    {optional}
    if len(_value) != {count}:
        return None
"""
_LOOK_AT_INT = """
    if type({name}) is not int or not -{most} <= {name} <= {most}:
        return None
"""
_LOOK = """
    if {name} is not _{name}_default:
        _kind = type({name})
        if _kind not in _{name}_kinds or (_kind is int and not -{most} <= {name} <= {most}):
            return None
        if (_kind is list or _kind is dict) and _left_of({name}, {size}, {depth}) is None:
            return None
"""
_TAIL = """
    return _message({given})
"""


def quick(message: Any) -> Make:
    """Return what makes messages of a class: the message of a map, None where it takes more than a look."""
    source = _head(message) + "".join(map(_look, attrs.fields(message))) + _tail(message)
    known: dict[str, Any] = {"_message": message, "_left_of": left_of}
    for field in attrs.fields(message):
        known[f"_{field.name}_kinds"] = _kinds_of(field.type)
        known[f"_{field.name}_default"] = field.default
    exec(compile(source, f"<quick {message.__name__}>", "exec"), known)
    make: Make = known["make"]
    return make


def _head(message: Any) -> str:
    fields = attrs.fields(message)
    required = [field.name for field in fields if not _has_default(field)]
    optional = [field.name for field in fields if _has_default(field)]
    return _HEAD.format(
        required="; ".join(f"{name} = _value['{name}']" for name in required) or "pass",
        optional="; ".join(f"{name} = _value.get('{name}', _{name}_default)" for name in optional) or "pass",
        count=" + ".join([str(len(required)), *(f"('{name}' in _value)" for name in optional)]),
    )


def _look(field: "attrs.Attribute[Any]") -> str:
    look = _LOOK_AT_INT if field.type is int else _LOOK
    return look.format(name=field.name, most=INTEGER_MAX, size=sys.maxsize, depth=DEPTH_MAX - 1)


def _tail(message: Any) -> str:
    return _TAIL.format(given=", ".join(field.name for field in attrs.fields(message)))


def _kinds_of(declared: Any) -> frozenset[Any]:
    """Return the types that a field may have, none where that does not say enough."""
    if declared is Any:
        return _ANY
    kinds = get_args(declared) if get_origin(declared) is UnionType else (declared,)
    return frozenset(kinds) if _PRIMITIVES.issuperset(kinds) else frozenset()


def _has_default(field: "attrs.Attribute[Any]") -> bool:
    """Tell whether a field has a default that all messages may share."""
    return field.default is not attrs.NOTHING and type(field.default) in _PRIMITIVES
