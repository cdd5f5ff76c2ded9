"""Before a game: seats are chosen and swapped, a countdown runs, and seats rotate for the rematch."""

from attrs import evolve

from lobby.catalogue import load_game
from lobby.core import inputs
from lobby.core.events import CountdownSet, Started, Swapped
from lobby.core.ids import PlayerId
from lobby.core.step import due_ms
from lobby.core.views import view_room
from tests.core.table import ANN, BOB, BOT, CY, Table, code, number_of

COUNTED = {"countdown_ms": 3000}


def test_who_sits_moves_to_an_open_seat_in_one_event() -> None:
    table = Table.lay()
    table.seat(ANN)

    result = table.give(inputs.TakeSeat(ANN, 1))

    assert (result, table.happened()) == ({"seat": 1}, (Swapped(0, 1),))
    assert table.sitting() == ["", "Ann"]
    assert (table.room.seats[0].tenancy, table.room.seats[1].tenancy) == (0, table.room.step)


def test_who_moves_is_not_ready_any_more() -> None:
    table = Table.lay("liars_dice")
    table.seat(ANN)
    table.ready(ANN)

    table.give(inputs.TakeSeat(ANN, 3))

    assert not table.room.seats[3].ready


def test_a_seat_that_somebody_has_is_not_moved_to() -> None:
    table = Table.lay()
    table.seat(ANN, BOB)

    assert code(table.give(inputs.TakeSeat(ANN, 1))) == "seat_taken"
    assert code(table.give(inputs.TakeSeat(ANN, 0))) == "already_seated"
    assert code(table.give(inputs.TakeSeat(ANN, None))) == "already_seated"
    assert code(table.give(inputs.TakeSeat(ANN, 2))) == "no_such_seat"


def test_while_a_game_with_secrets_runs_nobody_sits_down() -> None:
    table = Table.lay("liars_dice")
    table.start(ANN, BOB)

    assert code(table.give(inputs.TakeSeat(CY, 4))) == "game_running"
    table.give(inputs.GiveSeatUp(PlayerId(BOB.id)))
    assert table.give(inputs.TakeSeat(CY, 4)) == {"seat": 4}


def test_seats_of_a_running_game_are_not_left_for_others_nor_taken() -> None:
    table = Table.lay(evolve(load_game("lobby.games.liars_dice"), secret=None))
    table.start(ANN, BOB)
    table.seat(CY)

    assert code(table.give(inputs.TakeSeat(ANN, 4))) == "game_running"
    assert code(table.give(inputs.TakeSeat(CY, 0))) == "seat_taken"
    assert table.give(inputs.TakeSeat(CY, 5)) == {"seat": 5}, "who waits for the next game may move"


def test_two_who_sit_swap_when_the_other_one_agrees() -> None:
    table = Table.lay()
    table.seat(ANN, BOB)

    made = number_of(table.offer(ANN, "swap", seat=1))
    assert table.sitting() == ["Ann", "Bob"], "nothing yet"
    table.answer(BOB, made)

    assert table.sitting() == ["Bob", "Ann"]
    assert table.room.offers == ()


def test_a_bot_need_not_agree_to_a_swap() -> None:
    table = Table.lay()
    table.seat(BOT, ANN)

    assert table.offer(ANN, "swap", seat=0) == {"offer": 0}
    assert table.sitting() == ["Ann", "Bot 9"]


def test_a_swap_is_over_when_one_of_the_two_moves_or_a_game_starts() -> None:
    table = Table.lay("liars_dice")
    table.seat(ANN, BOB)
    first = number_of(table.offer(ANN, "swap", seat=1))
    table.give(inputs.TakeSeat(BOB, 4))

    assert code(table.answer(BOB, first)) == "no_such_offer"


def test_with_a_countdown_the_game_starts_when_it_is_over() -> None:
    table = Table.lay(house=COUNTED)
    table.seat(ANN, BOB)
    table.ready(ANN, BOB)
    at_ms = table.room.now_ms + 3000

    assert table.room.phase == "gathering"
    assert (table.room.starts_ms, due_ms(table.room)) == (at_ms, at_ms)
    assert view_room(table.room)["starts_ms"] == at_ms
    table.give(inputs.TimeCame(), 2999)
    assert table.room.starts_ms == at_ms, "not yet"
    table.give(inputs.TimeCame(), 3000)
    assert table.happened() == (Started(),)
    assert table.room.starts_ms is None


def test_whoever_is_not_ready_any_more_stops_the_countdown() -> None:
    ways: list[inputs.Input] = [
        inputs.SetReady(PlayerId(BOB.id), False),
        inputs.GiveSeatUp(PlayerId(BOB.id)),
        inputs.Drop(PlayerId(BOB.id)),
        inputs.TakeSeat(CY, None),
        inputs.TakeSeat(BOB, 5),
        inputs.ChangeOptions(PlayerId(ANN.id), {"dice": 1}),
        inputs.Restart(0, 1000),
    ]
    for way in ways:
        table = Table.lay("liars_dice", house=COUNTED)
        table.seat(ANN, BOB)
        table.ready(ANN, BOB)

        table.give(way, 2000)

        assert table.room.starts_ms is None, way
        table.give(inputs.TimeCame(), 5000)
        assert table.room.phase == "gathering", way


