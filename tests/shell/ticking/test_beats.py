"""Rooms tick on beats: at their rate, together where they share one, and spread over the interval."""

from collections import Counter
from itertools import pairwise

import pytest

from lobby.shell.ticking.beats import Beats

RATES = (1, 7, 10, 20, 30, 60, 128)


@pytest.mark.parametrize("tick_rate", RATES)
@pytest.mark.parametrize("beat_ms", [1, 5, 20, 1000])
def test_a_room_ticks_at_its_rate_whatever_the_beat(tick_rate: int, beat_ms: int) -> None:
    beat = Beats(beat_ms).deal(tick_rate)
    times = [beat.at_or_after(123_456.789)]

    for _ in range(1000):
        times.append(beat.at_or_after(times[-1] + 1 / tick_rate))

    assert 123_456.789 <= times[0] <= 123_456.789 + 1 / tick_rate + 1e-6
    gaps = [later - sooner for sooner, later in pairwise(times)]
    assert gaps == pytest.approx([1 / tick_rate] * 1000, abs=1e-6)


def test_rooms_of_one_beat_tick_at_the_very_same_time() -> None:
    beats = Beats(5)
    first, *_, eleventh = [beats.deal(20) for _ in range(11)]

    assert first.at_or_after(7.3) == eleventh.at_or_after(7.25 + 1 / 20)


def test_rooms_are_spread_over_the_beats_of_an_interval() -> None:
    beats = Beats(5)
    at = Counter(round(beats.deal(20).at_or_after(100.0), 6) for _ in range(100))

    assert len(at) == 10 and set(at.values()) == {10}
    assert max(at) - min(at) == pytest.approx(0.045)


def test_a_room_that_got_fewer_ticks_stays_on_its_beat() -> None:
    beat = Beats(5).deal(20)
    at = beat.at_or_after(50.0)

    assert beat.at_or_after(at + 4 / 20) == pytest.approx(at + 4 / 20)
