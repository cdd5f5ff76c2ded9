"""The garbage collector of a server: off while it takes in what was there, and seldom afterwards."""

import gc
from collections.abc import Iterator

import pytest

from lobby.shell.collector import paused, settle


@pytest.fixture
def collector() -> Iterator[None]:
    """Leave the collector of the tests as it was."""
    threshold = gc.get_threshold()
    yield
    gc.set_threshold(*threshold)
    gc.unfreeze()


def test_nothing_is_looked_for_in_a_pause_and_again_after_it(collector: None) -> None:
    with pytest.raises(ValueError, match="in the midst"), paused():
        assert not gc.isenabled()
        raise ValueError("in the midst")

    assert gc.isenabled()


def test_what_is_there_when_a_server_settles_is_not_looked_at_again(collector: None) -> None:
    settle(20_000)

    assert gc.get_threshold()[0] == 20_000
    assert gc.get_freeze_count() > 1000
