"""Seats that are kept for somebody: who may take them, until when, and what becomes of a match."""

from typing import Any

from attrs import evolve

from lobby.catalogue import load_game
from lobby.core import inputs
from lobby.core.events import Closed, Opened, Row, Started, StillReserved, Unreserved
from lobby.core.ids import Code, PlayerId, RoomId
from lobby.core.refusal import Refusal
from lobby.core.room import Room
from lobby.core.step import Step, due_ms, replay, take
from lobby.wire.messages import Player

ANN, BOB, CY = (Player(f"id-{name}", name, "person") for name in ("Ann", "Bob", "Cy"))
GAME = load_game("lobby.games.liars_dice")
OPENED = Opened(
    room=RoomId("room"),
    code=Code("ABCDE"),
    name="a room",
    public=True,
    game=GAME.id,
    version=1,
    options={},
    host=PlayerId(ANN.id),
    secret=b"s" * 32,
    zero_ms=0,
    grace_ms=1000,
    move_limit_ms=2000,
    chat_lines=5,
    reserved=((ANN.id, ANN.name, ANN.kind), (BOB.id, BOB.name, BOB.kind)),
    reserved_ms=30_000,
)
MATCH = evolve(OPENED, house={"rated": True})


def open_room(opened: Opened) -> Room:
    return replay(opened, GAME, [Row(1, 0, (opened,))])


def after(room: Room, *asked: Any, at_ms: int = 10) -> Room:
    for wish in asked:
        step = take(room, wish, at_ms)
        assert isinstance(step, Step), step
        room = step.room
    return room


def test_a_seat_that_is_kept_is_taken_by_its_player_and_by_nobody_else() -> None:
    room = open_room(OPENED)

    assert take(room, inputs.TakeSeat(CY, 0), 10) == Refusal("seat_taken", "Ann is on the way to seat 0")
    room = after(room, inputs.TakeSeat(CY, None), inputs.TakeSeat(BOB, None))

    assert [(seat.status, seat.name) for seat in room.seats[:3]] == [
        ("reserved", "Ann"),
        ("taken", "Bob"),
        ("taken", "Cy"),
    ]


def test_a_game_waits_for_who_is_on_the_way() -> None:
    room = after(open_room(OPENED), inputs.TakeSeat(BOB, None), inputs.TakeSeat(CY, None))
    room = after(room, inputs.SetReady(PlayerId(BOB.id), True), inputs.SetReady(PlayerId(CY.id), True))
    assert room.phase == "gathering"

    step = take(room, inputs.TimeCame(), 30_000)

    assert isinstance(step, Step)
    assert step.row.events == (Unreserved(0, PlayerId(ANN.id)), Started())


def test_a_seat_is_kept_until_its_time_and_not_longer() -> None:
    room = open_room(OPENED)
    assert due_ms(room) == 30_000
    assert take(room, inputs.TimeCame(), 29_999).row.events == ()  # type: ignore[union-attr]

    room = after(room, inputs.TimeCame(), at_ms=30_000)

    assert room.is_forsaken
    assert due_ms(room) is None


def test_a_seat_stands_as_long_as_its_player_is_owed_a_return() -> None:
    room, ann = open_room(OPENED), PlayerId(ANN.id)

    step = take(room, inputs.TimeCame((ann,)), 30_000)

    assert isinstance(step, Step)
    assert step.row.events == (StillReserved(0, 30_000 + OPENED.grace_ms), Unreserved(1, PlayerId(BOB.id)))
    assert (step.room.reserved_for(ann), due_ms(step.room)) == (0, 30_000 + OPENED.grace_ms)
    after_all = after(step.room, inputs.TimeCame(), at_ms=30_000 + OPENED.grace_ms)
    assert after_all.reserved_for(ann) is None


def test_in_a_slow_room_the_seat_of_who_is_owed_stands_for_a_minute_more_and_not_for_days() -> None:
    slow = evolve(MATCH, pace="slow", grace_ms=259_200_000, move_limit_ms=259_200_000)

    step = take(open_room(slow), inputs.TimeCame((PlayerId(ANN.id), PlayerId(BOB.id))), 30_000)

    assert isinstance(step, Step)
    assert due_ms(step.room) == 30_000 + 60_000


def test_taking_another_seat_gives_up_the_one_that_was_kept() -> None:
    room = after(open_room(OPENED), inputs.TakeSeat(ANN, 4))

    assert [seat.status for seat in room.seats] == ["open", "reserved", "open", "open", "taken", "open"]


def test_a_match_starts_when_the_last_one_comes_and_nobody_can_hold_it_up() -> None:
    room = after(open_room(MATCH), inputs.TakeSeat(ANN, None), inputs.TakeSeat(BOB, None))

    assert room.phase == "playing"


def test_nobody_else_comes_into_a_match() -> None:
    room = open_room(MATCH)

    for seat in (None, 4):
        assert take(room, inputs.TakeSeat(CY, seat), 10) == Refusal("room_full", "the match is for others")


def test_a_match_is_off_when_one_does_not_come_declines_or_leaves() -> None:
    arrived = after(open_room(MATCH), inputs.TakeSeat(ANN, None))
    for asked, at_ms in (
        (inputs.TimeCame(), 30_000),
        (inputs.Decline(PlayerId(BOB.id)), 10),
        (inputs.Leave(PlayerId(ANN.id)), 10),
        (inputs.GiveSeatUp(PlayerId(ANN.id)), 10),
    ):
        step = take(arrived, asked, at_ms)
        assert isinstance(step, Step)
        assert step.row.events[-1] == Closed("called_off")


def test_after_a_restart_who_is_on_the_way_has_the_time_of_everybody() -> None:
    room = after(open_room(MATCH), inputs.Restart(5000, 300_000), at_ms=10)

    assert [seat.reserved_until_ms for seat in room.seats[:2]] == [300_010, 300_010]


def test_nobody_is_removed_from_a_rated_game_that_runs() -> None:
    room = after(open_room(MATCH), inputs.TakeSeat(ANN, None), inputs.TakeSeat(BOB, None))

    refusal = take(room, inputs.RemovePlayer(PlayerId(ANN.id), PlayerId(BOB.id)), 20)

    assert isinstance(refusal, Refusal)
    assert refusal.code == "game_running"
