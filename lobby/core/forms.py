"""What a declared type asks for, as plain values: a page makes a form of it, and a bot draws from it.

Every form has a `type`; docs/reference/protocol.md lists them with their other keys.
"""

import contextlib
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from lobby.core.form_bounds import FieldBounds, Span, passes, read_choices, read_limits
from lobby.core.game import Game
from lobby.wire.strict import BadValue, Structurer
from lobby.wire.values import Value, find_fault, pack

DEPTH_MAX = 8
BYTES_MAX = 16 << 10
_PARTS_MAX = BYTES_MAX // 14  # the shortest part has so many bytes
_NESTED_MAX = 24  # of what a frame may have, the rest is for the view around it
_NO_LIMITS = FieldBounds()

_NOTHING: Value = {"type": "nothing"}
_ANY: Value = {"type": "any"}
_structurer = Structurer()


def describe_move(game: Game) -> Value:
    """Return the form of a move, None for a game that declares no `Move`."""
    return None if game.move_type is None else describe(game.move_type)


def describe_options(game: Game) -> list[Value]:
    """Return the fields of a game's options, in order; none for a game that has no options."""
    if game.options_type is None:
        return []
    # Without `fields` are only options that are too many to be told: they can still be given.
    fields: list[Value] = describe(game.options_type).get("fields", [])
    return fields


@cache
def describe(declared: Any) -> Value:
    """Return the form of a declared type. It is shared: nobody may write into it.

    It says as much as fits: a long one is described less deep, since every room's view has it.
    """
    for depth in range(DEPTH_MAX, 0, -1):
        with contextlib.suppress(_TooLong):
            form = _Describer().describe(declared, depth)
            if len(pack(form)) <= BYTES_MAX and not find_fault(form, _NESTED_MAX):
                return form
    return _ANY


class _TooLong(Exception):
    """The form has more parts than fit."""


class _Describer:
    """Makes one form; a type that contains itself several times would make a form without end."""

    def __init__(self) -> None:
        self._left = _PARTS_MAX

    def describe(self, declared: Any, deeper: int, limits: FieldBounds = _NO_LIMITS) -> Value:
        self._left -= 1
        if self._left < 0:
            raise _TooLong
        declared = getattr(declared, "__value__", declared)  # `type Move = …`
        simple = _describe_simple(declared, limits)
        return simple or (self._describe_deeper(declared, deeper - 1, limits) if deeper else _ANY)

    def _describe_deeper(self, declared: Any, deeper: int, limits: FieldBounds) -> Value:
        origin, arguments = get_origin(declared), get_args(declared)
        if isinstance(declared, type) and origin is None and attrs.has(declared):
            return self._describe_record(declared, deeper)
        if not arguments:
            return _ANY
        if origin in (Union, UnionType):
            return {"type": "either", "of": [self.describe(kind, deeper, limits) for kind in arguments]}
        if origin is tuple and arguments[-1] is not ...:
            return {"type": "row", "of": [self.describe(kind, deeper) for kind in arguments]}
        if origin in (list, tuple):
            return {"type": "list", "of": self.describe(arguments[0], deeper), **_tell(limits.lengths)}
        if origin is dict:
            return {"type": "map", "of": self.describe(arguments[1], deeper)}
        return _ANY

    def _describe_record(self, declared: Any, deeper: int) -> Value:
        # The module's names must be found for annotations that are texts.
        hints = get_type_hints(declared)
        # What __init__ does not take is nothing that a stranger may give.
        given = [field for field in attrs.fields(declared) if field.init]
        fields = [
            self._describe_field(field, hints.get(field.name, field.type or Any), deeper) for field in given
        ]
        return {"type": "record", "title": declared.__name__, "fields": fields}

    def _describe_field(self, field: "attrs.Attribute[Any]", declared: Any, deeper: int) -> Value:
        form = _describe_choice(field, declared)
        if form is None:
            form = _narrow(self.describe(declared, deeper, read_limits(field.validator)), field)
        required = field.default is attrs.NOTHING
        return {**form, "name": field.name, "required": required, "default": _default_of(field)}


_BOUNDED: dict[Any, str] = {str: "text", bytes: "bytes"}


def _describe_simple(declared: Any, limits: FieldBounds) -> Value:
    """Return the form of what has no parts, None for anything else."""
    if declared is NoneType or declared is None:
        return _NOTHING
    if declared is bool:
        return {"type": "boolean"}
    if declared is int:
        return {"type": "integer", **_tell(limits.numbers)}
    for kind, name in _BOUNDED.items():
        if declared is kind:
            return {"type": name, **_tell(limits.lengths)}
    if get_origin(declared) is Literal:
        choices = list(get_args(declared))
        return {"type": "choice", "choices": choices} if _is_shown(choices) else _ANY
    return None


def _tell(span: Span) -> dict[str, Value]:
    return {"least": span.least, "most": span.most}


def _describe_choice(field: "attrs.Attribute[Any]", declared: Any) -> Value:
    """Return the form of a field whose validator lists its values, None where it does not."""
    listed = [option for option in read_choices(field.validator) if _is_shown(option)]
    choices = [option for option in listed if _takes(field, declared, option)]
    if not choices:
        return None
    form = {"type": "choice", "choices": choices}
    may_be_none = None not in choices and _takes(field, declared, None)
    return {"type": "either", "of": [form, _NOTHING]} if may_be_none else form


def _takes(field: "attrs.Attribute[Any]", declared: Any, value: Value) -> bool:
    try:
        return passes(field, _structurer.structure(value, declared))
    except BadValue:
        return False


def _narrow(form: Value, field: "attrs.Attribute[Any]") -> Value:
    """Return the form without the choices, and without the nothing, that the field's validator refuses."""
    if form["type"] == "choice":
        choices = [choice for choice in form["choices"] if passes(field, choice)]
        return {**form, "choices": choices} if choices else form
    if form["type"] == "either":
        kinds = [_narrow(kind, field) for kind in form["of"] if kind != _NOTHING or passes(field, None)]
        if len(kinds) < 2:
            return kinds[0] if kinds else form
        return {**form, "of": kinds}
    return form


def _default_of(field: "attrs.Attribute[Any]") -> Value:
    default: Any = field.default
    if default is attrs.NOTHING:
        return None
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]  # a class, which attrs types as a function
        default = None if default.takes_self else default.factory()
    plain = attrs.asdict(default) if attrs.has(type(default)) else default
    return plain if _is_shown(plain) else None


def _is_shown(value: Any) -> bool:
    """Tell whether a value may stand in a form, which also travels as JSON: there are no bytes in that."""
    return find_fault(value) is None and not _has_bytes(value)


def _has_bytes(value: Value) -> bool:
    if isinstance(value, dict | list):
        return any(_has_bytes(item) for item in (value.values() if isinstance(value, dict) else value))
    return isinstance(value, bytes)
