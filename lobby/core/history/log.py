"""Rows of a room's log as bytes, and back."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final, get_args

import attrs

from lobby.core.events import Event, Row
from lobby.wire.values import Value, load, pack


def pack_row(row: Row) -> bytes:
    """Return the row as one packed value; what `unpack_row` takes."""
    events = []
    for event in row.events:
        kind = type(event)
        events.append((kind.__name__, *_FIELDS[kind](event)))
    return pack((row.number, row.at_ms, events))


def unpack_row(data: bytes) -> Row:
    """Return the row that `pack_row` made bytes of."""
    number, at_ms, events = load(data)
    return Row(number, at_ms, tuple(_event(name, values) for name, *values in events))


_EVENTS: Final[dict[str, Any]] = {event.__name__: event for event in get_args(Event)}


def _make_fields(kind: type) -> Callable[[Event], tuple[Value, ...]]:
    """Return what gets all fields of an event of this class, in order."""
    names = [attribute.name for attribute in attrs.fields(kind)]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda event: tuple(getattr(event, name) for name in names)


_FIELDS: Final = {kind: _make_fields(kind) for kind in _EVENTS.values()}


def _event(name: str, values: list[Value]) -> Event:
    event: Event = _EVENTS[name](*values)
    return event
