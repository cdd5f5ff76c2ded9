"""The seats of a room: numbered places, each open, taken, away or lent to a bot."""

from typing import Literal

from attrs import evolve, frozen

from lobby.core.ids import PlayerId, is_bot
from lobby.wire.messages import Kind
from lobby.wire.values import Value

Status = Literal["open", "taken", "away", "lent"]


@frozen
class Seat:
    """One place. `tenancy` is the number of the step that seated the player."""

    status: Status = "open"
    player: PlayerId | None = None
    name: str = ""
    kind: Kind | None = None
    ready: bool = False
    tenancy: int = 0
    away_until_ms: int | None = None
    bot: str = ""  # the kind of bot that plays here: one of the server's own, or for the player who is lost

    @property
    def person(self) -> PlayerId | None:
        """Whose seat it is, None for an open one and for a bot of the server's own."""
        return None if self.player is None or is_bot(self.player) else self.player


OPEN = Seat()
Seats = tuple[Seat, ...]


def seat_of(seats: Seats, player: PlayerId) -> int | None:
    """Return the number of the player's seat, None without one."""
    return next((number for number, seat in enumerate(seats) if seat.player == player), None)


def replace(seats: Seats, number: int, seat: Seat) -> Seats:
    """Return the seats with one of them replaced."""
    return (*seats[:number], seat, *seats[number + 1 :])


def close_ranks(seats: Seats, step: int) -> Seats:
    """Return the seats with all who sit moved to the first ones, in order, none of them ready but bots.

    Who has moved is a new owner of the seat: the tenancy is that of this step.
    """
    sitting = [(number, seat) for number, seat in enumerate(seats) if seat.player is not None]
    moved = (
        evolve(seat, ready=seat.person is None, tenancy=seat.tenancy if number == place else step)
        for place, (number, seat) in enumerate(sitting)
    )
    return (*moved, *(OPEN for _ in range(len(seats) - len(sitting))))


def wait_for_all(seats: Seats, until_ms: int) -> Seats:
    """Return the seats with all who sit away but bots; who was away already has no less time than before."""
    return tuple(
        seat
        if seat.player is None or seat.bot
        else evolve(seat, status="away", away_until_ms=max(seat.away_until_ms or 0, until_ms))
        for seat in seats
    )


def view_seats(seats: Seats, until_ms: dict[int, int]) -> list[Value]:
    """Return what a room's view says of its seats; `until_ms`: when those of who is away are freed."""
    return [
        {
            "seat": number,
            "status": seat.status,
            "player": seat.player,
            "name": seat.name,
            "kind": seat.kind,
            "ready": seat.ready,
            "tenancy": seat.tenancy,
            "away_until_ms": until_ms.get(number),
            "bot": seat.bot,
        }
        for number, seat in enumerate(seats)
    ]
