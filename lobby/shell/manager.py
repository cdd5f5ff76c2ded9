"""The lobby manager: all open rooms, and who is in them."""

from collections.abc import Sequence
from functools import partial

from attrs import define, field

from lobby.core.decide import Refusal
from lobby.core.directory import list_room
from lobby.core.ids import PlayerId, RoomId
from lobby.core.inputs import Close, Input, RemovePlayer, Rename
from lobby.settings import Config
from lobby.shell import entrance
from lobby.shell.crowds import Crowds, seated_in
from lobby.shell.host import RETRY_SECONDS, Host, Parts, Reply
from lobby.shell.lobby import Lobby
from lobby.shell.metrics import Metrics
from lobby.shell.opening import Architect
from lobby.shell.records import Record
from lobby.shell.registry import Registry
from lobby.shell.reports import Reporter
from lobby.shell.restoring import Restorer
from lobby.shell.session import Identity, Session
from lobby.shell.store import By, KeptRoom, Store
from lobby.shell.throttle import Throttle
from lobby.shell.timers import Timers
from lobby.wire.codec import encode
from lobby.wire.frame import Frame
from lobby.wire.messages import Create, Kick, Offset, Signal, Signalled
from lobby.wire.values import Value, pack

_SIGNAL_KIND_CHARACTERS = 16
_NOT_STORED = Refusal("store", "it could not be stored; nothing has changed")


