"""What a clock may be, and how its time goes."""

from typing import Any

import pytest

from lobby.core import clocks
from lobby.core.clocks import ByoYomi, Clock, ClockLimits, Fischer, PerMove, SeatClock
from lobby.wire.strict import BadValue

LIMITS = ClockLimits(least_ms=1000, most_ms=86_400_000, periods_max=10)
ALL: list[tuple[Clock, dict[str, Any]]] = [
    (PerMove(30_000), {"kind": "per_move", "move_ms": 30_000}),
    (Fischer(300_000, 2000), {"kind": "fischer", "base_ms": 300_000, "increment_ms": 2000}),
    (ByoYomi(0, 3, 30_000), {"kind": "byo_yomi", "base_ms": 0, "periods": 3, "period_ms": 30_000}),
]


@pytest.mark.parametrize(("clock", "value"), ALL)
def test_a_clock_is_structured_from_its_value_and_travels_as_the_same(clock: Clock, value: Any) -> None:
    assert clocks.structure(value, LIMITS) == clock
    assert clocks.plain(clock) == value
    assert clocks.load(value) == clock


def test_no_clock_is_none() -> None:
    assert clocks.structure(None, LIMITS) is None
    assert clocks.plain(None) is None
    assert clocks.load(None) is None


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"kind": "hourglass"}, "kind: 'hourglass', allowed are per_move, fischer, byo_yomi"),
        ({}, "kind: None, allowed are per_move, fischer, byo_yomi"),
        ({"kind": ["fischer"]}, "allowed are per_move"),
        ("fischer", "kind: 'fischer', allowed are"),
        ({"kind": "per_move"}, "move_ms: missing, allowed is a whole number from 1000 to 86400000 ms"),
        ({"kind": "per_move", "move_ms": 999}, "move_ms: 999, allowed is a whole number from 1000"),
        ({"kind": "per_move", "move_ms": True}, "move_ms: True, allowed is a whole number"),
        ({"kind": "per_move", "move_ms": 86_400_001}, "move_ms: 86400001, allowed is"),
        ({"kind": "per_move", "move_ms": 5000, "base_ms": 1}, "base_ms: unknown, per_move has move_ms"),
        ({"kind": "fischer", "base_ms": 0, "increment_ms": 0}, "base_ms: 0, allowed is a whole number from"),
        ({"kind": "fischer", "base_ms": 1000, "increment_ms": -1}, "increment_ms: -1, allowed is .* from 0"),
        (
            {"kind": "byo_yomi", "base_ms": 0, "periods": 0, "period_ms": 5000},
            "periods: 0, allowed is a whole number from 1 to 10 periods",
        ),
    ],
)
def test_what_is_no_clock_is_told_with_what_came_and_what_is_allowed(value: Any, said: str) -> None:
    with pytest.raises(BadValue, match=said):
        clocks.structure(value, LIMITS)


def after(clock: Clock, spent_ms: int, lag_ms: int = 0, seat: SeatClock | None = None) -> SeatClock:
    """Return the clock after one move that took so long."""
    running = clocks.run(seat or clocks.wind(clock), 5000)
    return clocks.reward(clock, clocks.stop(clock, running, 5000 + spent_ms, lag_ms))


def test_each_move_has_its_time_anew() -> None:
    assert after(PerMove(30_000), 29_000).remaining_ms == 30_000


def test_what_a_move_takes_is_gone_and_its_increment_comes_on_top() -> None:
    assert after(Fischer(60_000, 2000), 10_000).remaining_ms == 52_000


def test_lag_is_given_back() -> None:
    assert after(Fischer(60_000, 0), 10_000, lag_ms=300).remaining_ms == 50_300


def test_lag_gives_no_time_that_was_not_spent() -> None:
    assert after(Fischer(60_000, 0), 100, lag_ms=300).remaining_ms == 60_000


def test_a_move_within_a_period_costs_no_period() -> None:
    clock = ByoYomi(10_000, 3, 30_000)

    left = after(clock, 39_999)

    assert (left.remaining_ms, left.periods) == (0, 3)
    assert after(clock, 29_999, seat=left) == left


def test_each_period_that_is_used_up_is_gone() -> None:
    left = after(ByoYomi(10_000, 3, 30_000), 75_000)

    assert (left.remaining_ms, left.periods) == (0, 1)


def test_all_the_time_of_byo_yomi_is_the_base_and_every_period() -> None:
    clock = ByoYomi(10_000, 3, 30_000)

    assert clocks.due_ms(clock, clocks.run(clocks.wind(clock), 5000)) == 105_000


def test_a_clock_that_stands_is_never_due() -> None:
    assert clocks.due_ms(PerMove(1000), clocks.wind(PerMove(1000))) is None


@pytest.mark.parametrize("clock", [clock for clock, _ in ALL])
def test_a_held_clock_goes_on_with_what_was_left(clock: Clock) -> None:
    running = clocks.run(clocks.wind(clock), 0)
    due = clocks.due_ms(clock, running)
    assert due is not None

    held = clocks.hold(running, 12_000)
    again = clocks.run(clocks.release(held), 500_000)

    assert clocks.run(held, 400_000) == held
    assert clocks.due_ms(clock, again) == due + 488_000
    assert clocks.hold(held, 13_000) == held
