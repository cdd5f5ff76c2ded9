"""What the host of a room decides about people: who goes, who stays out, who is the host next."""

from lobby.core import because, inputs
from lobby.core.events import (
    Admitted,
    Banned,
    Departed,
    Event,
    HostAwaited,
    HostPassed,
    Reason,
    Removed,
    Unbanned,
    Unreserved,
)
from lobby.core.hosting.access import Admission
from lobby.core.ids import PlayerId, is_bot
from lobby.core.refusal import Decision, Refusal
from lobby.core.room import Room
from lobby.core.talk.hush import channel_of, find_hush
from lobby.core.talk.mute import why_mute
from lobby.core.watching import find_veil


def admission_of(room: Room) -> Admission:
    """Return what the room says of who may come in."""
    seated = (seat.player for seat in room.seats if seat.player is not None)
    host = () if room.host is None else (room.host,)
    welcome = frozenset((*seated, *room.invited, *host))
    return Admission(room.access, room.house.locked, bool(room.house.password_hash), welcome)


def remove(room: Room, asked: inputs.RemovePlayer) -> Decision | Refusal:
    """Return what a kick causes."""
    if asked.by != room.host:
        return Refusal("not_host", "only the host may remove somebody")
    if asked.by == asked.player:
        return Refusal("no_such_player", "the host can leave, but not remove themselves")
    if refusal := _find_rated(room, asked.player) or _find_wordy(room, asked):
        return refusal
    departed = (*unreserved(room, asked.player), *freed(room, asked.player, "kicked", asked.reason))
    removed = Removed(asked.player, asked.name, asked.reason, to=channel_of(room))
    return Decision((*departed, removed))


def expel(room: Room, asked: inputs.Expel) -> Decision:
    """Return what the word of the operator causes: it needs no right, and a rated game is no shelter."""
    departed = (*unreserved(room, asked.player), *freed(room, asked.player, "operator", asked.reason))
    removed = Removed(asked.player, asked.name, asked.reason, by_operator=True, to=channel_of(room))
    return Decision((*departed, *host_passed(room, asked.player), removed))


def ban(room: Room, asked: inputs.BanPlayer) -> Decision | Refusal:
    """Return what a ban causes; a new one takes the place of an older one of the same player."""
    if asked.by != room.host:
        return Refusal("not_host", "only the host may ban somebody")
    if asked.by == asked.player:
        return Refusal("no_such_player", "the host can leave, but not ban themselves")
    known = room.access.ban_of(asked.player)
    if known is None and len(room.access.banned) >= asked.most:
        return because.at_most("too_many_bans", "bans", asked.most, "lift one first")
    if refusal := _find_rated(room, asked.player) or _find_wordy(room, asked):
        return refusal
    departed = (*unreserved(room, asked.player), *freed(room, asked.player, "banned", asked.reason))
    banned = Banned(asked.player, asked.name, asked.reason, asked.marks, channel_of(room))
    return Decision((*departed, banned), {"addresses": len(asked.marks)})


def unban(room: Room, by: PlayerId, player: PlayerId) -> Decision | Refusal:
    """Return what the end of a ban causes."""
    if by != room.host:
        return Refusal("not_host", "only the host may lift a ban")
    if room.access.ban_of(player) is None:
        return Refusal("no_such_player", "that player is not banned")
    return Decision((Unbanned(player),))


def admit(room: Room, asked: inputs.Admit) -> Decision | Refusal:
    """Return what a password that was right causes."""
    if room.house.password_hash != asked.password_hash:
        return because.refuse("wrong_password", "the password has just been changed", "password_changed")
    if asked.player in room.access.admitted:
        return Decision()
    return Decision((Admitted(asked.player, asked.most),))


def pass_host(room: Room, by: PlayerId, player: PlayerId) -> Decision | Refusal:
    """Return what the wish of the host causes that another member be it."""
    if by != room.host:
        return Refusal("not_host", "only the host may pass the room on")
    if (veil := find_veil(room, by, room.now_ms)) is not None:
        return because.shown_later(veil)
    if room.access.ban_of(player) is not None:
        return Refusal("no_such_player", "that player is banned")
    if is_bot(player):
        return Refusal("no_such_player", "a bot can't be the host")
    return Decision() if by == player else Decision((HostPassed(player),))


def host_dropped(room: Room, player: PlayerId) -> tuple[Event, ...]:
    """Return what it causes that somebody without a seat is gone: a host has the grace that seats have."""
    if room.host != player or room.host_until_ms is not None:
        return ()
    if room.settings.grace_ms == 0:
        passed = host_passed(room, player)
        return passed if passed[0].player is not None else ()
    return (HostAwaited(room.now_ms + room.settings.grace_ms),)


def host_returned(room: Room, player: PlayerId) -> tuple[Event, ...]:
    """Return what it causes that somebody without a seat is there again."""
    return (HostAwaited(None),) if room.host == player and room.host_until_ms is not None else ()


def host_overdue(room: Room, owed: tuple[PlayerId, ...]) -> tuple[Event, ...]:
    """Return what it causes that the time of a host without a seat is up, where it is; see `TimeCame`."""
    if room.host is None or room.host_until_ms is None or room.host_until_ms > room.now_ms:
        return ()
    if room.host in owed and room.settings.grace_ms:
        return (HostAwaited(room.now_ms + room.settings.grace_ms),)
    return host_passed(room, room.host)


def host_passed(room: Room, gone: PlayerId) -> tuple[HostPassed, ...]:
    """When the host goes, the first who is seated and there becomes the host, or else nobody.

    Whom the host had muted comes last.
    """
    if room.host != gone:
        return ()
    people = (seat.person for seat in room.seats if seat.status == "taken")
    present = [player for player in people if player not in (None, gone)]
    heard = (player for player in present if why_mute(room, player, room.now_ms) is None)
    return (HostPassed(next(heard, present[0] if present else None)),)


def unreserved(room: Room, player: PlayerId) -> tuple[Event, ...]:
    """Return what it causes that a player does not come to the seat that is kept."""
    seat = room.reserved_for(player)
    return () if seat is None else (Unreserved(seat, player),)


def _find_rated(room: Room, player: PlayerId) -> Refusal | None:
    seat = room.seat_of(player)
    if room.is_match and (seat is not None or room.reserved_for(player) is not None):
        detail = "the match is for that player as well; it is no host's to call off"
        return because.refuse("in_match", detail, "match_of_both")
    if room.house.rated and seat is not None and room.in_game(seat):
        detail = "nobody is removed from a rated game that runs: it would be lost"
        return because.refuse("game_running", detail, "rated_runs")
    return None


def _find_wordy(room: Room, asked: inputs.RemovePlayer | inputs.BanPlayer) -> Refusal | None:
    """Return why a host gives no reason now: everybody in the room reads it."""
    return find_hush(room, asked.by) if asked.reason else None


def freed(room: Room, player: PlayerId, reason: Reason, text: str = "") -> tuple[Event, ...]:
    """Return what it causes that a player has no seat any more; `text`: the host's reason."""
    seat = room.seat_of(player)
    if seat is None:
        return ()
    return (Departed(seat, player, room.seats[seat].name, reason, text),)
