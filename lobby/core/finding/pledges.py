"""Who is bound to a rated game, so that nobody is ever in two of them.

A game begins as soon as all who sit are ready, by somebody else's word or by time. So to be ready in a rated
room is to be bound to it: whoever is bound to one is not let get ready in another.
"""

from lobby.core.ids import PlayerId
from lobby.core.room import Room


def pledged(room: Room) -> frozenset[PlayerId]:
    """Return who is in a rated game of the room, or may be in one at any moment."""
    if not room.house.rated or room.phase == "closed":
        return frozenset()
    if room.is_match:
        return room.matched_players
    return frozenset(
        seat.player
        for number, seat in enumerate(room.seats)
        if seat.player is not None and (seat.ready or room.in_game(number))
    )
