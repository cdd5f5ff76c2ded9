"""What has happened in a room, for good: the union `Event`, and the step that holds some of them."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from attrs import field, frozen

from lobby.core.ids import Code, PlayerId, RoomId, to_player_ids
from lobby.wire.light import light
from lobby.wire.messages import Channel, Kind, OfferKind, Pace
from lobby.wire.values import Value

Reason = Literal["left", "lost", "kicked", "idle", "banned", "operator"]
Reserved = tuple[str, str, Kind]  # a player's id, name and kind


def _to_reserved(rows: Iterable[Iterable[Any]]) -> tuple[Reserved, ...]:
    """Return the rows as tuples: out of the store they come as lists."""
    return tuple((player, name, kind) for player, name, kind in rows)


def _to_texts(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(texts)


TickInput = tuple[int, int, Value]  # the number of a tick, the seat, the move


def _to_tick_inputs(rows: Iterable[Iterable[Any]]) -> tuple[TickInput, ...]:
    return tuple((tick, seat, move) for tick, seat, move in rows)


def _to_seats(seats: Iterable[int]) -> tuple[int, ...]:
    return tuple(seats)  # out of the store they come as a list


def _to_numbers(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(numbers)  # the same


@frozen
class Opened:
    """The room exists; the first event of every log."""

    room: RoomId
    code: Code
    name: str
    public: bool
    game: str
    version: int
    options: dict[str, Value]
    host: PlayerId
    secret: bytes  # 32 bytes; the secrets of the room's games come from it
    zero_ms: int  # wall clock at room time 0
    grace_ms: int
    move_limit_ms: int  # 0: none
    chat_lines: int
    epoch: str = ""  # of the room's topics, for as long as this log is the truth
    pace: Pace = "live"
    zero_lived_ms: int | None = None  # how long servers had run at room time 0; None: an older log
    invited: tuple[PlayerId, ...] = field(default=(), converter=to_player_ids)
    clock: dict[str, Value] | None = None  # as `create` names it; None: the move limit alone
    clock_least_ms: int = 0  # what is left for a move after a clock has run out and goes on
    lag_ms_max: int = 0  # given back for one move
    time_outs_max: int = 0  # in a row; 0: any number
    house: dict[str, Value] = field(factory=dict)  # what the creator wishes for, see lobby.core.house
    reserved: tuple[Reserved, ...] = field(default=(), converter=_to_reserved)  # the first seats are theirs
    reserved_ms: int = 0  # for so long
    access: dict[str, Value] = field(factory=dict)  # of the room that it goes on from, see lobby.core.access
    terms: dict[str, Value] = field(factory=dict)  # the operator's, see lobby.core.terms


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
class CountdownSet:
    """All are ready, and the game begins at `starts_ms`, room time; None: no longer."""

    starts_ms: int | None


@frozen
class OptionsChanged:
    """The host has chosen other options for the next game; nobody is ready for that yet."""

    options: dict[str, Value]


@frozen
class SetUp:
    """The host has set the room up anew; `changes`: see lobby.core.setup."""

    changes: dict[str, Value]


@frozen
class Started:
    """A game has begun, with all who are seated, who moved together to the seats from 0 on.

    `first`: which of them, in order, has seat 0; the others follow in turn.
    """

    first: int = 0
    unrated: str = ""  # why this game of a rated room does not count, see lobby.core.unrated; "": it may


@light
class Moved:
    """A seat has moved; `drawn`: the move was made for it, because its player is gone or its time was up."""

    seat: int
    move: Value
    drawn: bool = False
    lag_ms: int = 0  # that the clock gives back


@frozen
class Ticked:
    """A real-time game has gone on by so many ticks, `first` being the number of the first of them."""

    first: int
    ticks: int
    inputs: tuple[TickInput, ...] = field(converter=_to_tick_inputs)  # ordered by tick, seat, arrival

    @property
    def seats(self) -> Iterator[int]:
        """Whose inputs they are, one for each input."""
        return (seat for _, seat, _ in self.inputs)


@frozen
class TimedOut:
    """The clock of a seat has run out: it has lost on time, or else a move that is made for it follows."""

    seat: int
    lost: bool  # as the game's `time_out` said then


@frozen
class Expired:
    """Time has run out in the game, which decides what that means."""


@frozen
class Offered:
    """A seat asks others for their consent; the offer has the number of this step."""

    kind: OfferKind
    seat: int
    asked: tuple[int, ...] = field(converter=_to_seats)


@frozen
class Agreed:
    """A seat has agreed to an offer; what comes of it, where that was the last, is an event of its own."""

    offer: int
    seat: int


@frozen
class Declined:
    """A seat does not agree: the offer is over."""

    offer: int
    seat: int


@frozen
class Withdrawn:
    """Who made an offer has thought better of it."""

    offer: int


@frozen
class Resigned:
    """A seat has given the game up; its player stays there."""

    seat: int


@frozen
class TakenBack:
    """All moves from the last one of this seat on are taken back."""

    seat: int


@frozen
class Ended:
    """The game is over; without places it was abandoned by everybody."""

    places: tuple[int, ...] = field(default=(), converter=_to_numbers)
    scores: tuple[int, ...] = field(default=(), converter=_to_numbers)
    unrated: str = ""  # why it did not count in a rated room; "": it did


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
    """The host has decided otherwise about the room; `changes`: see lobby.core.house."""

    changes: dict[str, Value]


@frozen
class Removed:
    """The host has removed a player, seated or not."""

    player: PlayerId
    name: str = ""
    reason: str = ""  # in the words of the host or the operator
    by_operator: bool = False


@frozen
class Banned:
    """The host has banned a player, there or not; `marks`: of addresses that are kept out, too."""

    player: PlayerId
    name: str
    reason: str
    marks: tuple[str, ...] = field(default=(), converter=_to_texts)


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


@frozen
class Restarted:
    """The server has started again and everybody is away; seats wait at least until `until_ms`, room time."""

    zero_ms: int  # wall clock at room time 0, which stood still meanwhile
    until_ms: int
    zero_lived_ms: int | None = None  # how long servers had run at room time 0; None: as before


@frozen
class TimeShifted:
    """The store works again, and room time goes on, which stood still while it did not."""

    zero_ms: int  # wall clock at room time 0


@frozen
class Upgraded:
    """The game's code is of this version from here on, and has taken over the state of a running game."""

    version: int


