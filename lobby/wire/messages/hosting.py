"""Commands about people and the house: what a host decides, and whom a player wants to hear."""

from attrs import frozen

from lobby.wire.values import Value


@frozen
class Kick:
    """The host removes a player from the room, who may come again. Result: None."""

    number: int
    room: str
    player: str
    reason: str = ""  # told to the player, and in the chat


@frozen
class Ban:
    """The host bans a player, who need not be there. Result: {addresses}, how many were banned as well.

    The player can't come in any more by any way until the room closes, see “Who may come in”.
    """

    number: int
    room: str
    player: str
    reason: str = ""  # told to the player, and in the chat
    address: bool = False  # ban the addresses of the player, too, as far as the server knows them


@frozen
class Unban:
    """The host lets a banned player come again. Result: None."""

    number: int
    room: str
    player: str


@frozen
class PassHost:
    """The host makes another member the host. Result: None."""

    number: int
    room: str
    player: str


@frozen
class Mute:
    """The host lets a player say nothing in the room, for a while or until `unmute`; also one who has gone.

    It goes on in the room that `again` opens, for what is left of the time. Result: None.
    """

    number: int
    room: str
    player: str
    minutes: int = 0  # 0: until `unmute`


@frozen
class Unmute:
    """The host lets a player speak again. Result: None."""

    number: int
    room: str
    player: str


@frozen
class Block:
    """The player does not want to hear another one any more: `blocked` of player/<id>. Result: None.

    Clients don't show lines and signals of who is blocked. Nothing comes of their invitations, and they are
    not told so.
    """

    number: int
    player: str


@frozen
class Unblock:
    """Takes a `block` back. Result: None."""

    number: int
    player: str


@frozen
class Report:
    """Tells the operator of the server about a player, with the last lines of the chat. Result: None."""

    number: int
    room: str
    player: str
    text: str


@frozen
class SetHouse:
    """The host changes what the host decides about the room, see “House”. Result: None."""

    number: int
    room: str
    changes: dict[str, Value]


@frozen
class AddBot:
    """The host gives an open seat to a bot, None: the first one. Result: {seat}.

    `kind` is one of those that /api/games lists for the game, "" the first of them.
    """

    number: int
    room: str
    seat: int | None = None
    kind: str = ""


@frozen
class RemoveBot:
    """The host takes the bot away from a seat. In a running game this is a departure. Result: None."""

    number: int
    room: str
    seat: int


HostingCommand = (
    Kick | Mute | Unmute | Block | Unblock | Report | Ban | Unban | PassHost | AddBot | RemoveBot | SetHouse
)
