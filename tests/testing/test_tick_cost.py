"""What `check_game` tells of the cost of ticks."""

from typing import Any

import pytest
from attrs import evolve

from lobby.core.game import win
from lobby.shell.watchdog import Watchdog
from lobby.testing.check_game import GameFaulty, check_game
from lobby.testing.tick_cost import TICKS, TickCost, measure_ticks
from tests import racing
from tests.testing.test_ticking import SOUND

CHEAP = TickCost(20, 8, TICKS, 0.2, 0.5, mean_ms=0.25, hooks_ms=0.1, told_bytes=142, told_p99_bytes=310)


def test_the_report_of_a_real_time_game_tells_what_its_ticks_cost() -> None:
    report = check_game(SOUND, seed=1, games=1, actions_max=20)

    assert report.ticks is not None
    assert (report.ticks.ticks, report.ticks.tick_rate) == (TICKS, SOUND.tick_rate)
    assert 0 < report.ticks.hooks_ms < report.ticks.mean_ms
    assert 0 < report.ticks.told_bytes <= report.ticks.told_p99_bytes
    assert str(report.ticks) in str(report)


def test_a_game_in_turns_has_no_ticks_to_tell_of() -> None:
    assert check_game("tic_tac_toe", seed=1, games=1).ticks is None


def test_a_line_says_time_interval_share_and_bytes() -> None:
    assert str(CHEAP) == (
        "ticks: 0.20 ms each (p99 0.50), 40 % of it in the game's hooks; the interval allows 50 ms\n"
        "  a room of 8 needs 0.5 % of a processor, without sending;"
        " a tick tells each player 142 bytes (p99 310)"
    )
    assert CHEAP.warn() == ()


def test_ticks_over_the_share_of_a_room_or_over_their_interval_are_warned_of() -> None:
    greedy = evolve(CHEAP, mean_ms=20.0)
    late = evolve(CHEAP, p99_ms=60.0)

    assert [warning.split(",")[0] for warning in greedy.warn()] == ["a room takes 40 % of a processor"]
    assert [warning.split(",")[0] for warning in late.warn()] == ["one tick in a hundred takes 60 ms"]


def test_a_tick_that_fails_only_when_everybody_is_busy_is_found() -> None:
    def tick(state: Any, inputs: Any, dice: Any) -> Any:
        if len({seat for seat, _ in inputs}) == SOUND.seats_max:
            raise RuntimeError("too many at once")
        return racing.tick(state, inputs, dice)

    with pytest.raises(GameFaulty, match=r"with all seats taken and busy: .*too many at once"):
        check_game(evolve(SOUND, tick=tick, bot=lambda view, seat, dice: 1), seed=1, games=1, actions_max=3)


def test_a_game_that_is_over_at_once_makes_no_ticks() -> None:
    over = evolve(SOUND, result=lambda state: win(0, len(state.at)))

    assert measure_ticks(over, {}, 1, Watchdog(0)) is None
