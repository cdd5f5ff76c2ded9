"""The seats of a room: numbered places, each open, reserved, taken, away or lent to a bot."""

from collections.abc import Iterable
from functools import cached_property
from typing import Literal

from attrs import frozen

from lobby.core.evolving import evolve
from lobby.core.ids import PlayerId, is_bot
from lobby.wire.messages import Kind
from lobby.wire.values import Value

Status = Literal["open", "reserved", "taken", "away", "lent"]


@frozen
class Seat:
    """One place. `tenancy` is the number of the step that seated the player.

    A reserved one is kept for a named player on the way to it, who does not hold it yet.
    """

    status: Status = "open"
    player: PlayerId | None = None
    name: str = ""
    kind: Kind | None = None
    ready: bool = False
    tenancy: int = 0
    away_until_ms: int | None = None
    reserved_until_ms: int | None = None  # room time at which a reserved seat is open to everybody
    bot: str = ""  # the kind of bot that plays here: one of the server's own, or for the player who is lost

    @cached_property  # as every step asks
    def is_held(self) -> bool:
        """Tell whether somebody has the seat, there or away."""
        return self.player is not None and self.status != "reserved"

    @cached_property
    def person(self) -> PlayerId | None:
        """Whose seat it is, None where nobody has it, or a bot of the server's own."""
        return None if self.player is None or not self.is_held or is_bot(self.player) else self.player


OPEN = Seat()
Seats = tuple[Seat, ...]


def seat_of(seats: Seats, player: PlayerId) -> int | None:
    """Return the number of the player's seat, None without one."""
    for number, seat in enumerate(seats):
        if seat.player == player and seat.is_held:
            return number
    return None


def reserved_for(seats: Seats, player: PlayerId) -> int | None:
    """Return the number of the seat that is kept for the player, None without one."""
    return next((n for n, seat in enumerate(seats) if seat.player == player and not seat.is_held), None)


def reserve(seats: Seats, names: Iterable[tuple[str, str, Kind]], until_ms: int) -> Seats:
    """Return the seats with the first ones kept for these players (id, name, kind) until a room time."""
    for number, (player, name, kind) in enumerate(names):
        kept = Seat("reserved", PlayerId(player), name, kind, reserved_until_ms=until_ms)
        seats = replace(seats, number, kept)
    return seats


def replace(seats: Seats, number: int, seat: Seat) -> Seats:
    """Return the seats with one of them replaced."""
    return (*seats[:number], seat, *seats[number + 1 :])


def close_ranks(seats: Seats, step: int, first: int = 0) -> Seats:
    """Return the seats with all who sit moved to the first ones, in order, none of them ready but bots.

    `first`: which of them comes first; those before it follow after the others.
    Who has moved is a new owner of the seat: the tenancy is that of this step.
    """
    sitting = [(number, seat) for number, seat in enumerate(seats) if seat.is_held]
    sitting = [*sitting[first:], *sitting[:first]]
    moved = (
        evolve(seat, ready=seat.person is None, tenancy=seat.tenancy if number == place else step)
        for place, (number, seat) in enumerate(sitting)
    )
    return (*moved, *(OPEN for _ in range(len(seats) - len(sitting))))


def swap(seats: Seats, one: int, other: int, step: int) -> Seats:
    """Return the seats with two of them in each other's place; who sits there is new there, and not ready."""
    moved = {one: _move(seats[other], step), other: _move(seats[one], step)}
    return tuple(moved.get(number, seat) for number, seat in enumerate(seats))


def _move(seat: Seat, step: int) -> Seat:
    return evolve(seat, ready=bool(seat.bot), tenancy=0 if seat.player is None else step)


def unready(seats: Seats) -> Seats:
    """Return the seats with nobody ready but bots, as for another game than they were ready for."""
    return tuple(evolve(seat, ready=bool(seat.bot)) for seat in seats)


def keep_longer(seats: Seats, number: int, until_ms: int) -> Seats:
    """Return the seats where one is reserved for its player until a later room time."""
    return replace(seats, number, evolve(seats[number], reserved_until_ms=until_ms))


def wait_for_all(seats: Seats, until_ms: int) -> Seats:
    """Return the seats with all who sit away but bots; nobody has less time than before to come."""
    return tuple(_wait(seat, until_ms) for seat in seats)


def _wait(seat: Seat, until_ms: int) -> Seat:
    if seat.is_held and not seat.bot:
        return evolve(seat, status="away", away_until_ms=max(seat.away_until_ms or 0, until_ms))
    if seat.reserved_until_ms is not None:
        return evolve(seat, reserved_until_ms=max(seat.reserved_until_ms, until_ms))
    return seat


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
            "reserved_until_ms": seat.reserved_until_ms,
            "bot": seat.bot,
        }
        for number, seat in enumerate(seats)
    ]
