"""A call that does not come back is stopped, and nothing else is."""

import signal
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from lobby.core.budget import OverBudget
from lobby.shell.watchdog import Watchdog


@pytest.fixture(name="watchdog")
def _watchdog() -> Iterator[Watchdog]:
    watchdog = Watchdog(0.1)
    with watchdog.running():
        yield watchdog


def loop_for_ever() -> None:
    while True:
        pass


def loop_and_catch_errors() -> None:
    while True:
        try:
            loop_for_ever()
        except Exception:
            continue


def loop_and_catch_everything() -> None:
    while True:
        try:
            for _ in range(100_000):
                pass
        except:  # noqa: E722 (a game may well)
            pass


def loop_and_go_on() -> None:
    while True:
        try:
            loop_for_ever()
        except BaseException:
            continue


def test_a_call_that_comes_back_is_left_alone(watchdog: Watchdog) -> None:
    assert watchdog.run("quick", lambda: 7) == 7


def test_an_endless_loop_is_stopped(watchdog: Watchdog) -> None:
    with pytest.raises(OverBudget, match="stopped after"):
        watchdog.run("endless", loop_for_ever)


def test_a_loop_that_catches_errors_does_not_catch_this(watchdog: Watchdog) -> None:
    with pytest.raises(OverBudget):
        watchdog.run("catching", loop_and_catch_errors)


@pytest.mark.parametrize("stubborn", [loop_and_catch_everything, loop_and_go_on])
def test_a_loop_that_catches_everything_is_stopped_all_the_same(
    watchdog: Watchdog, stubborn: Callable[[], None]
) -> None:
    before = sys.gettrace()

    with pytest.raises(OverBudget):
        watchdog.run("stubborn", stubborn)

    assert sys.gettrace() is before


def test_waiting_is_stopped_too(watchdog: Watchdog) -> None:
    with pytest.raises(OverBudget):
        watchdog.run("sleepy", lambda: time.sleep(60))


def test_what_runs_after_the_call_is_never_stopped(watchdog: Watchdog) -> None:
    for _ in range(3):
        with pytest.raises(OverBudget):
            watchdog.run("endless", loop_for_ever)
        computed = sum(number % 7 for number in range(1_000_000))

        assert computed == 2999997


def test_a_name_that_was_stopped_has_less_time_and_others_have_all(watchdog: Watchdog) -> None:
    told = []
    for name in ("endless", "endless", "endless", "endless", "other"):
        with pytest.raises(OverBudget) as stopped:
            watchdog.run(name, loop_for_ever)
        told.append(str(stopped.value).partition("budget was ")[2])

    assert told == [
        "0.1 s",
        "0.05 s, cut for being stopped 1 times in the last minute",
        "0.025 s, cut for being stopped 2 times in the last minute",
        "0.025 s, cut for being stopped 3 times in the last minute",
        "0.1 s",
    ]


def test_without_seconds_nobody_watches_and_the_signal_is_left_alone() -> None:
    before = signal.getsignal(signal.SIGALRM)

    with Watchdog(0).running():
        assert signal.getsignal(signal.SIGALRM) is before
    with Watchdog(1).running():
        assert signal.getsignal(signal.SIGALRM) is not before
    assert signal.getsignal(signal.SIGALRM) is before
