"""Bots of the server's own on seats, and seats that are lent to a bot while their player is lost."""

from typing import Any

import pytest
from attrs import evolve

from lobby.core import clocks, inputs
from lobby.core.announce import announce, topics_of
from lobby.core.events import CameBack, Departed, Ended, HostPassed, Lent, Moved, Row, Seated, Started
from lobby.core.ids import PlayerId, is_bot
from lobby.core.outputs import Shown
from lobby.core.refusal import Refusal
from lobby.core.step import Step, due_ms, take
from lobby.core.views import view_game, view_room
from tests.core.clocked import PLAYERS, TURNS, Clocked, seated

ANN, BOB = PlayerId("p0"), PlayerId("p1")
GRACE_MS = 60_000
LENDING: dict[str, Any] = {"house": {"lend": "mcts"}}


def alone(**opened: Any) -> Clocked:
    """Return a room with Ann as its host, who has a seat."""
    table = seated(None, players=0, **opened)
    table.give(inputs.TakeSeat(PLAYERS[0], None))
    return table


def with_bot(**opened: Any) -> Clocked:
    """Return a game of Ann with a bot, whose turn comes second."""
    table = alone(**opened)
    table.give(inputs.AddBot(ANN, None, "mcts", "Thinking bot"))
    table.give(inputs.SetReady(ANN, True))
    return table


def play_to_the_end(table: Clocked) -> None:
    for number in range(100):
        if table.match.over:
            return
        if table.match.turns[0].acting:
            table.move(0, "two", number)
        else:
            position = table.match.turns[1].position
            table.give(inputs.MakeMove(bot_of(table), 1, position, "two"), number)


def bot_of(table: Clocked, seat: int = 1) -> PlayerId:
    player = table.room.seats[seat].player
    assert player is not None
    return player


def lent(**opened: Any) -> Clocked:
    """Return a game in which Ann's seat, whose turn it is, has been lent."""
    table = seated(None, **{**LENDING, **opened})
    table.give(inputs.Drop(ANN), 1000)
    assert table.wait() == (Lent(0, "mcts"), HostPassed(BOB))
    return table


def refused(answer: Any) -> str:
    assert isinstance(answer, Refusal)
    return answer.code


def test_the_host_adds_a_bot_which_is_ready_at_once_and_wears_a_badge() -> None:
    table = alone()
    happened = table.give(inputs.AddBot(ANN, 2, "mcts", "Thinking bot"))

    assert isinstance(happened, tuple)
    [event] = happened
    assert isinstance(event, Seated) and is_bot(event.player)
    assert event == Seated(2, event.player, "Thinking bot", "bot", "mcts")
    shown = view_room(table.room)["seats"]
    assert [(seat["status"], seat["ready"], seat["bot"]) for seat in shown] == [
        ("taken", False, ""),
        ("open", False, ""),
        ("taken", True, "mcts"),
    ]
    assert table.replayed() == table.room


def test_bots_of_one_kind_are_told_apart_by_name() -> None:
    table = alone()
    for _ in range(2):
        table.give(inputs.AddBot(ANN, None, "mcts", "Bot"))

    assert [seat.name for seat in table.room.seats] == ["Ann", "Bot", "Bot 2"]


def test_only_the_host_adds_and_removes_bots_and_only_on_seats_that_fit() -> None:
    table = alone()

    assert refused(table.give(inputs.AddBot(BOB, None, "mcts", "Bot"))) == "not_host"
    assert refused(table.give(inputs.AddBot(ANN, 0, "mcts", "Bot"))) == "seat_taken"
    assert refused(table.give(inputs.AddBot(ANN, 3, "mcts", "Bot"))) == "no_such_seat"
    assert refused(table.give(inputs.RemoveBot(ANN, 0))) == "no_such_bot"
    assert refused(table.give(inputs.RemoveBot(ANN, 1))) == "no_such_bot"
    assert refused(table.give(inputs.RemoveBot(ANN, -1))) == "no_such_seat"
    table.give(inputs.AddBot(ANN, None, "mcts", "Bot"))
    table.give(inputs.AddBot(ANN, None, "mcts", "Bot"))
    assert refused(table.give(inputs.RemoveBot(BOB, 1))) == "not_host"
    assert refused(table.give(inputs.AddBot(ANN, None, "mcts", "Bot"))) == "room_full"


