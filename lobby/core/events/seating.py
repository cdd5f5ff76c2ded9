"""Events about seats: who has one, who is kept one, who is away from it."""

from typing import Literal

from attrs import frozen

from lobby.core.ids import PlayerId
from lobby.wire.messages import Kind

Reason = Literal["left", "lost", "kicked", "idle", "banned", "operator"]


@frozen
class Seated:
    """A player has taken a seat, or the host has given it to a bot."""

    seat: int
    player: PlayerId
    name: str
    kind: Kind
    bot: str = ""  # the kind of bot, of the server's own


@frozen
class Unreserved:
    """A seat is open again that was kept for a player, who has not come in time or has declined."""

    seat: int
    player: PlayerId


@frozen
class Invited:
    """Somebody in the room has asked a player to come, until a room time."""

    player: PlayerId
    by: PlayerId
    name: str  # of who asks
    until_ms: int


@frozen
class Uninvited:
    """An invitation is over: it was declined, or nobody has come in time."""

    player: PlayerId


@frozen
class Readied:
    """The player of a seat is ready, or no longer."""

    seat: int
    ready: bool


@frozen
class Swapped:
    """Two seats have changed places, with who sits there; one of them may be open."""

    seat: int
    other: int


@frozen
class WentAway:
    """A seated player's last connection is gone; the seat waits until `until_ms`, room time."""

    seat: int
    until_ms: int


@frozen
class Lent:
    """A seated player was away for too long: a bot plays on, until they come back or the game is over."""

    seat: int
    bot: str


@frozen
class CameBack:
    """A seated player who was away, or whose seat was lent, is there again."""

    seat: int


@frozen
class Departed:
    """A seat is free again, because its player went for this reason."""

    seat: int
    player: PlayerId
    name: str
    reason: Reason
    text: str = ""  # the host's, where the host did it


@frozen
class StillReserved:
    """A seat is kept until a later room time: the server has turned its player away, who is owed a return."""

    seat: int
    until_ms: int


SeatEvent = (
    Seated
    | Unreserved
    | Invited
    | Uninvited
    | Readied
    | Swapped
    | WentAway
    | Lent
    | CameBack
    | Departed
    | StillReserved
)
