"""The garbage collector of a server: off while it takes in what was there, and seldom afterwards."""

import gc
from collections.abc import Callable, Iterator
from itertools import count
from weakref import ref

import pytest
import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from lobby.shell.collector import collect, paused, settle


@pytest.fixture
def collector() -> Iterator[None]:
    """Leave the collector of the tests as it was."""
    threshold = gc.get_threshold()
    yield
    gc.set_threshold(*threshold)
    gc.unfreeze()
    gc.collect()


class Ring:
    """Something that holds on to itself."""

    def __init__(self) -> None:
        self.itself = self


def drop(*, looks: int) -> "ref[Ring]":
    """Return a ring that nobody holds any more, and that was looked past so often before."""
    ring = Ring()
    for _ in range(looks):
        gc.collect(0)
    return ref(ring)


def test_a_server_that_has_settled_looks_for_garbage_also_where_python_did_not(collector: None) -> None:
    with paused():
        settle(1_000_000)

        assert gc.isenabled()


async def test_young_garbage_is_found_at_once_however_busy_the_server_is(
    collector: None, autojump_clock: MockClock
) -> None:
    settle(1_000_000)
    young, sent = drop(looks=0), count()
    with trio.move_on_after(0.3):
        await collect(lambda: next(sent))

    assert young() is None


async def test_looks_are_many_and_small_where_something_is_sent_and_few_where_nothing_is(
    collector: None, autojump_clock: MockClock
) -> None:
    settle(1_000_000)
    looked_at = list[float]()
    gc.callbacks.append(lambda phase, _: looked_at.append(trio.current_time()) if phase == "start" else None)
    try:
        with trio.move_on_at(trio.current_time() + 20):
            await collect(count_for(10.0))
    finally:
        gc.callbacks.pop()

    began = looked_at[0]
    assert sum(1 <= at - began < 9 for at in looked_at) == pytest.approx(320, abs=2)
    assert sum(11 <= at - began < 19 for at in looked_at) == pytest.approx(32, abs=2)


def count_for(seconds: float) -> Callable[[], int]:
    """Return what counts up so long, and no further."""
    until, sent = trio.current_time() + seconds, count()
    return lambda: next(sent) if trio.current_time() < until else -1


async def test_old_garbage_is_found_in_a_quiet_second(collector: None, autojump_clock: MockClock) -> None:
    settle(1_000_000)
    old = drop(looks=3)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(collect, lambda: min(int(trio.current_time() * 10), 620))
        await trio.sleep(61.5)
        before = old() is not None
        await trio.sleep(3)
        nursery.cancel_scope.cancel()

    assert before
    assert old() is None


async def test_who_is_busy_waits_for_old_garbage_to_be_found_once_an_hour(
    collector: None, mock_clock: MockClock
) -> None:
    settle(1_000_000)
    old, sent = drop(looks=3), count()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(collect, lambda: next(sent))
        await wait_all_tasks_blocked()
        mock_clock.jump(3590)
        await wait_all_tasks_blocked()
        before = old() is not None
        mock_clock.jump(20)
        await wait_all_tasks_blocked()
        nursery.cancel_scope.cancel()

    assert before
    assert old() is None


def test_nothing_is_looked_for_in_a_pause_and_again_after_it(collector: None) -> None:
    with pytest.raises(ValueError, match="in the midst"), paused():
        assert not gc.isenabled()
        raise ValueError("in the midst")

    assert gc.isenabled()


def test_what_is_there_when_a_server_settles_is_not_looked_at_again(collector: None) -> None:
    settle(20_000)

    assert gc.get_threshold()[0] == 20_000
    assert gc.get_freeze_count() > 1000
