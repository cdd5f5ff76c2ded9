"""Structuring without kindness: a value has exactly the declared types, or its first fault is named."""

from collections.abc import Callable, Hashable, Iterable
from functools import cached_property
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import attrs
import cattrs
from cattrs.disambiguators import create_default_dis_func
from cattrs.errors import IterableValidationError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, mapping_structure_factory

from lobby.wire.values import Value

Result = TypeVar("Result")
Hook = Callable[[Any, Any], Any]

_PRIMITIVES = (int, str, bool, bytes)


class WrongType(ValueError):
    """A value is of another type than the declared one."""


class BadValue(ValueError):
    """A value does not fit its declared type; the text says where and why."""


class Structurer:
    """Makes declared types of plain values, and plain values of them, and converts nothing on the way.

    The plain converter is tried first. Only when it refuses, one that keeps track of paths says why. Each is
    made at first use: there are a dozen of them, at a millisecond, of which a start needs two.
    """

    def __init__(self, *, forbid_extra_keys: bool = False) -> None:
        self._forbid_extra_keys = forbid_extra_keys

    @cached_property
    def plain(self) -> cattrs.Converter:
        """Says yes or no."""
        return _make_converter(detailed=False, forbid_extra_keys=self._forbid_extra_keys)

    @cached_property
    def detailed(self) -> cattrs.Converter:
        """Says why not."""
        return _make_converter(detailed=True, forbid_extra_keys=self._forbid_extra_keys)

    def structure(self, value: Value, expected: type[Result]) -> Result:
        """Return `value` as the expected type; raise BadValue."""
        try:
            return self.plain.structure(value, expected)
        except Exception:
            # Whatever it is, it says the same: cattrs lets the errors of lookups and constructors through.
            return self._explain(value, expected)

    def _explain(self, value: Value, expected: type[Result]) -> Result:
        try:
            return self.detailed.structure(value, expected)
        except Exception as error:
            raise BadValue(describe(error)) from error

    def unstructure(self, value: Any) -> Value:
        """Return the plain value of an instance of a declared type."""
        return self.plain.unstructure(value)


def describe(error: Exception) -> str:
    """Return the first fault of a detailed converter's error, with its path."""
    return cattrs.transform_error(error, format_exception=_describe_one)[0]


def _describe_one(error: BaseException, expected: type | None) -> str:
    if isinstance(error, KeyError):
        return "required field missing"
    if isinstance(error, cattrs.ForbiddenExtraKeysError):
        return f"unknown: {', '.join(sorted(error.extra_fields))}"
    if isinstance(error, cattrs.StructureHandlerNotFoundError):
        return f"no plain value becomes a {error.type_.__name__}"
    if isinstance(error, ValueError) and error.args:
        return str(error.args[0])
    return f"not a {getattr(expected, '__name__', expected)}"


def _make_converter(*, detailed: bool, forbid_extra_keys: bool) -> cattrs.Converter:
    converter = cattrs.Converter(
        detailed_validation=detailed,
        forbid_extra_keys=forbid_extra_keys,
        unstruct_collection_overrides={tuple: list},
    )
    for primitive in (*_PRIMITIVES, NoneType):
        converter.register_structure_hook(primitive, _check_type)
    # By identity: every class is a subclass of object.
    converter.register_structure_hook_func(lambda expected: expected is object, lambda value, _: value)
    converter.register_structure_hook_factory(_is_union_of_primitives, _make_union_hook)
    converter.register_structure_hook_factory(_is_mixed_union, _make_mixed_union_hook)
    converter.register_structure_hook_factory(_is_union_of_classes, _make_class_union_hook)
    converter.register_structure_hook_factory(_is_literal, _make_literal_hook)
    converter.register_structure_hook_factory(_is_sequence, _make_sequence_hook)
    converter.register_structure_hook_factory(_is_mapping, _make_mapping_hook)
    converter.register_structure_hook_factory(attrs.has, _make_class_hook)
    return converter


def _check_type(value: Value, expected: Any) -> Value:
    # bool is an int in Python, but not on the wire.
    if type(value) is not expected:
        raise WrongType(f"{type(value).__name__}, not {expected.__name__}")
    return value


def _is_union_of_primitives(expected: Any) -> bool:
    kinds = {*_PRIMITIVES, type(None)}
    return get_origin(expected) in (Union, UnionType) and set(get_args(expected)) <= kinds


def _make_union_hook(expected: Any, *_: Any) -> Hook:
    allowed = get_args(expected)
    names = " or ".join("None" if kind is type(None) else kind.__name__ for kind in allowed)

    def check(value: Value, _: Any) -> Value:
        if type(value) not in allowed:
            raise WrongType(f"{type(value).__name__}, not {names}")
        return value

    return check


