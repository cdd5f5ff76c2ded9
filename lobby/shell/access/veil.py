"""Whether somebody is in a room, as far as whoever asks may know: watchers may have to wait for it."""

from lobby.core.ids import PlayerId
from lobby.core.refusal import Refusal
from lobby.core.watching import find_veil
from lobby.shell.host import Host
from lobby.shell.watching.galleries import seated_for_all


def find_missing(host: Host | None, by: PlayerId, player: PlayerId, is_there: bool) -> Refusal | None:
    """Return that the player is not there, None where they are, or where whoever asks may not know yet.

    Then the room answers as if they were: who watches late must not find out who has gone by trying to send
    them away. Nor may anybody who is not the host. Whom the room never showed is missing for all.
    """
    if is_there or (host is not None and host.room.host != by):
        return None
    if host is not None and is_veiled_for(host, by) and is_known_here(host, player):
        return None
    return Refusal("no_such_player", "that player is not in this room")


def is_veiled_for(host: Host, player: PlayerId) -> bool:
    """Tell whether something of a room is held back from a player now."""
    return find_veil(host.room, player, host.now_ms()) is not None


def is_known_here(host: Host, player: PlayerId) -> bool:
    """Tell whether somebody is in a room, as far as everybody in it may know: who has gone from a seat that
    watchers still see taken is there for all."""
    return player in host.audience.crowd or player in seated_for_all(host)
