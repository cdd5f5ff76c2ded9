"""What a real-time game has no use for: a room is not opened with it, so that nobody waits for it in vain."""

from lobby.core.game import Game
from lobby.core.house import House
from lobby.wire.messages import Pace


def find_unfit(game: Game, house: House, pace: Pace = "live", *, has_clock: bool = False) -> str | None:
    """Return why a game can't be played in a room like that, None where it can."""
    if not game.is_real_time:
        return None
    if pace == "slow":
        return f"{game.title} is played in real time, not over days"
    if has_clock:
        return f"{game.title} is played in real time, without turn clocks"
    if house.watching == "delayed":
        return f"{game.title} is played in real time, which can be watched at once or not at all"
    return None
