"""Other names of players: stored, and told in every room where they are."""

from functools import partial

from attrs import frozen

from lobby.core import because
from lobby.core.ids import PlayerId
from lobby.core.inputs import Rename
from lobby.core.refusal import Refusal, Reply
from lobby.shell.host import RETRY_SECONDS, Host
from lobby.shell.people.registry import Registry
from lobby.shell.rooms.living import Rooms
from lobby.shell.session import Identity, Session
from lobby.shell.store import By, Store
from lobby.shell.timing.timers import Timers
from lobby.wire.values import Value

_NOT_STORED = Refusal("store", "it could not be stored; nothing has changed")


@frozen(eq=False)
class Renaming:
    """Whether a name is allowed is asked before (`naming`)."""

    registry: Registry
    rooms: Rooms
    store: Store
    timers: Timers

    def rename(self, session: Session, wish: str, number: int, reply: Reply) -> None:
        """Give a player another name, everywhere."""
        identity = session.identity
        before, given = identity.player.name, self.registry.players.rename(identity, wish)
        if given is None:
            longest = self.registry.config.limits.name_characters
            reply(because.too_long("bad_name", "name", 0, 1, longest))
            return

        def done(committed: bool) -> None:
            if not committed and identity.player.name == given:
                self.registry.players.rename(identity, before)
            self._tell_rooms(identity)
            reply({"name": given} if committed else _NOT_STORED)

        answer = By(session.id, number).answer({"name": given})
        self.store.write((*self.registry.saving.records_of(session), answer), done)

    def catch_up(self, host: Host) -> None:
        """Give those who sit in a room that is back in memory the names that they have by now."""
        names = {seat.player: seat.name for seat in host.room.seats if seat.player is not None}
        for player, name in names.items():
            session = next(iter(self.registry.sessions_of(player)), None)
            if session is not None and session.player.name != name:
                self._rename_in(host, session.identity)

    def _tell_rooms(self, identity: Identity) -> None:
        hosts = self.rooms.hosts
        for room in sorted(identity.rooms() & hosts.keys()):
            hosts[room].audience.crowd.rename(identity.player)
            self._rename_in(hosts[room], identity)
            self.rooms.touch(room)

    def _rename_in(self, host: Host, identity: Identity) -> None:
        player = PlayerId(identity.player.id)
        host.give(Rename(player, identity.player.name), partial(self._rename_later, host, identity))

    def _rename_later(self, host: Host, identity: Identity, result: Value | Refusal) -> None:
        if isinstance(result, Refusal) and host.room.phase != "closed":
            key = ("rename", host.room.id, identity.player.id)
            at_seconds = self.timers.now() + RETRY_SECONDS
            self.timers.set(key, at_seconds, partial(self._rename_in, host, identity))
