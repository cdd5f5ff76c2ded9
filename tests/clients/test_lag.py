"""How a client measures the lag of its network."""

import trio
from trio.abc import Clock

from clients.lag import Lag


async def test_the_last_round_trip_is_the_lag(autojump_clock: Clock) -> None:
    lag = Lag()
    for seconds in (0.2, 0.12):
        lag.asked()
        await trio.sleep(seconds)
        lag.answered()

    assert lag.ms == 120


async def test_of_two_questions_on_their_way_the_first_is_answered_first(autojump_clock: Clock) -> None:
    lag = Lag()
    lag.asked()
    await trio.sleep(0.1)
    lag.asked()
    await trio.sleep(0.1)
    lag.answered()
    lag.answered()

    assert lag.ms == 200


async def test_what_was_asked_before_a_cut_is_not_answered_after_it(autojump_clock: Clock) -> None:
    lag = Lag()
    lag.asked()
    await trio.sleep(60)
    lag.begin()
    lag.answered()

    assert lag.ms == 0
