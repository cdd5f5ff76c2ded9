"""The kinds of names that things have; each its own type, so that none is taken for another."""

from collections.abc import Iterable
from typing import NewType

RoomId = NewType("RoomId", str)  # 12 letters, never used again
Code = NewType("Code", str)  # letters without look-alikes, to be said aloud
PlayerId = NewType("PlayerId", str)  # 16 letters; tells nothing of the player's token
SessionId = NewType("SessionId", bytes)  # 16 bytes, made by the client


_BOT = "bot-"  # no id of a player has a hyphen


def bot_id(room: RoomId, step: int) -> PlayerId:
    """Return the id of a bot of the server's own, that a step of a room seats."""
    return PlayerId(f"{_BOT}{room}-{step}")


def is_bot(player: str) -> bool:
    """Tell whether an id is that of a bot of the server's own, which has no session and is no player."""
    return player.startswith(_BOT)


def to_player_ids(ids: Iterable[str]) -> tuple[PlayerId, ...]:
    """Return the ids as a tuple: out of the store they come as a list of texts."""
    return tuple(PlayerId(id_) for id_ in ids)
