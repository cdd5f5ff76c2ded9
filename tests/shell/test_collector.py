"""The garbage collector of a server: off while it takes in what was there, and seldom afterwards."""

import gc
from collections.abc import Iterator
from itertools import count
from weakref import ref

import pytest
import trio
from trio.testing import MockClock

from lobby.shell.collector import collect_when_quiet, paused, settle


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


def grow_old() -> "ref[Ring]":
    """Return a ring that nobody holds, and that has been looked past often."""
    ring = Ring()
    old = ref(ring)
    for _ in range(50):
        gc.collect(0)
    del ring
    return old


async def test_old_garbage_is_found_in_a_quiet_second(collector: None, autojump_clock: MockClock) -> None:
    settle(1_000_000)
    old = grow_old()
    with trio.move_on_after(1.5):
        await collect_when_quiet(lambda: 7)

    assert old() is None


async def test_nobody_waits_for_old_garbage_to_be_found(collector: None, autojump_clock: MockClock) -> None:
    settle(1_000_000)
    old, sent = grow_old(), count()
    with trio.move_on_after(10):
        await collect_when_quiet(lambda: next(sent))

    assert old() is not None


def test_nothing_is_looked_for_in_a_pause_and_again_after_it(collector: None) -> None:
    with pytest.raises(ValueError, match="in the midst"), paused():
        assert not gc.isenabled()
        raise ValueError("in the midst")

    assert gc.isenabled()


def test_what_is_there_when_a_server_settles_is_not_looked_at_again(collector: None) -> None:
    settle(20_000)

    assert gc.get_threshold()[0] == 20_000
    assert gc.get_freeze_count() > 1000
