"""The view of a player's own games: who plays in each, by name and by id, one for one."""

from typing import Any

from attrs import evolve

from lobby.core import inputs
from lobby.core.history.finished import finish
from lobby.core.ids import PlayerId, RoomId
from lobby.core.own import view_own, view_result
from lobby.core.summary import Summary, halt, rewind, summarize, unpack_summary
from tests.core.table import ANN, BOB, CY, Table

CY_ID = PlayerId(CY.id)


def invited_to(summary: Summary) -> Any:
    return view_own(CY_ID, [summary], [], most=10)["invitations"]


def test_players_of_a_game_stand_there_by_name_and_by_id_while_it_runs_and_afterwards() -> None:
    table = Table.lay("tic_tac_toe")
    table.start(ANN, BOB)

    own = view_own(PlayerId(ANN.id), [summarize(table.room)], [], most=10)
    table.resign(BOB)
    over = view_result(PlayerId(ANN.id), RoomId("room"), "tic_tac_toe", "an id", finish(table.room))

    (game,) = own["games"]
    assert (game["players"], game["ids"]) == ([ANN.name, BOB.name], [ANN.id, BOB.id])
    assert (over["players"], over["ids"]) == (game["players"], game["ids"])


def test_a_game_that_waits_for_its_file_is_shown_as_such_and_nothing_is_due_in_it() -> None:
    table = Table.lay("tic_tac_toe", pace="slow")
    table.start(ANN, BOB)

    waits = halt(summarize(table.room), wall_ms=5000, lived_ms=1000)
    (game,) = view_own(PlayerId(ANN.id), [unpack_summary(waits.pack())], [], most=10)["games"]

    assert (game["state"], game["due_ms"]) == ("halted", None)
    assert rewind(evolve(waits, zero_lived_ms=400), wall_ms=9000, lived_ms=7000).zero_ms == 9000 - 600


def test_an_invitation_tells_who_asks_also_of_a_room_that_sleeps() -> None:
    table = Table.lay("tic_tac_toe")
    table.seat(ANN)
    table.give(inputs.Invite(ANN, CY_ID, keep_ms=1000, most=5))

    awake = summarize(table.room)

    assert [(one["from"], one["from_id"]) for one in invited_to(awake)] == [(ANN.name, ANN.id)]
    assert invited_to(unpack_summary(awake.pack())) == invited_to(awake)


def test_who_opens_a_room_for_others_asks_them_by_name_before_sitting_down_and_after_leaving() -> None:
    table = Table.lay("tic_tac_toe", invited=(CY_ID,), host_name=ANN.name)

    opened = summarize(table.room)
    table.give(inputs.PassHost(PlayerId(ANN.id), PlayerId(BOB.id)))

    assert [(one["from"], one["from_id"]) for one in invited_to(opened)] == [(ANN.name, ANN.id)]
    assert invited_to(unpack_summary(opened.pack())) == invited_to(opened)
    assert invited_to(summarize(table.room)) == invited_to(opened)


def test_an_older_room_tells_of_an_invitation_what_it_knows_of_its_host() -> None:
    table = Table.lay("tic_tac_toe", invited=(CY_ID,))
    table.seat(ANN)

    assert [(one["from"], one["from_id"]) for one in invited_to(summarize(table.room))] == [
        (ANN.name, ANN.id)
    ]
