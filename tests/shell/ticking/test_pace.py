"""A room whose ticks take too much gets fewer, again more with time to spare, and is closed at last."""

import pytest

from lobby.settings.ticking import TickingSection
from lobby.shell.ticking.pace import Pace, Verdict

SETTINGS = TickingSection(share_percent=20, slow_seconds=3)


def note(pace: Pace, seconds: float, ticks: int) -> list[Verdict]:
    """Return what follows of so many ticks that took as much."""
    verdicts = [pace.note(seconds) for _ in range(ticks)]
    return [verdict for verdict in verdicts if verdict is not None]


def test_ticks_that_take_little_change_nothing() -> None:
    pace = Pace(20, SETTINGS)

    assert note(pace, 0.009, 200) == []
    assert pace.divisor == 1


def test_too_slow_ticks_become_fewer_until_they_fit() -> None:
    pace = Pace(20, SETTINGS)

    verdicts = note(pace, 0.03, 200)

    assert verdicts == ["slower", "slower"]
    assert pace.interval_seconds == 4 / 20


def test_one_slow_tick_among_many_slows_nothing() -> None:
    pace = Pace(20, SETTINGS)

    assert note(pace, 0.1, 1) + note(pace, 0.001, 99) == []


def test_ticks_that_never_fit_close_the_room_after_a_while_of_the_fewest() -> None:
    pace = Pace(20, SETTINGS)

    assert note(pace, 0.4, 20 + 10 + 5) == ["slower", "slower", "slower"]
    assert note(pace, 0.4, 3 * 3) == ["too_slow"]


def test_with_time_to_spare_a_room_gets_its_ticks_back() -> None:
    pace = Pace(20, SETTINGS)
    note(pace, 0.03, 30)

    assert note(pace, 0.001, 3 * 5) == ["faster"]
    assert note(pace, 0.001, 3 * 10) == ["faster"]
    assert pace.divisor == 1


def test_what_is_told_of_a_second_counts_all_of_its_ticks() -> None:
    pace = Pace(2, SETTINGS)

    assert note(pace, 0.1, 1) == [] and pace.share_percent == 0
    assert note(pace, 0.3, 1) == ["slower"] and pace.share_percent == pytest.approx(40)
