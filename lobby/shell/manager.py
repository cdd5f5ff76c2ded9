"""The lobby manager: holds together what all rooms and all sessions share, and hears both of them."""

from collections.abc import Sequence

from attrs import define, field

from lobby.core.ids import PlayerId, RoomId
from lobby.core.inputs import Input
from lobby.core.refusal import Refusal, Reply
from lobby.settings import Config
from lobby.shell.access.gatekeeper import Gatekeeper
from lobby.shell.access.moderation import Moderation
from lobby.shell.admin.notices import Notices
from lobby.shell.admin.orders import Orders
from lobby.shell.bots.seated import Bots
from lobby.shell.cohort import Cohort
from lobby.shell.finding.finding import GameFinder
from lobby.shell.host import Host
from lobby.shell.keeping.films import Films
from lobby.shell.landlord import Parts
from lobby.shell.lobby import Lobby
from lobby.shell.metrics import Metrics
from lobby.shell.people.own_games import OwnGames
from lobby.shell.people.registry import Registry
from lobby.shell.people.renaming import Renaming
from lobby.shell.questions import Tidied
from lobby.shell.records import KeepResult, Record
from lobby.shell.reporting.reports import Reporter
from lobby.shell.rooms import entrance
from lobby.shell.rooms.living import Rooms
from lobby.shell.rooms.opening import Architect
from lobby.shell.rooms.roster import Roster
from lobby.shell.rooms.usher import Usher
from lobby.shell.session import Session
from lobby.shell.store import By, Kept, Store
from lobby.shell.talk.desk import TalkDesk
from lobby.shell.talk.word_filter import WordFilter
from lobby.shell.ticking.tickers import Tickers
from lobby.shell.timing.lived import Lived
from lobby.shell.timing.throttle import Throttle
from lobby.shell.timing.timers import Timers


@define(eq=False)
class Manager:
    """Sessions reach rooms only through here, by id; hosts tell here what concerns others than their room."""

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
    roster: Roster = field(init=False)
    access: Gatekeeper = field(init=False)
    moderation: Moderation = field(init=False)
    usher: Usher = field(init=False)
    renaming: Renaming = field(init=False)
    finding: GameFinder = field(init=False)
    talk: TalkDesk = field(init=False)
    ticking: Tickers = field(init=False)
    _online: Throttle = field(init=False)
    _cohort: Cohort = field(factory=Cohort)
    _is_stopping: bool = False

    def __attrs_post_init__(self) -> None:
        self.finding = GameFinder(self)
        self.orders = Orders(self.timers, self.architect.wall_clock, noticed=self._noticed)
        self.notices = Notices(self.lobby.epoch, self.timers, self.orders)
        self.rooms = self._make_rooms()
        self.roster = Roster(self.config.limits, self.registry, self.rooms)
        self.access = Gatekeeper(self.config.access, self.rooms, self.roster)
        self.moderation = Moderation(self.config.access, self)
        self.usher = Usher(self.config.limits, self.roster, self.access, self.orders, self.timers)
        self.renaming = Renaming(self.registry, self.rooms, self.store, self.timers)
        self.talk = self._make_talk()
        self.ticking = self._make_ticking()
        seconds = self.config.lobby.publish_ms / 1000
        self._online = Throttle(self.timers, "online", seconds, self._publish_online)

    @property
    def members(self) -> dict[RoomId, set[PlayerId]]:
        """The members of all rooms that are awake: who is present, and who has a seat."""
        return self.roster.members()

    # --- what sessions ask for -------------------------------------------------------------------

    def by(self, session: Session, number: int, records: Sequence[Record] = ()) -> By:
        """Return what makes a command of a session happen once; `records` of it are stored with its step."""
        return By(session.id, number, (*self.registry.saving.unsaved(session), *records))

    def ask(self, room: str, asked: Input, reply: Reply, session: Session, by: By) -> None:
        """Give a member's input to a room."""
        host = self.rooms.hosts.get(RoomId(room))
        if host is None:
            self.rooms.when_awake(room, reply, lambda: self.ask(room, asked, reply, session, by))
        elif not self.roster.is_member(room, session.player_id):
            reply(Refusal("not_member", "join the room first"))
        else:
            self._cohort.give(host, asked, reply, by)

    # --- sessions that come and go ---------------------------------------------------------------

    def connected(self, session: Session) -> None:
        """A session has got its connection."""
        self.finding.matchmaker.look_at(session)
        self._online.touch()

    def restore(self, kept: Kept) -> None:
        """Go on with the rooms that were open before a restart; everybody is away."""
        self.orders.restore(kept.orders)
        self.rooms.restore(kept)
        self.talk.restore(kept.blocks)
        self.finding.bars.restore()
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
        self.finding.bars.finished(result)
        self.films.wake()

    def expelled(self, room: RoomId, player: PlayerId, reason: str, detail: str) -> None:
        """See Landlord.expelled."""
        host = self.rooms.hosts[room]
        sessions = self.roster.sessions_in(room, player)
        entrance.expel(host, player, sessions, reason, detail)
        self.registry.saving.save(
            sessions
        )  # again: it may have joined another room while the kick was being stored
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

    # --- inside ----------------------------------------------------------------------------------

    def _make_rooms(self) -> Rooms:
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
            self.finding.bars.among,
        )
        return Rooms(
            self.config,
            self.architect,
            parts,
            self.lobby,
            self.own,
            self.lived,
            self._came_back,
            self.orders.notice_in,
        )

    def _make_talk(self) -> TalkDesk:
        return TalkDesk(
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

    def _make_ticking(self) -> Tickers:
        watchdog, measures = self.architect.watchdog, self.metrics.ticks
        settings, epoch = self.config.ticking, self.lobby.epoch
        return Tickers(settings, self.timers, watchdog, measures, epoch, self.bots, self.rooms.touch)

    def _came_back(self, host: Host) -> None:
        """Give who is on their way back the time for it, and the names that they have by now."""
        at_seconds = self.timers.now() + self.config.room.restart_grace_seconds
        self.rooms.deserted.wait_until(host, at_seconds)
        self.renaming.catch_up(host)

    def _noticed(self, room: str) -> None:
        if room:
            self.rooms.touch(RoomId(room))
        else:
            self.notices.publish()

    def _publish_online(self) -> None:
        self.lobby.set_online(self.registry.online)
