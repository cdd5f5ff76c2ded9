"""The quick way from a map to a message: one look at the type of each field, where that says everything.

It gives no reasons. What it does not take, for whatever reason, is for the structurer, which takes more and
says what is wrong; so the two never differ in what they accept.
"""

from types import NoneType, UnionType
from typing import Any, get_args, get_origin

import attrs

from lobby.wire.values import Value

_ABSENT = object()
_PRIMITIVES = frozenset((int, str, bool, bytes, NoneType))


class Quick:
    """Makes messages of one class."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind
        self._fields = [
            (field.name, _types_of(field.type), _default_of(field)) for field in attrs.fields(kind)
        ]

    def make(self, value: dict[str, Value]) -> Any:
        """Return the message of a map, None where it takes more than a look to tell."""
        given = []
        for name, types, default in self._fields:
            item = value.get(name, default)
            if item is not default:
                if types is not None and type(item) not in types:
                    return None
            elif item is _ABSENT:
                return None
            given.append(item)
        return self._kind(*given)


def _types_of(declared: Any) -> frozenset[type] | None:
    """Return the types that a field may have, none where that does not say enough; None: any value."""
    if declared is Any:
        return None
    kinds = get_args(declared) if get_origin(declared) is UnionType else (declared,)
    return frozenset(kinds) if _PRIMITIVES.issuperset(kinds) else frozenset()


def _default_of(field: "attrs.Attribute[Any]") -> Any:
    """Return the default of a field, where it has one that all messages may share."""
    is_shared = field.default is not attrs.NOTHING and type(field.default) in _PRIMITIVES
    return field.default if is_shared else _ABSENT
