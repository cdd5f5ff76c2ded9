"""What a step leaves behind besides its row: of a mere move in a live room nothing."""

from lobby.core import inputs
from lobby.core.ids import PlayerId
from lobby.core.inputs import SayLine
from lobby.core.summary import lasting, summarize
from lobby.shell.keeping.results import records_of
from lobby.shell.records import KeepResult, KeepRoom, Record
from tests.core.table import ANN, BOB, Table


def left_by(table: Table, asked: inputs.Input) -> tuple[Record, ...]:
    """Return what an input leaves behind; if it is nothing the room is known as it was."""
    before = table.room
    table.give(asked)
    records = records_of(table.log[-1], before, table.room)
    assert records or lasting(summarize(before)) == lasting(summarize(table.room))
    return records


def move_of(table: Table, seat: int, move: int) -> inputs.MakeMove:
    player = (ANN, BOB)[seat]
    return inputs.MakeMove(PlayerId(player.id), table.match.number, table.position(player), move)


def test_a_move_and_a_line_of_chat_leave_nothing_behind_in_a_live_room() -> None:
    table = Table.lay("tic_tac_toe")
    table.start(ANN, BOB)

    assert left_by(table, move_of(table, 0, 0)) == ()
    assert left_by(table, SayLine(BOB, "good move")) == ()
    assert left_by(table, move_of(table, 1, 3)) == ()


def test_the_move_that_ends_a_game_leaves_its_result_and_what_is_known_of_the_room() -> None:
    table = Table.lay("tic_tac_toe")
    table.start(ANN, BOB)
    for seat, move in ((0, 0), (1, 3), (0, 1), (1, 4)):
        assert left_by(table, move_of(table, seat, move)) == ()

    left = left_by(table, move_of(table, 0, 2))

    assert {type(record) for record in left} == {KeepResult, KeepRoom}


def test_in_a_slow_room_each_move_is_known() -> None:
    table = Table.lay("tic_tac_toe", pace="slow")
    table.start(ANN, BOB)

    assert [type(record) for record in left_by(table, move_of(table, 0, 0))] == [KeepRoom]
