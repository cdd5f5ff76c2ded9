"""Who would be here but that the server turned them away keeps what they have."""

from lobby.core import inputs
from lobby.core.events import Departed, HostAwaited, HostPassed, WentAway
from lobby.core.ids import PlayerId
from lobby.core.step import due_ms
from tests.core.table import ANN, BOB, CY, OPENED, Table

ANN_ID, BOB_ID, CY_ID = (PlayerId(player.id) for player in (ANN, BOB, CY))
GRACE_MS = OPENED.grace_ms


def lay() -> Table:
    """Return a table at which Bob and Cy are away, since the same moment."""
    table = Table.lay()
    table.seat(BOB, CY)
    table.give(inputs.Drop(BOB_ID))
    table.give(inputs.Drop(CY_ID), 0)
    return table


def test_the_seat_of_who_is_owed_a_return_is_kept_for_the_whole_grace_again() -> None:
    table = lay()

    table.give(inputs.TimeCame((BOB_ID,)), GRACE_MS)

    assert table.happened() == (WentAway(0, table.room.now_ms + GRACE_MS),)


def test_the_seat_of_who_is_not_owed_one_is_lost_beside_it() -> None:
    table = lay()
    table.give(inputs.TimeCame((BOB_ID,)), GRACE_MS)

    table.give(inputs.TimeCame((BOB_ID,)), 0)

    assert isinstance(table.happened()[0], Departed)
    assert [seat.player for seat in table.room.seats] == [BOB_ID, None]


def test_the_seat_is_lost_when_its_owner_is_owed_nothing_any_more() -> None:
    table = lay()
    for _ in range(3):
        table.give(inputs.TimeCame((BOB_ID, CY_ID)), GRACE_MS)
        table.give(inputs.TimeCame((BOB_ID, CY_ID)), 0)

    table.give(inputs.TimeCame(), GRACE_MS)
    table.give(inputs.TimeCame(), 0)

    assert [seat.player for seat in table.room.seats] == [None, None]


def test_being_owed_a_return_moves_nothing_before_the_time_is_up() -> None:
    table = lay()
    due = due_ms(table.room)

    table.give(inputs.TimeCame((BOB_ID, CY_ID)), GRACE_MS - 1)

    assert due_ms(table.room) == due


def test_a_host_without_a_seat_is_waited_for_as_well() -> None:
    table = Table.lay()
    table.seat(BOB)
    table.give(inputs.Drop(ANN_ID))

    table.give(inputs.TimeCame((ANN_ID,)), GRACE_MS)
    assert table.happened() == (HostAwaited(table.room.now_ms + GRACE_MS),)
    table.give(inputs.TimeCame(), GRACE_MS)

    assert table.happened() == (HostPassed(BOB_ID),)
