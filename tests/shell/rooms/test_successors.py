"""Which room follows one that is over is kept in memory for a time, and only so often."""

from attrs import evolve

from lobby.core.ids import RoomId
from lobby.settings import RetentionSection
from lobby.shell.rooms.successors import Successors

DAY_MS = 86_400_000.0
ONE, TWO, THREE, NEXT = map(RoomId, ("one", "two", "three", "next"))


def test_the_last_one_counts_and_is_found() -> None:
    successors = Successors(RetentionSection())

    successors.put(ONE, TWO, 0)
    successors.put(ONE, NEXT, 1)

    assert successors.find(ONE) == NEXT
    assert successors.find(TWO) is None


def test_of_more_than_allowed_the_first_are_forgotten() -> None:
    successors = Successors(evolve(RetentionSection(), successors=2))
    for at, over in enumerate((ONE, TWO, ONE, THREE)):
        successors.put(over, NEXT, at)

    assert [successors.find(over) for over in (ONE, TWO, THREE)] == [NEXT, None, NEXT]
    assert len(successors) == 2


def test_what_is_older_than_the_store_keeps_rooms_is_forgotten() -> None:
    successors = Successors(evolve(RetentionSection(), room_days=30.0))
    successors.put(ONE, NEXT, 0)
    successors.put(TWO, NEXT, DAY_MS)

    successors.forget(30 * DAY_MS + 1)

    assert [successors.find(over) for over in (ONE, TWO)] == [None, NEXT]
