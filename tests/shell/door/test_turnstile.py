"""How many pass, in what order of rank, and that nobody waits for longer than they may."""

from hypothesis import given
from hypothesis import strategies as st

from lobby.shell.door.turnstile import TurnedAway, Turnstile

RATE, BURST, LINE_SECONDS = 10.0, 5, 2.0


def make() -> Turnstile:
    return Turnstile(RATE, BURST, LINE_SECONDS)


def test_a_burst_passes_at_once_and_the_next_stranger_does_not() -> None:
    turnstile = make()

    assert [turnstile.enter(0.0, is_known=False) for _ in range(BURST)] == [0.0] * BURST
    assert isinstance(turnstile.enter(0.0, is_known=False), TurnedAway)


def test_who_is_known_waits_in_line_and_strangers_find_no_place_meanwhile() -> None:
    turnstile = make()
    for _ in range(BURST):
        turnstile.enter(0.0, is_known=True)

    waits = [turnstile.enter(0.0, is_known=True) for _ in range(3)]

    assert [round(wait, 6) for wait in waits if isinstance(wait, float)] == [0.1, 0.2, 0.3]
    assert turnstile.enter(0.25, is_known=False) == TurnedAway(turnstile.find_wait(0.25))
    assert turnstile.enter(0.41, is_known=False) == 0.0


def test_a_line_that_is_too_long_takes_nobody_and_says_when_it_may() -> None:
    turnstile = make()
    while not isinstance(turned := turnstile.enter(0.0, is_known=True), TurnedAway):
        pass

    assert 0 < turned.retry_seconds <= 1 / RATE
    assert isinstance(turnstile.enter(turned.retry_seconds + 1e-9, is_known=True), float)


@given(st.lists(st.tuples(st.floats(0, 0.5), st.booleans()), max_size=200))
def test_no_more_pass_in_any_time_than_the_rate_and_the_burst_allow(
    knocks: list[tuple[float, bool]],
) -> None:
    turnstile, now, passes = make(), 0.0, list[float]()
    for pause, is_known in knocks:
        now += pause
        wait = turnstile.enter(now, is_known=is_known)
        if not isinstance(wait, TurnedAway):
            assert wait <= (LINE_SECONDS if is_known else 0.0)
            passes.append(now + wait)

    for first, at in enumerate(passes):
        within = [later for later in passes[first:] if later - at < 1.0]
        assert len(within) <= RATE + BURST + 1
