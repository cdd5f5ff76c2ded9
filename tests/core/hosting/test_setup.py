"""A host sets the room up anew: name, listing, turn clock and pace."""

from typing import Any

import pytest

from lobby.core import clocks, inputs
from lobby.core.announce import room_changed
from lobby.core.directory import Directory, list_room
from lobby.core.events import SetUp
from lobby.core.hosting import setup
from lobby.core.ids import PlayerId
from lobby.core.refusal import Refusal
from lobby.core.room import looks_alike
from lobby.core.views import view_game, view_room
from lobby.wire.messages import Player
from lobby.wire.strict import BadValue
from lobby.wire.values import Value
from tests.core.table import ANN, BOB, CY, Table, code

LIMITS = clocks.ClockLimits(least_ms=1000, most_ms=86_400_000, periods_max=100)
PER_MOVE = {"kind": "per_move", "move_ms": 30_000}
SLOW = {"pace": "slow", "grace_ms": 259_200_000, "move_limit_ms": 259_200_000}
LIVE = {"pace": "live", "grace_ms": 60_000, "move_limit_ms": 120_000}


def change(table: Table, by: Player = ANN, /, **changes: Value) -> Refusal | Value:
    """Set the room up anew, as Ann who is its host, or another one."""
    return table.give(inputs.ChangeSetup(PlayerId(by.id), changes))


def test_the_room_has_another_name_and_is_listed_no_more_in_one_event() -> None:
    table = Table.lay()
    before = table.room

    assert change(table, name="late night", public=False) is None
    assert table.happened() == (SetUp({"name": "late night", "public": False}),)
    view = view_room(table.room)
    assert (view["name"], view["public"]) == ("late night", False)
    assert room_changed(before, table.room)
    assert not looks_alike(before, table.room)


def test_with_another_clock_nobody_is_ready_and_the_next_game_has_it() -> None:
    table = Table.lay(house={"countdown_ms": 3000})
    table.seat(ANN, BOB)
    table.ready(ANN, BOB)

    assert change(table, clock=PER_MOVE) is None
    assert view_room(table.room)["clock"] == PER_MOVE
    assert [seat.ready for seat in table.room.seats] == [False, False]
    assert table.room.starts_ms is None
    table.ready(ANN, BOB)
    table.give(inputs.TimeCame(), 3000)
    assert [clock.remaining_ms for clock in table.match.clocks] == [30_000, 30_000]


def test_the_game_that_is_over_shows_the_clocks_that_it_had() -> None:
    table = Table.lay(clock=PER_MOVE)
    table.start(ANN, BOB)
    table.resign(ANN)
    shown = view_game(table.room)

    change(table, clock=None)

    assert view_game(table.room) == shown
    table.ready(ANN, BOB)
    assert view_game(table.room)["clocks"] is None


def test_over_days_it_waits_for_who_is_away_and_in_one_sitting_again_for_a_minute_from_then_on() -> None:
    table = Table.lay()
    table.seat(ANN, BOB)
    table.give(inputs.Drop(PlayerId(BOB.id)))
    change(table, **SLOW)

    assert table.room.settings.is_slow
    assert table.room.seats[1].away_until_ms == table.room.now_ms + 259_200_000
    change(table, **LIVE)
    assert table.room.seats[1].away_until_ms == table.room.now_ms + 60_000
    assert table.room.settings.move_limit_ms == 120_000


def test_what_is_so_already_changes_nothing() -> None:
    table = Table.lay()
    step = table.room.step

    assert change(table, name=table.room.name, public=True, clock=None, **LIVE) is None
    assert table.room.step == step


def test_while_a_game_runs_only_the_listing_is_changed() -> None:
    table = Table.lay()
    table.start(ANN, BOB)
    others: list[dict[str, Any]] = [{"name": "bob has two aces"}, {"clock": PER_MOVE}, SLOW]

    assert [code(change(table, **wish)) for wish in others] == ["game_running"] * 3
    assert code(change(table, public=False, name="both or none")) == "game_running"
    assert table.room.public
    assert change(table, public=False) is None


def test_who_watches_late_learns_from_no_answer_whether_the_game_still_runs() -> None:
    table = Table.lay(house={"watching": "delayed", "delay_ms": 60_000})
    table.start(BOB, CY)
    running = change(table, name="anything")
    table.resign(BOB)

    assert table.room.phase == "over"
    assert change(table, name="anything") == running
    assert code(running) == "game_running"


def test_only_the_host_sets_the_room_up_and_nobody_that_of_a_match() -> None:
    table = Table.lay()
    match = Table.lay(house={"rated": True}, reserved=((BOB.id, "Bob", "person"),), reserved_ms=1000)

    assert code(change(table, BOB, name="mine")) == "not_host"
    assert code(change(match, name="ours")) == "not_allowed"


def test_a_real_time_game_gets_neither_days_nor_a_clock() -> None:
    table = Table.lay("snake_arena")

    assert code(change(table, **SLOW)) == "not_allowed"
    assert code(change(table, clock=PER_MOVE)) == "not_allowed"


def test_a_room_that_is_public_no_more_is_in_no_list_and_comes_back_to_it() -> None:
    table, directory = Table.lay(), Directory(listed_max=10)
    directory.put(list_room(table.room, 0))
    change(table, public=False)
    directory.put(list_room(table.room, 0))
    hidden = directory.view("tic_tac_toe", 1)
    change(table, public=True)
    directory.put(list_room(table.room, 0))

    assert (hidden["rooms"], hidden["totals"]["rooms"]) == ([], 0)
    assert directory.find(table.room.code) == table.room.id
    assert [room["id"] for room in directory.view("tic_tac_toe", 1)["rooms"]] == [table.room.id]


@pytest.mark.parametrize(
    ("wish", "text"),
    [
        ([], "[], allowed is a map of name, public, clock, pace"),
        ({"names": "x"}, "names: unknown, allowed are name, public, clock, pace"),
        ({"grace_ms": 1}, "grace_ms: unknown"),
        ({"name": None}, "name: None, allowed is a text"),
        ({"public": 1}, "public: 1, allowed is true or false"),
        ({"pace": "fast"}, "pace: 'fast', allowed is live or slow"),
        ({"clock": 30}, "clock: 30, allowed is null, or a map"),
        (
            {"clock": {"kind": "per_move", "move_ms": 1}},
            "clock: move_ms: 1, allowed is a whole number from 1000",
        ),
    ],
)
def test_what_is_no_wish_is_refused_with_what_is_allowed(wish: Any, text: str) -> None:
    with pytest.raises(BadValue) as raised:
        setup.structure(wish, LIMITS)

    assert text in str(raised.value)
