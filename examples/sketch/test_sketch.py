"""Sketch as its author tests it: rules by example, random games, and whole games on a whole server."""

from pathlib import Path

import pytest
import sketch
from attrs import evolve

from clients.policy import load_policy
from lobby.core.game import Dice
from lobby.testing.check_game import check_game

HERE = Path(__file__).parent
DICE = Dice(bytes(32), 0)
LINE = sketch.Stroke(b"\x01\x02\x03\x04")


def start(seats: int = 3) -> sketch.State:
    """Return a game in which seat 0 draws a palm tree, and then the others draw."""
    fresh = sketch.start(seats, sketch.Options(), DICE)
    return evolve(fresh, artists=list(range(seats)), words=["palm tree", "key", "sun"][:seats])


def play(state: sketch.State, *moves: tuple[int, sketch.Move]) -> sketch.State:
    for seat, move in moves:
        assert seat in sketch.turn(state)
        assert sketch.check(state, seat, move) is None
        state, _ = sketch.play(state, seat, move, DICE)
    return state


def refusal(state: sketch.State, seat: int, move: sketch.Move) -> str:
    illegal = sketch.check(state, seat, move)
    assert illegal is not None
    return illegal.detail


def test_the_game_keeps_all_promises() -> None:
    assert check_game(str(HERE)).games > 0


def test_only_the_artist_knows_the_word() -> None:
    state = start()

    assert sketch.secret(state, 0) == {"word": "palm tree"}
    assert sketch.secret(state, 1) is None
    assert sketch.public(state)["word"] == "____ ____"


def test_only_the_artist_draws_and_only_the_others_guess() -> None:
    assert refusal(start(), 1, LINE) == "somebody else draws, you guess"
    assert refusal(start(), 0, sketch.Guess("palm tree")) == "you draw, the others guess"


def test_strokes_can_be_taken_back() -> None:
    state = play(start(), (0, LINE), (0, sketch.Stroke(b"\xff\xff", 3, 20)))

    assert len(state.strokes) == 2
    assert play(state, (0, sketch.Erase("last"))).strokes == state.strokes[:1]
    assert play(state, (0, sketch.Erase("all"))).strokes == []


def test_one_more_stroke_leaves_those_before_as_the_same_objects() -> None:
    first = play(start(), (0, LINE))
    second = play(first, (0, LINE))

    assert second.strokes[0] is first.strokes[0]
    assert sketch.public(second)["strokes"] is second.strokes


def test_a_sheet_has_room_for_so_many_strokes() -> None:
    full = evolve(start(), strokes=[{}] * sketch.STROKES_MAX)

    assert refusal(full, 0, LINE).startswith("the sheet is full")
    assert refusal(start(), 0, sketch.Stroke(b"\0\0\0")) == "a point has two bytes, x and y"


def test_the_sooner_the_more_points_and_the_artist_gets_some_for_each() -> None:
    state = play(start(), (2, sketch.Guess("Palm Tree")), (1, sketch.Guess("palmtree")))

    assert state.scores == [4, 4, 5]
    assert state.shown
    assert sketch.public(state)["word"] == "palm tree"


def test_a_close_guess_is_told_to_its_player_only() -> None:
    state, notes = sketch.play(start(), 1, sketch.Guess("palm trees"), DICE)

    assert [(note.seat, note.value) for note in notes] == [(1, {"close": "palm trees"})]
    assert state == start()


def test_a_right_guess_is_told_without_the_word() -> None:
    state, notes = sketch.play(start(), 1, sketch.Guess("palm tree"), DICE)

    assert [note.text for note in notes] == ["{1} has guessed it"]
    assert "palm" not in str(sketch.public(state))


def test_a_wrong_guess_is_shown_to_all() -> None:
    assert sketch.public(play(start(), (1, sketch.Guess("Sun!"))))["guesses"] == [["{1}", "Sun!"]]


@pytest.mark.parametrize("leaver", [0, 1])
def test_when_too_few_are_left_for_this_drawing_the_word_is_shown(leaver: int) -> None:
    state = play(start(), (2, sketch.Guess("palm tree")))

    after, notes = sketch.leave(state, leaver)

    assert after.shown
    assert [note.value for note in notes] == [{"word": "palm tree"}]


def test_who_left_is_asked_for_no_drawing() -> None:
    after, _ = sketch.leave(start(), 1)
    shown, _ = sketch.expire(after, DICE)
    following, notes = sketch.expire(shown, DICE)

    assert following.artists == [2]
    assert [note.text for note in notes] == ["{2} draws"]


def test_a_stroke_does_not_start_the_clock_anew_but_the_next_drawing_does() -> None:
    state = start()
    following, _ = sketch.expire(sketch.expire(state, DICE)[0], DICE)

    assert sketch.deadline(play(state, (0, LINE))) == sketch.deadline(state)
    assert sketch.deadline(following) != sketch.deadline(state)


def test_after_everybody_has_drawn_the_most_points_win() -> None:
    last = evolve(play(start(), (2, sketch.Guess("palm tree"))), artists=[1], words=["key"])
    result = sketch.result(play(last, (1, sketch.GiveUp(True))))

    assert result is not None
    assert (result.places, result.scores) == ((2, 3, 1), (2, 0, 5))


async def test_bots_that_draw_flowers_and_guess_play_to_the_end(lobby_server) -> None:
    act = load_policy(f"{HERE / 'agent.py'}:act")

    async with lobby_server("sketch.py", seed=3) as server:
        tally = await server.play_bots("sketch", 4, act=act)

    assert tally.complete, tally.problems
    assert not tally.faults


async def test_a_stroke_is_seen_by_the_others_as_it_was_drawn(lobby_server) -> None:
    async with lobby_server("sketch.py", seed=6) as server, server.open_client("Ann") as ann:
        room = await ann.create("sketch")
        async with server.open_client("Bob") as bob:
            rooms = [room, await bob.join(room.code)]
            for each in rooms:
                await each.sit()
            for each in rooms:
                await each.ready()
            artist = room.game["view"]["artist"]
            stroke = {"points": b"\x01\x02\x03\x04", "colour": 2, "width": 8}
            await rooms[artist].play(stroke)

            async for _ in rooms[1 - artist].changes():
                if rooms[1 - artist].game["view"]["strokes"]:
                    break

    assert rooms[1 - artist].game["view"]["strokes"] == [stroke]
