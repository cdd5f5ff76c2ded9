"""What attrs' validators tell of a value, as far as a form can say it; any other one tells nothing."""

from collections.abc import Iterator
from typing import Any

import attrs
from attrs import frozen
from attrs.validators import and_, ge, in_, max_len, min_len, optional

from lobby.wire.values import INTEGER_MAX

# By their classes, which attrs keeps to itself: another validator may have an attribute of the same name.
_AND: Any = type(and_())
_OPTIONAL: Any = type(optional(ge(0)))
_NUMBER: Any = type(ge(0))
_IN: Any = type(in_(()))
_LEAST_LENGTH: Any = type(min_len(0))
_MOST_LENGTH: Any = type(max_len(0))
_TOLD: tuple[Any, ...] = (_NUMBER, _IN, _LEAST_LENGTH, _MOST_LENGTH)
_STRICTLY = {">": 1, "<": -1}


@frozen
class Span:
    """The least and the most that is allowed, both included; None: as little, or as much, as one likes."""

    least: int | None = None
    most: int | None = None

    def __and__(self, other: "Span") -> "Span":
        leasts = [bound for bound in (self.least, other.least) if bound is not None]
        mosts = [bound for bound in (self.most, other.most) if bound is not None]
        return Span(max(leasts, default=None), min(mosts, default=None))


@frozen
class FieldBounds:
    """What bounds a field: numbers by their size, texts, bytes and lists by their length."""

    numbers: Span = Span()
    lengths: Span = Span()


def read_limits(validator: Any) -> FieldBounds:
    """Return what a field's validator bounds, taken together."""
    numbers = lengths = Span()
    for part in _parts(validator):
        if type(part) is _NUMBER:
            numbers &= _read_comparison(part)
        elif type(part) is _LEAST_LENGTH:
            lengths &= Span(least=part.min_length)
        elif type(part) is _MOST_LENGTH:
            lengths &= Span(most=part.max_length)
    return FieldBounds(numbers, lengths)


def read_choices(validator: Any) -> list[Any]:
    """Return the values that a field's validator lists, in an order that is always the same; [] for none."""
    for part in _parts(validator):
        if type(part) is _IN:
            return _in_order(getattr(part, "_original_options", part.options))
    return []


def passes(field: "attrs.Attribute[Any]", value: Any) -> bool:
    """Tell whether a value passes the parts of a field's validator that can be told."""
    return _passes(field.validator, field, value)


def _passes(validator: Any, field: "attrs.Attribute[Any]", value: Any) -> bool:
    if type(validator) is _AND:
        return all(_passes(part, field, value) for part in validator._validators)
    if type(validator) is _OPTIONAL:
        return value is None or _passes(validator.validator, field, value)
    if type(validator) not in _TOLD:
        return True
    try:
        validator(None, field, value)
    except Exception:  # of the wrong kind to be compared, or out of bounds: it says the same
        return False
    return True


def _parts(validator: Any) -> Iterator[Any]:
    """Yield the single validators; what stands behind optional(…) counts where a value is given."""
    if type(validator) is _AND:
        for part in validator._validators:
            yield from _parts(part)
    elif type(validator) is _OPTIONAL:
        yield from _parts(validator.validator)
    elif type(validator) in _TOLD:
        yield validator


def _read_comparison(part: Any) -> Span:
    if type(part.bound) is not int:
        return Span()
    bound = part.bound + _STRICTLY.get(part.compare_op, 0)
    bound = max(-INTEGER_MAX, min(bound, INTEGER_MAX))  # no other number can travel
    return Span(least=bound) if part.compare_op.startswith(">") else Span(most=bound)


def _in_order(options: Any) -> list[Any]:
    if isinstance(options, list | tuple):
        return list(options)
    if isinstance(options, set | frozenset) and len({type(option) for option in options}) == 1:
        return sorted(options) if type(next(iter(options))) in (int, str) else []
    return []
