"""What an operator's word does to rooms and connections, step by step as if the player had done it."""

from collections.abc import Callable, Iterable
from functools import partial

import trio
from attrs import frozen

from lobby.core.ids import PlayerId, RoomId
from lobby.core.inputs import Close, Expel
from lobby.core.refusal import Refusal, Reply
from lobby.shell.admin.orders import Network, goodbye_of, parse_network
from lobby.shell.admin.requests import NotDone
from lobby.shell.manager import Manager
from lobby.shell.records import KeepOrder
from lobby.shell.session import Identity, Session
from lobby.wire.values import Value

_PATIENCE_SECONDS = 60.0


@frozen(eq=False)
class Effects:
    """Speaks to the manager as the operator."""

    manager: Manager

    async def expel(self, room: RoomId, identity: Identity, reason: str) -> Value | Refusal:
        """Send a player out of a room, and free the seat as a departure; return what the room says."""
        player = PlayerId(identity.player.id)
        asked = Expel(player, identity.player.name, reason)
        return await self._ask(room, lambda reply: self._give(room, asked, reply))

    async def close(self, room: RoomId, reason: str) -> Value | Refusal:
        """Close a room; return what it says."""
        return await self._ask(room, lambda reply: self._give(room, Close("operator", reason), reply))

    async def put_out(self, identity: Identity, order: KeepOrder) -> int:
        """End all connections of a player, and free all seats; return how many connections there were."""
        # While the order was being stored they may have left memory, and be here again as they were read.
        identity = self.manager.registry.players.by_id(PlayerId(identity.player.id)) or identity
        ended = self.hang_up(identity.sessions.values(), order)
        self.manager.finding.matchmaker.leave(PlayerId(identity.player.id))
        for room in sorted(self.rooms_of(identity)):
            await self.expel(room, identity, "")
        return ended

    async def put_out_network(self, network: Network, order: KeepOrder) -> int:
        """End all connections from a network, and free the seats of who was nowhere else; return how many
        connections there were."""
        sessions = [s for s in self.manager.registry.sessions.values() if _is_from(s, network)]
        ended = self.hang_up(sessions, order)
        identities = {session.player_id: session.identity for session in sessions}
        for player in sorted(identities):
            identity = identities[player]
            if all(_is_from(s, network) for s in identity.sessions.values() if s.address):
                for room in sorted(self.rooms_of(identity)):
                    await self.expel(room, identity, "")
        return ended

    def hang_up(self, sessions: Iterable[Session], order: KeepOrder) -> int:
        """End the connections of sessions with a goodbye; return how many there were."""
        connected = [session for session in sessions if session.connection is not None]
        for session in connected:
            if session.connection is not None:
                session.connection.end(goodbye_of(order))
        return len(connected)

    def rooms_of(self, identity: Identity) -> set[RoomId]:
        """Return all rooms that a player is in or has a seat in, also those that are not in memory."""
        own = self.manager.own.rooms_of(PlayerId(identity.player.id))
        return identity.rooms() | {summary.id for summary in own}

    def _give(self, room: RoomId, asked: Expel | Close, reply: Reply) -> None:
        host = self.manager.rooms.hosts.get(room)
        if host is None:
            again = partial(self._give, room, asked, reply)
            self.manager.rooms.when_awake(room, reply, again)
            return
        host.give(asked, reply)

    async def _ask(self, room: RoomId, give: Callable[[Reply], None]) -> Value | Refusal:
        told, heard = list[Value | Refusal](), trio.Event()

        def reply(result: Value | Refusal) -> None:
            told.append(result)
            heard.set()

        with trio.move_on_after(_PATIENCE_SECONDS):
            give(reply)
            await heard.wait()
        if not told:
            raise NotDone(f"room {room} has not answered for {_PATIENCE_SECONDS:g} s")
        return told[0]


def _is_from(session: Session, network: Network) -> bool:
    address = parse_network(session.address)
    if address is None or address.version != network.version:
        return False
    return address.network_address in network


def count_running(manager: Manager) -> int:
    """Return how many games are waited for while the server drains: those of slow rooms go on after a
    restart."""
    hosts = manager.rooms.hosts.values()
    return sum(host.told.phase == "playing" and not host.told.settings.is_slow for host in hosts)
