"""Whom an operator means: players by id or name, rooms by id or code, networks by address."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from functools import partial

import trio

from lobby.core.ids import PlayerId, RoomId
from lobby.core.summary import Summary
from lobby.shell import asking
from lobby.shell.admin.orders import Network, parse_network
from lobby.shell.admin.requests import NotDone
from lobby.shell.manager import Manager
from lobby.shell.network.addresses import group
from lobby.shell.people.registry import Registry
from lobby.shell.questions import FindPlayers, ListPlayers, Unreadable
from lobby.shell.records import KeepPlayer
from lobby.shell.session import Identity

_SHOWN = 60
_IDS_SHOWN = 20

# By the version of IP: a slip of the keyboard must not ban everybody, the operator included.
_PREFIX_BITS_MIN = {4: 8, 6: 16}

# Players are read in pages, so that no move waits for long.
_PAGE = 500
_SECONDS = 10.0


async def find_player(registry: Registry, key: str) -> Identity:
    """Return the player of an id or a name, of whom there must be one; raise NotDone.

    They are in memory afterwards, wherever they were before.
    """
    if (found := registry.players.by_id(PlayerId(key))) is not None:
        return found
    named = [one for one in registry.players if one.player.name.casefold() == key.casefold()]
    # A name that somebody has now is theirs, and no longer that of who was away.
    holders = [one.player.id for one in named if one.has_name]
    holders = holders or [*(one.player.id for one in named), *await _find_strangers(registry, key)]
    if not holders:
        raise NotDone(f"no player has the id or name {key[:_SHOWN]!r}")
    if len(holders) > 1:
        shown = ", ".join(holders[:_IDS_SHOWN]) + ", ..." * (len(holders) > _IDS_SHOWN)
        raise NotDone(f"several players are called {key[:_SHOWN]!r}, name one by id: {shown}")
    return await _meet(registry, PlayerId(holders[0]))


async def list_strangers(registry: Registry) -> AsyncGenerator[Sequence[KeepPlayer], None]:
    """Yield the players who are in the store only, a page at a time; raise NotDone."""
    after: PlayerId | None = None
    while registry.players.has_strangers:
        page = await asking.ask(registry.store, ListPlayers(after, _PAGE), _SECONDS)
        if isinstance(page, Unreadable):
            raise NotDone(f"players can't be read now: {page.reason}")
        if not page:
            return
        yield [kept for kept in page if registry.players.by_id(kept.id) is None]
        after = page[-1].id


async def _find_strangers(registry: Registry, key: str) -> list[str]:
    """Return the ids of who has this id or name, of those who are in the store only."""
    if registry.may_be_stranger(key):
        found = await asking.ask(registry.store, FindPlayers(ids=(PlayerId(key),)), _SECONDS)
        if not isinstance(found, Unreadable) and found:
            return [key]
    folded = key.casefold()
    async with aclosing(list_strangers(registry)) as pages:
        return [kept.id async for page in pages for kept in page if kept.name.casefold() == folded]


async def _meet(registry: Registry, player: PlayerId) -> Identity:
    told, has_come = list[Identity | Unreadable | None](), trio.Event()

    def tell(found: Identity | Unreadable | None) -> None:
        told.append(found)
        has_come.set()

    registry.meet(player, tell)
    await has_come.wait()
    if isinstance(told[0], Identity):
        return told[0]
    raise NotDone(told[0].reason if told[0] is not None else f"player {player} has just been forgotten")


def find_room(manager: Manager, key: str) -> RoomId:
    """Return the open room of an id or code; raise NotDone."""
    room = manager.lobby.directory.find(key)
    if room is None:
        raise NotDone(f"no open room has the id or code {key[:_SHOWN]!r}")
    return room


async def find_closed(manager: Manager, key: str) -> RoomId | None:
    """Return the room of an id or code if it is over and still known; None where it is open or unknown."""
    if manager.lobby.directory.find(key) is not None:
        return None
    found = await asking.hear(partial(manager.rooms.past.find, key), _SECONDS)
    return found.id if isinstance(found, Summary) else None


def find_network(text: str) -> Network:
    """Return what to ban for an address or network; raise NotDone.

    Of an IPv6 address it is the network that one customer has: the other 64 bits they choose themselves.
    """
    network = parse_network(text if "/" in text else group(text))
    if network is None:
        raise NotDone(f"{text[:_SHOWN]!r} is no address and no network, as 203.0.113.7 or 203.0.113.0/24")
    shortest = _PREFIX_BITS_MIN[network.version]
    if network.prefixlen < shortest:
        raise NotDone(
            f"{network} is a network of /{network.prefixlen}, the largest that may be banned is /{shortest}"
        )
    return network
