"""Ratings: what the end of a game does to them, and which games count."""

from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lobby.core.finding.ratings import NEW, Rating, rank, rate
from lobby.core.game import Result


def over(places: tuple[int, ...] | None, absent: tuple[int, ...] = (), players: int = 3) -> Any:
    result = None if places is None else Result(places)
    return SimpleNamespace(result=result, absent=absent, players=[None] * players)


def test_a_new_player_has_a_thousand_points_by_either_measure() -> None:
    assert (NEW.points, NEW.estimate) == (1000, 1000)


def test_who_wins_gains_and_who_loses_loses() -> None:
    won, lost = rate([NEW, NEW], [1, 2])

    assert won.points > NEW.points > lost.points
    assert won.estimate - NEW.estimate in range(100, 111)
    assert (won.games, lost.games) == (1, 1)


def test_who_has_gone_is_behind_all_who_stayed() -> None:
    assert rank(over((1, 2, 3), absent=(0,))) == (4, 2, 3)
    assert rank(over((1, 1, 1), absent=(0, 1, 2))) == (1, 1, 1)


def test_what_nobody_has_played_to_its_end_counts_for_nobody() -> None:
    assert rank(over(None)) is None
    assert rank(over((1,), players=1)) is None


ratings = st.builds(Rating, st.integers(-20_000_000, 60_000_000), st.integers(500_000, 9_000_000))


@given(st.lists(st.tuples(ratings, st.integers(1, 4)), min_size=2, max_size=6))
def test_rating_is_the_same_each_time_whole_and_in_the_order_of_the_players(
    players: list[tuple[Rating, int]],
) -> None:
    before, ranks = [rating for rating, _ in players], [rank for _, rank in players]

    after = rate(before, ranks)

    assert after == rate(before, ranks)
    assert all(type(number) is int for one in after for number in (one.mu, one.sigma, one.points))
    assert [one.games for one in after] == [1] * len(players)
    best = ranks.index(min(ranks))
    if ranks.count(min(ranks)) == 1:
        assert after[best].mu >= before[best].mu
