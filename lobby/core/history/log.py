"""Rows of a room's log as bytes, and back."""

from typing import Any, Final, get_args

import attrs

from lobby.core.events import Event, Row
from lobby.wire.values import Value, load, pack


def pack_row(row: Row) -> bytes:
    """Return the row as one packed value; what `unpack_row` takes."""
    events = [[type(event).__name__, *_fields(event)] for event in row.events]
    return pack([row.number, row.at_ms, events])


def unpack_row(data: bytes) -> Row:
    """Return the row that `pack_row` made bytes of."""
    number, at_ms, events = load(data)
    return Row(number, at_ms, tuple(_event(name, values) for name, *values in events))


_EVENTS: Final[dict[str, Any]] = {event.__name__: event for event in get_args(Event)}
_NAMES: Final = {event: tuple(a.name for a in attrs.fields(event)) for event in _EVENTS.values()}


def _fields(event: Event) -> list[Value]:
    return [getattr(event, name) for name in _NAMES[type(event)]]


def _event(name: str, values: list[Value]) -> Event:
    event: Event = _EVENTS[name](*values)
    return event
