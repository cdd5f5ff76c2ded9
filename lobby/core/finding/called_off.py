"""Whose doing it is that a match is off: who waits on in the queue, and who is kept out of it for a while."""

from collections.abc import Collection

from attrs import frozen

from lobby.core.ids import PlayerId
from lobby.core.room import Room


@frozen
class Verdict:
    """Who waits on in front of the queue, and who must wait to enter it again."""

    back: frozenset[PlayerId]
    at_fault: frozenset[PlayerId]


def judge(room: Room, players: Collection[PlayerId], came: Collection[PlayerId], patience_ms: int) -> Verdict:
    """Return what becomes of the players of a match whose room has closed before its game.

    Whoever has declined or not come in time is at fault, and who leaves early, too. But nobody need wait for
    ever: after `patience_ms` who is not there yet is at fault when somebody gives up, who is free to go.
    """
    there = {seat.player for seat in room.seats if seat.player is not None and seat.is_held}
    awaited = {seat.player for seat in room.seats if seat.player is not None and not seat.is_held}
    gone = set(players) - there - awaited
    gave_up = gone & set(came)
    is_patient = room.now_ms >= patience_ms
    at_fault = (gone - gave_up) | ((awaited if is_patient else gone) if gave_up else set())
    return Verdict(frozenset((there | awaited) - at_fault), frozenset(at_fault))
