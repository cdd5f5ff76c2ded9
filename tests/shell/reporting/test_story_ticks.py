"""How a report tells of ticks."""

from lobby.shell.reporting.story import tell_ticks


def test_one_tick_is_told_as_one() -> None:
    assert tell_ticks(16, 1) == "tick 16 was made"
    assert tell_ticks(16, 3) == "ticks 16 to 18 were made"
    assert tell_ticks(16, 0) == "no ticks after 15 were made"
