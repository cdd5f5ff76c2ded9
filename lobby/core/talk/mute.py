"""Whom a room's host lets say nothing, and until when."""

from collections.abc import Iterable

from attrs import evolve

from lobby.core import because
from lobby.core.events import Muted, Unmuted
from lobby.core.ids import PlayerId
from lobby.core.refusal import Decision, Refusal
from lobby.core.room import Room
from lobby.wire.values import Value

MUTED_MAX = 100  # in one room; whose time is over is not counted
MINUTES_MAX = 7 * 24 * 60
_FOR_EVER_MS = 2**53 - 1


def decide_mute(room: Room, by: PlayerId, player: PlayerId, minutes: int) -> Decision | Refusal:
    """Return what it causes that a player shall be mute; for 0 minutes until told otherwise."""
    if by != room.host:
        return Refusal("not_host", "only the host may mute somebody")
    if player == by:
        return Refusal("no_such_player", "the host can't mute themselves")
    if not 0 <= minutes <= MINUTES_MAX:
        return Refusal("malformed", f"minutes: {minutes}, allowed are 0 to {MINUTES_MAX}")
    others = [other for other, _ in _now(room, room.now_ms) if other != player]
    if len(others) >= MUTED_MAX:
        return because.at_most("over_limit", "muted", MUTED_MAX, "let one of them speak again first")
    return Decision((Muted(player, room.now_ms + minutes * 60_000 if minutes else _FOR_EVER_MS),))


def decide_unmute(room: Room, by: PlayerId, player: PlayerId) -> Decision | Refusal:
    """Return what it causes that a player shall speak again."""
    if by != room.host:
        return Refusal("not_host", "only the host lets somebody speak again")
    if player == by and why_mute(room, by, room.now_ms) is not None:
        return Refusal("no_such_player", "nobody takes a mute of their own back")
    return Decision((Unmuted(player),)) if player in dict(room.muted) else Decision()


def mute(room: Room, event: Muted) -> Room:
    """Return the room with one more who says nothing; whose time is over is forgotten."""
    others = [(other, until) for other, until in _now(room, room.now_ms) if other != event.player]
    return evolve(room, muted=(*others, (event.player, event.until_ms)))


def unmute(room: Room, event: Unmuted) -> Room:
    """Return the room with one less."""
    return evolve(room, muted=tuple(known for known in room.muted if known[0] != event.player))


def why_mute(room: Room, player: PlayerId, now_ms: int) -> Refusal | None:
    """Return why a player can't say anything at a room time, None where they can."""
    until_ms = dict(room.muted).get(player, 0)
    if until_ms <= now_ms:
        return None
    if until_ms == _FOR_EVER_MS:
        return because.muted("host", "the host has muted you until further notice", None)
    wait_ms = until_ms - now_ms
    return because.muted("host", f"the host has muted you; {because.try_again(wait_ms)}", wait_ms)


def view_muted(room: Room) -> list[Value]:
    """Return what the room's view says; `until_ms` is null where there is no end."""
    return [
        {"player": player, "until_ms": None if until_ms == _FOR_EVER_MS else until_ms}
        for player, until_ms in room.muted
    ]


def hand_on(muted: Iterable[tuple[PlayerId, int]], later_ms: int) -> tuple[tuple[PlayerId, int], ...]:
    """Return who says nothing in the room that follows, which was opened so much later by the wall clock.

    So who is muted for an hour is so for an hour, whenever the other room is opened.
    """
    shifted = (
        (player, until_ms if until_ms == _FOR_EVER_MS else until_ms - later_ms) for player, until_ms in muted
    )
    return tuple((player, until_ms) for player, until_ms in shifted if until_ms > 0)


def _now(room: Room, now_ms: int) -> list[tuple[PlayerId, int]]:
    return [(player, until_ms) for player, until_ms in room.muted if until_ms > now_ms]
