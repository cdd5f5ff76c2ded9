"""Paddles as its author tests it: rules by example, and a whole game between bots."""

from typing import Any

import paddles as game
from attrs import evolve

from lobby.core.game import Dice, win

DICE = Dice(bytes(32), 0)
FLYING = evolve(game.start(2, game.Options(), DICE), rest=0)


def test_a_paddle_goes_on_until_it_is_told_otherwise_and_stops_at_the_edge() -> None:
    state = game.tick(FLYING, [(0, "up")], DICE)
    for _ in range(100):
        state = game.tick(state, [], DICE)

    assert state.paddles == [game.PADDLE // 2, game.HEIGHT // 2]
    assert game.tick(state, [(0, "stop")], DICE).ways == [0, 0]


def test_a_ball_that_is_hit_comes_back_faster_and_one_that_is_missed_is_a_point() -> None:
    coming = evolve(FLYING, ball=[5, 500], speed=[-30, 0])

    hit = game.tick(coming, [], DICE)
    missed = game.tick(evolve(coming, ball=[5, 800]), [], DICE)

    assert (hit.speed, hit.points) == ([31, 15], [0, 0])
    assert (missed.points, missed.ball, missed.rest) == ([0, 1], [800, 450], game.REST)


def test_who_has_reached_the_goal_has_won() -> None:
    assert game.result(FLYING) is None
    assert game.result(evolve(FLYING, points=[2, 5])) == win(1)


def test_bots_play_a_game_to_its_end() -> None:
    state: Any = game.start(2, game.Options(goal=1), DICE)
    for number in range(20_000):
        view = {"public": game.public(state), "secret": None}
        moves = [(seat, game.bot(view, seat, DICE)) for seat in range(2)]
        state = game.tick(state, [(seat, move) for seat, move in moves if move], Dice(bytes(32), number))
        if game.result(state):
            return
    raise AssertionError("the ball was never missed")
