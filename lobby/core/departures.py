"""Departures: what becomes of the seat, the game and the chat when a player goes or is sent away."""

from typing import Final, get_args

from lobby.core import consent, inviting, match, timekeeper
from lobby.core.events import Banned, Departed, Reason, Removed
from lobby.core.evolving import evolve
from lobby.core.room import Room
from lobby.core.seats import OPEN, replace
from lobby.core.talk import chat
from lobby.wire.values import Value

_KINDS: Final = frozenset(get_args(Reason))  # of lines that tell of a departure


def depart(room: Room, departed: Departed) -> Room:
    """Return the room after a player has gone, whose seat is open again."""
    played = room.in_game(departed.seat)
    room = evolve(room, seats=replace(room.seats, departed.seat, OPEN))
    room = change_hands(room, departed.seat)
    line = {"kind": departed.reason, "player": departed.player, "name": departed.name, "text": departed.text}
    room = _announce_departure(room, {**line, "seat": departed.seat})
    if not played:
        return room
    left = match.depart(room.game, room.current_match, departed.seat, room.now_ms)
    return timekeeper.follow(evolve(room, match=left))


def send_away(room: Room, event: Removed | Banned, kind: str) -> Room:
    """Forget that the player was let in or invited, and say why, where the seat's departure has not."""
    player = event.player
    room = evolve(inviting.forget(room, player), access=room.access.forget(player))
    last = room.chat[-1] if room.chat else None
    is_told = last is not None and last["number"] == room.step and last["player"] == player
    if is_told or not event.name:
        return room
    line = {"kind": kind, "player": player, "name": event.name, "text": event.reason, "seat": None}
    if event.to != "all":
        return chat.say(room, player, line, event.to)
    return _announce_departure(room, line)


def change_hands(room: Room, *seats: int) -> Room:
    """Return the room where others sit on these seats now, or nobody."""
    return evolve(room, offers=consent.after_change(room.offers, seats), starts_ms=None)


def _announce_departure(room: Room, line: Value) -> Room:
    """Add the line in place of the player's last departure, if nobody has said anything since.

    Else sitting down and standing up again and again would wash the chat away.
    """
    last = room.chat[-1] if room.chat else None
    if last is not None and last["kind"] in _KINDS and last["player"] == line["player"]:
        room = evolve(room, chat=room.chat[:-1])
    return chat.say(room, line["player"], line, "all")
