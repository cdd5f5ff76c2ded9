"""What `check_game` tells of the cost of ticks."""

from collections.abc import Callable
from time import thread_time
from typing import Any

import pytest
from attrs import evolve

from lobby.core.game import win
from lobby.testing import tick_cost
from lobby.testing.check_game import GameFaulty, check_game
from lobby.testing.tick_cost import TICKS, TickCost, measure_ticks
from lobby.testing.watch import Watch
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


class Late:
    """A bot that does what it shall when it has been asked so often, far beyond the games that are played."""

    def __init__(self, then: Callable[[], Any]) -> None:
        self.then = then
        self.asked = 0

    def __call__(self, view: Any, seat: int, dice: Any) -> Any:
        self.asked += 1
        return self.then() if self.asked > 100 else 1


def fail() -> Any:
    raise KeyError("late")


def loop() -> Any:
    while True:
        pass


@pytest.mark.parametrize(
    ("then", "told"),
    [(fail, "`bot` for seat 0 raised KeyError: 'late'"), (loop, "`bot` for seat 0 ran for too long")],
)
def test_a_bot_that_fails_or_loops_late_in_a_game_is_found(then: Callable[[], Any], told: str) -> None:
    with pytest.raises(GameFaulty) as caught:
        check_game(evolve(SOUND, bot=Late(then)), seed=1, games=1, actions_max=3)

    assert f"with all seats taken and busy: {told}" in str(caught.value)


def test_the_time_of_bots_counts_for_what_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    def compute(view: Any, seat: int, dice: Any) -> int:
        until = thread_time() + 0.02
        while thread_time() < until:
            pass
        return 1

    monkeypatch.setattr(tick_cost, "SECONDS_MAX", 0.1)
    cost = measure_ticks(evolve(SOUND, bot=compute), {}, 1, Watch())

    assert cost is not None
    assert cost.ticks < TICKS


def test_a_game_that_is_over_at_once_makes_no_ticks() -> None:
    over = evolve(SOUND, result=lambda state: win(0, len(state.at)))

    assert measure_ticks(over, {}, 1, Watch()) is None
