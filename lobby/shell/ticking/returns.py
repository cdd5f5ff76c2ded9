"""Whom a game in real time waits for after a restart of the server: until they are back, or not for long."""

from collections.abc import Callable

from attrs import define

from lobby.core.ids import RoomId
from lobby.core.room import Room
from lobby.shell.host import Host
from lobby.wire.values import Value


@define(eq=False)
class Returns:
    """A game that has gone on before waits, since nobody is to blame for a restart; one that begins for those
    who are there does not. It is told beside the log, with who is in the room: it is no step of the game.
    """

    host: Host
    touch: Callable[[RoomId], None]  # what is told of a room beside its steps has changed
    _until_seconds: float = 0.0  # by Trio's clock
    _until_ms: int = 0  # the same as room time

    def begin(self, now_seconds: float, wait_seconds: float, *, has_begun: bool) -> None:
        """Wait for who is away now, for so long at most, unless the game begins for others who are there."""
        if not has_begun and _is_anybody_there(self.host.room):
            return
        self._until_seconds = now_seconds + wait_seconds
        self._until_ms = self.host.now_ms() + int(wait_seconds * 1000)

    def are_awaited(self, now_seconds: float) -> bool:
        """Return whether somebody is waited for; once nobody is, nobody will be."""
        if not self._until_seconds:
            return False  # as at nearly every tick
        seats = _seats_away(self.host.room) if now_seconds < self._until_seconds else []
        if not seats:
            self._until_seconds = 0.0
        self._tell({"seats": seats, "until_ms": self._until_ms} if seats else None)
        return bool(seats)

    def end(self) -> None:
        """Wait for nobody."""
        self._until_seconds = 0.0
        self._tell(None)

    def _tell(self, waits: Value) -> None:
        if waits != self.host.waits:
            self.host.waits = waits
            self.touch(self.host.room.id)


def _seats_away(room: Room) -> list[int]:
    """Return the seats whose players are away, as all are after a restart."""
    return [
        number for number, seat in enumerate(room.seats) if seat.status == "away" and room.in_game(number)
    ]


def _is_anybody_there(room: Room) -> bool:
    """Tell whether a person plays who is not away; nobody does after a restart."""
    return any(
        seat.person and seat.status == "taken" and room.in_game(number)
        for number, seat in enumerate(room.seats)
    )
