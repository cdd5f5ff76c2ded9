"""Whether a game can go on with a room of another version: tried on values, before anything becomes of it."""

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
    """A game can't take a room over now; the text says why. All that is stored of it stays as it is."""

    def __init__(self, room: Room, why: str) -> None:
        super().__init__(why)
        self.room = room


@frozen(eq=False)
class Upgrades:
    """Tries upgrades. A room that has waited for one for `days`, by the wall clock, is not waited for."""

    parts: Parts
    days: float

    def check(self, room: Room, wall_ms: int) -> None:
        """Raise Halted where the `upgrade` of a running game fails, or what it makes can't be shown.

        It is not counted how often: who restarts a server again and again has not given the room up.
        """
        game = room.game
        if room.phase != "playing" or game.version == room.version or game.upgrade is None:
            return
        if wall_ms - (room.zero_ms + room.now_ms) > self.days * _DAY_MS:
            return  # it is tried once more, and ends if that fails
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
