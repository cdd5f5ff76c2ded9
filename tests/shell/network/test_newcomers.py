"""Who has said nothing yet: heard a few at a time, given up in time, closed exactly once."""

import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest
import trio
from attrs import define, field
from trio.testing import MockClock, wait_all_tasks_blocked

from lobby.shell.network.newcomers import Newcomer, Newcomers

PATIENCE_SECONDS = 10.0


@define(eq=False)
class Met:
    """What was heard of newcomers, in order; whoever is met is closed."""

    newcomers: Newcomers = field(factory=Newcomers)
    first: list[bytes] = field(factory=list)
    peers: list[socket.socket] = field(factory=list)

    def come(self, *, patience: float = PATIENCE_SECONDS, first: bytes = b"") -> socket.socket:
        """Let somebody come, who says this at once; return the other end."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        theirs.sendall(first)
        self.peers.append(theirs)

        def meet(first: bytes) -> None:
            self.first.append(first)
            ours.close()

        self.newcomers.add(Newcomer(ours, trio.current_time() + patience, meet))
        return theirs


@pytest.fixture
def met() -> Iterator[Met]:
    met = Met()
    yield met
    for peer in met.peers:
        peer.close()


@asynccontextmanager
async def waiting(met: Met) -> AsyncIterator[None]:
    """Run the newcomers during the block."""
    async with trio.open_nursery() as nursery:
        await nursery.start(met.newcomers.run)
        await wait_all_tasks_blocked()
        yield
        nursery.cancel_scope.cancel()


async def test_first_bytes_that_are_there_are_heard_at_once_and_others_when_they_come(met: Met) -> None:
    async with waiting(met):
        met.come(first=b"here")
        assert met.first == [b"here"]
        later = met.come()
        await wait_all_tasks_blocked()
        assert met.first == [b"here"]
        later.sendall(b"later")
        await wait_all_tasks_blocked()

        assert met.first == [b"here", b"later"]


async def test_whoever_goes_without_a_word_is_met_with_nothing_and_its_number_is_free(met: Met) -> None:
    async with waiting(met):
        for _ in range(50):
            met.come().close()
            await wait_all_tasks_blocked()
            met.come(first=b"next")

        assert met.first == [b"", b"next"] * 50


async def test_whoever_says_nothing_is_given_up_in_time_each_in_its_own(
    met: Met, autojump_clock: MockClock
) -> None:
    async with waiting(met):
        met.come()
        await trio.sleep(1)
        met.come(patience=2)
        await trio.sleep(1.9)
        assert met.first == []
        await trio.sleep(0.2)
        assert met.first == [b""]
        await trio.sleep(PATIENCE_SECONDS - 3.2)
        assert met.first == [b""]
        await trio.sleep(0.2)

        assert met.first == [b"", b""]


async def test_at_the_end_whoever_waits_still_is_met_with_nothing(met: Met) -> None:
    async with waiting(met):
        met.come()
        met.come()
        await wait_all_tasks_blocked()
        assert met.first == []

    assert met.first == [b"", b""]
    assert not met.newcomers.is_running


async def test_of_a_crowd_that_speaks_at_once_so_many_are_heard_in_a_turn(met: Met) -> None:
    async with waiting(met):
        crowd = [met.come() for _ in range(200)]
        for peer in crowd:
            peer.sendall(b"let me in")
        heard = [0]
        while heard[-1] < len(crowd):
            await trio.lowlevel.checkpoint()
            heard.append(len(met.first))

        assert_in_parts(heard)


async def test_of_a_crowd_whose_time_is_over_so_many_are_given_up_in_a_turn(
    met: Met, autojump_clock: MockClock
) -> None:
    async with waiting(met):
        for _ in range(200):
            met.come()
        await trio.sleep(PATIENCE_SECONDS)
        given_up = [len(met.first)]
        while given_up[-1] < 200:
            await trio.lowlevel.checkpoint()
            given_up.append(len(met.first))

        assert_in_parts([0, *given_up])


def assert_in_parts(counts: list[int]) -> None:
    """Hold how many had been met, turn by turn, against how many may be in one turn."""
    # The event loop has its tasks in any order, so that two of its turns may lie between two of ours.
    assert max(after - before for before, after in pairwise(counts)) <= 2 * 32


async def test_a_number_that_is_free_is_given_to_who_has_its_own_time(
    met: Met, autojump_clock: MockClock
) -> None:
    async with waiting(met):
        met.come().sendall(b"here")
        await trio.sleep(PATIENCE_SECONDS / 2)
        met.come()
        await trio.sleep(PATIENCE_SECONDS - 1)
        assert met.first == [b"here"]
        await trio.sleep(2)

        assert met.first == [b"here", b""]
