"""What is stored besides the rows of rooms: players, sessions, answers, rooms at a glance, results, films."""

from typing import Literal

from attrs import frozen

from lobby.core.ids import PlayerId, RoomId, SessionId
from lobby.wire.light import light
from lobby.wire.messages import Kind

# Loaded at the start, and its log replayed; alive, but not in memory; over, and only looked up.
RoomState = Literal["awake", "asleep", "closed"]

OrderKind = Literal["ban_player", "ban_address", "mute", "notice"]


@frozen
class KeepPlayer:
    """A player is known, by this name."""

    id: PlayerId
    token_hash: bytes
    name: str
    kind: Kind


@frozen
class KeepSession:
    """A session of a player is known, and is in these rooms and hears these topics of the lobby."""

    id: SessionId
    secret_hash: bytes
    player: PlayerId
    first: int  # the highest number that it had used before its first command here
    rooms: tuple[RoomId, ...]
    topics: tuple[str, ...]


@light
class KeepAnswer:
    """A command was carried out, with this packed result. As many are kept as may be unanswered."""

    session: SessionId
    number: int
    result: bytes


@frozen
class ForgetSession:
    """A session has ended, with its answers."""

    id: SessionId


@frozen
class KeepRoom:
    """What is known of a room without its log."""

    id: RoomId
    code: str
    state: RoomState
    game: str
    public: bool
    players: tuple[PlayerId, ...]  # in the seats; of a closed room all who ever had one
    touched_ms: int  # wall clock of this change
    data: bytes  # packed value, which the store does not look into


@frozen
class KeepSnapshot:
    """The room as it was after a step; takes the place of an older one. Without such a room it is nothing."""

    room: RoomId
    number: int  # of that step
    data: bytes  # packed value, which the store does not look into


@frozen
class KeepResult:
    """A game has ended."""

    id: str  # 22 characters that nobody can guess: who knows them may see it
    room: RoomId
    number: int  # of the game in its room
    game: str
    public: bool
    players: tuple[PlayerId, ...]
    ended_ms: int  # wall clock
    data: bytes  # packed value, which the store does not look into


@frozen
class RateGame:
    """A rated game has ended: its players' ratings change, once, in the commit of its result."""

    result: str  # its id
    game: str
    players: tuple[PlayerId, ...]
    ranks: tuple[int, ...]  # see lobby.core.finding.ratings
    ended_ms: int  # wall clock


@frozen
class KeepFilm:
    """The film of a result; without bytes there is none to be had. It is nothing where no such result is."""

    id: str
    film: bytes


@frozen
class KeepBlocks:
    """Whom a player does not want to hear; takes the place of what was known of that."""

    player: PlayerId
    data: bytes  # packed list of ids and names


@frozen
class KeepReport:
    """A player has told about another one."""

    id: str
    at_ms: int  # wall clock
    data: bytes  # packed value, which the store does not look into


@frozen
class KeepClock:
    """So long have servers on this data run, together."""

    lived_ms: int


@frozen
class KeepOrder:
    """What the operator has ordered, until it ends by itself; one of its kind and target at a time."""

    kind: OrderKind
    target: str  # a player's id, a network, or of a notice the room, "" for everybody
    name: str  # of the player then, for the operator to read
    text: str  # of a notice what is shown, else the operator's reason
    since_ms: int  # wall clock
    until_ms: int | None  # wall clock; None: for ever
    by: str  # whom of the operating system

    def is_over(self, now_ms: int) -> bool:
        """Tell whether it has ended by itself at this wall clock."""
        return self.until_ms is not None and self.until_ms <= now_ms


@frozen
class ForgetOrder:
    """An order has been lifted."""

    kind: OrderKind
    target: str


@frozen
class KeepDeed:
    """An operator has done something, or tried to."""

    id: str  # random, so that saying it again does no harm
    at_ms: int  # wall clock
    by: str  # whom of the operating system
    what: str  # the command in words
    outcome: str


Record = (
    KeepPlayer
    | KeepSession
    | KeepAnswer
    | ForgetSession
    | KeepRoom
    | KeepSnapshot
    | KeepResult
    | RateGame
    | KeepFilm
    | KeepClock
    | KeepOrder
    | ForgetOrder
    | KeepDeed
    | KeepBlocks
    | KeepReport
)
