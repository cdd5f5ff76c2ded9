"""That nobody is in two rated games at once, whichever way they came to them."""

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from attrs import define, field

from lobby.core.because import rated_elsewhere
from lobby.core.finding.groups import Ticket
from lobby.core.finding.pledges import pledged
from lobby.core.ids import PlayerId, RoomId
from lobby.core.refusal import Refusal, Reply
from lobby.core.room import Room
from lobby.core.summary import Summary
from lobby.shell.finding import busy
from lobby.shell.session import Session
from lobby.wire.values import Value

if TYPE_CHECKING:
    from lobby.shell.manager import Manager


@define(eq=False)
class Once:
    """Looks at all rooms of a player, in memory or not, before the player is bound to one.

    Rooms decide alone, so what is being asked of one counts as granted until it has answered, and what a room
    has decided counts together with what it was before that is stored: either may be so in the end.
    """

    manager: "Manager"
    _asked: dict[PlayerId, Counter[RoomId]] = field(factory=dict)  # where players are getting ready

    def find_refusal(self, player: PlayerId, here: RoomId | None = None) -> Refusal | None:
        """Return why a player can't be bound to a rated game `here`, None where they can."""
        for room in sorted(self._rooms_of(player) - {here}):
            if (where := self._find_pledge(player, room)) is not None:
                return rated_elsewhere(where.name, where.code)
        return None

    def sit(self, session: Session, room: RoomId) -> Refusal | None:
        """Return why a player may not sit down at a rated table: they could not play there."""
        if not self._is_rated(room):
            return None
        return self.manager.finding.matchmaker.find_bond(session.player_id, room)

    def ready(self, session: Session, room: RoomId, reply: Reply) -> Reply | None:
        """Return what hears the answer of a room in which a player gets ready; None: it was refused.

        Who is ready for a rated game waits for no other one.
        """
        player = session.player_id
        if not self._is_rated(room):
            return reply
        if (refusal := self.manager.finding.matchmaker.find_bond(player, room)) is not None:
            reply(refusal)
            return None
        ticket = self.manager.finding.matchmaker.leave(player)
        self._asked.setdefault(player, Counter())[room] += 1
        return partial(self._answered, player, room, ticket, reply)

    def _answered(
        self, player: PlayerId, room: RoomId, ticket: Ticket | None, reply: Reply, result: Value | Refusal
    ) -> None:
        asked = self._asked[player]
        asked[room] -= 1
        if not (left := +asked):
            del self._asked[player]
        else:
            self._asked[player] = left
        if isinstance(result, Refusal) and ticket is not None:
            self.manager.finding.matchmaker.take_back(ticket)
        reply(result)

    def _rooms_of(self, player: PlayerId) -> set[RoomId]:
        manager = self.manager
        own = {summary.id for summary in manager.own.rooms_of(player)}
        joined = {room for session in manager.registry.sessions_of(player) for room in session.rooms}
        return own | joined | self._asked.get(player, Counter[RoomId]()).keys()

    def _find_pledge(self, player: PlayerId, room: RoomId) -> Room | Summary | None:
        """Return the room, or what is known of it, where the player is bound to a rated game there."""
        rooms = self.manager.rooms
        asleep, host = rooms.sleepers.get(room), rooms.hosts.get(room)
        is_asking = room in self._asked.get(player, ())
        if host is not None:
            is_bound = is_asking or player in pledged(host.room) or player in pledged(host.told)
            return host.told if is_bound else None
        if asleep is None or rooms.sleepers.is_held(room):
            return None  # what waits for its game may do so for weeks
        # A server that did not know of pledges has left none.
        is_bound = is_asking or player in asleep.pledged or busy.plays_rated(player, asleep)
        return asleep if is_bound else None

    def _is_rated(self, room: RoomId) -> bool:
        host, asleep = self.manager.rooms.hosts.get(room), self.manager.rooms.sleepers.get(room)
        return host.room.house.rated if host is not None else asleep is not None and asleep.rated
