"""Events about people: what they say, how they are called, and what hosts decide about them."""

from attrs import field, frozen

from lobby.core.events.stored import to_texts
from lobby.core.ids import PlayerId
from lobby.wire.light import light
from lobby.wire.messages import Channel
from lobby.wire.values import Value


@light
class Said:
    """A line of chat; `to`: who hears it."""

    player: PlayerId
    name: str
    text: str
    to: Channel = "all"


@frozen
class Renamed:
    """The player of a seat has another name."""

    seat: int
    name: str


@frozen
class HostPassed:
    """Somebody else, or nobody, is the host now."""

    player: PlayerId | None


@frozen
class HouseChanged:
    """The host has decided otherwise about the room; `changes`: see lobby.core.hosting.house."""

    changes: dict[str, Value]


@frozen
class Removed:
    """The host has removed a player, seated or not."""

    player: PlayerId
    name: str = ""
    reason: str = ""  # in the words of the host or the operator
    by_operator: bool = False
    to: Channel = "all"  # who hears of it, where the player had no seat


@frozen
class Banned:
    """The host has banned a player, there or not; `marks`: of addresses that are kept out, too."""

    player: PlayerId
    name: str
    reason: str
    marks: tuple[str, ...] = field(default=(), converter=to_texts)
    to: Channel = "all"  # who hears of it, where the player had no seat


@frozen
class Unbanned:
    """The host lets a player come again."""

    player: PlayerId


@frozen
class Admitted:
    """A player has said the right password; the room remembers `most` of those."""

    player: PlayerId
    most: int


@frozen
class HostAwaited:
    """The host, who has no seat, is gone and has until `until_ms`, room time, to come back; None: is back."""

    until_ms: int | None


@frozen
class Muted:
    """The host lets a player say nothing, until a room time."""

    player: PlayerId
    until_ms: int


@frozen
class Unmuted:
    """The host lets a player speak again."""

    player: PlayerId


PeopleEvent = (
    Said
    | Renamed
    | HostPassed
    | HouseChanged
    | Removed
    | Banned
    | Unbanned
    | Admitted
    | HostAwaited
    | Muted
    | Unmuted
)
