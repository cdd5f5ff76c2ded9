"""Offers, consent and giving up: a draw, moves taken back, and nothing that comes too late."""

from attrs import evolve

from lobby.core import inputs
from lobby.core.dice import Dice
from lobby.core.events import Ended, Offered
from lobby.core.game import Game, Result
from lobby.core.history.snapshot import pack_snapshot, unpack_snapshot
from lobby.core.ids import PlayerId
from lobby.core.match import dice_of
from lobby.core.views import view_game, view_room, view_seat
from tests.core.table import ANN, BOB, BOT, CY, WAIT_MS, Table, code, number_of

# Seats roll in turn, each face is kept; at twelve rolls the game is over.
ROLLS = Game(
    id="rolls",
    title="Rolls",
    version=1,
    seats_min=2,
    seats_max=3,
    start=lambda seats, options, dice: [seats, []],
    play=lambda state, seat, move, dice: [state[0], [*state[1], dice.roll()]],
    public=lambda state: {"rolls": state[1]},
    result=lambda state: Result((1,) * state[0]) if len(state[1]) >= 12 else None,
    moves=lambda state, seat: ["roll"] if len(state[1]) % state[0] == seat else [],
    draws=True,
)


def playing(**changes: object) -> Table:
    table = Table.lay(**changes)  # type: ignore[arg-type]
    table.start(ANN, BOB)
    return table


# --- a draw ------------------------------------------------------------------------------------------


def test_a_draw_that_all_agree_to_ends_the_game_with_the_first_place_for_all() -> None:
    table = playing()
    offer = number_of(table.offer(ANN, "draw"))
    assert offer == table.room.step, "consent names the step that made the offer"

    table.answer(BOB, offer)

    assert table.happened()[-1] == Ended((1, 1))
    assert table.room.phase == "over"
    assert table.match.result == Result((1, 1))


def test_who_offers_the_same_agrees() -> None:
    table = playing()
    table.offer(ANN, "draw")
    table.offer(BOB, "draw")

    assert table.match.result == Result((1, 1))


def test_a_draw_is_off_when_who_was_asked_moves_and_stands_when_who_asked_does() -> None:
    table = playing()
    offer = number_of(table.offer(ANN, "draw"))
    table.move(ANN, 4)
    assert table.room.offers

    table.move(BOB, 0)

    assert code(table.answer(BOB, offer)) == "no_such_offer"
    assert table.room.phase == "playing"


def test_a_late_yes_never_hits_the_next_offer() -> None:
    table = playing()
    first = number_of(table.offer(ANN, "draw"))
    table.answer(BOB, first, agree=False)
    table.give(inputs.TimeCame(), WAIT_MS)
    table.offer(ANN, "draw")

    assert code(table.answer(BOB, first)) == "no_such_offer"
    assert table.room.phase == "playing"


def test_all_others_must_agree_and_who_has_departed_is_last() -> None:
    table = Table.lay(ROLLS)
    table.start(ANN, BOB, CY)
    table.resign(CY)
    offer = number_of(table.offer(ANN, "draw"))
    assert table.room.offers[0].asked == (1,)
    table.answer(BOB, offer)

    assert table.match.result == Result((1, 1, 3))


def test_of_three_one_that_declines_ends_the_offer_for_all() -> None:
    table = Table.lay(ROLLS)
    table.start(ANN, BOB, CY)
    offer = number_of(table.offer(ANN, "draw"))
    table.answer(BOB, offer)
    assert view_room(table.room)["offers"][0]["agreed"] == [1]
    assert table.answer(BOB, offer) is None, "once is enough"

    table.answer(CY, offer, agree=False)

    assert table.room.offers == ()
    assert table.room.phase == "playing"


def test_whoever_made_an_offer_takes_it_back_and_nobody_else_can() -> None:
    table = Table.lay(ROLLS)
    table.start(ANN, BOB, CY)
    table.offer(ANN, "draw")
    offer = table.room.offers[0].number

    assert code(table.answer(ANN, offer)) == "not_allowed", "one can't agree with oneself"
    assert table.answer(ANN, offer, agree=False) is None
    assert table.room.offers == ()
    assert [line["kind"] for line in table.room.chat] == ["offered", "withdrawn"]


def test_a_bot_is_asked_for_a_draw() -> None:
    table = Table.lay()
    table.start(ANN, BOT)

    table.offer(ANN, "draw")

    assert table.happened() == (Offered("draw", 0, (1,)),)


