"""A slow room: nobody need be there, and only the next move is waited for."""

import pytest
from attrs import evolve

from lobby.catalogue import load_game
from lobby.core import inputs
from lobby.core.events import Opened
from lobby.core.ids import Code, PlayerId, RoomId
from lobby.core.inputs import Input
from lobby.core.room import Room, open_room
from lobby.core.step import Step, due_ms, take
from lobby.core.summary import summarize, unpack_rewound, unpack_summary
from lobby.core.views import view_room
from lobby.wire.messages import Pace, Player

DAY_MS = 86_400_000
LIMIT_MS = 3 * DAY_MS
ANN, BOB = Player("a" * 16, "Ann", "person"), Player("b" * 16, "Bob", "person")
OPENED = Opened(
    room=RoomId("room"),
    code=Code("ABCDE"),
    name="a room",
    public=True,
    game="tic_tac_toe",
    version=1,
    options={},
    host=PlayerId(ANN.id),
    secret=bytes(32),
    zero_ms=0,
    grace_ms=LIMIT_MS,
    move_limit_ms=LIMIT_MS,
    chat_lines=10,
)


def give(room: Room, asked: Input, at_ms: int) -> Room:
    step = take(room, asked, at_ms)
    assert isinstance(step, Step), step
    return step.room


def playing(pace: Pace = "slow") -> Room:
    """Return a room in which it is Ann's turn at time 0, and nobody is there."""
    room = open_room(evolve(OPENED, pace=pace), load_game("lobby.games.tic_tac_toe"))
    for player in (ANN, BOB):
        room = give(room, inputs.TakeSeat(player, None), 0)
    for player in (ANN, BOB):
        room = give(room, inputs.SetReady(PlayerId(player.id), True), 0)
    for player in (ANN, BOB):
        room = give(room, inputs.Drop(PlayerId(player.id)), 0)
    return room


def move(room: Room, player: Player, square: int, at_ms: int) -> Room:
    assert room.match is not None
    seat = room.seat_of(PlayerId(player.id))
    assert seat is not None
    position = room.match.turns[seat].position
    return give(room, inputs.MakeMove(PlayerId(player.id), 1, position, square), at_ms)


def test_a_seat_in_a_running_game_is_kept_for_as_long_as_the_other_one_thinks() -> None:
    room = move(playing(), ANN, 4, LIMIT_MS - 1)

    assert due_ms(room) == 2 * LIMIT_MS - 1, "Bob has the whole limit, and Ann need not come at all"
    assert room.seat_of(PlayerId(ANN.id)) == 0


def test_who_does_not_move_within_the_limit_is_out_however_often_they_look_in() -> None:
    room = playing()
    for at_ms in (DAY_MS, 2 * DAY_MS):
        room = give(room, inputs.Return(PlayerId(ANN.id)), at_ms)
        room = give(room, inputs.Drop(PlayerId(ANN.id)), at_ms + 1)
    room = give(room, inputs.TimeCame(), LIMIT_MS)

    assert room.phase == "over"
    assert room.match is not None
    assert room.match.result is not None
    assert room.match.result.places == (2, 1)


def test_the_view_shows_no_countdown_for_a_seat_that_is_kept() -> None:
    assert [seat["away_until_ms"] for seat in view_room(playing())["seats"]] == [None, None]


def test_a_seat_outside_of_a_game_is_kept_for_the_limit() -> None:
    room = open_room(evolve(OPENED, pace="slow"), load_game("lobby.games.tic_tac_toe"))
    room = give(room, inputs.TakeSeat(ANN, None), 0)
    room = give(room, inputs.Drop(PlayerId(ANN.id)), 10)

    assert due_ms(room) == LIMIT_MS + 10
    assert give(room, inputs.TimeCame(), LIMIT_MS + 10).is_forsaken


@pytest.mark.parametrize(("pace", "phase"), [("slow", "playing"), ("live", "gathering")])
def test_who_said_to_be_ready_need_not_be_there_for_a_slow_game_to_begin(pace: Pace, phase: str) -> None:
    room = open_room(evolve(OPENED, pace=pace), load_game("lobby.games.tic_tac_toe"))
    room = give(room, inputs.TakeSeat(ANN, None), 0)
    room = give(room, inputs.SetReady(PlayerId(ANN.id), True), 0)
    room = give(room, inputs.Drop(PlayerId(ANN.id)), 10)
    room = give(room, inputs.TakeSeat(BOB, None), DAY_MS)
    room = give(room, inputs.SetReady(PlayerId(BOB.id), True), DAY_MS)

    assert room.phase == phase
    assert [seat["status"] for seat in view_room(room)["seats"]] == ["away", "taken"]
    assert due_ms(room) == (DAY_MS + LIMIT_MS if pace == "slow" else LIMIT_MS + 10)


def test_in_a_live_room_who_is_away_has_the_grace_on_top_of_the_limit() -> None:
    room = playing("live")

    assert due_ms(room) == LIMIT_MS
    assert view_room(room)["seats"][0]["away_until_ms"] == LIMIT_MS


def test_a_summary_is_the_same_after_it_was_stored() -> None:
    summary = summarize(move(playing(), ANN, 4, 1000))

    assert unpack_summary(summary.pack()) == summary
    assert summary.acting == (BOB.id,)
    assert summary.move_due_ms == {BOB.id: 1000 + LIMIT_MS}


def test_while_no_server_runs_room_time_stands_still_in_what_is_known_of_a_room() -> None:
    summary = evolve(summarize(playing()), zero_ms=1_000, zero_lived_ms=300)

    # Servers have run for 500 ms since room time 0, and the wall clock has gone on by a day.
    rewound = unpack_rewound(summary.pack(), wall_ms=86_400_000, lived_ms=800)

    assert rewound == evolve(summary, zero_ms=86_400_000 - 500)
