"""What hosts decide about people: who must go, who stays out, who says nothing, who is the next host."""

from functools import partial
from typing import TYPE_CHECKING

from attrs import define

from lobby.core import because
from lobby.core.hosting.access import key_of
from lobby.core.ids import PlayerId, RoomId
from lobby.core.inputs import BanPlayer, MutePlayer, PassHost, RemovePlayer, Unban
from lobby.core.refusal import Refusal, Reply
from lobby.core.talk.text import RAW_FACTOR, clean
from lobby.settings import AccessSection
from lobby.shell.access.marks import mark, tells_apart
from lobby.shell.access.veil import find_missing
from lobby.shell.session import Session
from lobby.wire.messages import Ban, Kick, Mute
from lobby.wire.messages import PassHost as PassHostCommand
from lobby.wire.messages import Unban as UnbanCommand

if TYPE_CHECKING:
    from lobby.shell.manager import Manager

_UNKNOWN = Refusal("no_such_player", "nobody knows that player")


@define(eq=False)
class Moderation:
    """Asks rooms for what their hosts wish, with what only the server knows of whom they mean."""

    settings: AccessSection
    manager: "Manager"

    def kick(self, session: Session, command: Kick, reply: Reply) -> None:
        """Send a player out of a room, as its host wishes."""
        room, player = RoomId(command.room), PlayerId(command.player)
        reason = self._clean_reason(command.reason)
        # Who is cut off just now would be back without a word: a kick must hold for them, too.
        is_there = self.manager.roster.is_member(room, player) or self.manager.roster.may_return(room, player)
        if room in self.manager.rooms.sleepers:
            self.manager.rooms.when_awake(room, reply, partial(self.kick, session, command, reply))
        elif isinstance(reason, Refusal):
            reply(reason)
        elif missing := find_missing(self.manager.rooms.hosts.get(room), session.player_id, player, is_there):
            reply(missing)
        else:
            name = self._name_of(room, player) or ""
            asked = RemovePlayer(session.player_id, player, name, reason)
            self._send_away(session, command, asked, reply)

    def ban(self, session: Session, command: Ban, reply: Reply) -> None:
        """Keep a player out of a room until it closes, as its host wishes."""
        room, player = RoomId(command.room), PlayerId(command.player)
        reason, name = self._clean_reason(command.reason), self._name_of(room, player)
        if room in self.manager.rooms.sleepers:
            self.manager.rooms.when_awake(room, reply, partial(self.ban, session, command, reply))
        elif isinstance(reason, Refusal):
            reply(reason)
        elif name is None:
            reply(_UNKNOWN)
        else:
            marks = self._marks_of(room, player) if command.address else ()
            most = self.settings.bans_per_room
            asked = BanPlayer(session.player_id, player, name, reason, marks, most)
            self._send_away(session, command, asked, reply)

    def mute(self, session: Session, command: Mute, reply: Reply) -> None:
        """Let a player say nothing in a room, as its host wishes; who has gone may come back."""
        room, player = RoomId(command.room), PlayerId(command.player)
        if room in self.manager.rooms.sleepers:
            self.manager.rooms.when_awake(room, reply, partial(self.mute, session, command, reply))
        elif self._name_of(room, player) is None:
            reply(_UNKNOWN)
        else:
            asked = MutePlayer(session.player_id, player, command.minutes)
            self.manager.ask(command.room, asked, reply, session, self.manager.by(session, command.number))

    def unban(self, session: Session, command: UnbanCommand, reply: Reply) -> None:
        """Let a banned player come again."""
        asked = Unban(session.player_id, PlayerId(command.player))
        self.manager.ask(command.room, asked, reply, session, self.manager.by(session, command.number))

    def pass_host(self, session: Session, command: PassHostCommand, reply: Reply) -> None:
        """Make another member the host."""
        room, player = command.room, PlayerId(command.player)
        host = self.manager.rooms.hosts.get(RoomId(room))
        is_there = room in self.manager.rooms.sleepers or self.manager.roster.is_member(room, player)
        if missing := find_missing(host, session.player_id, player, is_there):
            reply(missing)
        else:
            asked = PassHost(session.player_id, player)
            self.manager.ask(room, asked, reply, session, self.manager.by(session, command.number))

    def _send_away(
        self, session: Session, command: Kick | Ban, asked: RemovePlayer | BanPlayer, reply: Reply
    ) -> None:
        records = self.manager.roster.records_without(asked.player, RoomId(command.room))
        by = self.manager.by(session, command.number, records)
        self.manager.ask(command.room, asked, reply, session, by)

    def _clean_reason(self, text: str) -> str | Refusal:
        longest = self.settings.reason_characters
        reason = clean(text) if len(text) <= RAW_FACTOR * longest else text
        if len(reason) > longest:
            return because.too_long("bad_text", "reason", len(reason), 0, longest)
        return reason

    def _name_of(self, room: RoomId, player: PlayerId) -> str | None:
        """Return how a player is called who is or was in a room, or is known to the server."""
        known = self.manager.registry.find(player)
        host = self.manager.rooms.hosts.get(room)
        if known is not None or host is None:
            return known.name if known is not None else None
        played = host.room.match.players if host.room.match is not None else ()
        names = {other.id: other.name for other in played}
        names |= {line["player"]: line["name"] for line in host.room.chat}
        return names.get(player)

    def _marks_of(self, room: RoomId, player: PlayerId) -> tuple[str, ...]:
        """Return the marks of the addresses from which a player is or was connected, newest first."""
        host = self.manager.rooms.hosts.get(room)
        if host is None:
            return ()
        sessions = reversed(list(self.manager.registry.sessions_of(player)))
        addresses = dict.fromkeys(session.address for session in sessions if tells_apart(session.address))
        key = key_of(host.room.access, host.room.secret)
        return tuple(mark(key, address) for address in addresses)[: self.settings.addresses_per_ban]
