"""Searching rooms: what fits, and pages that hold while rooms come and go."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lobby.core.directory import Listing
from lobby.core.finding.search import BadCursor, Query, Shelf, find_fault
from lobby.core.ids import Code, RoomId


def listing(number: int, **changes: object) -> Listing:
    values: dict[str, object] = {
        "id": RoomId(f"room{number:03}"),
        "code": Code(f"CODE{number}"),
        "name": f"Ann's table {number}",
        "game": "chess",
        "phase": "gathering",
        "seats": 4,
        "taken": 1,
        "watchers": 0,
        "public": True,
        "created_ms": number // 3,  # several of the same time
    }
    return Listing(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        (Query(), True),
        (Query(game="go"), False),
        (Query(text="ANN"), True),
        (Query(text=" code7 "), True),
        (Query(text="code"), False),
        (Query(pace="slow"), False),
        (Query(clock="none"), False),
        (Query(clock="fischer"), True),
        (Query(phase="playing"), False),
        (Query(free=3), True),
        (Query(free=4), False),
        (Query(rated=True), False),
        (Query(guarded=False), True),
    ],
)
def test_a_room_fits_where_all_that_is_asked_for_is_so(query: Query, fits: bool) -> None:
    assert query.fits(listing(7, clock={"kind": "fischer", "base_ms": 1, "increment_ms": 0})) is fits


def test_seats_of_a_room_that_plays_are_not_free() -> None:
    assert not Query(free=1).fits(listing(1, phase="playing"))


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        (Query(pace="fast"), "pace: 'fast', allowed are live, slow, and nothing for any"),
        (Query(text="x" * 49), "text: 49 characters, allowed are 48"),
        (Query(free=-1), "free: -1, allowed are 0 seats or more"),
    ],
)
def test_a_fault_says_what_came_and_what_is_allowed(query: Query, fault: str) -> None:
    assert find_fault(query) == fault


@pytest.mark.parametrize("cursor", ["x", ".", "1", "a.b", "9" * 61 + "."])
def test_what_is_no_cursor_is_none(cursor: str) -> None:
    with pytest.raises(BadCursor):
        Shelf(10).find(Query(), cursor, 5)


@settings(max_examples=200)
@given(st.data())
def test_over_all_pages_who_stays_is_told_once_whatever_comes_and_goes(data: st.DataObject) -> None:
    shelf, count = Shelf(looked_at_max=4), data.draw(st.integers(1, 5))
    there = set(range(data.draw(st.integers(0, 30))))
    stayed, told, cursor = set(there), list[int](), ""
    for number in sorted(there):
        shelf.put(listing(number, game="go" if number % 4 == 0 else "chess"))
    while True:
        page = shelf.find(Query(game="chess"), cursor, count)
        told += [int(room.id[4:]) for room in page.rooms]
        cursor = page.cursor
        if not cursor:
            break
        for number in data.draw(st.lists(st.integers(0, 40), max_size=3)):
            if number in there:
                shelf.remove(RoomId(f"room{number:03}"))
                there.discard(number)
                stayed.discard(number)
            else:
                shelf.put(listing(number))
                there.add(number)

    assert len(told) == len(set(told))
    assert {number for number in stayed if number % 4} <= set(told)
    assert [number // 3 for number in told] == sorted((number // 3 for number in told), reverse=True)


def test_a_page_costs_no_more_than_the_rooms_it_may_look_at() -> None:
    shelf = Shelf(looked_at_max=10)
    for number in range(100):
        shelf.put(listing(number))

    page = shelf.find(Query(game="go"), "", 5)

    assert page.rooms == ()
    assert page.cursor
