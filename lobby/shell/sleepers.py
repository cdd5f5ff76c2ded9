"""Rooms that live without being in memory: what is known of each, and how one comes back.

A slow room falls asleep when nobody has been there for a while. It wakes when somebody comes, or when
something is due in it.
"""

from collections.abc import Callable

import structlog
from attrs import define, field

from lobby.core.ids import RoomId
from lobby.core.summary import Summary
from lobby.shell.lived import Lived
from lobby.shell.questions import Unreadable
from lobby.shell.store import KeptRoom, Store
from lobby.shell.timers import Timers

log = structlog.get_logger()

# A room that can't be read now is tried again after this time, if something is due in it.
RETRY_SECONDS = 5.0

Woken = Callable[[bool], None]  # whether it is awake


@define(eq=False)
class Sleepers:
    """All rooms that are asleep. `rouse` makes a room of what was kept of it; False: it can't go on."""

    store: Store
    timers: Timers
    lived: Lived
    rouse: Callable[[KeptRoom, Summary], bool]
    _rooms: dict[RoomId, Summary] = field(factory=dict)
    _waiting: dict[RoomId, list[Woken]] = field(factory=dict)  # for rooms that are being read

    def add(self, summary: Summary) -> None:
        """A room sleeps from now on."""
        self._rooms[summary.id] = summary
        self._set_alarm(summary)

    def get(self, room: str) -> Summary | None:
        """Return what is known of a room that sleeps, None for any other."""
        return self._rooms.get(RoomId(room))

    def wake(self, room: RoomId, then: Woken) -> None:
        """Bring a room back that sleeps; `then` hears when it is there, or that it can't be."""
        waiting = self._waiting.setdefault(room, [])
        waiting.append(then)
        if len(waiting) == 1:
            self.timers.cancel(("asleep", room))
            self.store.wake(room, lambda kept: self._take(room, kept))

    def __contains__(self, room: object) -> bool:
        return room in self._rooms

    def __len__(self) -> int:
        return len(self._rooms)

    def _take(self, room: RoomId, kept: KeptRoom | Unreadable | None) -> None:
        summary, waiting = self._rooms[room], self._waiting.pop(room)
        if isinstance(kept, Unreadable):
            log.warning("room does not wake", room=room, why=kept.reason)
            self._set_alarm(summary, RETRY_SECONDS)
            is_awake = False
        else:
            del self._rooms[room]
            is_awake = kept is not None and self.rouse(kept, summary)
        for then in waiting:
            then(is_awake)

    def _set_alarm(self, summary: Summary, after_seconds: float = 0.0) -> None:
        if summary.due_ms is None:
            return
        lived_ms = (summary.zero_lived_ms or 0) + summary.due_ms
        at_seconds = max(self.lived.seconds_at(lived_ms), self.timers.now() + after_seconds)
        self.timers.set(("asleep", summary.id), at_seconds, lambda: self.wake(summary.id, _ignore))


def _ignore(_: bool) -> None:
    """What was due happens by itself once the room is awake."""
