"""Waits between attempts: short for a while, then longer and longer, bounded, and not the same for all."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from clients.backoff import (
    FIRST_SECONDS,
    LONGEST_SECONDS,
    QUICK_FOR_SECONDS,
    QUICK_SECONDS,
    Backoff,
)


class Highest(Random):
    """Draws the longest waits."""

    def random(self) -> float:
        return 1.0


def list_waits(backoff: Backoff, count: int, *, is_turned_away: bool = False) -> list[float]:
    """Return the waits of attempts that fail at once, one after the other."""
    now, waits = 0.0, list[float]()
    for _ in range(count):
        waits.append(backoff.next(now, is_turned_away=is_turned_away))
        now += waits[-1]
    return waits


def test_whoever_was_cut_tries_about_once_a_second_for_a_while_and_then_more_and_more_seldom() -> None:
    waits = list_waits(Backoff(Highest()), 27)

    assert waits[:21] == [FIRST_SECONDS, *[QUICK_SECONDS] * 20]
    assert waits[21:] == [2.0, 4.0, 8.0, *[LONGEST_SECONDS] * 3]


def test_whom_the_server_turns_away_comes_more_and_more_seldom_from_the_first_time_on() -> None:
    assert list_waits(Backoff(Highest()), 6, is_turned_away=True) == [0.5, 2.0, 4.0, 8.0, 15.0, 15.0]


def test_whoever_was_turned_away_is_not_in_a_hurry_when_nobody_answers_afterwards() -> None:
    backoff = Backoff(Highest())
    list_waits(backoff, 2, is_turned_away=True)

    assert backoff.next(3.0) == 4.0


def test_what_is_said_again_and_again_is_as_if_it_had_gone_wrong_so_often() -> None:
    waits = [Backoff(Highest()).next(0.0, is_turned_away=True, repeats=repeats) for repeats in range(4)]

    assert waits == [FIRST_SECONDS, 2.0, 4.0, 8.0]


def test_attempts_that_take_long_do_not_make_the_quick_time_longer() -> None:
    backoff = Backoff(Highest())
    backoff.next(0.0)

    assert backoff.next(QUICK_FOR_SECONDS - 0.001) == QUICK_SECONDS
    assert backoff.next(QUICK_FOR_SECONDS) == 2.0


def test_when_all_is_well_it_begins_anew() -> None:
    backoff = Backoff(Highest())
    list_waits(backoff, 30)
    backoff.forget()

    assert backoff.next(99.0) == FIRST_SECONDS


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.integers())
def test_a_wait_is_at_least_half_of_the_longest_that_it_could_be(turned: list[bool], seed: int) -> None:
    drawn, highest = Backoff(Random(seed)), Backoff(Highest())

    for number, is_turned_away in enumerate(turned):
        bound = highest.next(float(number), is_turned_away=is_turned_away)
        assert bound / 2 <= drawn.next(float(number), is_turned_away=is_turned_away) <= bound


def test_clients_of_one_server_do_not_come_back_in_one_moment() -> None:
    assert len({list_waits(Backoff(Random(seed)), 3)[-1] for seed in range(100)}) == 100
