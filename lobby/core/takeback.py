"""Moves that are taken back: what a match keeps for it, and back to before a seat's last move."""

from lobby.core.match import Match, Past
from lobby.core.room import Room


def is_allowed(room: Room) -> bool:
    """Tell whether the game and the host allow that moves are taken back; never where results count."""
    return room.game.allows_undo and room.house.undo and not room.house.rated and room.terms.undo_moves > 0


def remember(room: Room, before: Match, seat: int) -> tuple[Past, ...]:
    """Return what is kept with a move of a seat: the states before the last ones, as the terms allow."""
    if not is_allowed(room):
        return ()
    through = before.past[-1].through if before.past else 0
    entry = Past(seat, before.packed, through + len(before.packed))
    past = (*before.past, entry)[-room.terms.undo_moves :]
    while past and entry.through - past[0].through + len(past[0].packed) > room.terms.undo_bytes:
        past = past[1:]
    return past


def moves_back(match: Match, seat: int) -> int:
    """Return how many moves there are from the seat's last one on; 0: it is not kept, or there is none."""
    for count, entry in enumerate(reversed(match.past), start=1):
        if entry.seat == seat:
            return count
    return 0
