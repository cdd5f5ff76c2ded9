"""All rooms that live: those in memory with their hosts, those that sleep, and what is made of both."""

from collections.abc import Callable, Iterator
from functools import partial

from attrs import define, field

from lobby.core.because import halted, unknown_room, unreadable
from lobby.core.directory import Listing, list_room
from lobby.core.events import Opened
from lobby.core.evolving import evolve
from lobby.core.game import Game
from lobby.core.ids import Code, RoomId
from lobby.core.refusal import Reply
from lobby.core.shown import keep_back, list_shown
from lobby.core.summary import Summary, rewind, summarize, unpack_rewound
from lobby.settings import Config
from lobby.shell.host import Host
from lobby.shell.keeping.results import keep_room
from lobby.shell.landlord import Parts
from lobby.shell.lobby import Lobby
from lobby.shell.people.own_games import OwnGames
from lobby.shell.records import KeepClock, KeepRoom, Record
from lobby.shell.rooms.deserted import Deserted
from lobby.shell.rooms.halting import Halts
from lobby.shell.rooms.opening import Architect
from lobby.shell.rooms.past import PastRooms
from lobby.shell.rooms.restoring import Restorer
from lobby.shell.rooms.sleepers import Sleepers
from lobby.shell.rooms.successors import Successors
from lobby.shell.rooms.upgrading import Halted, Upgrades
from lobby.shell.session import Session
from lobby.shell.store import Kept, KeptRoom
from lobby.shell.timing.lived import Lived
from lobby.shell.timing.standstill import Standstill
from lobby.shell.watching.crowds import Crowds
from lobby.shell.watching.galleries import Galleries, seated_for_all
from lobby.wire.values import Value


