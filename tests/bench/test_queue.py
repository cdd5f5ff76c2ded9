"""What the simulation of the queue is to show."""

from lobby.core.finding.groups import Widening
from tests.bench.queue import arrivals, run_driven, run_ticking, share


def test_who_does_not_wait_for_a_tick_waits_less_against_players_as_near() -> None:
    tickets = arrivals(400, 3000, seed=2)

    driven = run_driven(tickets, Widening())
    ticking = run_ticking(tickets, Widening(), 15_000)

    assert share(driven.waits_ms, 50) < share(ticking.waits_ms, 50)
    assert all(difference <= 2 * (50 + 10 * 60) for difference in driven.differences)


def test_a_run_is_the_same_each_time() -> None:
    tickets = arrivals(100, 1000, seed=3)

    assert run_driven(tickets, Widening()) == run_driven(tickets, Widening())
