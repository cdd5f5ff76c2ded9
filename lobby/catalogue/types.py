"""Whether plain values can become a declared type, and the cure where they can't."""

import dataclasses
import enum
import types
import typing
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Any, Literal, get_args, get_origin

import attrs
from attrs import frozen

from lobby.core.forms import describe
from lobby.wire.strict import Structurer

_structurer = Structurer()
_SIMPLE = (int, bool, str, bytes, None, types.NoneType, Any, object)
_ATTRS = "from attrs import frozen, and @frozen above the class"
_VALUES = "None, bool, int, str, bytes, list, tuple, dict with str keys, Literal, a union, an attrs class"


@frozen
class TypeFault:
    """What is wrong with a declared type; `owner`: the attrs class in whose field it is."""

    text: str
    owner: type | None = None


def find_type_fault(declared: Any, name: str) -> TypeFault | None:
    """Return the first fault of the type declared as `name`, None where values can become it."""
    return next(_faults(declared, name, None, set()), None) or _find_other_fault(declared, name)


def _find_other_fault(declared: Any, name: str) -> TypeFault | None:
    """Return what is odd about a type that looks well: the room must never be the first to find out."""
    try:
        describe(declared)
        _structurer.plain.get_structure_hook(declared)
    except Exception as error:
        return TypeFault(f"`{name}` can't be {_show(declared)}: allowed are {_VALUES} ({error})")
    return None


def _faults(declared: Any, path: str, owner: type | None, seen: set[Any]) -> Iterator[TypeFault]:
    declared = getattr(declared, "__value__", declared)  # `type Move = …`
    if any(declared is simple for simple in _SIMPLE):
        return
    if isinstance(declared, type) and attrs.has(declared) and get_origin(declared) is None:
        yield from _faults_of_class(declared, path, seen)
        return
    origin, arguments = get_origin(declared) or declared, get_args(declared)
    if declared == tuple[()]:
        yield TypeFault(f"`{path}` can't be tuple[()]: allowed are {_VALUES}", owner)
    elif origin is Literal:
        yield from _faults_of_literal(arguments, path, owner)
    elif origin is typing.Union or origin is types.UnionType or origin in (list, tuple):
        for argument in arguments:
            if argument is not Ellipsis:
                yield from _faults(argument, path, owner, seen)
        yield from _faults_of_classes([kind for kind in arguments if attrs.has(kind)], path, owner)
    elif origin is dict:
        yield from _faults_of_map(arguments, path, owner, seen)
    else:
        yield TypeFault(f"`{path}` can't be {_show(declared)}: {_cure(origin)}", owner)


def _faults_of_class(declared: Any, path: str, seen: set[Any]) -> Iterator[TypeFault]:
    if declared in seen:
        return
    seen.add(declared)
    try:
        fields = attrs.fields(attrs.resolve_types(declared))
    except NameError as error:
        yield TypeFault(f"`{path}`: {error}, in a type of {declared.__name__}", declared)
        return
    for field in fields:
        if field.type is None:
            yield TypeFault(
                f"`{path}.{field.name}` has no type: write `{field.name}: int`, or another", declared
            )
        else:
            yield from _faults(field.type, f"{path}.{field.name}", declared, seen)


def _faults_of_classes(classes: list[Any], path: str, owner: type | None) -> Iterator[TypeFault]:
    """Yield what is wrong with several classes in one union: what comes must tell which of them it is."""
    try:
        if len(classes) > 1:
            _structurer.plain.get_structure_hook(typing.Union[tuple(classes)])  # noqa: UP007 -- of a tuple
    except Exception:
        names = " | ".join(kind.__name__ for kind in classes)
        cure = "give each of them a field without a default that the others don't have"
        yield TypeFault(f"`{path}` can't be {names}, which look alike: {cure}", owner)


def _faults_of_literal(choices: tuple[Any, ...], path: str, owner: type | None) -> Iterator[TypeFault]:
    for choice in choices:
        if type(choice) not in (int, bool, str, bytes, types.NoneType):
            yield TypeFault(f"`{path}` has {choice!r} in a Literal: use texts, ints, bools or None", owner)


def _faults_of_map(
    arguments: tuple[Any, ...], path: str, owner: type | None, seen: set[Any]
) -> Iterator[TypeFault]:
    if arguments and arguments[0] is not str:
        cure = "keys must be str, so use str(key), or a list"
        yield TypeFault(f"`{path}` has keys of type {_show(arguments[0])}: {cure}", owner)
    for argument in arguments[1:]:
        yield from _faults(argument, path, owner, seen)


def _show(declared: Any) -> str:
    return declared.__name__ if isinstance(declared, type) else str(declared).replace("typing.", "")


def _cure(origin: Any) -> str:
    """Return what to write in place of a type that no plain value becomes."""
    if not isinstance(origin, type):
        return f"allowed are {_VALUES}"
    for kinds, cure in _CURES:
        if issubclass(origin, kinds):
            return cure
    if dataclasses.is_dataclass(origin):
        return "make it an attrs class: from attrs import frozen, and @frozen in place of @dataclass"
    if hasattr(origin, "_fields") or hasattr(origin, "__total__"):
        return f"a NamedTuple or TypedDict is not taken apart, so make it an attrs class: {_ATTRS}"
    if origin.__module__ == "builtins":
        return f"allowed are {_VALUES}"
    return f"make it an attrs class: {_ATTRS}"


_CURES: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (float, "there are no floats, since machines disagree on them; count in smaller units as int"),
    (complex, "there are no complex numbers; use two int"),
    (enum.Enum, 'use Literal in place of an Enum, as Literal["red", "green"]'),
    ((set, frozenset, AbstractSet), "use a list in place of a set (sorted, so that it is always the same)"),
)
