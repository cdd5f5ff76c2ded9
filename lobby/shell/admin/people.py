"""Whom an operator means: players by id or name, rooms by id or code, networks by address."""

from lobby.core.ids import PlayerId, RoomId
from lobby.shell.addresses import group
from lobby.shell.admin.requests import NotDone
from lobby.shell.manager import Manager
from lobby.shell.orders import Network, parse_network
from lobby.shell.registry import Registry
from lobby.shell.session import Identity

_SHOWN = 60


def find_player(registry: Registry, key: str) -> Identity:
    """Return the player of an id or a name, of whom there must be one; raise NotDone."""
    known = registry.identities()
    if (found := known.get(PlayerId(key))) is not None:
        return found
    named = [one for one in known.values() if one.player.name.casefold() == key.casefold()]
    # A name that somebody else has taken meanwhile is no longer that of who was away.
    holders = [one for one in named if one.has_name] or named
    if not holders:
        raise NotDone(f"no player has the id or name {key[:_SHOWN]!r}")
    if len(holders) > 1:
        ids = ", ".join(one.player.id for one in holders)
        raise NotDone(f"several players are called {key[:_SHOWN]!r}, name one by id: {ids}")
    return holders[0]


def find_room(manager: Manager, key: str) -> RoomId:
    """Return the open room of an id or code; raise NotDone."""
    room = manager.lobby.directory.find(key)
    if room is None:
        raise NotDone(f"no open room has the id or code {key[:_SHOWN]!r}")
    return room


def find_network(text: str) -> Network:
    """Return what to ban for an address or network; raise NotDone.

    Of an IPv6 address it is the network that one customer has: the other 64 bits they choose themselves.
    """
    network = parse_network(text if "/" in text else group(text))
    if network is None:
        raise NotDone(f"{text[:_SHOWN]!r} is no address and no network, as 203.0.113.7 or 203.0.113.0/24")
    return network
