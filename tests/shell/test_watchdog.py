"""A call that does not come back is stopped, and nothing else is."""

import signal
import time
from collections.abc import Iterator

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


def catch_everything_twice() -> str:
    for _ in range(2):
        try:
            loop_for_ever()
        except:  # noqa: E722 (a game may well)
            continue
    return "came through"


def test_a_call_that_comes_back_is_left_alone(watchdog: Watchdog) -> None:
    assert watchdog.run("quick", lambda: 7) == 7


def test_an_endless_loop_is_stopped(watchdog: Watchdog) -> None:
    with pytest.raises(OverBudget, match="stopped after"):
        watchdog.run("endless", loop_for_ever)


def test_a_loop_that_catches_errors_does_not_catch_this(watchdog: Watchdog) -> None:
    with pytest.raises(OverBudget):
        watchdog.run("catching", loop_and_catch_errors)


def test_a_loop_that_catches_everything_is_stopped_again(watchdog: Watchdog) -> None:
    assert watchdog.run("stubborn", catch_everything_twice) == "came through"


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
    with pytest.raises(OverBudget):
        watchdog.run("endless", loop_for_ever)

    assert list(watchdog._overrun) == ["endless"]


def test_without_seconds_nobody_watches_and_the_signal_is_left_alone() -> None:
    before = signal.getsignal(signal.SIGALRM)

    with Watchdog(0).running():
        assert signal.getsignal(signal.SIGALRM) is before
    with Watchdog(1).running():
        assert signal.getsignal(signal.SIGALRM) is not before
    assert signal.getsignal(signal.SIGALRM) is before
