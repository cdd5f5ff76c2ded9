"""What a real-time game has no use for: a room is not opened with it, so that nobody waits for it in vain."""

from lobby.core import because
from lobby.core.game import Game
from lobby.core.hosting.house import House
from lobby.core.refusal import Refusal
from lobby.wire.messages import Pace


def find_unfit(game: Game, house: House, pace: Pace = "live", *, has_clock: bool = False) -> Refusal | None:
    """Return why a game can't be played in a room like that, None where it can."""
    if not game.is_real_time:
        return None
    if pace == "slow":
        return because.real_time(game.title, "days")
    if has_clock:
        return because.real_time(game.title, "clocks")
    if house.watching == "delayed":
        return because.real_time(game.title, "delay")
    return None