def test_a_game_may_forbid_draws() -> None:
    table = Table.lay(evolve(Table.lay().game, draws=False))
    table.start(ANN, BOB)

    assert code(table.offer(ANN, "draw")) == "not_allowed"
    assert not view_room(table.room)["allows"]["draw"]


def test_an_offer_names_game_and_position() -> None:
    table = playing()

    assert code(table.offer(ANN, "draw", position=7)) == "stale"
    assert code(table.offer(ANN, "draw", game=2)) == "no_game"
    assert code(table.offer(CY, "draw")) == "not_seated"


def test_nobody_is_asked_the_same_all_the_time() -> None:
    table = playing()
    table.offer(ANN, "draw")
    assert code(table.offer(ANN, "draw")) == "rate_limited"
    table.answer(BOB, table.room.offers[0].number, agree=False)

    too_soon = table.offer(ANN, "draw")
    assert "one offer of a draw in 1000 ms is allowed; try again in 980 ms" in too_soon.detail
    table.give(inputs.SayLine(ANN, "please"), WAIT_MS)
    table.answer(BOB, number_of(table.offer(ANN, "draw")), agree=False)
    table.give(inputs.SayLine(ANN, "please!"), WAIT_MS)
    too_often = table.offer(ANN, "draw")

    assert "2 offers of a draw per player and game are allowed" in too_often.detail


def test_offers_about_a_game_end_with_it_and_with_who_made_or_hears_them() -> None:
    for leaves in (ANN, BOB):
        table = Table.lay(ROLLS)
        table.start(ANN, BOB, CY)
        table.offer(ANN, "draw")

        table.give(inputs.GiveSeatUp(PlayerId(leaves.id)))

        assert table.room.phase == "playing"
        assert table.room.offers == ()


# --- giving up ---------------------------------------------------------------------------------------


def test_who_resigns_has_lost_and_still_sits_there() -> None:
    table = playing()

    assert table.resign(ANN) is None

    assert table.match.result == Result((2, 1))
    assert table.sitting() == ["Ann", "Bob"]
    assert view_game(table.room)["resigned"] == [0]
    assert table.room.chat[-1]["kind"] == "resigned"


def test_of_three_the_others_play_on() -> None:
    table = Table.lay(ROLLS)
    table.start(ANN, BOB, CY)
    table.resign(BOB)
    table.move(ANN, "roll")

    assert table.room.phase == "playing"
    assert len(view_game(table.room)["view"]["rolls"]) == 2, "a move is made for who has given up"
    assert code(table.resign(BOB)) == "no_game"


def test_a_resignation_names_its_game() -> None:
    table = playing()
    table.resign(ANN)
    table.ready(ANN, BOB)

    assert code(table.give(inputs.Resign(PlayerId(ANN.id), 1))) == "no_game"
    assert code(table.give(inputs.Resign(PlayerId(CY.id), 2))) == "not_seated"


# --- moves taken back ----------------------------------------------------------------------------------


def test_a_move_is_taken_back_and_the_position_is_new() -> None:
    table = playing()
    before = view_game(table.room), view_seat(table.room, 0)
    table.move(ANN, 4)
    old = table.position(BOB)

    table.answer(BOB, number_of(table.offer(ANN, "undo")))

    after = view_game(table.room), view_seat(table.room, 0)
    assert after[0]["view"] == before[0]["view"]
    assert (after[1]["turn"], after[1]["moves"]) == (True, before[1]["moves"])
    assert min(turn.position for turn in table.match.turns) > old
    assert code(table.give(inputs.MakeMove(PlayerId(BOB.id), 1, old, 0))) == "stale"
    assert after[0]["notes"][-1]["text"] == "Ann takes back the last move"
    assert table.room.chat[-1]["kind"] == "taken_back"


def test_with_ones_own_move_go_all_that_came_after_it() -> None:
    table = playing()
    table.move(ANN, 4)
    table.move(BOB, 0)
    assert view_seat(table.room, 0)["undo"] == 2
    assert view_seat(table.room, 1)["undo"] == 1

    table.answer(BOB, number_of(table.offer(ANN, "undo")))

    assert table.match.public == {"board": [None] * 9}
    assert table.match.notes[-1][1]["text"] == "Ann takes back the last 2 moves"
    assert code(table.offer(ANN, "undo")) in {"rate_limited", "not_allowed"}


