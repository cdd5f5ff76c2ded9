"""Events of a game, from its start to its end, with what its players settle on the way."""

from collections.abc import Iterator

from attrs import field, frozen

from lobby.core.events.stored import TickInput, to_numbers, to_tick_inputs
from lobby.wire.light import light
from lobby.wire.messages import OfferKind
from lobby.wire.values import Value


@frozen
class CountdownSet:
    """All are ready, and the game begins at `starts_ms`, room time; None: no longer."""

    starts_ms: int | None


@frozen
class Started:
    """A game has begun, with all who are seated, who moved together to the seats from 0 on.

    `first`: which of them, in order, has seat 0; the others follow in turn.
    """

    first: int = 0
    unrated: str = ""  # why this game does not count, see lobby.core.finding.unrated; "": it may


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
    inputs: tuple[TickInput, ...] = field(converter=to_tick_inputs)  # ordered by tick, seat, arrival

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
    asked: tuple[int, ...] = field(converter=to_numbers)


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

    places: tuple[int, ...] = field(default=(), converter=to_numbers)
    scores: tuple[int, ...] = field(default=(), converter=to_numbers)
    unrated: str = ""  # why it did not count in a rated room; "": it did


GameEvent = (
    CountdownSet
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
)