def _is_union_of_classes(expected: Any) -> bool:
    return get_origin(expected) in (Union, UnionType) and all(attrs.has(kind) for kind in get_args(expected))


def _make_class_union_hook(expected: Any, converter: cattrs.Converter) -> Hook:
    choose: Callable[[Value], Any] = create_default_dis_func(converter, *get_args(expected))
    return _maps_only(lambda value, _: converter.structure(value, choose(value)))


def _is_mixed_union(expected: Any) -> bool:
    """Tell whether a union has more than primitives, than classes, and than something or None."""
    if get_origin(expected) not in (Union, UnionType) or _is_union_of_primitives(expected):
        return False
    others = [kind for kind in get_args(expected) if not attrs.has(kind) and kind is not NoneType]
    return bool(others) and len(set(get_args(expected)) - {NoneType}) > 1


def _make_mixed_union_hook(expected: Any, converter: cattrs.Converter) -> Hook:
    """Return a hook that takes the first kind that fits; which class a dict is, its keys say."""
    classes = tuple(kind for kind in get_args(expected) if attrs.has(kind))
    others = [kind for kind in get_args(expected) if kind not in classes]
    of_classes: Any = Union[classes] if classes else None  # noqa: UP007 -- of a tuple
    kinds = [of_classes, *others] if classes else others
    is_class = bool(classes) and not any(_is_mapping(kind) for kind in others)
    names = " or ".join(getattr(kind, "__name__", str(kind)) for kind in get_args(expected))

    def structure(value: Value, _: Any) -> Any:
        if is_class and type(value) is dict:
            return converter.structure(value, of_classes)  # whose error names the field
        for kind in kinds:
            try:
                return converter.structure(value, kind)
            except Exception:  # whatever it is, the value is not of this kind
                continue
        raise WrongType(f"{type(value).__name__}, not {names}")

    return structure


def _is_literal(expected: Any) -> bool:
    return get_origin(expected) is Literal


def _make_literal_hook(expected: Any, *_: Any) -> Hook:
    literals = get_args(expected)
    allowed = {(type(literal), literal) for literal in literals}

    def check(value: Value, _: Any) -> Value:
        if not isinstance(value, Hashable) or (type(value), value) not in allowed:
            raise WrongType(f"must be {' or '.join(map(repr, literals))}")
        return value

    return check


def _is_mapping(expected: Any) -> bool:
    return (get_origin(expected) or expected) is dict


def _make_mapping_hook(expected: Any, converter: cattrs.Converter) -> Hook:
    return _maps_only(mapping_structure_factory(expected, converter))


def _make_class_hook(expected: Any, converter: cattrs.Converter) -> Hook:
    return _maps_only(make_dict_structure_fn(expected, converter))


def _maps_only(structure: Hook) -> Hook:
    def structure_map(value: Value, expected: Any) -> Any:
        if type(value) is not dict:
            raise WrongType(f"{type(value).__name__}, not dict")
        return structure(value, expected)

    return structure_map


def _is_sequence(expected: Any) -> bool:
    return (get_origin(expected) or expected) in (list, tuple)


def _make_sequence_hook(expected: Any, converter: cattrs.Converter) -> Hook:
    """Return a hook for lists and tuples that takes lists only: a str is a sequence, too, but not here."""
    build: Callable[[Iterable[Any]], Any] = get_origin(expected) or expected
    kinds = get_args(expected) or (Any, ...)
    length = None if build is list or kinds[-1] is ... else len(kinds)
    hooks = [(kind, converter.get_structure_hook(kind)) for kind in kinds if kind is not ...]

    def structure(value: Value, _: Any) -> Any:
        if type(value) is not list and type(value) is not tuple:
            raise WrongType(f"{type(value).__name__}, not list")
        if length is not None and len(value) != length:
            raise WrongType(f"{len(value)} items, not {length}")
        each = hooks if length is not None else hooks * len(value)
        try:
            return build([hook(item, kind) for item, (kind, hook) in zip(value, each, strict=True)])
        except Exception:
            if converter.detailed_validation:
                _raise_with_indices(value, each, expected)
            raise

    return structure


def _raise_with_indices(value: Iterable[Value], each: list[tuple[Any, Hook]], expected: Any) -> None:
    faults = []
    for index, (item, (kind, hook)) in enumerate(zip(value, each, strict=True)):
        try:
            hook(item, kind)
        except Exception as error:
            error.add_note(IterableValidationNote(f"at index {index}", index, kind))
            faults.append(error)
    raise IterableValidationError(f"in {expected}", faults, expected)
