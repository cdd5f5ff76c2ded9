"""Which steps a room's stored summary stands for: most, and else it is written anew."""

from attrs import evolve

from lobby.core import inputs
from lobby.core.ids import PlayerId
from lobby.core.room import Room
from lobby.core.summary import lasting, summarize, tells_same
from tests.core.table import ANN, BOB, Table

BOB_ID = PlayerId(BOB.id)


def playing() -> Table:
    table = Table.lay("tic_tac_toe")
    table.start(ANN, BOB)
    return table


def known_after(table: Table, asked: inputs.Input) -> bool:
    """Tell whether the summary from before an input stands for the room after it; look at it in full, too."""
    before = table.room
    table.give(asked)
    is_known = tells_same(before, table.room)
    assert is_known == (lasting(summarize(before)) == lasting(summarize(table.room)))
    return is_known


def test_who_is_away_or_back_is_known_to_sit_there_anyway() -> None:
    table = playing()

    assert known_after(table, inputs.Drop(BOB_ID))
    assert known_after(table, inputs.Return(BOB_ID))


def test_a_restart_changes_nothing_that_is_known_before_the_log_is_read() -> None:
    table = Table.lay("tic_tac_toe", zero_lived_ms=5)
    table.start(ANN, BOB)

    assert known_after(table, inputs.Restart(zero_ms=9, grace_ms=1000, zero_lived_ms=7))


def test_that_a_room_of_an_older_server_has_a_time_now_is_noted() -> None:
    table = playing()

    assert not known_after(table, inputs.Restart(zero_ms=9, grace_ms=1000, zero_lived_ms=7))


def test_who_leaves_a_seat_is_noted() -> None:
    table = Table.lay("tic_tac_toe")
    table.seat(ANN, BOB)

    assert not known_after(table, inputs.Leave(BOB_ID))


def test_another_name_on_a_seat_is_noted() -> None:
    table = playing()

    assert not known_after(table, inputs.Rename(BOB_ID, "Rob"))


def test_a_seat_that_is_kept_for_longer_is_noted() -> None:
    before = playing().room
    seats = tuple(evolve(seat, status="reserved", reserved_until_ms=5) for seat in before.seats)

    assert not tells_same(before, after := evolve(before, seats=seats))
    assert not tells_same(after, _reserved_until(after, 6))


def _reserved_until(room: Room, until_ms: int) -> Room:
    return evolve(room, seats=tuple(evolve(seat, reserved_until_ms=until_ms) for seat in room.seats))
