"""The lobby manager: all open rooms, and who is in them."""

from collections.abc import Callable, Sequence
from functools import partial

from attrs import define, evolve, field

from lobby.core import because
from lobby.core.chat import may_signal, reaches
from lobby.core.events import Opened
from lobby.core.ids import PlayerId, RoomId
from lobby.core.inputs import Input, Rename
from lobby.core.own import own_topic
from lobby.core.refusal import Refusal
from lobby.core.shown import summarize_shown
from lobby.core.summary import Summary, summarize
from lobby.settings import Config
from lobby.shell import entrance
from lobby.shell.access import Gatekeeper
from lobby.shell.bots import Bots
from lobby.shell.crowds import seated_in
from lobby.shell.films import Films
from lobby.shell.finding.finding import Finding
from lobby.shell.host import RETRY_SECONDS, Host, Parts, Reply
from lobby.shell.lived import Lived
from lobby.shell.lobby import Lobby
from lobby.shell.metrics import Metrics
from lobby.shell.notices import NOTICE, Notices
from lobby.shell.opening import Architect
from lobby.shell.orders import Orders
from lobby.shell.own_games import OwnGames
from lobby.shell.questions import Tidied
from lobby.shell.records import KeepResult, Record
from lobby.shell.registry import Registry
from lobby.shell.reports import Reporter
from lobby.shell.results import keep_room
from lobby.shell.rooms import Rooms
from lobby.shell.session import Identity, Session
from lobby.shell.store import By, Kept, Store
from lobby.shell.talk import Talk
from lobby.shell.throttle import Throttle
from lobby.shell.ticking.tickers import Tickers
from lobby.shell.timers import Timers
from lobby.shell.word_filter import WordFilter
from lobby.wire.codec import encode
from lobby.wire.frame import Frame
from lobby.wire.messages import Create, Offset, Signal, Signalled
from lobby.wire.values import Value, pack