def test_taking_back_brings_no_other_dice() -> None:
    table = Table.lay(ROLLS)
    table.start(ANN, BOB)
    table.move(ANN, "roll")
    table.move(BOB, "roll")
    rolled = table.match.public
    table.answer(ANN, number_of(table.offer(BOB, "undo")))
    assert dice_of(table.match).roll() == Dice(table.match.secret, 2).roll()

    table.move(BOB, "roll")

    assert table.match.public == rolled
    assert view_game(table.room)["undone"] == 2


def test_an_undo_is_off_at_any_move() -> None:
    table = playing()
    table.move(ANN, 4)
    offer = number_of(table.offer(ANN, "undo"))
    table.move(BOB, 0)

    assert code(table.answer(BOB, offer)) == "no_such_offer"
    assert table.match.public["board"].count(None) == 7


def test_with_a_bot_one_may_practise() -> None:
    table = Table.lay()
    table.start(ANN, BOT)
    table.move(ANN, 4)

    assert table.offer(ANN, "undo") == {"offer": 0}
    assert table.match.public == {"board": [None] * 9}


def test_nothing_is_taken_back_where_host_game_or_rating_forbid_it() -> None:
    forbidden = [
        Table.lay(house={"undo": False}),
        Table.lay(house={"rated": True}),
        Table.lay(evolve(Table.lay().game, undo=False)),
        Table.lay(evolve(Table.lay().game, secret=lambda state, seat: seat)),
        Table.lay(terms={}),
    ]
    for table in forbidden:
        table.start(ANN, BOB)
        table.move(ANN, 4)

        assert code(table.offer(ANN, "undo")) == "not_allowed"
        assert table.match.past == ()
        assert not view_room(table.room)["allows"]["undo"]


def test_a_game_with_secrets_may_allow_it() -> None:
    table = Table.lay(evolve(Table.lay().game, secret=lambda state, seat: seat, undo=True))
    table.start(ANN, BOB)
    table.move(ANN, 4)

    assert number_of(table.offer(ANN, "undo")) > 0


def test_no_further_back_than_is_kept_nor_beyond_a_departure() -> None:
    table = Table.lay(ROLLS, terms={"undo_moves": 2, "undo_bytes": 1000})
    table.start(ANN, BOB, CY)
    for player in (ANN, BOB, CY):
        table.move(player, "roll")
    assert [view_seat(table.room, seat)["undo"] for seat in range(3)] == [0, 2, 1]
    assert code(table.offer(ANN, "undo")) == "not_allowed"

    table.resign(ANN)

    assert [past.seat for past in table.match.past] == [0], "only what was drawn for Ann since"
    assert [view_seat(table.room, seat)["undo"] for seat in (1, 2)] == [0, 0]


def test_what_is_kept_is_bounded_in_bytes() -> None:
    table = playing(terms={"undo_moves": 8, "undo_bytes": 25})
    for player, square in ((ANN, 4), (BOB, 0), (ANN, 8)):
        table.move(player, square)

    assert sum(len(past.packed) for past in table.match.past) <= 25
    assert len(table.match.past) == 2


def test_what_is_kept_is_bounded_alike_after_a_snapshot() -> None:
    table = playing(terms={"undo_moves": 8, "undo_bytes": 25})
    for player, square in ((ANN, 4), (BOB, 0), (ANN, 8)):
        table.move(player, square)

    table.room = unpack_snapshot(pack_snapshot(table.room, []), {table.game.id: table.game}).room
    table.move(BOB, 1)  # which is held against a replay of the whole log

    assert len(table.match.past) == 2


def test_time_is_not_given_back() -> None:
    clock = {"kind": "fischer", "base_ms": 60_000, "increment_ms": 0}
    table = playing(clock=clock)
    table.give(inputs.TimeCame(), 5000)
    table.move(ANN, 4)
    spent = view_game(table.room)["clocks"][0]["remaining_ms"]

    table.answer(BOB, number_of(table.offer(ANN, "undo")))

    ann, bob = view_game(table.room)["clocks"]
    assert (ann["remaining_ms"], ann["running"], bob["running"]) == (spent, True, False)
    assert bob["remaining_ms"] < 60_000, "Bob has thought about it in his own time"
