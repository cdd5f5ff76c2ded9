"""What events hold as tuples: out of the store it comes as lists."""

from collections.abc import Iterable
from typing import Any

from lobby.core.ids import PlayerId
from lobby.wire.messages import Kind
from lobby.wire.values import Value

Reserved = tuple[str, str, Kind]  # a player's id, name and kind
MutedUntil = tuple[PlayerId, int]  # until a room time
TickInput = tuple[int, int, Value]  # the number of a tick, the seat, the move


def to_reserved(rows: Iterable[Iterable[Any]]) -> tuple[Reserved, ...]:
    """Return whom seats are kept for."""
    return tuple((player, name, kind) for player, name, kind in rows)


def to_muted(rows: Iterable[Iterable[Any]]) -> tuple[MutedUntil, ...]:
    """Return who says nothing, until when."""
    return tuple((PlayerId(player), until_ms) for player, until_ms in rows)


def to_tick_inputs(rows: Iterable[Iterable[Any]]) -> tuple[TickInput, ...]:
    """Return what was done in ticks."""
    return tuple((tick, seat, move) for tick, seat, move in rows)


def to_texts(texts: Iterable[str]) -> tuple[str, ...]:
    """Return them as they are."""
    return tuple(texts)


def to_numbers(numbers: Iterable[int]) -> tuple[int, ...]:
    """Return them as they are."""
    return tuple(numbers)
