"""The operator's terms for what players settle among themselves: offers, and moves taken back."""

from typing import Any

import attrs
from attrs import frozen

from lobby.wire.values import Value


@frozen
class Terms:
    """As they were when the room opened; the defaults are those of rooms from before there were any."""

    undo_moves: int = 0  # that are kept, so that they may be taken back; 0: none
    undo_bytes: int = 0  # of the states before those moves, together
    offers_max: int = 10  # of one kind that a player may make per game
    offer_wait_ms: int = 10_000  # between two of them


NO_TERMS = Terms()


def plain(terms: Terms) -> dict[str, Value]:
    """Return the terms as they are stored; what `load` takes."""
    values: dict[str, Value] = attrs.asdict(terms)
    return values


def load(value: dict[str, Value]) -> Terms:
    """Return the terms that `plain` made a value of; what it does not know has its default."""
    known = {attribute.name for attribute in attrs.fields(Terms)}
    fields: dict[str, Any] = {name: number for name, number in value.items() if name in known}
    return Terms(**fields)