@define(eq=False)
class Manager:
    """Maps rooms to their hosts and member sets. Sessions reach a room only through here, by its id."""

    config: Config
    architect: Architect
    registry: Registry
    lobby: Lobby
    store: Store
    timers: Timers
    metrics: Metrics
    reports: Reporter
    _hosts: dict[RoomId, Host] = field(factory=dict)
    _crowds: Crowds = field(init=False)
    _online: Throttle = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._crowds = Crowds(self.timers, self.config.lobby.crowd_publish_ms / 1000, self.lobby.epoch)
        seconds = self.config.lobby.publish_ms / 1000
        self._online = Throttle(self.timers, "online", seconds, self._publish_online)

    @property
    def members(self) -> dict[RoomId, set[PlayerId]]:
        """The member sets of all rooms: who is present, and who has a seat."""
        return {room: self._members_of(host) for room, host in self._hosts.items()}

    def is_member(self, room: str, player: PlayerId) -> bool:
        """Tell whether a player is in a room."""
        host = self._hosts.get(RoomId(room))
        if host is None:
            return False
        return player in host.audience.crowd or host.room.seat_of(player) is not None

    def may_return(self, room: str, player: PlayerId) -> bool:
        """Tell whether a player who is not there would be, as soon as the network lets them."""
        return bool(self._sessions_in(RoomId(room), player))

    # --- what sessions ask for -------------------------------------------------------------------

    def by(self, session: Session, number: int, records: Sequence[Record] = ()) -> By:
        """Return what makes a command of a session happen once; `records` of it are stored with its step."""
        return By(session.id, number, (*self.registry.unsaved(session), *records))

    def ask(self, room: str, asked: Input, reply: Reply, session: Session, by: By) -> None:
        """Give a member's input to a room."""
        host = self._hosts.get(RoomId(room))
        if host is None:
            reply(Refusal("no_such_room", f"no open room has the id {room[:40]!r}"))
        elif not self.is_member(room, session.player_id):
            reply(Refusal("not_member", "join the room first"))
        else:
            host.give(asked, reply, by)

    def create(self, session: Session, wish: Create, reply: Reply) -> None:
        """Open a room with its creator in it."""
        limit = self.config.limits.rooms
        if len(self._hosts) >= limit:
            reply(Refusal("too_many_rooms", f"the server holds {limit} rooms, the most allowed"))
            return
        opened = self.architect.plan(wish, session.player, self.lobby.directory.has_code)
        refusal = opened if isinstance(opened, Refusal) else self._too_many_rooms(session)
        if refusal is not None or isinstance(opened, Refusal):
            reply(refusal)
            return
        host = self.architect.build(opened, self._parts())
        self._take_in(host)
        outcome: list[Value | Refusal] = []
        by = By(session.id, wish.number, self.registry.records_of(session, {*session.rooms, opened.room}))
        host.open(opened, outcome.append, by.keep(entrance.answer_of(host)))
        self._enter(host, session, {}, lambda result: reply(result if outcome == [None] else outcome[0]))

    def join(self, session: Session, room: str, number: int, reply: Reply) -> None:
        """Bring a session into a room, by id or code."""
        found = self.lobby.directory.find(room)
        if found is None:
            reply(Refusal("no_such_room", f"no open room has the id or code {room[:40]!r}"))
        elif found in session.rooms:
            host = self._hosts[found]
            host.when_told(lambda: reply(entrance.answer_of(host)))
        elif (refusal := self._too_many_rooms(session, found)) is not None:
            reply(refusal)
        else:
            entered = partial(self._save_then, [session], By(session.id, number), reply)
            self._enter(self._hosts[found], session, {}, entered)

    def leave(self, session: Session, room: str, number: int, reply: Reply) -> None:
        """Take a player out of a room, with all sessions."""
        host = self._hosts.get(RoomId(room))
        if host is None:
            reply(Refusal("no_such_room", f"no open room has the id {room[:40]!r}"))
        elif not self.is_member(room, session.player_id):
            reply(Refusal("not_member", "you are not in this room"))
        else:
            player = session.player_id
            sessions = self._sessions_in(host.room.id, player)
            by = self.by(session, number, self._records_without(sessions, host.room.id))
            left = partial(self._save_then, sessions, By(session.id, number), reply)
            entrance.leave(host, player, sessions, left, by)

    def kick(self, session: Session, kick: Kick, reply: Reply) -> None:
        """Send a player out of a room, as its host wishes."""
        room, player = RoomId(kick.room), PlayerId(kick.player)
        # Who is cut off just now would be back without a word: a kick must hold for them, too.
        if not (self.is_member(room, player) or self.may_return(room, player)):
            reply(Refusal("no_such_player", "that player is not in this room"))
            return
        records = self._records_without(self._sessions_in(room, player), room)
        by = self.by(session, kick.number, records)
        self.ask(room, RemovePlayer(session.player_id, player), reply, session, by)

    def rename(self, session: Session, wish: str, number: int, reply: Reply) -> None:
        """Give a player another name, everywhere."""
        identity = session.identity
        before, given = identity.player.name, self.registry.rename(identity, wish)
        if given is None:
            longest = self.config.limits.name_characters
            reply(Refusal("bad_name", f"a name has 1 to {longest} visible characters"))
            return

        def done(committed: bool) -> None:
            if not committed and identity.player.name == given:
                self.registry.rename(identity, before)
            for room in sorted(identity.rooms() & self._hosts.keys()):
                self._hosts[room].audience.crowd.rename(identity.player)
                self._rename_in(self._hosts[room], identity)
                self._crowds.touch(room)
            reply({"name": given} if committed else _NOT_STORED)

        answer = By(session.id, number).answer({"name": given})
        self.store.write((*self.registry.records_of(session), answer), done)

    def subscribe(self, session: Session, topic: str, number: int, reply: Reply) -> None:
        """Let a session hear a topic of the lobby, also when it comes back."""
        most = self.config.limits.subscriptions
        if len(session.topics | {topic}) > most:
            reply(Refusal("no_such_topic", f"more than {most} topics of the lobby"))
        elif (refusal := self.lobby.subscribe(session, topic, None)) is not None:
            reply(refusal)
        else:
            session.topics.add(topic)
            self._save_then([session], By(session.id, number), reply, None)

    def unsubscribe(self, session: Session, topic: str, number: int, reply: Reply) -> None:
        """Let a session hear a topic of the lobby no more."""
        session.topics.discard(topic)
        self.lobby.unsubscribe(session, topic)
        self._save_then([session], By(session.id, number), reply, None)

    def signal(self, session: Session, signal: Signal) -> None:
        """Pass a signal on to all others in the room; one that is not allowed is dropped."""
        host = self._hosts.get(RoomId(signal.room))
        fits = 1 <= len(signal.kind) <= _SIGNAL_KIND_CHARACTERS
        if host is None or not fits or session.id not in host.audience.sessions:
            return
        if len(pack(signal.value)) > self.config.limits.signal_bytes:
            return
        message = Signalled(signal.room, session.player_id, signal.kind, signal.value)
        frame = Frame(encode(message))
        for other in host.audience.sessions.values():
            if other is not session:
                other.deliver(frame)

    # --- sessions that come and go ---------------------------------------------------------------

    def enter(self, room: RoomId, session: Session, offsets: dict[str, Offset], reply: Reply) -> None:
        """Bring a session back into one of its rooms."""
        host = self._hosts.get(room)
        if host is None:
            session.leave_room(room, "closed")
            reply(Refusal("room_closed", "the room has closed"))
        else:
            # Whatever leaves from now on comes after what the session is about to be told.
            host.audience.sessions.pop(session.id, None)
            self._enter(host, session, offsets, reply)

    def connected(self) -> None:
        """A session has got its connection."""
        self._online.touch()

    def restore(self, kept: Sequence[KeptRoom]) -> None:
        """Go on with the rooms that were open before a restart; everybody is away."""
        restorer = Restorer(self.architect, self.store, self._parts())
        for room in kept:
            host = restorer.restore(room)
            if host is not None:
                self._take_in(host)
                restorer.begin(host)
        for session in self.registry.sessions.values():
            for gone in session.rooms - self._hosts.keys():
                session.leave_room(gone, "closed")
        for host in self._hosts.values():
            self._restore_members(host)

    def lost(self, session: Session) -> None:
        """A session has lost its connection."""
        for room in sorted(session.rooms & self._hosts.keys()):
            entrance.exit_live(self._hosts[room], session)
        for topic in sorted(session.topics):
            self.lobby.forget(session, topic)
        self._online.touch()

    def topics_of(self, session: Session) -> set[str]:
        """Return the topics of its rooms that a session hears."""
        hosts = [self._hosts[room] for room in session.rooms & self._hosts.keys()]
        return {name for host in hosts for name in host.audience.topics_heard_by(session.player_id)}

    def retell(self, session: Session, missed: dict[str, int]) -> None:
        """Go on from the frames that a session has missed."""
        for room in sorted(session.rooms & self._hosts.keys()):
            if session.id in self._hosts[room].audience.sessions:
                self._hosts[room].audience.retell(session, missed)

    # --- what hosts tell (Landlord) --------------------------------------------------------------

    def changed(self, host: Host) -> None:
        """See Landlord.changed."""
        key = ("empty", host.room.id)
        crowd = host.audience.crowd
        if len(crowd) or not host.room.is_forsaken:
            self.timers.cancel(key)
        elif key not in self.timers:
            at_seconds = self.timers.now() + self.config.room.empty_seconds
            self.timers.set(key, at_seconds, partial(self._close_if_empty, host))
        self.lobby.put(list_room(host.told, crowd.count_watchers(seated_in(host))))
        self._crowds.touch(host.room.id)

    def went_back(self, host: Host) -> None:
        """See Landlord.went_back."""
        players = {seat.player for seat in host.room.seats} | {host.room.host}
        for player in sorted(player for player in players if player is not None):
            entrance.reconcile(host, player)

    def expelled(self, room: RoomId, player: PlayerId, reason: str) -> None:
        """See Landlord.expelled."""
        host = self._hosts[room]
        sessions = self._sessions_in(room, player)
        entrance.expel(host, player, sessions, reason)
        self.registry.save(sessions)  # again: it may have joined another room while the kick was being stored
        # Who sat down while the kick was being stored has a seat, and is not there any more.
        entrance.reconcile(host, player)

    def closed(self, host: Host) -> None:
        """See Landlord.closed."""
        room = host.room.id
        if self._hosts.pop(room, None) is None:
            return
        for subscriber in list(host.audience.sessions.values()):
            host.audience.dismiss(subscriber, "closed")
            self.registry.sessions[subscriber.id].leave_room(room, "closed")
        host.audience.close()
        self.timers.cancel(("empty", room))
        self._crowds.end(room)
        self.lobby.remove(room, host.room.game.id)
        self.store.forget(room)

    # --- inside ----------------------------------------------------------------------------------

    def _restore_members(self, host: Host) -> None:
        """Give who is on their way back the time for it, and the names that they have by now."""
        at_seconds = self.timers.now() + self.config.room.restart_grace_seconds
        self.timers.set(("empty", host.room.id), at_seconds, partial(self._close_if_empty, host))
        names = {seat.player: seat.name for seat in host.room.seats if seat.player is not None}
        for player, name in names.items():
            session = next(iter(self.registry.sessions_of(player)), None)
            if session is not None and session.player.name != name:
                self._rename_in(host, session.identity)
        if (holder := host.room.host) is not None and holder not in names:
            key = ("presence", host.room.id, holder)
            self.timers.set(key, at_seconds, partial(entrance.reconcile, host, holder))

    def _parts(self) -> Parts:
        return Parts(self.store, self.timers, self.metrics, self.architect.watchdog, self.reports, self)

    def _take_in(self, host: Host) -> None:
        self._hosts[host.room.id] = host
        self._crowds.begin(host)
        self.lobby.put(list_room(host.room, 0))

    def _save_then(self, sessions: Sequence[Session], by: By, reply: Reply, result: Value | Refusal) -> None:
        """Answer a command that has changed where sessions are, when that is stored."""
        if isinstance(result, Refusal):
            reply(result)
        else:
            self.registry.save(sessions, by.answer(result), lambda: reply(result))

    def _records_without(self, sessions: Sequence[Session], room: RoomId) -> list[Record]:
        """Return the sessions as they are to be stored when they are in the room no more."""
        return [
            record
            for session in sessions
            for record in self.registry.records_of(session, session.rooms - {room})
        ]

    def _enter(self, host: Host, session: Session, offsets: dict[str, Offset], reply: Reply) -> None:
        entrance.enter(host, session, offsets, self.config.limits.members_per_room, reply)

    def _close_if_empty(self, host: Host) -> None:
        if not len(host.audience.crowd) and host.room.is_forsaken:
            host.give(Close("empty"), partial(self._close_later, host))

    def _close_later(self, host: Host, result: Value | Refusal) -> None:
        """The step could not be stored: nobody is told that the room is gone, so it is not."""
        if isinstance(result, Refusal) and host.room.phase != "closed":
            at_seconds = self.timers.now() + RETRY_SECONDS
            self.timers.set(("empty", host.room.id), at_seconds, partial(self._close_if_empty, host))

    def _rename_in(self, host: Host, identity: Identity) -> None:
        player = PlayerId(identity.player.id)
        host.give(Rename(player, identity.player.name), partial(self._rename_later, host, identity))

    def _rename_later(self, host: Host, identity: Identity, result: Value | Refusal) -> None:
        if isinstance(result, Refusal) and host.room.phase != "closed":
            key = ("rename", host.room.id, identity.player.id)
            at_seconds = self.timers.now() + RETRY_SECONDS
            self.timers.set(key, at_seconds, partial(self._rename_in, host, identity))

    def _sessions_in(self, room: RoomId, player: PlayerId) -> list[Session]:
        return [s for s in self.registry.sessions_of(player) if room in s.rooms]

    def _too_many_rooms(self, session: Session, room: RoomId | None = None) -> Refusal | None:
        limit = self.config.limits.rooms_per_player
        rooms = session.identity.rooms() & self._hosts.keys()
        if room in rooms or len(rooms) < limit:
            return None
        return Refusal("too_many_rooms", f"you are in {limit} rooms, the most allowed")

    def _members_of(self, host: Host) -> set[PlayerId]:
        return host.audience.crowd.players() | seated_in(host)

    def _publish_online(self) -> None:
        self.lobby.set_online(self.registry.online)
