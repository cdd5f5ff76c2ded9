"""Commands that find rooms, games and people, also those that are over."""

from attrs import frozen

from lobby.wire.messages.kinds import Pace
from lobby.wire.values import Value


@frozen
class Look:
    """Asks what is known of a room by its id or code, also after it has closed. Result: see the page."""

    number: int
    room: str


@frozen
class Again:
    """Opens a room like one that has closed, for the same people, and joins it. Result: {room, code}.

    Who asks after somebody else comes into the same room; the others are invited.
    """

    number: int
    room: str
    password: str = ""  # as with `join`


@frozen
class Search:
    """Looks for public rooms, newest first; what is left out is anything. Result: {rooms, cursor}.

    A page may hold fewer rooms than it could; only where `cursor` is "" there are no more.
    """

    number: int
    game: str = ""
    text: str = ""  # part of the room's name, or its whole code
    pace: str = ""  # live or slow
    clock: str = ""  # none, per_move, fischer or byo_yomi
    phase: str = ""  # gathering, playing or over
    free: int = 0  # seats at least that are open to be taken now
    rated: bool | None = None
    guarded: bool | None = None  # locked, or with a password
    cursor: str = ""  # of the page before; "": the first page


@frozen
class QuickPlay:
    """Takes a seat in the best open room, or in a new one, and joins it. Result: {room, code, seat}.

    Who has a seat already in a room of the game where none runs is brought there.
    """

    number: int
    game: str
    options: dict[str, Value] | None = None  # null: any; a new room has the usual ones
    pace: Pace = "live"
    clock: dict[str, Value] | None = None  # null: any; a new room has none


@frozen
class Profile:
    """Asks how good a player is, and for the last games. Result: see the page."""

    number: int
    player: str = ""  # id; "": oneself


@frozen
class Leaders:
    """Asks for the best players of a game, a page at a time. Result: see the page."""

    number: int
    game: str
    page: int = 0


@frozen
class Enqueue:
    """Waits for a rated game against players who are about as good. Result: None.

    `player/<id>` tells how it goes. A player waits for one game at a time.
    """

    number: int
    game: str
    seats: int = 0  # how many play; 0: as few as the game takes
    pace: Pace = "live"
    clock: dict[str, Value] | None = None


@frozen
class Dequeue:
    """Waits no more, if the player did. Result: None."""

    number: int


@frozen
class Invite:
    """Asks a player whom one has met to come into a room that one is in. Result: None."""

    number: int
    room: str
    player: str


@frozen
class Decline:
    """Does not want the seat that is kept in a room, or the invitation to it. Result: None."""

    number: int
    room: str


@frozen
class Subscribe:
    """Asks for a topic of the lobby: lobby/<game> or lobby/chat. Result: None, after the snapshot."""

    number: int
    topic: str


@frozen
class Unsubscribe:
    """Ends a subscription to a topic of the lobby. Result: None."""

    number: int
    topic: str


FindingCommand = (
    Look
    | Again
    | Search
    | QuickPlay
    | Profile
    | Leaders
    | Enqueue
    | Dequeue
    | Invite
    | Decline
    | Subscribe
    | Unsubscribe
)