def test_a_game_with_a_bot_begins_when_the_person_is_ready_and_the_rematch_too() -> None:
    table = with_bot()
    play_to_the_end(table)

    assert table.give(inputs.SetReady(ANN, True)) is not None
    assert table.room.phase == "playing" and table.match.number == 2


def test_bots_alone_begin_no_game() -> None:
    table = seated(None, players=0)
    table.give(inputs.AddBot(ANN, None, "mcts", "Bot"))
    table.give(inputs.AddBot(ANN, None, "mcts", "Bot"))

    assert table.room.phase == "gathering" and table.room.is_forsaken


def test_a_bot_is_never_away_also_not_after_a_restart_nor_the_host() -> None:
    table = with_bot()
    table.give(inputs.Drop(bot_of(table)))
    table.restart()

    assert [seat.status for seat in table.room.seats[:2]] == ["away", "taken"]
    table.give(inputs.Leave(ANN), 5000)
    assert table.room.host is None


def test_the_clock_of_a_bot_runs_on_after_a_restart() -> None:
    clock = clocks.structure({"kind": "per_move", "move_ms": 5000}, clocks.ClockLimits(1, 10**9, 9))
    table = seated(clock, players=0)
    table.give(inputs.TakeSeat(PLAYERS[0], None))
    table.give(inputs.AddBot(ANN, None, "mcts", "Bot"))
    table.give(inputs.SetReady(ANN, True))
    table.move(0, "one", 100)
    table.restart()

    assert table.clock(1).since_ms is not None


def test_a_bot_that_is_removed_in_a_game_has_departed() -> None:
    table = with_bot()
    happened = table.give(inputs.RemoveBot(ANN, 1))

    assert isinstance(happened, tuple)
    assert [type(event) for event in happened] == [Departed, Ended]
    assert table.match.result is not None and table.match.result.places == (1, 2)


def test_a_bot_that_never_moves_is_out_after_the_move_limit() -> None:
    table = with_bot()
    table.move(0, "one", 100)

    assert [type(event) for event in table.wait()] == [Departed, Ended]


def test_a_move_that_the_room_draws_for_a_bot_is_of_its_position_only() -> None:
    table = with_bot()
    bot = bot_of(table)

    assert refused(table.give(inputs.DrawMove(bot, 1, 0))) == "stale"
    table.move(0, "one", 100)
    assert refused(table.give(inputs.DrawMove(bot, 2, 1))) == "no_game"
    happened = table.give(inputs.DrawMove(bot, 1, 1))
    assert isinstance(happened, tuple) and isinstance(happened[0], Moved) and not happened[0].drawn
    assert table.replayed() == table.room


def test_nobody_has_a_topic_for_a_bot() -> None:
    table = alone()
    before = table.room
    step = take(before, inputs.AddBot(ANN, 1, "mcts", "Bot"), 10)
    assert isinstance(step, Step)

    outputs = announce(before, step.room, step.row)
    assert [output.topic for output in outputs if isinstance(output, Shown)] == ["room/room"]
    assert len(topics_of(step.room)) == 3


def test_a_lost_seat_is_lent_where_the_host_wishes_and_its_owner_gets_it_back() -> None:
    table = lent()
    seat = table.room.seats[0]
    assert (seat.status, seat.bot, seat.player, seat.name) == ("lent", "mcts", ANN, "Ann")
    tenancy, position = seat.tenancy, table.match.turns[0].position
    table.give(inputs.MakeMove(ANN, 1, position, "one"), 70_000)
    assert table.match.turns[1].acting, "whoever moves for it, it is the seat's move"

    assert table.give(inputs.Return(ANN)) == (CameBack(0),)

    back = table.room.seats[0]
    assert (back.status, back.bot, back.tenancy, back.away_until_ms) == ("taken", "", tenancy, None)
    assert table.replayed() == table.room


