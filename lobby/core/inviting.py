"""Invitations into a room: who may ask whom to come, and who has been asked."""

from lobby.core import because, inputs, watching
from lobby.core.events import Event, Invited, Uninvited
from lobby.core.evolving import evolve
from lobby.core.hosting.people import unreserved
from lobby.core.ids import PlayerId
from lobby.core.refusal import Decision, Refusal
from lobby.core.room import Asked, Room


def invite(room: Room, asked: inputs.Invite) -> Decision | Refusal:
    """Return what it causes that a member asks a player to come."""
    player = asked.player
    if refusal := _find_bar(room, PlayerId(asked.by.id), player):
        return refusal
    if (veil := watching.find_veil(room, PlayerId(asked.by.id), room.now_ms)) is not None:
        return because.shown_later(veil)
    if room.seat_of(player) is not None or room.reserved_for(player) is not None:
        return because.refuse("already_seated", "that player has a seat here", "other_seated")
    if room.is_match:
        return because.match_for_others()
    if len([one for one in room.asked if one.player != player]) >= asked.most:
        return because.at_most("rate_limited", "invited", asked.most, "one of them must answer first")
    if not asked.is_wanted:
        return Decision()
    return Decision((Invited(player, PlayerId(asked.by.id), asked.by.name, room.now_ms + asked.keep_ms),))


def decline(room: Room, player: PlayerId) -> Decision:
    """Return what it causes that a player does not want to come."""
    uninvited: tuple[Event, ...] = (Uninvited(player),) if player in room.invited else ()
    return Decision((*unreserved(room, player), *uninvited))


def _find_bar(room: Room, by: PlayerId, player: PlayerId) -> Refusal | None:
    """Return why somebody may not be asked to come: an invitation opens the door of a guarded room."""
    if room.access.ban_of(player) is not None:
        return because.refuse("banned", "the host keeps that player out of the room", "other_banned")
    if by != room.host and (room.house.locked or room.house.password_hash):
        detail = "into a room that is locked or has a password only its host invites"
        return because.refuse("not_host", detail, "only_by_host")
    return None


def remember(room: Room, invited: Invited) -> Room:
    """Return the room where a player is asked to come, by whoever asked last."""
    without = forget(room, invited.player)
    asked = Asked(invited.player, invited.name, invited.until_ms, invited.by)
    return evolve(without, invited=(*without.invited, invited.player), asked=(*without.asked, asked))


def forget(room: Room, player: PlayerId) -> Room:
    """Return the room where a player is not asked to come, or has."""
    if player not in room.invited:
        return room
    asked = tuple(other for other in room.asked if other.player != player)
    return evolve(room, invited=tuple(other for other in room.invited if other != player), asked=asked)
