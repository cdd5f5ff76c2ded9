"""When the clocks of a game run, stand and run out, and what that means."""

from attrs import evolve

from lobby.core import inputs
from lobby.core.clocks import ByoYomi, Fischer, PerMove
from lobby.core.events import Departed, Ended, Moved, Opened, TimedOut
from lobby.core.history.log import pack_row, unpack_row
from lobby.core.ids import PlayerId
from lobby.core.refusal import Refusal
from lobby.core.step import deadlines, due_ms, replay
from lobby.wire.values import pack, unpack
from tests.core.clocked import LAG_MS, LEAST_MS, QUESTIONS, TURNS, seated

RANDOM = evolve(TURNS, time_out="random")
PASS = evolve(TURNS, time_out="pass", pass_move="pass")
BOB = PlayerId("p1")


# --- running and standing ------------------------------------------------------------------------


def test_only_the_clock_of_who_must_act_runs() -> None:
    table = seated(Fischer(60_000, 2000))
    table.move(0, "one", 10_000)

    assert (table.clock(0).remaining_ms, table.clock(0).since_ms) == (52_000, None)
    assert (table.clock(1).remaining_ms, table.clock(1).since_ms) == (60_000, 10_000)


def test_who_must_act_again_has_the_increment_and_a_clock_that_goes_on() -> None:
    table = seated(Fischer(60_000, 2000))
    table.move(0, "again", 10_000)

    assert (table.clock(0).remaining_ms, table.clock(0).since_ms) == (52_000, 10_000)


def test_several_clocks_run_where_several_must_act() -> None:
    table = seated(Fischer(60_000, 2000), QUESTIONS)
    table.move(0, "yes", 10_000)

    assert table.clock(0).since_ms is None
    assert table.clock(1).since_ms == 0, "it runs on while others move"

    table.move(1, "no", 30_000)

    assert [table.clock(seat).remaining_ms for seat in (0, 1)] == [52_000, 32_000]
    assert [table.clock(seat).since_ms for seat in (0, 1)] == [30_000, 30_000]


def test_a_move_that_means_the_same_at_any_position_ends_no_turn() -> None:
    table = seated(Fischer(60_000, 2000), evolve(TURNS, anytime=lambda move: move == "again"))
    table.move(0, "again", 10_000)

    assert (table.clock(0).remaining_ms, table.clock(0).since_ms) == (60_000, 0)


def test_a_clock_takes_the_place_of_the_move_limit() -> None:
    table = seated(Fischer(600_000, 0))

    assert deadlines(table.room, table.match) == {0: 600_000}
    assert due_ms(table.room) == 600_000 + LAG_MS


def test_without_a_clock_all_is_as_it_was() -> None:
    table = seated(None)

    assert deadlines(table.room, table.match) == {0: 120_000}
    assert table.view()["clocks"] is None
    assert table.move(0, "one", 10_000, lag_ms=300) == (Moved(0, "one"),)


def test_who_pulls_the_plug_buys_no_time() -> None:
    table = seated(PerMove(10_000))
    table.give(inputs.Drop(PlayerId("p0")), 9000)

    assert deadlines(table.room, table.match) == {0: 10_000}


def test_the_games_own_time_that_is_up_gives_each_move_its_time_anew() -> None:
    game = evolve(
        QUESTIONS,
        deadline=lambda state: (8000, state[2]),
        expire=lambda state, dice: [state[0], [None] * state[0], state[2] + 1],
    )
    table = seated(PerMove(10_000), game)
    table.wait()

    assert [table.clock(seat).since_ms for seat in (0, 1)] == [8000, 8000]
    assert deadlines(table.room, table.match) == {0: 16_000, 1: 16_000}, "its next one comes first"


def test_everybody_sees_the_clocks() -> None:
    table = seated(ByoYomi(60_000, 3, 10_000))
    table.move(0, "one", 10_000)

    assert table.view()["clocks"] == [
        {
            "remaining_ms": 50_000,
            "periods": 3,
            "running": False,
            "since_ms": None,
            "spent_ms": 0,
            "missed": 0,
        },
        {
            "remaining_ms": 60_000,
            "periods": 3,
            "running": True,
            "since_ms": 10_000,
            "spent_ms": 0,
            "missed": 0,
        },
    ]


def test_a_game_that_is_over_has_no_running_clock() -> None:
    table = seated(Fischer(60_000, 0))
    table.give(inputs.GiveSeatUp(BOB), 5000)

    assert table.room.phase == "over"
    assert [clock.since_ms for clock in table.match.clocks] == [None, None]
    assert table.clock(0).remaining_ms == 55_000


