"""When a game's own time is up, and which actions start it anew."""

from typing import Any

import pytest
from attrs import evolve

from lobby.core.blame import GameFailed
from lobby.core.game import Game, Result
from lobby.core.match import Match, expire, play, start_match
from lobby.wire.messages import Player

# Anybody may move; each round has a second. State and move: what the round is called.
ROUNDS = Game(
    id="rounds",
    title="Rounds",
    version=1,
    seats_min=2,
    seats_max=2,
    start=lambda seats, options, dice: "first",
    play=lambda state, seat, move, dice: move,
    public=lambda state: state,
    result=lambda state: Result((1, 1)) if state == "over" else None,
    moves=lambda state, seat: ["first", "second", "over"],
    deadline=lambda state: (1000, state),
    expire=lambda state, dice: "late",
)
PLAYERS = (Player("a", "Ann", "person"), Player("b", "Bob", "person"))


def started(game: Game = ROUNDS) -> Match:
    return start_match(game, secret=bytes(32), number=1, players=PLAYERS, options=None, now_ms=0)


def test_a_clock_that_is_the_same_goes_on_over_an_action() -> None:
    assert play(ROUNDS, started(), 0, "first", 400).expires_ms == 1000


def test_another_clock_starts_anew() -> None:
    assert play(ROUNDS, started(), 0, "second", 400).expires_ms == 1400


def test_a_clock_that_ran_out_starts_anew_even_where_it_is_the_same() -> None:
    game = evolve(ROUNDS, deadline=lambda state: (1000, "round"))

    assert expire(game, started(game), 1000).expires_ms == 2000


def test_time_that_is_up_and_changes_nothing_is_the_games_fault() -> None:
    game = evolve(ROUNDS, expire=lambda state, dice: state)

    with pytest.raises(GameFailed, match="nothing is different after it"):
        expire(game, started(game), 1000)


def test_a_deadline_without_a_clock_starts_anew_with_each_action() -> None:
    game = evolve(ROUNDS, deadline=lambda state: 1000)

    assert play(game, started(game), 0, "first", 400).expires_ms == 1400


def test_a_game_that_is_over_has_no_time_left() -> None:
    after: Any = play(ROUNDS, started(), 0, "over", 400)

    assert (after.expires_ms, after.clock) == (None, None)
