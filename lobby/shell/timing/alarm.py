"""One timer for a room: it rings when time itself has something to do there."""

from typing import TYPE_CHECKING

import trio
from attrs import define

from lobby.core.ids import PlayerId
from lobby.core.inputs import TimeCame
from lobby.core.step import due_ms

if TYPE_CHECKING:
    from lobby.shell.host import Host

_TICK_SECONDS = 0.001


@define(eq=False)
class Alarm:
    """Asks the room when it wants to be looked at, and gives it `TimeCame` then."""

    host: "Host"
    _due_ms: int | None = None  # room time when it rings, which may be before anything is due

    @property
    def is_set(self) -> bool:
        """Tell whether it is going to ring."""
        return self._due_ms is not None

    def set(self, not_before: float = 0.0) -> None:
        """Ring when the room wants it next, but not before this time of Trio's clock."""
        due = due_ms(self.host.room)
        if due == self._due_ms and not not_before:
            return
        if not not_before and due is not None and self._due_ms is not None and self._due_ms < due:
            return  # as after most moves: when the timer rings, it finds that there is more time
        self._due_ms = due
        if due is None:
            self.cancel()
        else:
            at_seconds = max(self.host.look_at(due), not_before)
            self.host.parts.timers.set(("room", self.host.room.id), at_seconds, self._ring)

    def set_anew(self, not_before: float) -> None:
        """The same, whatever it was set to: the room is another one now."""
        self._due_ms = None
        self.set(not_before)

    def cancel(self) -> None:
        """Ring no more."""
        self.host.parts.timers.cancel(("room", self.host.room.id))

    def _ring(self) -> None:
        self._due_ms = None
        due = due_ms(self.host.room)
        if due is not None and due > self.host.now_ms():
            # Room time is in whole milliseconds: at the very time it may still be one short, again and again.
            self.set(not_before=trio.current_time() + _TICK_SECONDS)
        else:
            self.host.give(TimeCame(self._find_owed()))

    def _find_owed(self) -> tuple[PlayerId, ...]:
        """Return who is waited for, and would be here but for the server."""
        room = self.host.room
        away = [
            seat.player
            for seat in room.seats
            if seat.away_until_ms is not None or seat.reserved_until_ms is not None
        ]
        waited_for = [*away, room.host if room.host_until_ms is not None else None]
        is_owed = self.host.parts.is_owed
        return tuple(player for player in waited_for if player is not None and is_owed(player))
