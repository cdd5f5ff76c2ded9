"""Waits between attempts: longer and longer, bounded, and not the same for all."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from clients.backoff import FIRST_SECONDS, LONGEST_SECONDS, delay_seconds


@given(st.integers(0, 10_000), st.integers())
def test_a_wait_is_at_least_half_of_its_bound_and_never_over_the_longest(attempt: int, seed: int) -> None:
    bound = min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** min(attempt, 30))

    assert bound / 2 <= delay_seconds(attempt, Random(seed)) <= bound


def test_clients_of_one_server_do_not_come_back_in_one_moment() -> None:
    assert len({delay_seconds(8, Random(seed)) for seed in range(100)}) == 100
