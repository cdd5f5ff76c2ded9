"""Every frame of the protocol, as frozen classes in two closed unions.

A frame is one msgpack map; `type` is the class name in snake_case, the other keys are the fields. A
field that has its default may be left out; an unknown key is passed over, so that newer peers may say more.
"""

from typing import Literal

from attrs import field, frozen

from lobby.wire.light import light
from lobby.wire.values import Value

PROTOCOL = 1

Kind = Literal["person", "bot"]
Channel = Literal["all", "seats", "watchers", "team"]
Pace = Literal["live", "slow"]  # a game in one sitting, or one over days
OfferKind = Literal["draw", "undo", "swap"]  # a draw, moves taken back, seats swapped
Offset = tuple[str, int]  # epoch, number


# --- what a client says --------------------------------------------------------------------------


@frozen
class Hello:
    """The first frame of every connection. A repeat of `session` and `secret` is the same session."""

    protocol: tuple[int, int]  # lowest and highest version that the client speaks
    session: bytes  # 16 random bytes, made by the client per page load or bot run
    secret: bytes  # 16 random bytes
    kind: Kind
    build: str = ""  # the build of the page, "" for others
    token: bytes = b""  # 16 to 64 secret bytes that name the player; b"": the cookie, or a new guest
    name: str = ""  # the name wished for by a new player
    last: int = 0  # the highest command number sent in this session so far
    offsets: dict[str, Offset] = field(factory=dict)  # per topic: the last frame that the client has
    attempt: int = 0  # which hello of this session it is, counted from 1 over all transports; 0: not counted


@frozen
class Ping:
    """Sent when nothing else was for limits.ping_ms."""


@frozen
class Resume:
    """Asks for what is missing after a gap or a hash that differs, on a connection that lives."""

    offsets: dict[str, Offset]
    damaged: list[str] = field(factory=list)  # topics that are asked for anew since they can't be right


@frozen
class Signal:
    """Something that may be lost: typing, an emote, a cursor. Never answered, told to all others there."""

    room: str
    kind: str
    value: Value = None


@frozen
class SetName:
    """Changes the player's name. Result: {name} as it became."""

    number: int
    name: str


@frozen
class Create:
    """Opens a room and joins it. Result: {room, code}.

    In a slow room a seat is kept while its player is away, and each move may take days.
    """

    number: int
    game: str
    name: str = ""
    public: bool = True
    options: dict[str, Value] = field(factory=dict)
    pace: Pace = "live"
    clock: dict[str, Value] | None = None  # see “Clocks”; null: the move limit alone
    house: dict[str, Value] = field(factory=dict)  # what its host decides, see “House”


@frozen
class Join:
    """Enters a room, by its id or its code. Result: {room, code}."""

    number: int
    room: str
    password: str = ""  # where the room has one; members need none


@frozen
class Leave:
    """Leaves a room with all sessions of the player; a seat is freed at once. Result: None."""

    number: int
    room: str


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

    Result: None.
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


Command = (
    SetName
    | Create
    | Join
    | Leave
    | Sit
    | Stand
    | Ready
    | Play
    | Offer
    | Consent
    | Resign
    | SetOptions
    | SetRoom
    | Say
    | Kick
    | Mute
    | Unmute
    | Block
    | Unblock
    | Report
    | Ban
    | Unban
    | PassHost
    | AddBot
    | RemoveBot
    | SetHouse
    | Look
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
ClientMessage = Hello | Ping | Resume | Signal | Command


# --- what the server says ------------------------------------------------------------------------


@frozen
class Player:
    """Who somebody is, as others see it."""

    id: str
    name: str
    kind: Kind


@frozen
class Limits:
    """What the client must keep to; names carry the units."""

    frame_bytes: int
    unanswered: int  # commands without an answer
    chat_characters: int
    name_characters: int
    ping_ms: int  # say something at least this often
    silence_ms: int  # a peer unheard for so long is gone
    poll_bytes: int  # the longest body of a poll


@frozen
class Welcome:
    """Answers a hello. All topics that the session subscribes to follow, then `caught_up`."""

    protocol: int
    session: Literal["new", "resumed", "expired"]
    player: Player
    build: str  # of the page that the server serves
    newer_page: bool  # the client is a page, and the server serves another build
    time_ms: int  # wall clock, Unix epoch
    limits: Limits
    mark: str = ""  # to come back with, in the URL: who has it is let in before strangers


@frozen
class CaughtUp:
    """All that a hello or resume asked for has been sent."""


@frozen
class Pong:
    """Answers a ping."""

    time_ms: int  # wall clock, Unix epoch


@light
class Done:
    """Answers a command that took effect."""

    number: int
    result: Value = None


@frozen
class Refused:
    """Answers a command that changed nothing."""

    number: int
    code: str
    detail: str
    params: dict[str, Value] = field(factory=dict)  # the detail in parts: `why`, and its values


@frozen
class Snapshot:
    """The whole view of a topic at a number."""

    topic: str
    epoch: str
    number: int
    view: Value
    more: bool = False  # belongs to a step whose last frame is still to come: hold back what is shown


@light
class Patch:
    """The change of a view from the topic's frame `previous` to `number`."""

    topic: str
    number: int
    previous: int
    change: dict[str, Value]
    more: bool = False
    hash: int | None = None  # now and then: the CRC-32 of the view after the change


@frozen
class Gone:
    """The topic ends for this session, with one of the reasons of the protocol page."""

    topic: str
    reason: str
    detail: str = ""  # in the host's words, where the host did it


@frozen
class Signalled:
    """A signal of another member; it may be lost."""

    room: str
    player: str
    kind: str
    value: Value


@frozen
class Goodbye:
    """The last frame of a connection: why the server ends it."""

    code: str
    detail: str
    retry_ms: int | None = None  # when to come back, where coming back helps
    until_ms: int | None = None  # of `banned`: wall clock, Unix epoch, until which it holds; null: for ever


ServerMessage = Welcome | CaughtUp | Pong | Done | Refused | Snapshot | Patch | Gone | Signalled | Goodbye