def test_a_lent_seat_is_sold_to_nobody_and_is_lent_over_a_restart() -> None:
    table = lent()
    table.restart()

    assert table.room.seats[0].status == "lent"
    assert refused(table.give(inputs.TakeSeat(PLAYERS[2], 0))) == "seat_taken"
    assert table.give(inputs.Return(ANN)) == (CameBack(0),)


def test_a_bot_has_the_whole_move_limit_for_a_lent_seat() -> None:
    table = lent(move_limit_ms=30_000)

    assert due_ms(table.room) == table.room.now_ms + 30_000


def test_in_a_rated_room_no_bot_plays_and_nothing_is_lent() -> None:
    table = seated(None, house={"rated": True, "lend": "mcts"})

    assert refused(table.give(inputs.AddBot(ANN, None, "mcts", "Bot"))) == "no_such_bot"
    table.give(inputs.Drop(ANN), 1000)
    assert isinstance(table.wait()[0], Departed)


def test_without_the_wish_a_lost_seat_is_freed() -> None:
    table = seated(None)
    table.give(inputs.Drop(ANN), 1000)

    assert isinstance(table.wait()[0], Departed)


def test_who_leaves_is_gone_also_where_seats_are_lent() -> None:
    table = seated(None, **LENDING)

    happened = table.give(inputs.Leave(ANN))

    assert isinstance(happened, tuple) and happened[0] == Departed(0, ANN, "Ann", "left")


def test_outside_of_a_game_nothing_is_lent() -> None:
    table = alone(**LENDING)
    table.give(inputs.Drop(ANN), 1000)

    assert isinstance(table.wait()[0], Departed)


def test_a_seat_that_is_still_lent_when_the_game_is_over_is_freed_with_its_result() -> None:
    table = lent()
    happened = table.give(inputs.Leave(BOB))

    assert isinstance(happened, tuple)
    assert [type(event) for event in happened] == [Departed, HostPassed, Ended, Departed]
    assert table.room.is_forsaken and table.room.seats[0].player is None
    assert view_game(table.room)["result"] == {"places": [1, 2], "scores": []}


def test_in_a_slow_room_who_has_not_moved_in_days_is_lent_where_it_is_away() -> None:
    table = seated(None, pace="slow", move_limit_ms=86_400_000, **LENDING)
    table.give(inputs.Drop(ANN), 1000)

    assert table.wait()[0] == Lent(0, "mcts")
    assert table.wait()[0] == Departed(0, ANN, "Ann", "idle"), "a bot that does not move, either"


def test_who_is_there_and_never_moves_is_out_and_not_lent() -> None:
    table = seated(None, **LENDING)

    assert table.wait()[0] == Departed(0, ANN, "Ann", "idle")


def test_a_game_that_fails_at_its_start_leaves_bots_ready() -> None:
    def fail(seats: int, options: Any, dice: Any) -> Any:
        raise RuntimeError("no")

    broken = evolve(TURNS, start=fail)
    table = seated(None, broken, players=0)
    table.give(inputs.TakeSeat(PLAYERS[0], None))
    table.give(inputs.TakeSeat(PLAYERS[1], None))
    table.give(inputs.AddBot(ANN, None, "mcts", "Bot"))
    table.give(inputs.SetReady(BOB, True))
    with pytest.raises(Exception, match="no"):
        table.give(inputs.SetReady(ANN, True))
    table.give(inputs.Leave(ANN))

    assert [seat.ready for seat in table.room.seats] == [False, False, True]


def test_the_events_are_in_the_log() -> None:
    table = lent()
    rows = [event for row in table.rows for event in row.events]

    assert Lent(0, "mcts") in rows and isinstance(table.rows[0], Row) and Started() in rows
