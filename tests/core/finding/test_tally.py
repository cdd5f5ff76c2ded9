"""Rated games between two people: each is counted once, for a day."""

from hypothesis import given
from hypothesis import strategies as st

from lobby.core.finding.tally import DAY_MS, Tally
from lobby.core.ids import PlayerId

ANN, BOB, CY = (PlayerId(name) for name in ("ann", "bob", "cy"))


def test_each_two_of_a_game_have_played_each_other_whoever_is_named_first() -> None:
    tally = Tally()
    tally.add("one", "chess", (BOB, ANN, CY), 1000)
    tally.add("two", "chess", (ANN, BOB), 2000)

    assert tally.count("chess", ANN, BOB, 2000) == tally.count("chess", BOB, ANN, 2000) == 2
    assert tally.count("chess", CY, BOB, 2000) == 1
    assert tally.count("go", ANN, BOB, 2000) == 0


def test_a_game_that_is_told_twice_counts_once() -> None:
    tally = Tally()
    for _ in range(2):
        tally.add("one", "chess", (ANN, BOB), 1000)

    assert tally.count("chess", ANN, BOB, 1000) == 1


games = st.lists(st.tuples(st.integers(0, 9), st.sampled_from([(ANN, BOB), (BOB, CY)]), st.integers(0, 5)))


@given(games, st.integers(0, 10))
def test_after_a_day_a_game_is_forgotten_in_whatever_order_they_were_told(
    told: list[tuple[int, tuple[PlayerId, PlayerId], int]], now: int
) -> None:
    tally, known = Tally(), dict[str, tuple[tuple[PlayerId, PlayerId], int]]()
    for number, players, hours in told:
        known.setdefault(str(number), (players, hours))
        tally.add(str(number), "chess", players, known[str(number)][1])
    now_ms = DAY_MS + now

    expected = sum(players == (ANN, BOB) and at > now for players, at in known.values())

    assert tally.count("chess", ANN, BOB, now_ms) == expected
    assert len(tally) == sum(at > now for _, at in known.values())
