"""The kinds of names that things have; each its own type, so that none is taken for another."""

from collections.abc import Iterable
from typing import NewType

RoomId = NewType("RoomId", str)  # 12 letters, never used again
Code = NewType("Code", str)  # letters without look-alikes, to be said aloud
PlayerId = NewType("PlayerId", str)  # 16 letters; tells nothing of the player's token
SessionId = NewType("SessionId", bytes)  # 16 bytes, made by the client


def to_player_ids(ids: Iterable[str]) -> tuple[PlayerId, ...]:
    """Return the ids as a tuple: out of the store they come as a list of texts."""
    return tuple(PlayerId(id_) for id_ in ids)
