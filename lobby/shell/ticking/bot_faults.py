"""What goes wrong with the bots of a real-time game, ten times a second at worst: told once, then counted."""

import structlog
from attrs import define, field

from lobby.core.room import Room

log = structlog.get_logger()


@define(eq=False)
class BotFaults:
    """A line of the log for each seat when its bot first fails, and one with how often at the end."""

    _game: str = ""
    _room: str = ""
    _counts: dict[int, int] = field(factory=dict)  # by seat
    _last: dict[int, str] = field(factory=dict)

    def about(self, room: Room) -> None:
        """Name the game and the room from now on."""
        self._game, self._room = room.game.id, room.id

    def tell(self, seat: int, why: str) -> None:
        """A bot has failed once more."""
        self._counts[seat] = self._counts.get(seat, 0) + 1
        self._last[seat] = why
        if self._counts[seat] == 1:
            log.warning("bot failed", game=self._game, room=self._room, seat=seat, why=why)

    def close(self) -> None:
        """Tell how often each has failed that did so more than once, and begin anew."""
        for seat, times in self._counts.items():
            if times > 1:
                where = {"game": self._game, "room": self._room, "seat": seat}
                log.warning("bot has failed", **where, times=times, last=self._last[seat])
        self._counts.clear()
        self._last.clear()
