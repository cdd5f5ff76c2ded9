"""Inputs about people: what is said, who may come, who must go, who is the host."""

from attrs import frozen

from lobby.core.ids import PlayerId
from lobby.wire.light import light
from lobby.wire.messages import Channel, Player


@light
class SayLine:
    """A member says something."""

    player: Player
    text: str
    to: Channel = "all"


@frozen
class Invite:
    """A member asks a player to come; `keep_ms` and `most` are what the operator allows of invitations.

    One that is not wanted is judged like any other, and then nothing comes of it.
    """

    by: Player
    player: PlayerId
    keep_ms: int
    most: int  # of one room at a time
    is_wanted: bool = True  # not of who has blocked the member


@frozen
class Decline:
    """A player does not want to come: neither to a seat that is kept for them, nor as they were invited."""

    player: PlayerId


@frozen
class MutePlayer:
    """The host wants a player to say nothing; for 0 minutes: until told otherwise."""

    by: PlayerId
    player: PlayerId
    minutes: int


@frozen
class UnmutePlayer:
    """The host lets a player speak again."""

    by: PlayerId
    player: PlayerId


@frozen
class RemovePlayer:
    """The host wants a player out."""

    by: PlayerId
    player: PlayerId
    name: str = ""
    reason: str = ""


@frozen
class Expel:
    """The operator of the server wants a player out, whoever it is and whatever they play."""

    player: PlayerId
    name: str
    reason: str


@frozen
class BanPlayer:
    """The host wants a player out for good; `marks`: of addresses, `most`: players that may be banned."""

    by: PlayerId
    player: PlayerId
    name: str
    reason: str
    marks: tuple[str, ...]
    most: int


@frozen
class Unban:
    """The host lets a player come again."""

    by: PlayerId
    player: PlayerId


@frozen
class Admit:
    """A player has said the password of that hash; `most`: players whom the room remembers for it."""

    player: PlayerId
    password_hash: str
    most: int


@frozen
class PassHost:
    """The host wants another member to be it; that it is a member is known to who asks."""

    by: PlayerId
    player: PlayerId


@frozen
class Rename:
    """A player has another name now; said by the lobby."""

    player: PlayerId
    name: str


PeopleInput = (
    SayLine
    | Invite
    | Decline
    | MutePlayer
    | UnmutePlayer
    | RemovePlayer
    | Expel
    | BanPlayer
    | Unban
    | Admit
    | PassHost
    | Rename
)
