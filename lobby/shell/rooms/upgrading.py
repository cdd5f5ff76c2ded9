"""Whether a game can go on with a room of another version: tried on values, before anything becomes of it."""

from collections.abc import Callable

from attrs import frozen

from lobby.core.announce import announce
from lobby.core.blame import GameFailed
from lobby.core.budget import OverBudget
from lobby.core.inputs import Upgrade
from lobby.core.refusal import Refusal
from lobby.core.room import Room
from lobby.core.step import take
from lobby.shell.landlord import Parts
from lobby.shell.reporting.failing import report_stored
from lobby.shell.reporting.reports import Failure

_DAY_MS = 24 * 60 * 60 * 1000


class Halted(Exception):
    """A game can't take a room over now; the text says why. All that is stored of it stays as it is.

    `until_start`: only another version of the game can, so that this server need not try again.
    """

    def __init__(self, room: Room, why: str, *, until_start: bool = False) -> None:
        super().__init__(why)
        self.room, self.until_start = room, until_start


@frozen(eq=False)
class Upgrades:
    """Tries upgrades. A room that has waited for one for `days`, by the wall clock, is not waited for."""

    parts: Parts
    wall_clock: Callable[[], float]  # seconds since the Unix epoch
    days: float

    def is_given_up(self, since_ms: int) -> bool:
        """Tell whether what has waited since then, by the wall clock, is not waited for any more."""
        return self.wall_clock() * 1000 - since_ms > self.days * _DAY_MS

    def has_given_up(self, room: Room) -> bool:
        """Tell whether a room in which nothing has happened since then is not waited for any more."""
        return self.is_given_up(room.zero_ms + room.now_ms)

    def check(self, room: Room) -> None:
        """Raise Halted where a running game is of a later version than the one here, where the `upgrade` of
        this one fails, or what it makes can't be shown.

        It is not counted how often: who restarts a server again and again has not given the room up.
        """
        game = room.game
        if room.phase != "playing" or game.version == room.version or self.has_given_up(room):
            return  # what was given up is tried once more, and ends if that fails
        if game.version < room.version:
            why = f"its game is of version {room.version}, here is the older {game.version}"
            raise Halted(room, why, until_start=True)
        if game.upgrade is None:
            return
        try:
            self.parts.watchdog.run(f"upgrade {room.id}", lambda: _try(room))
        except (GameFailed, OverBudget) as error:
            failure = error if isinstance(error, GameFailed) else _blame(error)
            self.parts.metrics.hook_failures += 1
            report_stored(self.parts, Failure(room, Upgrade(), room.now_ms, failure))
            raise Halted(room, str(failure)) from failure


def _try(room: Room) -> None:
    step = take(room, Upgrade(), room.now_ms)
    assert not isinstance(step, Refusal), "an upgrade is never refused"
    announce(room, step.room, step.row)


def _blame(stopped: OverBudget) -> GameFailed:
    failure = GameFailed(str(stopped))
    failure.__cause__ = stopped
    return failure
