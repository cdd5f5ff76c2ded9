"""What `check_game` finds in real-time games."""

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given

from lobby.core.game import Game
from lobby.testing.check_game import GameFaulty, check_game
from lobby.testing.strategies import Running, runs
from tests import racing

# Cars that burst when told so are no fault of theirs here.
SOUND = evolve(racing.load(), check=lambda state, seat, move: racing.check(state, seat, min(move, 50)))


def faults_of(game: Game) -> set[str]:
    """Return the rules that are broken."""
    with pytest.raises(GameFaulty) as faulty:
        check_game(game, seed=1, games=4, actions_max=60)
    return {finding.rule for finding in faulty.value.findings}


def test_a_sound_game_is_sound_and_need_not_end() -> None:
    report = check_game(SOUND, seed=1, games=4, actions_max=60)

    assert report.unreached == ()
    assert report.actions >= 100


def test_a_tick_that_writes_into_its_state_is_found() -> None:
    def tick(state: Any, inputs: Any, dice: Any) -> Any:
        state.at.append(1)
        return racing.tick(state, inputs, dice)

    assert "purity" in faults_of(evolve(SOUND, tick=tick))


def test_a_tick_that_raises_on_an_input_is_found() -> None:
    def tick(state: Any, inputs: Any, dice: Any) -> Any:
        if any(move > 8 for _, move in inputs):
            raise ValueError("too fast")
        return racing.tick(state, inputs, dice)

    assert "tick raised" in faults_of(evolve(SOUND, tick=tick))


def test_a_tick_that_remembers_something_else_than_the_state_is_found() -> None:
    calls: list[int] = []

    def tick(state: Any, inputs: Any, dice: Any) -> Any:
        calls.append(0)
        return evolve(state, dice=len(calls) % 7)

    assert {"determinism", "replay"} & faults_of(evolve(SOUND, tick=tick))


def test_a_bot_that_gives_what_is_refused_is_found() -> None:
    assert "bot" in faults_of(evolve(SOUND, bot=lambda view, seat, dice: 11))


def test_a_bot_that_waits_and_one_that_plays_are_sound() -> None:
    bot = evolve(SOUND, bot=lambda view, seat, dice: None if dice.roll(2) == 1 else dice.roll(10))

    assert check_game(bot, seed=1, games=2, actions_max=40).unreached == ()


@given(runs(SOUND, {"goal": 20}))
def test_runs_are_reached_by_the_inputs_that_they_tell(run: Running) -> None:
    state = racing.start(run.seats, racing.Options(20), None)  # type: ignore[arg-type]
    wished = [[seat, move] for inputs in run.inputs for seat, move in inputs]

    assert run.state.wishes == wished
    assert racing.result(run.state) is None
    assert len(run.state.at) == len(state.at)
