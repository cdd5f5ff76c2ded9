"""Rooms that wait for their game: since when is stored, so that their time stands still over starts."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import structlog
from attrs import frozen

from lobby.core.game import Game
from lobby.core.summary import Summary, halt
from lobby.shell.keeping.results import keep_room
from lobby.shell.rooms.upgrading import Upgrades
from lobby.shell.store import Store

log = structlog.get_logger()


@frozen
class Sorted:
    """The rooms of a start: whose game is here, whose is not, and for whose nobody waits any more."""

    offered: Sequence[Summary]
    missing: Sequence[Summary]
    given_up: Sequence[Summary]


@frozen(eq=False)
class Halts:
    """Knows which games are on offer, and notes which rooms wait for theirs."""

    games: dict[str, Game]
    store: Store
    upgrades: Upgrades
    wall_clock: Callable[[], float]  # seconds since the Unix epoch

    def sort(self, rooms: Iterable[Summary]) -> Sorted:
        """Return the rooms by whether their game is on offer; those of missing games are not even read, and
        who runs the server is told of them."""
        rooms = list(rooms)
        missing = [room for room in rooms if room.game not in self.games]
        given_up = [room for room in missing if self._is_given_up(room)]
        waiting = [room for room in missing if not self._is_given_up(room)]
        for room in given_up:
            self.store.set_aside(room.id, f"the game {room.game} is not on offer")
        _tell("rooms wait for games that are not on offer", waiting)
        _tell("rooms given up whose games were not on offer for too long", given_up)
        return Sorted([room for room in rooms if room.game in self.games], waiting, given_up)

    def halt(self, room: Summary, stopped_ms: int) -> Summary:
        """Return the room as one that waits since servers had run for so long, and have that stored."""
        if room.is_halted:
            return room
        wall_ms = self._wall_ms()
        halted = halt(room, wall_ms, stopped_ms)
        # The next start lets it come back by itself, also if it was asleep: its time has to go on.
        self.store.write((keep_room(halted, "awake", wall_ms),), _ignore)
        return halted

    def resume(self, room: Summary) -> None:
        """Have a room stored as it is, which waits no more."""
        self.store.write((keep_room(room, "awake", self._wall_ms()),), _ignore)

    def _is_given_up(self, room: Summary) -> bool:
        return room.halted_ms is not None and self.upgrades.is_given_up(room.halted_ms)

    def _wall_ms(self) -> int:
        return int(self.wall_clock() * 1000)


def _tell(what: str, rooms: Sequence[Summary]) -> None:
    if rooms:
        games = Counter(room.game for room in rooms)
        cure = "name each with --game, or in [server] games"
        log.warning(what, rooms=len(rooms), games=dict(sorted(games.items())), cure=cure)


def _ignore(_: bool) -> None:
    """Where this is lost, time that the room has waited counts, or time it has not: never a move."""
