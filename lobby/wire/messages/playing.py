"""Commands of who plays, and of all who talk: seats, moves, offers, what a room is set up for."""

from attrs import frozen

from lobby.wire.light import light
from lobby.wire.messages.kinds import Channel, OfferKind
from lobby.wire.values import Value


@frozen
class Sit:
    """Takes a seat; None: the first open one. Who has one moves to another that is open. Result: {seat}."""

    number: int
    room: str
    seat: int | None = None


@frozen
class Stand:
    """Gives the seat up and stays as a spectator. In a running game this is a departure. Result: None."""

    number: int
    room: str


@frozen
class Ready:
    """Says that the seat is ready for the (next) game, or takes it back. Result: None.

    The game starts when every taken seat is ready and there are enough of them, after a countdown where
    several people sit; after a game this is the rematch.
    """

    number: int
    room: str
    ready: bool = True


@light
class Play:
    """Makes a move, decided on `position` of game `game` as the seat's topic told them. Result: None.

    In a real-time game it is an input, and never stale: answered at once with {tick}, the tick that holds it.
    """

    number: int
    room: str
    game: int
    position: int
    move: Value
    lag_ms: int = 0  # the client's last round trip, which a clock gives back; 0: not known


@frozen
class Offer:
    """Asks the others for a draw, for moves to be taken back, or somebody to swap seats. Result: {offer}.

    That is the number which consent names; 0: nobody had to be asked. Who has been offered the same agrees.
    """

    number: int
    room: str
    kind: OfferKind
    game: int = 0  # of a draw or an undo: as the seat's topic told it
    position: int = 0  # and the position that it was decided on
    seat: int | None = None  # to swap with


@frozen
class Consent:
    """Agrees to an offer, or not; whoever made it takes it back with `agree` false. Result: see the page."""

    number: int
    room: str
    offer: int
    agree: bool


@frozen
class Resign:
    """Gives the running game up and keeps the seat. Result: None."""

    number: int
    room: str
    game: int


@frozen
class SetOptions:
    """The host chooses other options for the next game; nobody is ready for it yet. Result: None."""

    number: int
    room: str
    options: dict[str, Value]
    keep: bool = False  # what is left out stays as it is, in place of having its default


@frozen
class SetRoom:
    """The host sets the room up anew, see “Set up anew”. Result: None.

    With another clock or pace nobody is ready for the next game yet.
    """

    number: int
    room: str
    changes: dict[str, Value]


@light
class Say:
    """Says a line in the chat of a room, or of the lobby with room "". Result: {to}, who hears it.

    What a watcher says to all, watchers alone hear while a game with secrets runs, or one that they see late.
    """

    number: int
    room: str
    text: str
    to: Channel = "all"  # or who has a seat, who has none, the own team; in the lobby all


PlayingCommand = Sit | Stand | Ready | Play | Offer | Consent | Resign | SetOptions | SetRoom | Say
