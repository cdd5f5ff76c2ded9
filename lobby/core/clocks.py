"""Turn clocks: what one gives, and what is left of it at a seat. Pure arithmetic; times are room time."""

from collections.abc import Iterator
from typing import Any, Final, assert_never

import attrs
from attrs import frozen

from lobby.core.evolving import evolve
from lobby.wire.strict import BadValue
from lobby.wire.values import Value


@frozen
class PerMove:
    """Each move has so much time."""

    move_ms: int


@frozen
class Fischer:
    """So much time for the whole game, and some more with each move (Fischer, US patent 4,884,255)."""

    base_ms: int
    increment_ms: int


@frozen
class ByoYomi:
    """So much time for the whole game, then a period for each move; a period that is used up is gone."""

    base_ms: int
    periods: int
    period_ms: int


Clock = PerMove | Fischer | ByoYomi

_KINDS: Final[dict[str, type[Clock]]] = {"per_move": PerMove, "fischer": Fischer, "byo_yomi": ByoYomi}


@frozen
class ClockLimits:
    """What the operator allows a clock to be."""

    least_ms: int  # for one move
    most_ms: int  # of any time
    periods_max: int

    def bounds(self, kind: type[Clock], name: str) -> tuple[int, int, str]:
        """Return the least and the most that a field may be, and its unit."""
        if name == "periods":
            return 1, self.periods_max, "periods"
        may_be_none = name == "increment_ms" or (kind is ByoYomi and name == "base_ms")
        return 0 if may_be_none else self.least_ms, self.most_ms, "ms"


@frozen
class SeatClock:
    """The time of one seat as it was when the clock last stood, and since when it runs."""

    remaining_ms: int  # of the move, or of the time for the whole game
    periods: int = 0  # byo-yomi's, that are left
    since_ms: int | None = None  # room time; None: it stands
    spent_ms: int = 0  # on the move that it was held at
    is_held: bool = False  # it stands until the player is back, since the server was started again
    missed: int = 0  # moves in a row that were made for the player, whose time was up


def structure(value: Value, limits: ClockLimits) -> Clock | None:
    """Return the clock that a room is wished for with, None without one; raise BadValue."""
    if value is None:
        return None
    if type(value) is not dict or type(value.get("kind")) is not str or value["kind"] not in _KINDS:
        came = value.get("kind") if type(value) is dict else value
        raise BadValue(f"kind: {came!r:.60}, allowed are {', '.join(_KINDS)}")
    kind = _KINDS[value["kind"]]
    names = [attribute.name for attribute in attrs.fields(kind)]
    for unknown in sorted(value.keys() - {"kind", *names}):
        raise BadValue(f"{unknown[:40]}: unknown, {value['kind']} has {', '.join(names)}")
    return kind(**{name: _number(value, name, *limits.bounds(kind, name)) for name in names})


def _number(value: dict[str, Value], name: str, least: int, most: int, unit: str) -> int:
    came = value.get(name)
    if type(came) is int and least <= came <= most:
        return came
    shown = f"{came!r:.60}" if name in value else "missing"
    raise BadValue(f"{name}: {shown}, allowed is a whole number from {least} to {most} {unit}")


def plain(clock: Clock | None) -> Value:
    """Return the clock as it travels and is stored; what `structure` takes."""
    if clock is None:
        return None
    kind = next(name for name, known in _KINDS.items() if known is type(clock))
    return {"kind": kind, **attrs.asdict(clock)}


def load(value: Value) -> Clock | None:
    """Return the clock that `plain` made a value of, whatever may be allowed today."""
    if value is None:
        return None
    fields: dict[str, Any] = {name: number for name, number in value.items() if name != "kind"}
    return _KINDS[value["kind"]](**fields)


def wind(clock: Clock) -> SeatClock:
    """Return the clock of a seat before its first move."""
    match clock:
        case PerMove(move_ms):
            return SeatClock(move_ms)
        case Fischer(base_ms, _):
            return SeatClock(base_ms)
        case ByoYomi(base_ms, periods, _):
            return SeatClock(base_ms, periods)
        case _:
            assert_never(clock)


def left_ms(clock: Clock, seat: SeatClock) -> int:
    """Return all the time that a seat had for its move when the clock last stood."""
    return seat.remaining_ms + (seat.periods * clock.period_ms if isinstance(clock, ByoYomi) else 0)


def due_ms(clock: Clock, seat: SeatClock) -> int | None:
    """Return the room time at which nothing is left, None while the clock stands."""
    return None if seat.since_ms is None else seat.since_ms + left_ms(clock, seat)


def spent_ms(seat: SeatClock, now_ms: int) -> int:
    """Return the time that was spent on the move so far."""
    return seat.spent_ms if seat.since_ms is None else now_ms - seat.since_ms


def run(seat: SeatClock, now_ms: int) -> SeatClock:
    """Return a clock that stands as running, unless it is held."""
    if seat.is_held or seat.since_ms is not None:
        return seat
    return evolve(seat, since_ms=now_ms - seat.spent_ms, spent_ms=0)


def stop(clock: Clock, seat: SeatClock, now_ms: int, lag_ms: int = 0) -> SeatClock:
    """Return the clock after its move is over; what was spent, but for the lag, is gone."""
    spent = max(0, spent_ms(seat, now_ms) - lag_ms)
    stopped = evolve(seat, since_ms=None, spent_ms=0)
    match clock:
        case PerMove(move_ms):
            return evolve(stopped, remaining_ms=move_ms)
        case Fischer():
            return evolve(stopped, remaining_ms=max(0, seat.remaining_ms - spent))
        case ByoYomi(_, _, period_ms):
            gone = max(0, spent - seat.remaining_ms) // period_ms
            remaining = max(0, seat.remaining_ms - spent)
            return evolve(stopped, remaining_ms=remaining, periods=max(0, seat.periods - gone))
        case _:
            assert_never(clock)


def reward(clock: Clock, seat: SeatClock) -> SeatClock:
    """Return the clock with what a move that was made brings."""
    if not isinstance(clock, Fischer):
        return seat
    return evolve(seat, remaining_ms=seat.remaining_ms + clock.increment_ms)


def refill(clock: Clock, seat: SeatClock, least_ms: int) -> SeatClock:
    """Return the clock after a move was made for the player, whose time was up.

    The next move has a little time at least: else moves would be made for the seat in an endless burst.
    """
    if isinstance(clock, ByoYomi):
        return evolve(seat, periods=max(1, seat.periods))
    return evolve(seat, remaining_ms=max(least_ms, seat.remaining_ms))


def hold(seat: SeatClock, now_ms: int) -> SeatClock:
    """Return the clock standing, just as it is, until `release`."""
    return evolve(seat, since_ms=None, spent_ms=spent_ms(seat, now_ms), is_held=True)


def release(seat: SeatClock) -> SeatClock:
    """Return the clock as one that may run again."""
    return evolve(seat, is_held=False)


def view(seats: tuple[SeatClock, ...]) -> Iterator[Value]:
    """Yield what everybody sees of the clock of each seat."""
    for seat in seats:
        yield {
            "remaining_ms": seat.remaining_ms,
            "periods": seat.periods,
            "running": seat.since_ms is not None,
            "since_ms": seat.since_ms,
            "spent_ms": seat.spent_ms,
            "missed": seat.missed,
        }