def test_the_next_game_has_all_its_time() -> None:
    table = seated(Fischer(60_000, 0))
    table.wait()
    for player in ("p0", "p1"):
        table.give(inputs.SetReady(PlayerId(player), True))

    assert [clock.remaining_ms for clock in table.match.clocks] == [60_000, 60_000]


# --- lag -----------------------------------------------------------------------------------------


def test_lag_is_given_back_up_to_the_bound() -> None:
    table = seated(Fischer(60_000, 0))
    table.move(0, "one", 10_000, lag_ms=200)
    table.move(1, "one", 20_000, lag_ms=9999)

    assert [table.clock(seat).remaining_ms for seat in (0, 1)] == [50_200, 50_000 + LAG_MS]


def test_lag_is_never_more_than_the_move_has_taken_nor_less_than_nothing() -> None:
    table = seated(Fischer(60_000, 0))

    assert table.move(0, "one", 100, lag_ms=400) == (Moved(0, "one", False, 100),)
    assert table.move(1, "one", 1100, lag_ms=-400) == (Moved(1, "one", False, 0),)
    assert [table.clock(seat).remaining_ms for seat in (0, 1)] == [60_000, 59_000]


def test_a_move_made_in_time_counts_though_it_was_long_on_its_way() -> None:
    table = seated(PerMove(10_000))

    assert table.move(0, "one", 10_300, lag_ms=400) == (Moved(0, "one", False, 400),)


def test_a_move_that_comes_too_late_is_told_so_and_the_flag_falls_by_itself() -> None:
    table = seated(PerMove(10_000))

    refused = table.move(0, "one", 10_300, lag_ms=100)

    assert refused == Refusal("time_up", "the time of seat 0 was up 200 ms before")
    assert table.wait() == (TimedOut(0, True), Ended((2, 1)))
    assert table.now_ms == 10_000 + LAG_MS


def test_without_lag_given_back_the_flag_falls_at_once() -> None:
    table = seated(PerMove(10_000), lag_ms_max=0)

    assert isinstance(table.move(0, "one", 10_000, lag_ms=100), Refusal)
    assert table.wait()[0] == TimedOut(0, True)
    assert table.now_ms == 10_000


# --- lose ----------------------------------------------------------------------------------------


def test_of_two_the_other_one_wins_and_both_keep_their_seats() -> None:
    table = seated(Fischer(60_000, 0))

    assert table.wait() == (TimedOut(0, True), Ended((2, 1)))
    assert [seat.player for seat in table.room.seats[:2]] == ["p0", "p1"]
    assert (table.view()["timed_out"], table.clock(0).remaining_ms) == ([0], 0)


def test_all_periods_must_be_gone() -> None:
    table = seated(ByoYomi(5000, 3, 10_000))

    assert table.wait()[0] == TimedOut(0, True)
    assert table.now_ms == 35_000 + LAG_MS


def test_of_three_the_others_play_on_and_moves_are_drawn_for_who_lost() -> None:
    table = seated(Fischer(60_000, 0), players=3)

    happened = table.wait()

    assert happened[0] == TimedOut(0, True)
    assert all(isinstance(event, Moved) and event.drawn for event in happened[1:])
    assert table.room.phase == "playing"
    assert table.clock(0).since_ms is None
    assert table.clock(1).since_ms == table.now_ms


def test_who_lost_on_time_and_gets_up_is_lost_once() -> None:
    table = seated(Fischer(60_000, 0), players=3)
    table.wait()
    table.give(inputs.GiveSeatUp(PlayerId("p0")))

    assert table.match.absent == (0,)


def test_two_whose_time_is_up_in_the_same_moment_share_it() -> None:
    table = seated(PerMove(10_000), QUESTIONS)

    assert table.wait() == (TimedOut(0, True), TimedOut(1, True), Ended((1, 1)))


def test_of_two_who_must_act_the_first_to_fall_loses() -> None:
    table = seated(Fischer(20_000, 0), QUESTIONS)
    table.move(1, "yes", 15_000)
    table.move(0, "yes", 18_000)

    # 2 s are left to seat 0, 5 s to seat 1.
    assert table.wait() == (TimedOut(0, True), Ended((2, 1)))


def test_what_a_departure_means_is_what_lost_time_means() -> None:
    game = evolve(QUESTIONS, leave=lambda state, seat: [state[0], ["gone", None], state[2]])
    table = seated(PerMove(10_000), game)

    assert table.wait() == (TimedOut(0, True),)
    assert table.match.turns[0].acting is False


# --- random and pass -----------------------------------------------------------------------------


def test_a_random_legal_move_is_made_where_the_game_says_so() -> None:
    table = seated(PerMove(10_000), RANDOM)

    timed_out, moved = table.wait()

    assert timed_out == TimedOut(0, False)
    assert isinstance(moved, Moved) and moved.drawn and moved.move in ("one", "two", "pass", "again")