@frozen
class StillReserved:
    """A seat is kept until a later room time: the server has turned its player away, who is owed a return."""

    seat: int
    until_ms: int


@frozen
class Closed:
    """The room is no more."""

    reason: str
    text: str = ""  # the operator's, where the operator closed it


Event = (
    Opened
    | Seated
    | Unreserved
    | Invited
    | Uninvited
    | Readied
    | Swapped
    | CountdownSet
    | OptionsChanged
    | Started
    | Moved
    | Ticked
    | TimedOut
    | Expired
    | Offered
    | Agreed
    | Declined
    | Withdrawn
    | Resigned
    | TakenBack
    | Ended
    | WentAway
    | Lent
    | CameBack
    | Departed
    | Said
    | Renamed
    | HostPassed
    | HouseChanged
    | Removed
    | Muted
    | Unmuted
    | Banned
    | Unbanned
    | Admitted
    | HostAwaited
    | Restarted
    | Upgraded
    | StillReserved
    | Closed
    | TimeShifted
    | SetUp
)


@light
class Row:
    """One step as it is logged: all events that one input caused, at one time, under one number."""

    number: int
    at_ms: int  # room time
    events: tuple[Event, ...]

    @property
    def watched_calls(self) -> int:
        """How many budgets of time the game had for it: one for each tick, one for any other step."""
        return max(1, sum(event.ticks for event in self.events if isinstance(event, Ticked)))
