"""What rooms are told when their time stands still, since the store fails, when it goes on, and when the wall
clock was set."""

from collections.abc import Callable
from functools import partial

from attrs import define, field

from lobby.core.ids import RoomId
from lobby.core.inputs import ShiftTime
from lobby.core.refusal import Refusal
from lobby.settings import StoreSection
from lobby.shell.host import Host
from lobby.shell.store import Store
from lobby.shell.timing.lived import Lived
from lobby.shell.timing.timers import Timers
from lobby.wire.values import Value

_ROUND, _STUCK = "standstill", "stuck"  # keys of timers

# The clocks of players are put right where they would be wrong by more: so long a move may be on its way.
_DRIFT_MS = 100

# A timer may ring a hair early.
_LATE_SECONDS = 0.01


@define(eq=False)
class Standstill:
    """Goes round all rooms in memory when the store turns bad, and again when it works.

    `touch` tells anew who is in a room: beside it stands whether time stands still, which can't be a step
    then. When time goes on, the wall clock at room time 0 is another one, and that is a step.
    """

    store: Store
    timers: Timers
    settings: StoreSection
    lived: Lived
    wall_clock: Callable[[], float]  # seconds since the Unix epoch
    hosts: dict[RoomId, Host]
    touch: Callable[[RoomId], None]
    _is_still: bool = False
    _waiting: dict[RoomId, None] = field(factory=dict)  # for their turn in this round
    _shifting: set[RoomId] = field(factory=set)  # that have not told yet at which time they go on

    def begin(self) -> None:
        """Listen to the store."""
        self.store.outages.heard = self.look

    def at_ms(self, host: Host) -> int | None:
        """Return the room time at which a room stands still for who is in it, None where it goes on."""
        room = host.room.id
        return host.now_ms() if self._is_still or room in self._waiting or room in self._shifting else None

    def look(self) -> None:
        """The store may have turned bad, or work again."""
        if self.store.is_failing != self._is_still:
            self._is_still = not self._is_still
            self._waiting = dict.fromkeys(self.hosts)
            self.timers.set(_ROUND, self.timers.now(), self._go_round)
        self._watch_commit()

    def retime(self) -> None:
        """The wall clock was set: each room tells anew when it began. One that stands still does so later."""
        if not self._is_still:
            self._waiting = dict.fromkeys(self.hosts)
            self.timers.set(_ROUND, self.timers.now(), self._go_round)

    def _watch_commit(self) -> None:
        """Nobody says that a commit takes too long: look when it does."""
        stuck_at = self.store.outages.stuck_at
        if not self.hosts:
            self.timers.cancel(_STUCK)
        elif stuck_at is not None and not self._is_still and _STUCK not in self.timers:
            self.timers.set(_STUCK, stuck_at + _LATE_SECONDS, self.look)

    def _go_round(self) -> None:
        """Tell rooms for a while, and go on after a pause: nobody else must wait for all of them."""
        until = self.timers.now() + self.settings.restore_slice_ms / 1000
        while self._waiting:
            room = next(iter(self._waiting))
            del self._waiting[room]
            self._tell(room)
            if self.timers.now() >= until:
                break
        if self._waiting:
            pause_seconds = self.settings.restore_pause_ms / 1000
            self.timers.set(_ROUND, self.timers.now() + pause_seconds, self._go_round)

    def _tell(self, room: RoomId) -> None:
        host = self.hosts.get(room)
        if host is None:
            return
        if self._is_still or abs(self._zero_ms(host) - host.room.zero_ms) <= _DRIFT_MS:
            self.touch(room)
        else:
            self._shifting.add(room)
            host.give(ShiftTime(self._zero_ms(host)), partial(self._shifted, room))

    def _shifted(self, room: RoomId, result: Value | Refusal) -> None:
        """It is told, or the store fails again: then there will be another round."""
        self._shifting.discard(room)
        self.touch(room)

    def _zero_ms(self, host: Host) -> int:
        return int(self.wall_clock() * 1000) - host.now_ms()
