"""Which games a player is in already, so that nobody is matched away from one."""

from collections.abc import Iterable

from lobby.core.ids import PlayerId, RoomId
from lobby.core.summary import Summary

Games = frozenset[tuple[RoomId, int]]  # each by its room and its number there


def running(player: PlayerId, rooms: Iterable[Summary]) -> list[Summary]:
    """Return the rooms in which a player has a seat in a game that runs and keeps them from others."""
    return [room for room in rooms if room.phase == "playing" and _is_seated(player, room) and keeps(room)]


def games(rooms: Iterable[Summary]) -> Games:
    """Return the games that run in these rooms."""
    return frozenset((room.id, room.round) for room in rooms)


def plays_rated(player: PlayerId, room: Summary) -> bool:
    """Tell whether a player has a seat in a rated game that runs."""
    return room.rated and room.phase == "playing" and _is_seated(player, room)


def keeps(room: Summary) -> bool:
    """Tell whether who plays in a room can't play elsewhere at once: slow games go on for days."""
    return room.rated or room.pace != "slow"


def _is_seated(player: PlayerId, room: Summary) -> bool:
    return player in dict(room.seated) and player in dict(room.played)
