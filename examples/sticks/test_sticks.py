"""Sticks in pairs as its author tests it: rules by example, random games, and whole games on a server."""

from pathlib import Path
from random import Random

import sticks as game

from clients.policy import load_policy
from lobby.core.game import Dice
from lobby.testing.check_game import check_game

HERE = Path(__file__).parent
DICE = Dice(bytes(32), 0)


def test_seats_take_turns_and_the_pair_of_who_takes_the_last_stick_loses() -> None:
    state = game.State([2], turn=0)
    state, _ = game.play(state, 0, game.Move(0, 1), DICE)
    assert (state.turn, game.result(state)) == (1, None)

    state, notes = game.play(state, 1, game.Move(0, 1), DICE)

    assert notes[0].text == "{1} takes one stick of heap 1"
    assert game.result(state) == game.Result((1, 3, 1, 3))


def test_no_more_than_three_nor_more_than_there_are() -> None:
    state = game.State([5, 2])

    assert len(game.moves(state, 0)) == 5
    assert game.moves(state, 1) == []
    assert game.check(state, 0, game.Move(1, 3)) == game.Illegal("of heap 1 one takes 1 to 2 sticks")


def test_random_games_keep_every_promise() -> None:
    check_game(str(HERE), games=20)


def test_the_bot_leaves_what_can_not_be_won() -> None:
    act = load_policy(f"{HERE / 'agent.py'}:act")
    moves = [{"heap": 0, "sticks": sticks} for sticks in (1, 2, 3)] + [{"heap": 1, "sticks": 1}]

    assert act({"public": {"heaps": [3, 1]}}, moves, Random(0)) == {"heap": 0, "sticks": 3}


async def test_bots_that_think_play_to_the_end(lobby_server) -> None:
    act = load_policy(f"{HERE / 'agent.py'}:act")

    async with lobby_server("sticks.py", seed=3) as server:
        tally = await server.play_bots("sticks", 4, games=3, act=act)

    assert tally.complete, tally.problems
    assert not tally.faults
    assert not tally.refused