@define(eq=False)
class Rooms:
    """Brings rooms into memory and takes them out of it. `lobby` and `own` are told of each."""

    config: Config
    architect: Architect
    parts: Parts
    lobby: Lobby
    own: OwnGames
    lived: Lived
    came_back: Callable[[Host], None]  # after a restart
    notice_in: Callable[[RoomId], Value]  # of the operator, None without
    hosts: dict[RoomId, Host] = field(factory=dict)  # of the rooms in memory
    sleepers: Sleepers = field(init=False)
    deserted: Deserted = field(init=False)
    past: PastRooms = field(init=False)
    _restorer: Restorer = field(init=False)
    _halts: Halts = field(init=False)
    _crowds: Crowds = field(init=False)
    _galleries: Galleries = field(init=False)
    _standstill: Standstill = field(init=False)

    def __attrs_post_init__(self) -> None:
        parts, wall_clock = self.parts, self.architect.wall_clock
        upgrades = Upgrades(parts, wall_clock, self.config.retention.room_days)
        self._restorer = Restorer(self.architect, parts.store, parts, upgrades)
        self._halts = Halts(self.architect.games, parts.store, upgrades, wall_clock)
        seconds, epoch = self.config.lobby.crowd_publish_ms / 1000, self.lobby.epoch
        self._standstill = Standstill(
            parts.store, parts.timers, self.config.store, self.lived, wall_clock, self.hosts, self.touch
        )
        self._standstill.begin()
        self._crowds = Crowds(parts.timers, seconds, epoch, self.notice_in, self._standstill.at_ms)
        self._galleries = Galleries(parts.timers)
        self.sleepers = Sleepers(self.config.store, parts.store, parts.timers, self.lived, self._rouse)
        self.deserted = Deserted(self.config.room, parts.timers, parts.store, wall_clock, self)
        self.past = PastRooms(parts.store, wall_clock, Successors(self.config.retention))

    def __len__(self) -> int:
        return len(self.hosts) + len(self.sleepers)

    def game_in(self, room: str) -> Game | None:
        """Return the game of a room that lives, None for any other."""
        if (host := self.hosts.get(RoomId(room))) is not None:
            return host.room.game
        asleep = self.sleepers.get(room)
        return None if asleep is None else self.architect.games.get(asleep.game)

    def is_awake(self, room: RoomId) -> bool:
        """Tell whether a room is in memory, or on its way there after a start."""
        return room in self.hosts or self.sleepers.is_returning(room)

    def has_code(self, code: Code) -> bool:
        """Tell whether a room has this code, or had it until lately."""
        return self.lobby.directory.has_code(code) or self.past.has_code(code)

    def open(self, opened: Opened) -> Host:
        """Return the host of a new room; it has not opened yet."""
        host = self.architect.build(opened, self.parts)
        # Whose it is is told when it is stored.
        self._take_in(host, is_known=True)
        return host

    def restore(self, kept: Kept) -> None:
        """Go on with the rooms of the process before; everybody is away."""
        self.past.reserve(kept.codes)
        for room in kept.rooms:
            try:
                host = self._restorer.restore(room, self.lived.before_ms)
            except Halted as halted:
                self._hold(summarize(halted.room), self.lived.before_ms, until_start=halted.until_start)
                continue
            if host is not None:
                self._take_in(host)
                self._begin(host)
                known = keep_room(summarize(host.told), "awake", int(self.architect.wall_clock() * 1000))
                self.parts.store.write((known,), _ignore)
        asleep = {room.id for room in kept.asleep}
        found = self._halts.sort(map(self._rewind, (*kept.asleep, *kept.later)))
        self.past.reserve(room.code for room in found.given_up)
        for summary in found.missing:
            self._hold(summary, self.lived.before_ms, until_start=True)
        for summary in sorted(found.offered, key=lambda summary: summary.zero_ms):
            if summary.id in asleep:
                self.take_asleep(None, summary)
            else:
                self._know(summary, away=len(summary.seated))
                self.sleepers.expect(summary)
        self._keep_time()

    def when_awake(self, room: str, reply: Reply, call: Callable[[], None]) -> None:
        """Go on once a room is awake; refuse where it is none that lives, or can't be read now."""
        if room not in self.sleepers:
            reply(unknown_room(room, "id"))
            return

        def woken(is_awake: bool) -> None:
            if is_awake or room not in self.sleepers:
                call()
            else:
                reply(halted() if self.sleepers.is_held(RoomId(room)) else unreadable("the room"))

        self.sleepers.wake(RoomId(room), woken)

    def is_entering(self, room: RoomId, session: Session) -> bool:
        """Tell whether a session is on its way into a room, of which it is told nothing until then."""
        host = self.hosts.get(room)
        return host is not None and session.id in host.entering and session.id not in host.audience.sessions

    def touch(self, room: RoomId) -> None:
        """What is told of a room beside its steps has changed, such as a name."""
        self._crowds.touch(room)

    def changed(self, host: Host) -> None:
        """See Landlord.changed."""
        self.deserted.look_at(host)
        self.lobby.put(_list(host, host.audience.crowd.count_watchers(seated_for_all(host))))
        self.own.look_at(host.told, host.audience.seen)
        self._crowds.touch(host.room.id)

    def close(self, host: Host) -> None:
        """A room is over, and everybody was told."""
        self._unload(host)
        self._remove(host.room.id)

    def retime(self) -> None:
        """The wall clock was set: whatever of rooms counts from it is told anew."""
        self._standstill.retime()
        wall_ms, lived_ms = int(self.architect.wall_clock() * 1000), self.lived.now_ms()
        for summary in self.sleepers.summaries():
            away = len(summary.seated) if self.sleepers.is_returning(summary.id) else 0
            self._know(rewind(summary, wall_ms, lived_ms), away)

    def put_down(self) -> Iterator[tuple[Record, ...]]:
        """Yield what a shutdown stores, a part at a time: a start is quick then, also under newer games."""
        if not self.sleepers.are_expected:
            yield (KeepClock(self.lived.now_ms()),)
        for host in list(self.hosts.values()):
            if host.is_quiet and host.has_moved_on and host.room.phase != "closed":
                yield (host.snapshot(),)

    def holds(self, host: Host) -> bool:
        """See Holder.holds."""
        return self.hosts.get(host.room.id) is host

    def take_asleep(self, host: Host | None, summary: Summary) -> None:
        """See Holder.take_asleep."""
        if host is not None:
            self._unload(host)
        self._know(summary)
        self.sleepers.add(summary)
        self._keep_time()

    def _know(self, summary: Summary, away: int = 0) -> None:
        listing = evolve(summary.list(0), away=away)
        # What watchers have not seen is not listed before the room is back, which knows what they have; nor
        # is a room into which nobody can come.
        is_listed = listing.public and not summary.is_held and not summary.is_halted
        self.lobby.put(evolve(listing, public=is_listed))
        self.own.put(summary, keep_back(summary))

    def _hold(self, summary: Summary, stopped_ms: int, *, until_start: bool) -> None:
        """A room waits for its game, and its time stands still since servers had run for so long."""
        halted = self._halts.halt(summary, stopped_ms)
        self._know(halted, away=len(halted.seated))
        self.sleepers.hold(halted, until_start=until_start)

    def _rewind(self, kept: KeepRoom) -> Summary:
        wall_ms = int(self.architect.wall_clock() * 1000)
        return unpack_rewound(kept.data, wall_ms, self.lived.now_ms())

    def _begin(self, host: Host) -> None:
        self._restorer.begin(host)
        self.came_back(host)

    def _rouse(self, kept: KeptRoom, summary: Summary, was_awake: bool) -> bool:
        """Go on with a room that was asleep, or awake before the start; False where it can't."""
        stopped_ms = self.lived.before_ms if was_awake else None
        if summary.is_halted:
            stopped_ms = summary.halted_lived_ms
        try:
            host = self._restorer.restore(kept, stopped_ms)
        except Halted as halted:
            now_ms = self.lived.now_ms()
            self._hold(summary, now_ms if stopped_ms is None else stopped_ms, until_start=halted.until_start)
            return False
        if host is None:
            self._remove(kept.id)
            return False
        self._take_in(host, is_known=not summary.is_halted)
        if was_awake or summary.is_halted:
            self._begin(host)
            if summary.is_halted:
                host.when_told(partial(self._resumed, host))
            return True
        if host.room.is_forsaken and summary.due_ms is not None:
            self.deserted.wait_until(host, host.seconds_at(summary.due_ms))
        self._restorer.rouse(host)
        return True

    def _resumed(self, host: Host) -> None:
        """A room that has waited for its game goes on: that is stored behind what its log says of it."""
        if self.holds(host) and not host.has_to_begin:
            self._halts.resume(summarize(host.told))

    def _take_in(self, host: Host, *, is_known: bool = False) -> None:
        """Have a room in memory. Who knows it from its sleep knows its times better than its log does."""
        self.hosts[host.room.id] = host
        self._keep_time()
        self._crowds.begin(host)
        self._galleries.begin(host)
        self.lobby.put(_list(host, 0))
        if not is_known:
            self.own.look_at(host.room, host.audience.seen)

    def _unload(self, host: Host) -> None:
        room = host.room.id
        del self.hosts[room]
        host.audience.close()
        self.parts.timers.cancel(("room", room))
        self.deserted.forget(room)
        self._crowds.end(room)
        self._galleries.end(room)

    def _remove(self, room: RoomId) -> None:
        """A room is over; its code is not given again for a while."""
        self.own.remove(room)
        if (code := self.lobby.remove(room)) is not None:
            self.past.reserve([code])

    def _keep_time(self) -> None:
        """While there are rooms, note now and then for how long servers have run: it is their time."""
        timers = self.parts.timers
        if "lived" not in timers and len(self):
            timers.set("lived", timers.now() + self.config.store.clock_seconds, self._note_time)

    def _note_time(self) -> None:
        # Of rooms that have not come back yet the time stands still, also if this server ends before that.
        if not self.sleepers.are_expected:
            self.parts.store.write((KeepClock(self.lived.now_ms()),), _ignore)
        self._keep_time()


def _list(host: Host, watchers: int) -> Listing:
    return list_shown(list_room(host.told, watchers), host.audience.seen)


def _ignore(_: bool) -> None:
    """It is written again soon."""