def test_the_passing_move_is_made_where_the_game_names_one() -> None:
    table = seated(PerMove(10_000), PASS)

    assert table.wait() == (TimedOut(0, False), Moved(0, "pass", True))


def test_a_passing_move_that_is_not_legal_now_is_a_random_one() -> None:
    table = seated(PerMove(10_000), evolve(QUESTIONS, time_out="pass", pass_move="pass"))

    moved = table.wait()[1]

    assert isinstance(moved, Moved) and moved.move in ("yes", "no")


def test_a_clock_that_ran_out_and_goes_on_leaves_a_little_time() -> None:
    for clock, left in ((Fischer(5000, 0), LEAST_MS), (Fischer(5000, 3000), 3000), (PerMove(9000), 9000)):
        table = seated(clock, PASS)
        table.wait()

        assert table.clock(0).remaining_ms == left


def test_byo_yomi_that_ran_out_and_goes_on_leaves_a_period() -> None:
    table = seated(ByoYomi(5000, 2, 10_000), PASS)
    table.wait()

    assert (table.clock(0).remaining_ms, table.clock(0).periods) == (0, 1)


def test_moves_are_made_for_nobody_in_an_endless_burst() -> None:
    table = seated(Fischer(5000, 0), PASS, time_outs_max=0)
    for _ in range(20):
        table.wait()

    assert table.now_ms >= 10_000 + 18 * LEAST_MS


def test_who_lets_the_time_run_out_again_and_again_is_out_as_idle() -> None:
    table = seated(PerMove(10_000), PASS)
    for _ in range(3):
        assert table.wait()[0] == TimedOut(0, False)
        table.move(1, "one", table.now_ms + 100)

    assert table.wait()[0] == Departed(0, PlayerId("p0"), "Ann", "idle")
    assert table.room.phase == "over"


def test_a_move_of_ones_own_forgives() -> None:
    table = seated(PerMove(10_000), PASS)
    table.wait()
    table.move(1, "one", table.now_ms + 100)
    table.move(0, "one", table.now_ms + 100)

    assert table.clock(0).missed == 0


# --- a restart -----------------------------------------------------------------------------------


def test_after_a_restart_the_clock_stands_where_it_stood_until_its_player_is_back() -> None:
    table = seated(Fischer(60_000, 0))
    table.now_ms = 10_000
    table.restart()

    assert table.view()["clocks"][0] == {
        "remaining_ms": 60_000,
        "periods": 0,
        "running": False,
        "since_ms": None,
        "spent_ms": 10_000,
        "missed": 0,
    }
    assert deadlines(table.room, table.match) == {0: 310_000}, "as long as the seat is kept"

    table.come_back(0, 100_000)

    assert deadlines(table.room, table.match) == {0: 150_000}


def test_whose_turn_comes_while_they_are_still_away_after_a_restart_loses_no_time() -> None:
    table = seated(Fischer(60_000, 0))
    table.restart()
    table.come_back(0, 10_000)
    table.move(0, "one", 20_000)

    assert table.clock(1).since_ms is None

    table.come_back(1, 50_000)

    assert table.clock(1).since_ms == 50_000


def test_who_does_not_come_back_after_a_restart_is_lost_as_ever() -> None:
    table = seated(Fischer(60_000, 0))
    table.restart(grace_ms=5000)

    assert table.wait()[0] == Departed(0, PlayerId("p0"), "Ann", "lost")


def test_who_comes_back_without_a_restart_changes_no_clock() -> None:
    table = seated(Fischer(60_000, 0))
    table.give(inputs.Drop(BOB), 5000)
    before = table.match
    table.come_back(1, 6000)

    assert table.match is before


def test_the_log_tells_of_the_same_clocks() -> None:
    table = seated(ByoYomi(9000, 2, 5000), PASS)
    table.move(0, "one", 8000, lag_ms=700)
    table.restart()
    table.come_back(1, 20_000)
    table.wait()

    assert table.replayed() == table.room


def test_a_log_of_before_has_no_clock_and_loads() -> None:
    name, *fields = unpack(pack_row(seated(None).rows[0]))[2][0]
    moved = ["Moved", 0, "one", False]

    (opened,) = unpack_row(pack([1, 0, [[name, *fields[:-4]]]])).events
    (old,) = unpack_row(pack([2, 5, [moved]])).events

    assert isinstance(opened, Opened) and opened.clock is None
    assert old == Moved(0, "one")


def test_a_log_tells_the_same_after_the_game_has_changed_its_mind() -> None:
    table = seated(Fischer(60_000, 0), TURNS, players=3)
    table.wait()

    replayed = replay(table.opened, RANDOM, table.rows)

    assert replayed.match == table.match
