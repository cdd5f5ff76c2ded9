"""What may be asked of a room, or happen to it: the union `Input`."""

from typing import Literal

from attrs import frozen

from lobby.core.events.stored import TickInput
from lobby.core.ids import PlayerId
from lobby.wire.light import light
from lobby.wire.messages import Channel, OfferKind, Player
from lobby.wire.values import Value


@frozen
class TakeSeat:
    """A member wants a seat, or who has one wants another; None: the first open one."""

    player: Player
    seat: int | None


@frozen
class GiveSeatUp:
    """A player stands up and stays to watch."""

    player: PlayerId


@frozen
class Decline:
    """A player does not want to come: neither to a seat that is kept for them, nor as they were invited."""

    player: PlayerId


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
class SetReady:
    """A player is ready for the next game, or no longer."""

    player: PlayerId
    ready: bool


@light
class MakeMove:
    """A player moves, as decided on that position of that game."""

    player: PlayerId
    game: int
    position: int
    move: Value
    lag_ms: int = 0  # of the network, as the client says


@frozen
class RunTicks:
    """A real-time game goes on by ticks, with what came for each of them; said by the shell."""

    first: int
    ticks: int
    inputs: tuple[TickInput, ...]


@frozen
class MakeOffer:
    """A player asks others for their consent, as decided on that position of a game; `seat`: to swap with."""

    player: PlayerId
    kind: OfferKind
    game: int
    position: int
    seat: int | None = None


@frozen
class AnswerOffer:
    """A player agrees to an offer, or not; its maker takes it back."""

    player: PlayerId
    offer: int
    agree: bool


@frozen
class Resign:
    """A player gives that game up."""

    player: PlayerId
    game: int


@frozen
class ChangeOptions:
    """The host chooses other options for the next game."""

    by: PlayerId
    options: dict[str, Value]
    keep: bool = False  # the options that are not named stay as they are


@frozen
class ChangeSetup:
    """The host sets the room up anew; `changes` as `lobby.core.hosting.setup.structure` gives them.

    Beside a pace they hold `grace_ms` and `move_limit_ms` as the operator has them for it.
    """

    by: PlayerId
    changes: dict[str, Value]


@light
class SayLine:
    """A member says something."""

    player: Player
    text: str
    to: Channel = "all"


@frozen
class AddBot:
    """The host wants a bot on a seat; None: on the first open one. `kind` is one that the shell knows."""

    by: PlayerId
    seat: int | None
    kind: str
    title: str


@frozen
class RemoveBot:
    """The host wants a bot away."""

    by: PlayerId
    seat: int


@frozen
class DrawMove:
    """A bot can't choose on that position of that game: any legal move; said by the shell."""

    player: PlayerId
    game: int
    position: int


@frozen
class ChangeHouse:
    """The host decides otherwise about the room; `changes` as `core.hosting.house.structure` gives them."""

    by: PlayerId
    changes: dict[str, Value]


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


@frozen
class Leave:
    """A player leaves, on purpose."""

    player: PlayerId


@frozen
class Drop:
    """The last live session of a player is gone; said by the host of the room."""

    player: PlayerId


@frozen
class Return:
    """A session of a player is there again; said by the host of the room."""

    player: PlayerId


@frozen
class TimeCame:
    """The time that `due` named has come. `owed`: who would be here but that the server turned them away."""

    owed: tuple[PlayerId, ...] = ()


@frozen
class Restart:
    """The server has started again; said by the shell, before anybody is back."""

    zero_ms: int  # wall clock at room time 0
    grace_ms: int
    zero_lived_ms: int | None = None  # how long servers had run at room time 0; None: as before


@frozen
class ShiftTime:
    """Room time has stood still and goes on; said by the shell."""

    zero_ms: int  # wall clock at room time 0


@frozen
class Upgrade:
    """The server offers another version of the game than the room began with; said by the shell."""


@frozen
class Close:
    """Nobody is there, the server wants the room closed, or can't go on with its game in this version."""

    reason: Literal["empty", "closed", "outdated", "operator"]
    text: str = ""  # the operator's


Input = (
    TakeSeat
    | GiveSeatUp
    | Decline
    | Invite
    | SetReady
    | MakeMove
    | RunTicks
    | MakeOffer
    | AnswerOffer
    | Resign
    | ChangeOptions
    | ChangeSetup
    | SayLine
    | AddBot
    | RemoveBot
    | DrawMove
    | ChangeHouse
    | RemovePlayer
    | Expel
    | MutePlayer
    | UnmutePlayer
    | BanPlayer
    | Unban
    | Admit
    | PassHost
    | Rename
    | Leave
    | Drop
    | Return
    | TimeCame
    | Restart
    | ShiftTime
    | Upgrade
    | Close
)
