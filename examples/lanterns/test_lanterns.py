"""Lanterns as its author tests it: rules by example, and a whole game between bots."""

from typing import Any

import lanterns as game
from attrs import evolve

from lobby.core.game import Dice, win

DICE = Dice(bytes(32), 0)
BEGUN = evolve(game.start(2, game.Options(), DICE), flies=[[800, 500], [10, 990]])


def test_a_walker_goes_on_until_it_is_told_otherwise_and_stops_at_the_edge() -> None:
    state = game.tick(BEGUN, [(0, "up")], DICE)
    for _ in range(200):
        state = game.tick(state, [], DICE)

    assert state.at[0] == [BEGUN.at[0][0], 0]
    assert game.tick(state, [(0, "stop")], DICE).ways[0] == [0, 0]


def test_one_sees_what_is_near_and_nothing_else() -> None:
    apart = evolve(BEGUN, at=[[700, 500], [1100, 500]])
    together = evolve(BEGUN, at=[[700, 500], [1000, 500]])

    assert game.secret(apart, 0)["walkers"] == [[700, 500], None]
    assert game.secret(apart, 0)["flies"] == [[800, 500], None]
    assert game.secret(together, 0)["walkers"] == together.at
    assert "at" not in str(game.public(apart))


def test_a_firefly_in_reach_is_a_point_and_another_one_comes() -> None:
    state = game.tick(evolve(BEGUN, at=[[760, 500], [0, 0]]), [], DICE)

    assert state.points == [1, 0]
    assert len(state.flies) == 2
    assert state.flies[0] != [800, 500]
    assert game.result(evolve(state, points=[5, 0])) == win(0, 2)


def test_bots_play_a_game_to_its_end() -> None:
    state: Any = game.start(3, game.Options(), DICE)
    for number in range(20_000):
        moves: list[Any] = []
        if number % 6 == 0:
            views = [{"public": game.public(state), "secret": game.secret(state, seat)} for seat in range(3)]
            moves = [(seat, game.bot(view, seat, Dice(bytes(32), number))) for seat, view in enumerate(views)]
        state = game.tick(state, [(seat, move) for seat, move in moves if move], Dice(bytes(32), number))
        if game.result(state):
            return
    raise AssertionError("nobody has caught enough")