_SIGNAL_KIND_CHARACTERS = 16
_GONE = Refusal("not_member", "you are not in this room any more")
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
    own: OwnGames
    lived: Lived
    films: Films
    word_filter: WordFilter
    bots: Bots
    orders: Orders = field(init=False)
    notices: Notices = field(init=False)
    rooms: Rooms = field(init=False)
    access: Gatekeeper = field(init=False)
    finding: Finding = field(init=False)
    talk: Talk = field(init=False)
    ticking: Tickers = field(init=False)
    _online: Throttle = field(init=False)
    _is_stopping: bool = False

    def __attrs_post_init__(self) -> None:
        parts = Parts(
            self.store,
            self.timers,
            self.metrics,
            self.architect.watchdog,
            self.reports,
            self,
            self.config.store.snapshot_steps,
            self.registry.is_owed,
            self.lived,
        )
        self.orders = Orders(self.timers, self.architect.wall_clock, noticed=self._noticed)
        self.notices = Notices(self.lobby.epoch, self.timers, self.orders)
        self.rooms = Rooms(
            self.config,
            self.architect,
            parts,
            self.lobby,
            self.own,
            self.lived,
            self._restore_members,
            self.orders.notice_in,
        )
        self.access = Gatekeeper(self.config.access, self)
        self.finding = Finding(self)
        self.talk = Talk(
            self.config,
            self.registry,
            self.store,
            self.lobby,
            self.own,
            self.architect.source,
            self.architect.wall_clock,
            self.word_filter,
            lambda room: self.rooms.hosts.get(RoomId(room)),
            self.finding.matchmaker.blocks_changed,
        )
        ticking, measures = self.config.ticking, self.metrics.ticks
        watchdog, epoch = self.architect.watchdog, self.lobby.epoch
        self.ticking = Tickers(ticking, self.timers, watchdog, measures, epoch, self.bots)
        seconds = self.config.lobby.publish_ms / 1000
        self._online = Throttle(self.timers, "online", seconds, self._publish_online)

    @property
    def members(self) -> dict[RoomId, set[PlayerId]]:
        """The member sets of all rooms that are awake: who is present, and who has a seat."""
        members = {room: self._members_of(host) for room, host in self.rooms.hosts.items()}
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
        return bool(self._sessions_in(RoomId(room), player))

    # --- what sessions ask for -------------------------------------------------------------------

    def by(self, session: Session, number: int, records: Sequence[Record] = ()) -> By:
        """Return what makes a command of a session happen once; `records` of it are stored with its step."""
        return By(session.id, number, (*self.registry.unsaved(session), *records))

    def ask(self, room: str, asked: Input, reply: Reply, session: Session, by: By) -> None:
        """Give a member's input to a room."""
        host = self.rooms.hosts.get(RoomId(room))
        if host is None:
            self.rooms.when_awake(room, reply, lambda: self.ask(room, asked, reply, session, by))
        elif not self.is_member(room, session.player_id):
            reply(Refusal("not_member", "join the room first"))
        else:
            host.give(asked, reply, by)

    def create(self, session: Session, wish: Create, reply: Reply, like: Summary | None = None) -> None:
        """Open a room with its creator in it; `like`: for the people of that one, which has closed."""
        opened = self.plan(session, wish, like)
        if isinstance(opened, Refusal):
            reply(opened)
        else:
            self.open(session, opened, By(session.id, wish.number), reply, like)

    def plan(self, session: Session, wish: Create, like: Summary | None = None) -> Opened | Refusal:
        """Return the first event of the room that is wished for; `like`: for the people of that one."""
        if (refusal := self.orders.find_new()) is not None:
            return refusal
        limit = self.config.limits.rooms
        if len(self.rooms) >= limit:
            return because.at_most("too_many_rooms", "rooms_of_server", limit, "one must close first")
        opened = self.architect.plan(wish, session.player, self.rooms.has_code, like=like)
        if isinstance(opened, Refusal):
            return opened
        return self.too_many_rooms(session) or self.access.find_opening_refusal(session) or opened

    def open(
        self, session: Session, opened: Opened, by: By, reply: Reply, like: Summary | None = None
    ) -> None:
        """Open a room that is planned, with a session in it."""
        host = self.rooms.open(opened)
        self.access.opened(session, opened.room)
        outcome: list[Value | Refusal] = []
        by = evolve(by, records=self.registry.records_of(session, {*session.rooms, opened.room}))
        kept = keep_room(summarize(host.room), "awake", opened.zero_ms)
        records = (*by.keep(entrance.answer_of(host)), kept, *self.rooms.past.follow(like, opened))
        host.open(opened, outcome.append, records)

        def told(result: Value | Refusal) -> None:
            if outcome != [None]:
                reply(outcome[0])
            else:
                reply(result if isinstance(result, Refusal) else by.tell(result))

        self.enter_host(host, session, {}, told)

    def join(self, session: Session, room: str, number: int, reply: Reply, password: str = "") -> None:
        """Bring a session into a room, by id or code."""
        found = self.lobby.directory.find(room)
        if found is None:
            reply(because.unknown_room(room))
        elif found in self.rooms.sleepers:
            self.rooms.when_awake(found, reply, lambda: self.join(session, found, number, reply, password))
        elif found in session.rooms:
            # Also what was said before may not be stored yet: then it would not be so after a crash.
            host, saved = (
                self.rooms.hosts[found],
                partial(self._save_then, [session], By(session.id, number), reply),
            )
            # A kick may be among it: who is sent away just now is not in the room any more then.
            host.when_told(lambda: saved(entrance.answer_of(host) if found in session.rooms else _GONE))
        elif (refusal := self.too_many_rooms(session, found)) is not None:
            reply(refusal)
        else:
            host, entered = (
                self.rooms.hosts[found],
                partial(self._save_then, [session], By(session.id, number), reply),
            )
            enter = partial(self.enter_host, host, session, {}, entered)
            self.access.let_in(host, session, password, enter, reply)

    def look(self, session: Session, room: str, reply: Reply) -> None:
        """Tell what is known of a room, also after it has closed."""
        found = self.lobby.directory.find(room)
        if found is None:
            self.rooms.past.find(room, lambda past: self._tell_past(session, past, "closed", reply))
        elif (host := self.rooms.hosts.get(found)) is not None:
            shown = summarize_shown(summarize(host.told), host.audience.seen)
            self._tell_past(session, shown, "open", reply)
        elif (asleep := self.rooms.sleepers.get(found)) is not None:
            is_returning = self.rooms.sleepers.is_returning(found)
            self._tell_past(session, asleep, "open" if is_returning else "asleep", reply)

    def again(self, session: Session, room: str, number: int, reply: Reply, password: str = "") -> None:
        """Open a room for the people of one that is over; one that lives is joined."""
        if self.lobby.directory.find(room) is not None:
            self.join(session, room, number, reply, password)
        else:
            self.rooms.past.find(room, lambda past: self._play_again(session, past, number, reply, password))

    def leave(self, session: Session, room: str, number: int, reply: Reply) -> None:
        """Take a player out of a room, with all sessions."""
        host = self.rooms.hosts.get(RoomId(room))
        if host is None:
            self.rooms.when_awake(room, reply, lambda: self.leave(session, room, number, reply))
        elif not self.is_member(room, session.player_id):
            reply(Refusal("not_member", "you are not in this room"))
        else:
            player = session.player_id
            sessions = self._sessions_in(host.room.id, player)
            by = self.by(session, number, self._records_without(sessions, host.room.id))
            left = partial(self._save_then, sessions, By(session.id, number), reply)
            entrance.leave(host, player, sessions, left, by)

    def rename(self, session: Session, wish: str, number: int, reply: Reply) -> None:
        """Give a player another name, everywhere."""
        identity = session.identity
        before, given = identity.player.name, self.registry.players.rename(identity, wish)
        if given is None:
            longest = self.config.limits.name_characters
            reply(because.too_long("bad_name", "name", 0, 1, longest))
            return

        def done(committed: bool) -> None:
            if not committed and identity.player.name == given:
                self.registry.players.rename(identity, before)
            for room in sorted(identity.rooms() & self.rooms.hosts.keys()):
                self.rooms.hosts[room].audience.crowd.rename(identity.player)
                self._rename_in(self.rooms.hosts[room], identity)
                self.rooms.touch(room)
            reply({"name": given} if committed else _NOT_STORED)

        answer = By(session.id, number).answer({"name": given})
        self.store.write((*self.registry.records_of(session), answer), done)

    def subscribe(self, session: Session, topic: str, number: int, reply: Reply) -> None:
        """Let a session hear a topic of the lobby, also when it comes back."""
        most = self.config.limits.subscriptions
        if len(session.topics | {topic}) > most:
            reply(because.at_most("no_such_topic", "topics", most, "end another subscription first"))
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
        host = self.rooms.hosts.get(RoomId(signal.room))
        fits = 1 <= len(signal.kind) <= _SIGNAL_KIND_CHARACTERS
        if host is None or not fits or session.id not in host.audience.sessions:
            return
        if self.orders.find_mute(session.player_id) is not None:
            return
        if len(pack(signal.value)) > self.config.limits.signal_bytes:
            return
        message = Signalled(signal.room, session.player_id, signal.kind, signal.value)
        frame = Frame(encode(message))
        room_now, now_ms = host.told, host.now_ms()
        if not may_signal(room_now, now_ms, session.player_id):
            return
        for other in host.audience.sessions.values():
            if other is not session and reaches(room_now, now_ms, session.player_id, other.player_id):
                other.deliver(frame)

    # --- sessions that come and go ---------------------------------------------------------------

    def enter(self, room: RoomId, session: Session, offsets: dict[str, Offset], reply: Reply) -> None:
        """Bring a session back into one of its rooms."""
        host = self.rooms.hosts.get(room)
        if host is None and room in self.rooms.sleepers:
            asked_by = session.connection

            def again() -> None:
                # Another connection that has come meanwhile resumes with offsets of its own.
                if session.connection is asked_by:
                    self.enter(room, session, offsets, reply)

            self.rooms.sleepers.wake(room, partial(self._enter_woken, room, session, again))
        elif host is None:
            session.leave_room(room, "closed")
            reply(Refusal("room_closed", "the room has closed"))
        else:
            # Whatever leaves from now on comes after what the session is about to be told.
            host.audience.sessions.pop(session.id, None)
            self.enter_host(host, session, offsets, reply)

    def connected(self, session: Session) -> None:
        """A session has got its connection."""
        self.finding.matchmaker.look_at(session)
        self._online.touch()

    def restore(self, kept: Kept) -> None:
        """Go on with the rooms that were open before a restart; everybody is away."""
        self.orders.restore(kept.orders)
        self.rooms.restore(kept)
        self.talk.restore(kept.blocks)
        for session in self.registry.sessions.values():
            for gone in session.rooms - self.rooms.hosts.keys():
                if gone not in self.rooms.sleepers:
                    session.leave_room(gone, "closed")

    def stand_still(self) -> None:
        """The server stops: that connections end from now on is no event of any room."""
        self._is_stopping = True
        self.ticking.stop()
        self.rooms.sleepers.stop()

    def lost(self, session: Session) -> None:
        """A session has lost its connection."""
        if self._is_stopping:
            return
        for room in sorted(session.rooms & self.rooms.hosts.keys()):
            entrance.exit_live(self.rooms.hosts[room], session)
        for topic in sorted(session.topics):
            self.lobby.forget(session, topic)
        self.own.forget(session)
        self.finding.matchmaker.look_at(session)
        self.notices.forget(session)
        self._online.touch()

    def topics_of(self, session: Session) -> set[str]:
        """Return the topics of its rooms and of its player that a session hears."""
        return self.topics_in(session.rooms, session) | {own_topic(session.player_id), NOTICE}

    def topics_in(self, rooms: set[RoomId], session: Session) -> set[str]:
        """Return the topics that a session hears while it is in these rooms."""
        hosts = [self.rooms.hosts[room] for room in rooms & self.rooms.hosts.keys()]
        return {name for host in hosts for name in host.audience.topics_heard_by(session.player_id)}

    def retell(self, session: Session, missed: dict[str, int]) -> None:
        """Go on from the frames that a session has missed."""
        for room in sorted(session.rooms & self.rooms.hosts.keys()):
            if session.id in self.rooms.hosts[room].audience.sessions:
                self.rooms.hosts[room].audience.retell(session, missed)

    # --- what hosts tell (Landlord) --------------------------------------------------------------

    def changed(self, host: Host) -> None:
        """See Landlord.changed."""
        self.rooms.changed(host)
        self.bots.look_at(host)
        self.ticking.look_at(host)
        self.finding.matchmaker.changed(host)

    def went_back(self, host: Host) -> None:
        """See Landlord.went_back."""
        self.ticking.went_back(host)
        entrance.reconcile_later(host)

    def finished(self, result: KeepResult) -> None:
        """See Landlord.finished."""
        self.own.finished(result)
        self.films.wake()

    def expelled(self, room: RoomId, player: PlayerId, reason: str, detail: str) -> None:
        """See Landlord.expelled."""
        host = self.rooms.hosts[room]
        sessions = self._sessions_in(room, player)
        entrance.expel(host, player, sessions, reason, detail)
        self.registry.save(sessions)  # again: it may have joined another room while the kick was being stored
        # Who sat down while the kick was being stored has a seat, and is not there any more.
        entrance.reconcile(host, player)

    def closed(self, host: Host) -> None:
        """See Landlord.closed."""
        room = host.room.id
        if room not in self.rooms.hosts:
            return
        for subscriber in list(host.audience.sessions.values()):
            host.audience.dismiss(subscriber, "closed")
            self.registry.sessions[subscriber.id].leave_room(room, "closed")
        self.ticking.forget(room)
        self.rooms.close(host)
        self.finding.matchmaker.closed(host)

    def tidied(self, gone: Tidied) -> None:
        """Some of what is over is kept no longer: players are strangers, and codes may be given again."""
        self.registry.forget_players(gone.players)
        self.talk.forget(gone.players)
        self.rooms.past.release(gone.codes)

    # --- rooms that are over ---------------------------------------------------------------------

    def _tell_past(self, session: Session, past: Summary | Refusal, state: str, reply: Reply) -> None:
        if isinstance(past, Refusal):
            reply(past)
        else:
            self.rooms.past.tell(past, state, self.access.curtain(past, session, reply))

    def _play_again(
        self, session: Session, past: Summary | Refusal, number: int, reply: Reply, password: str
    ) -> None:
        refusal = past if isinstance(past, Refusal) else self.access.find_past_refusal(past, session)
        if refusal is not None or isinstance(past, Refusal):
            reply(refusal)
        elif past.reason == "operator":
            reply(because.closed_by_operator())
        elif (opened := self.rooms.past.next_of(past)) is not None and self.lobby.directory.find(opened):
            self.join(session, opened, number, reply, password)
        else:
            wish = Create(
                number, past.game, past.name, past.public, past.options, past.pace, past.clock, past.house
            )
            self.create(session, wish, reply, past)

    # --- inside ----------------------------------------------------------------------------------

    def _restore_members(self, host: Host) -> None:
        """Give who is on their way back the time for it, and the names that they have by now."""
        at_seconds = self.timers.now() + self.config.room.restart_grace_seconds
        self.rooms.deserted.wait_until(host, at_seconds)
        names = {seat.player: seat.name for seat in host.room.seats if seat.player is not None}
        for player, name in names.items():
            session = next(iter(self.registry.sessions_of(player)), None)
            if session is not None and session.player.name != name:
                self._rename_in(host, session.identity)

    def _save_then(self, sessions: Sequence[Session], by: By, reply: Reply, result: Value | Refusal) -> None:
        """Answer a command that has changed where sessions are, when that is stored."""
        if isinstance(result, Refusal):
            reply(result)
        else:
            self.registry.save(sessions, by.answer(result), lambda: reply(result))

    def records_without(self, player: PlayerId, room: RoomId) -> list[Record]:
        """Return the player's sessions as they are to be stored when they are in the room no more."""
        return self._records_without(self._sessions_in(room, player), room)

    def _records_without(self, sessions: Sequence[Session], room: RoomId) -> list[Record]:
        """Return the sessions as they are to be stored when they are in the room no more."""
        return [
            record
            for session in sessions
            for record in self.registry.records_of(session, session.rooms - {room})
        ]

    def _enter_woken(self, room: RoomId, session: Session, again: Callable[[], None], is_awake: bool) -> None:
        """Go on with a resume; one that the store keeps waiting is tried again while its client waits."""
        if is_awake or room not in self.rooms.sleepers:
            again()
        elif session.connection is not None:
            self.timers.set(("enter", room, session.id), self.timers.now() + RETRY_SECONDS, again)

    def enter_host(self, host: Host, session: Session, offsets: dict[str, Offset], reply: Reply) -> None:
        """Bring a session into a room that is in memory, if it may come in."""
        if (refusal := self.access.find_refusal(host, session)) is not None:
            session.leave_room(host.room.id, "banned" if refusal.code == "banned" else "not_allowed")
            self.access.refuse(host, session, reply, refusal)
            return
        if session.connection is None:
            # It has gone while the room woke, and comes in when it is back.
            session.enter_room(host.room.id)
            reply(entrance.answer_of(host))
            return
        self.rooms.deserted.disturb(host)
        entrance.enter(host, session, offsets, self.config.limits.members_per_room, reply)

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

    def too_many_rooms(self, session: Session, room: RoomId | None = None) -> Refusal | None:
        """Return why a player may not come into one more room, None where they may."""
        limit = self.config.limits.rooms_per_player
        rooms = {room for room in session.identity.rooms() if self.rooms.is_awake(room)}
        if room in rooms or len(rooms) < limit:
            return None
        return because.at_most("too_many_rooms", "rooms", limit, "leave one first")

    def _members_of(self, host: Host) -> set[PlayerId]:
        return host.audience.crowd.players() | seated_in(host)

    def _noticed(self, room: str) -> None:
        if room:
            self.rooms.touch(RoomId(room))
        else:
            self.notices.publish()

    def _publish_online(self) -> None:
        self.lobby.set_online(self.registry.online)
