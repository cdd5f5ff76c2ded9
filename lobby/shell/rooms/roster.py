"""Who is in which room: its members, and the sessions with which they are there."""

from collections.abc import Sequence

from attrs import frozen

from lobby.core.because import at_most
from lobby.core.ids import PlayerId, RoomId
from lobby.core.own import own_topic
from lobby.core.refusal import Refusal, Reply
from lobby.settings import LimitsSection
from lobby.shell.admin.notices import NOTICE
from lobby.shell.host import Host
from lobby.shell.people.registry import Registry
from lobby.shell.records import Record
from lobby.shell.rooms.living import Rooms
from lobby.shell.session import Session
from lobby.shell.store import By
from lobby.shell.watching.crowds import seated_in
from lobby.wire.values import Value


@frozen(eq=False)
class Roster:
    """Reads it from rooms and sessions: books of its own could differ from them."""

    limits: LimitsSection
    registry: Registry
    rooms: Rooms

    def members(self) -> dict[RoomId, set[PlayerId]]:
        """Return the members of all rooms that are awake: who is present, and who has a seat."""
        members = {room: _members_of(host) for room, host in self.rooms.hosts.items()}
        returning = self.rooms.sleepers.returning()
        return members | {summary.id: {player for player, _ in summary.seated} for summary in returning}

    def is_member(self, room: str, player: PlayerId) -> bool:
        """Tell whether a player is in a room."""
        host = self.rooms.hosts.get(RoomId(room))
        if host is None:
            return False
        return player in host.audience.crowd or host.room.seat_of(player) is not None

    def may_return(self, room: str, player: PlayerId) -> bool:
        """Tell whether a player who is not there would be, as soon as the network lets them."""
        return bool(self.sessions_in(RoomId(room), player))

    def sessions_in(self, room: RoomId, player: PlayerId) -> list[Session]:
        """Return the sessions of a player that are in a room, also those without a connection."""
        return [session for session in self.registry.sessions_of(player) if room in session.rooms]

    def topics_of(self, session: Session) -> set[str]:
        """Return the topics of its rooms and of its player that a session hears."""
        return self.topics_in(session.rooms, session) | {own_topic(session.player_id), NOTICE}

    def topics_in(self, rooms: set[RoomId], session: Session) -> set[str]:
        """Return the topics that a session hears while it is in these rooms."""
        hosts = [self.rooms.hosts[room] for room in rooms & self.rooms.hosts.keys()]
        return {name for host in hosts for name in host.audience.topics_heard_by(session.player_id)}

    def find_too_many(self, session: Session, room: RoomId | None = None) -> Refusal | None:
        """Return why a player may not come into one more room, None where they may."""
        limit = self.limits.rooms_per_player
        rooms = {room for room in session.identity.rooms() if self.rooms.is_awake(room)}
        if room in rooms or len(rooms) < limit:
            return None
        return at_most("too_many_rooms", "rooms", limit, "leave one first")

    def records_without(self, player: PlayerId, room: RoomId) -> list[Record]:
        """Return the player's sessions as they are to be stored when they are in the room no more."""
        return [
            record
            for session in self.sessions_in(room, player)
            for record in self.registry.saving.records_of(session, session.rooms - {room})
        ]

    def save_then(self, sessions: Sequence[Session], by: By, reply: Reply, result: Value | Refusal) -> None:
        """Answer a command that has changed where sessions are, when that is stored."""
        if isinstance(result, Refusal):
            reply(result)
        else:
            self.registry.saving.save(sessions, by.answer(result), lambda: reply(result))


def _members_of(host: Host) -> set[PlayerId]:
    return host.audience.crowd.players() | seated_in(host)
