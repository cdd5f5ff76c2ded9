"""Who plays where: every bot has one place, and no table has more than its seats."""

from hypothesis import given
from hypothesis import strategies as st

from clients.plan import Place, fill_new, fill_open, find_open


def row(code: str, phase: str, seats: int, taken: int) -> dict[str, object]:
    return {"code": code, "phase": phase, "seats": seats, "taken": taken}


def test_open_rooms_are_those_that_gather_and_have_a_free_seat() -> None:
    rooms = [row("A", "gathering", 4, 1), row("B", "gathering", 2, 2), row("C", "playing", 6, 2)]

    assert find_open(rooms) == [("A", 3)]


def test_rooms_that_are_guarded_or_rated_are_left_to_people() -> None:
    rooms = [
        {**row(code, "gathering", 2, 1), **kept}
        for code, kept in (
            ("A", {"locked": True}),
            ("B", {"password": True}),
            ("C", {"rated": True}),
            ("D", {}),
        )
    ]

    assert find_open(rooms) == [("D", 1)]


def test_open_rooms_are_filled_one_after_the_other() -> None:
    places, left = fill_open(4, [("A", 1), ("B", 2), ("C", 0)])

    assert places == [Place(1, "A"), Place(2, "B")]
    assert left == 1


def test_new_tables_are_as_few_as_hold_all_bots_and_even() -> None:
    assert [place.bots for place in fill_new(50, 2, 6)] == [6, 6, 6, 6, 6, 5, 5, 5, 5]
    assert [place.bots for place in fill_new(7, 2, 6)] == [4, 3]


def test_at_most_one_table_waits_for_somebody_to_join() -> None:
    assert [place.bots for place in fill_new(5, 4, 4)] == [4, 1]
    assert [place.bots for place in fill_new(3, 2, 2)] == [2, 1]


def test_a_number_of_rooms_is_kept_to() -> None:
    assert [place.bots for place in fill_new(6, 2, 6, rooms=3)] == [2, 2, 2]
    assert [place.bots for place in fill_new(2, 2, 6, rooms=5)] == [1, 1]
    assert [place.bots for place in fill_new(9, 2, 2, rooms=3)] == [2, 2, 2]


@given(st.integers(1, 200), st.integers(1, 8), st.integers(0, 8))
def test_every_bot_has_a_place_at_a_table_with_seats(count: int, seats_min: int, more: int) -> None:
    places = fill_new(count, seats_min, seats_min + more)

    assert sum(place.bots for place in places) == count
    assert all(1 <= place.bots <= seats_min + more for place in places)