def test_who_comes_back_to_all_who_are_ready_begins_the_countdown_anew() -> None:
    table = Table.lay(house=COUNTED)
    table.seat(ANN, BOB)
    table.ready(ANN, BOB)
    table.give(inputs.Restart(0, 60_000), 2000)
    table.give(inputs.Return(PlayerId(ANN.id)))
    table.give(inputs.Return(PlayerId(BOB.id)))

    assert table.happened()[-1] == CountdownSet(table.room.now_ms + 3000)


def test_who_leaves_ready_ones_behind_lets_their_countdown_begin_anew() -> None:
    table = Table.lay("liars_dice", house=COUNTED)
    table.seat(ANN, BOB, CY)
    table.ready(ANN, BOB, CY)
    table.give(inputs.GiveSeatUp(PlayerId(CY.id)), 2000)

    assert table.room.starts_ms == table.room.now_ms + 3000


def test_a_lone_person_among_bots_and_people_over_days_wait_for_nothing() -> None:
    with_bot, slow = Table.lay(house=COUNTED), Table.lay(house=COUNTED, pace="slow")

    with_bot.start(ANN, BOT)
    slow.start(ANN, BOB)


def test_a_game_that_fails_at_its_start_stops_the_countdown_and_leaves_nobody_ready() -> None:
    def fail(*_: object) -> object:
        raise ValueError("no dice")

    game = evolve(Table.lay().game, start=fail)
    table = Table.lay(game, house=COUNTED)
    table.seat(ANN, BOB)
    table.ready(ANN, BOB)

    table.give(inputs.TimeCame(), 3000)

    assert (table.room.phase, table.room.starts_ms) == ("gathering", None)
    assert not any(seat.ready for seat in table.room.seats)


def test_the_same_people_rotate_for_the_rematch_so_that_who_was_second_begins() -> None:
    table = Table.lay("liars_dice")
    table.start(ANN, BOB, CY)
    table.resign(CY)
    table.resign(BOB)
    assert table.room.phase == "over"
    table.ready(ANN, BOB, CY)

    assert table.happened()[-1] == Started(1)
    assert table.sitting()[:3] == ["Bob", "Cy", "Ann"]


def test_two_swap_for_every_rematch() -> None:
    table = Table.lay()
    table.start(ANN, BOB)
    table.resign(ANN)
    table.ready(ANN, BOB)
    assert table.sitting() == ["Bob", "Ann"]

    table.resign(ANN)
    table.ready(ANN, BOB)
    assert table.sitting() == ["Ann", "Bob"]


def test_who_has_chosen_a_seat_since_sits_there() -> None:
    table = Table.lay()
    table.start(ANN, BOB)
    table.resign(ANN)
    made = number_of(table.offer(ANN, "swap", seat=1))
    table.answer(BOB, made)
    table.ready(ANN, BOB)

    assert table.sitting() == ["Bob", "Ann"]


def test_nobody_rotates_where_the_host_or_the_game_does_not_want_it() -> None:
    for table in (Table.lay(house={"rotate": False}), Table.lay(evolve(Table.lay().game, rotate=False))):
        table.start(ANN, BOB)
        table.resign(ANN)
        table.ready(ANN, BOB)

        assert table.sitting() == ["Ann", "Bob"]
        assert not view_room(table.room)["allows"]["rotate"]


def test_the_host_chooses_other_options_between_games_and_nobody_is_ready_then() -> None:
    table = Table.lay("liars_dice")
    table.seat(ANN, BOB)
    table.ready(BOB)

    assert table.give(inputs.ChangeOptions(PlayerId(ANN.id), {"dice": 2})) is None
    assert view_room(table.room)["options"] == {"dice": 2}
    assert not table.room.seats[1].ready
    table.ready(ANN, BOB)
    assert code(table.give(inputs.ChangeOptions(PlayerId(ANN.id), {"dice": 3}))) == "game_running"


def test_options_that_are_not_named_stay_as_they_are_where_that_is_wished() -> None:
    table = Table.lay("snake_arena")
    table.give(inputs.ChangeOptions(PlayerId(ANN.id), {"rounds": 3}))

    table.give(inputs.ChangeOptions(PlayerId(ANN.id), {"seconds": 30}, keep=True))
    kept = view_room(table.room)["options"]
    table.give(inputs.ChangeOptions(PlayerId(ANN.id), {"seconds": 30}))

    assert kept == {"rounds": 3, "seconds": 30}
    assert view_room(table.room)["options"] == {"seconds": 30}


def test_options_are_the_hosts_and_those_of_the_game() -> None:
    table = Table.lay("liars_dice")

    assert code(table.give(inputs.ChangeOptions(PlayerId(BOB.id), {"dice": 2}))) == "not_host"
    refusal = table.give(inputs.ChangeOptions(PlayerId(ANN.id), {"dice": 60}))
    assert code(refusal) == "malformed"
    assert "options: 'dice' must be <= 5" in refusal.detail
