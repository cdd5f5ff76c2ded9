"""The garbage collector of a server: off while it takes in what was there, and seldom afterwards."""

import gc
from collections.abc import Iterator
from itertools import count
from weakref import ref

import pytest
import trio
from trio.testing import MockClock

from lobby.shell.collector import collect, find_pause, paused, settle


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


def test_looks_that_take_long_are_fewer() -> None:
    assert find_pause(0.0) == find_pause(0.001) == 0.25
    assert find_pause(0.010) == pytest.approx(0.5)
    assert find_pause(0.2) == 1.0


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
    collector: None, autojump_clock: MockClock
) -> None:
    settle(1_000_000)
    old, sent = drop(looks=3), count()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(collect, lambda: next(sent))
        await trio.sleep(3590)
        before = old() is not None
        await trio.sleep(20)
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
