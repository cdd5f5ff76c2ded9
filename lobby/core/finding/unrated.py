"""Why a game in a rated room does not count: said in the events that begin and end it.

What only the shell knows of the players comes in as bars. So a log tells the same for ever, and what a game
does to ratings is decided before it begins, but for one thing: that somebody has never moved.
"""

from collections.abc import Collection, Iterable
from itertools import combinations
from typing import Literal

from attrs import frozen

from lobby.core.events import Ended, Event, Started
from lobby.core.evolving import evolve
from lobby.core.ids import PlayerId
from lobby.core.match import Match
from lobby.core.room import Room

# "address": they play from one address; "pair": two of them have had as many rated games with each other as
# count; "unmoved": the game was over before everybody had moved; "bot": a person plays a bot. "": it counts.
Why = Literal["", "address", "pair", "unmoved", "bot"]


@frozen
class Bar:
    """Two players whose games with each other do not count now."""

    one: PlayerId
    other: PlayerId
    why: Why


def judge(room: Room, event: Event, bars: Collection[Bar]) -> Event:
    """Return an event that begins or ends a game with whether that counts; any other as it is."""
    if not room.house.rated:
        return event
    match event:
        case Started():
            return evolve(event, unrated=_find_bar(room, bars))
        case Ended() if room.match is not None and event.places:
            return evolve(event, unrated=room.match.unrated or _find_unmoved(room.match))
        case _:
            return event


def note_moves(room: Room, game: Match, seats: Iterable[int]) -> Match:
    """Return the game where these seats have moved; looked at in rated rooms only."""
    if not room.house.rated or len(game.moved) == len(game.players):
        return game
    moved = tuple(sorted({*game.moved, *seats}))
    return game if moved == game.moved else evolve(game, moved=moved)


def _find_bar(room: Room, bars: Collection[Bar]) -> Why:
    known = {frozenset((bar.one, bar.other)): bar.why for bar in bars}
    players = [seat.player for seat in room.seats if seat.is_held and seat.player is not None]
    pairs = (frozenset(pair) for pair in combinations(players, 2))
    return next((known[pair] for pair in pairs if pair in known), "")


def _find_unmoved(game: Match) -> Why:
    return "unmoved" if len(game.moved) < len(game.players) else ""
