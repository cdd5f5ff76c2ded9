"""Games with secrets: who watches writes nothing that those who play read, in whatever way."""

from lobby.core import because
from lobby.core.ids import PlayerId
from lobby.core.refusal import Refusal
from lobby.core.room import Room
from lobby.wire.messages import Channel


def keeps_secrets(room: Room) -> bool:
    """Tell whether a game with secrets runs."""
    return room.phase == "playing" and room.game.secret is not None


def channel_of(room: Room) -> Channel:
    """Return who hears that a watcher was sent away: their name may say anything, too."""
    return "watchers" if keeps_secrets(room) else "all"


def find_hush(room: Room, player: PlayerId) -> Refusal | None:
    """Return why a player writes nothing now that seats would read, None where they may."""
    if not keeps_secrets(room) or room.seat_of(player) is not None:
        return None
    return because.hushed()
