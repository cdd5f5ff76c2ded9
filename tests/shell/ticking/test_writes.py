"""A tick that writes into the state that it was given is named, and all are told of what it writes."""

from typing import Any

import pytest
from attrs import evolve
from structlog.testing import capture_logs
from trio.testing import MockClock

from lobby.core.game import Game
from lobby.shell.ticking.writes import find_difference
from tests import racing
from tests.shell.ticking.test_ticking import race

FAULT = "tick writes into the state that it was given"


def write(state: racing.State, inputs: Any, dice: Any) -> Any:
    for seat, wish in inputs:
        state.speed[seat] = wish
    for seat, by in enumerate(state.speed):
        state.at[seat] += by
        state.fuel[seat] -= by
    return state


async def test_it_is_named_once_and_from_then_on_what_is_shown_is_right(autojump_clock: MockClock) -> None:
    game: Game = evolve(racing.load(), tick=write)
    with capture_logs() as told:
        async with race(goal=100_000, game=game) as running:
            ann, bob = running.rooms
            begun = await bob.give(2)
            await running.wait_tick(begun + 4 * racing.tick_rate)
            for _ in range(2 * racing.tick_rate):
                await running.wait_tick((ann.tick or 0) + 1)
                assert ann.live is not None and ann.live_seat is not None and bob.live_seat is not None
                assert ann.live["board"]["at"] == [0, 2 * ((ann.tick or 0) - begun + 1)]
            await running.wait_tick(ann.tick or 0, bob)
            assert bob.live is not None and bob.live_seat is not None
            assert bob.live_seat["secret"]["fuel"] == 500 - bob.live["board"]["at"][1]

    [line] = [line for line in told if line["event"] == FAULT]
    assert (line["game"], line["where"], line["log_level"]) == ("racing", "state.at[1]", "warning")


async def test_a_tick_that_writes_nothing_is_not_named(autojump_clock: MockClock) -> None:
    with capture_logs() as told:
        async with race(goal=100_000) as running:
            await running.rooms[0].give(2)
            await running.wait_tick(5 * racing.tick_rate)

    assert FAULT not in {line["event"] for line in told}


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ({"cars": [1, 2]}, {"cars": [1, 3]}, "state.cars[1]"),
        ({"cars": [1, 2]}, {"cars": [1]}, "state.cars"),
        ([{"x": None}], [{"x": 0}], "state[0].x"),
        ({"a": 1}, {"b": 1}, "state"),
    ],
)
def test_where_it_has_written_is_told_to_the_place(before: Any, after: Any, where: str) -> None:
    assert find_difference("state", before, after) == where
