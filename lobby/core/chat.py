"""Who may say what to whom in a room: channels, and when watchers and seats do not hear each other."""

from lobby.core.ids import PlayerId
from lobby.core.room import Room
from lobby.core.watching import is_held, roll_of


def is_deaf(room: Room, now_ms: int) -> bool:
    """Tell whether what watchers say does not reach the seats now: they may see more than a seat does, or
    speak of what was long ago."""
    has_secrets = room.phase == "playing" and room.game.secret is not None
    return has_secrets or is_held(room, now_ms)


def reaches(room: Room, now_ms: int, sender: PlayerId, hearer: PlayerId) -> bool:
    """Tell whether a signal of one member may be told to another now."""
    is_late = is_held(room, now_ms)
    if not is_late and not is_deaf(room, now_ms):
        return True
    seated = roll_of(room).seated
    if sender in seated:
        return hearer in seated or not is_late
    return hearer not in seated
