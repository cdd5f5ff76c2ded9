"""The quick way from a map to a message: one look at each field, where that says everything.

It gives no reasons. What it does not take, for whatever reason, is for the structurer, which takes more and
says what is wrong; so the two never differ in what they accept. What it is given need not be a value yet.
"""

import sys
from types import NoneType, UnionType
from typing import Any, get_args, get_origin

import attrs

from lobby.wire.values import DEPTH_MAX, INTEGER_MAX, Value, left_of

_ABSENT = object()
_PRIMITIVES: frozenset[type] = frozenset((int, str, bool, bytes, NoneType))
_CONTAINERS: frozenset[type] = frozenset((list, dict))
_ANY = _PRIMITIVES | _CONTAINERS


class Quick:
    """Makes messages of one class."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind
        self._fields = [
            (field.name, _types_of(field.type), _default_of(field)) for field in attrs.fields(kind)
        ]

    def make(self, value: dict[str, Value]) -> Any:
        """Return the message of a map, None where it takes more than a look to tell."""
        # One function without helpers: a call costs more than a look.
        given, unknown = [], len(value)
        for name, types, default in self._fields:
            if (item := value.get(name, _ABSENT)) is not _ABSENT:
                unknown -= 1
                kind = type(item)
                if kind not in types or (kind is int and not -INTEGER_MAX <= item <= INTEGER_MAX):
                    return None
                if kind in _CONTAINERS and left_of(item, sys.maxsize, DEPTH_MAX - 1) is None:
                    return None
                given.append(item)
            elif default is not _ABSENT:
                given.append(default)
            else:
                return None
        return None if unknown else self._kind(*given)


def _types_of(declared: Any) -> frozenset[type]:
    """Return the types that a field may have, none where that does not say enough."""
    if declared is Any:
        return _ANY
    kinds = get_args(declared) if get_origin(declared) is UnionType else (declared,)
    return frozenset(kinds) if _PRIMITIVES.issuperset(kinds) else frozenset()


def _default_of(field: "attrs.Attribute[Any]") -> Any:
    """Return the default of a field, where it has one that all messages may share."""
    is_shared = field.default is not attrs.NOTHING and type(field.default) in _PRIMITIVES
    return field.default if is_shared else _ABSENT
