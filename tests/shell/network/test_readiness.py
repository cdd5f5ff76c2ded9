"""One epoll for all connections: what is ready is read, and nothing outlives its connection."""

import os
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

import pytest
import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from lobby.shell.network.readiness import _BATCH, _BATCH_SECONDS, Readiness
from lobby.shell.network.together import TOGETHER

Pair = tuple[socket.socket, socket.socket]


def make_pair() -> Pair:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    return ours, theirs


@asynccontextmanager
async def polling() -> AsyncIterator[Readiness]:
    """Yield a readiness with its poller; when the block ends nobody listens any more."""
    readiness = Readiness()
    async with trio.open_nursery() as nursery:
        await nursery.start(readiness.run)
        yield readiness
        await wait_all_tasks_blocked()
        assert len(readiness) == 0
        nursery.cancel_scope.cancel()


def reading(ours: socket.socket, heard: list[bytes], size: int = 100) -> Callable[[float], bool]:
    """Return a function that reads into `heard`, until the end."""

    def read(_: float) -> bool:
        heard.append(os.read(ours.fileno(), size))
        return heard[-1] not in (b"", b"enough")

    return read


async def test_what_comes_is_read_in_order_until_it_is_enough(autojump_clock: MockClock) -> None:
    async with polling() as readiness:
        (ours, theirs), heard = make_pair(), list[bytes]()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(readiness.listen, ours.fileno(), reading(ours, heard))
            for said in (b"one", b"two", b"enough"):
                await wait_all_tasks_blocked()
                theirs.send(said)

        assert heard == [b"one", b"two", b"enough"]
        ours.close()
        theirs.close()


async def test_what_one_reading_leaves_is_read_before_anything_else_must_come(
    autojump_clock: MockClock,
) -> None:
    async with polling() as readiness:
        (ours, theirs), heard = make_pair(), list[bytes]()
        theirs.send(b"abcdef")
        theirs.close()

        await readiness.listen(ours.fileno(), reading(ours, heard, 4))

        assert heard == [b"abcd", b"ef", b""]
        ours.close()


async def test_one_that_always_has_something_does_not_keep_the_others_waiting(
    autojump_clock: MockClock,
) -> None:
    async with polling() as readiness:
        (loud, to_loud), (quiet, to_quiet) = make_pair(), make_pair()
        to_loud.send(b"x" * 1000)
        order: list[str] = []

        def hear_loud(_: float) -> bool:
            order.append("loud" if os.read(loud.fileno(), 1) else "over")
            return len(order) < 500

        def hear_quiet(_: float) -> bool:
            order.append(os.read(quiet.fileno(), 100).decode())
            return False

        async with trio.open_nursery() as nursery:
            nursery.start_soon(readiness.listen, loud.fileno(), hear_loud)
            nursery.start_soon(readiness.listen, quiet.fileno(), hear_quiet)
            to_quiet.send(b"quiet")

        assert order.index("quiet") < 5
        for end in (loud, to_loud, quiet, to_quiet):
            end.close()


async def test_what_is_answered_to_all_that_one_round_reads_leaves_at_its_end(
    autojump_clock: MockClock,
) -> None:
    class Told:
        def send_held(self) -> None:
            order.append("sent")

    order: list[str] = []

    def answering(ours: socket.socket) -> Callable[[float], bool]:
        def read(_: float) -> bool:
            assert TOGETHER.holding is not None
            TOGETHER.holding.append(Told())
            order.append(os.read(ours.fileno(), 100).decode())
            return False

        return read

    async with polling() as readiness:
        pairs = [make_pair() for _ in range(3)]
        for _, theirs in pairs:
            theirs.send(b"said")
        async with trio.open_nursery() as nursery:
            for ours, _ in pairs:
                nursery.start_soon(readiness.listen, ours.fileno(), answering(ours))

        assert order == ["said"] * 3 + ["sent"] * 3
        for pair in pairs:
            for end in pair:
                end.close()


async def test_a_reading_that_raises_ends_its_own_connection_only(autojump_clock: MockClock) -> None:
    async with polling() as readiness:
        (bad, to_bad), (good, to_good), heard = make_pair(), make_pair(), list[bytes]()

        def fail(_: float) -> bool:
            raise RuntimeError("as the test wants it")

        async with trio.open_nursery() as nursery:
            nursery.start_soon(readiness.listen, good.fileno(), reading(good, heard))
            to_bad.send(b"x")
            with pytest.raises(RuntimeError, match="as the test wants it"):
                await readiness.listen(bad.fileno(), fail)
            to_good.send(b"enough")

        assert heard == [b"enough"]
        for end in (bad, to_bad, good, to_good):
            end.close()


async def test_a_peer_that_hangs_up_is_told_to_who_listens_and_to_nobody_else(
    autojump_clock: MockClock,
) -> None:
    async with polling() as readiness:
        (ours, theirs), heard = make_pair(), list[bytes]()
        theirs.send(b"enough")
        await readiness.listen(ours.fileno(), reading(ours, heard))
        theirs.close()
        # Paused, it is registered nowhere: else the poller would be told of the hang-up without end.
        await wait_all_tasks_blocked()
        assert heard == [b"enough"]

        await readiness.listen(ours.fileno(), reading(ours, heard))

        assert heard == [b"enough", b""]
        ours.close()


async def test_who_is_cancelled_listens_no_more(autojump_clock: MockClock) -> None:
    async with polling() as readiness:
        (ours, theirs), heard = make_pair(), list[bytes]()
        with trio.move_on_after(1):
            await readiness.listen(ours.fileno(), reading(ours, heard))
        theirs.send(b"too late")
        await wait_all_tasks_blocked()

        assert heard == []
        ours.close()
        theirs.close()


async def test_a_descriptor_that_is_closed_and_used_again_belongs_to_the_next_one(
    autojump_clock: MockClock,
) -> None:
    async with polling() as readiness, trio.open_nursery() as nursery:
        (first, to_first), (second, to_second) = make_pair(), make_pair()
        heard_first, heard = list[bytes](), list[bytes]()
        closed = trio.Event()

        async def listen_first() -> None:
            with pytest.raises(trio.ClosedResourceError):
                await readiness.listen(first.fileno(), reading(first, heard_first))
            closed.set()

        nursery.start_soon(listen_first)
        await wait_all_tasks_blocked()
        number = first.fileno()
        to_first.send(b"never read")
        readiness.forget(number)
        first.close()
        os.dup2(second.fileno(), number)
        to_second.send(b"enough")

        await readiness.listen(number, lambda _: _read_number(number, heard))

        assert (heard_first, heard) == ([], [b"enough"])
        await closed.wait()
        os.close(number)
        for end in (to_first, second, to_second):
            end.close()


def _read_number(number: int, heard: list[bytes]) -> bool:
    heard.append(os.read(number, 100))
    return False


async def test_who_is_closed_by_another_in_the_same_round_is_not_read(autojump_clock: MockClock) -> None:
    async with polling() as readiness:
        pairs, read = [make_pair(), make_pair()], list[int]()

        def close_other(which: int) -> Callable[[float], bool]:
            def act(_: float) -> bool:
                read.append(which)
                other = pairs[1 - which][0]
                readiness.forget(other.fileno())
                other.close()
                return False

            return act

        async def listen(which: int) -> None:
            try:
                await readiness.listen(pairs[which][0].fileno(), close_other(which))
            except trio.ClosedResourceError:
                read.append(-1)

        async with trio.open_nursery() as nursery:
            for which in (0, 1):
                nursery.start_soon(listen, which)
            for _, theirs in pairs:
                theirs.send(b"x")

        assert len(read) == 2
        assert -1 in read
        for pair in pairs:
            for end in pair:
                end.close()


async def test_a_reading_that_closes_its_own_connection_is_told_so(autojump_clock: MockClock) -> None:
    async with polling() as readiness:
        ours, theirs = make_pair()

        def close(_: float) -> bool:
            readiness.forget(ours.fileno())
            ours.close()
            return True

        theirs.send(b"x")
        with pytest.raises(trio.ClosedResourceError):
            await readiness.listen(ours.fileno(), close)

        theirs.close()


async def test_a_duplicate_in_another_process_keeps_nothing_registered(autojump_clock: MockClock) -> None:
    async with polling() as readiness:
        (ours, theirs), heard = make_pair(), list[bytes]()
        duplicate = os.dup(ours.fileno())
        with trio.move_on_after(1):
            await readiness.listen(ours.fileno(), reading(ours, heard))
        ours.close()
        theirs.send(b"x")  # the file is open still, and readable

        await wait_all_tasks_blocked()

        assert heard == []
        os.close(duplicate)
        theirs.close()


async def test_who_is_read_is_told_when_the_round_began(autojump_clock: MockClock) -> None:
    async with polling() as readiness:
        (ours, theirs), told, sent = make_pair(), list[float](), list[float]()

        def read(now: float) -> bool:
            ours.recv(100)
            told.append(now)
            return len(told) < 2

        async with trio.open_nursery() as nursery:
            nursery.start_soon(readiness.listen, ours.fileno(), read)
            for _ in range(2):
                await trio.sleep(3)
                sent.append(trio.current_time())
                theirs.send(b"x")
                await wait_all_tasks_blocked()

        assert told == sent
        ours.close()
        theirs.close()


async def test_where_there_is_no_epoll_nobody_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("select.epoll")
    readiness = Readiness()

    await readiness.run()
    readiness.read_now()

    assert not readiness.is_running


async def test_while_the_poller_rests_others_read_and_afterwards_it_does(autojump_clock: MockClock) -> None:
    async with polling() as readiness:
        (ours, theirs), heard = make_pair(), list[bytes]()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(readiness.listen, ours.fileno(), reading(ours, heard))
            readiness.rest_until(trio.current_time() + 5)
            theirs.send(b"before it knows")
            await trio.sleep(1)
            theirs.send(b"one")
            await trio.sleep(1)
            unheard = list(heard)
            readiness.read_now()
            read = list(heard)
            readiness.rest_until(trio.current_time() + 5)
            theirs.send(b"two")
            await trio.sleep(4.9)
            rested = list(heard)
            await trio.sleep(0.2)

            assert unheard == [b"before it knows"]
            assert read == rested == [b"before it knows", b"one"]
            assert heard[2:] == [b"two"]
            theirs.send(b"enough")

        ours.close()
        theirs.close()


async def test_the_poller_rests_when_it_has_read_all_and_not_where_the_kernel_had_more_to_tell(
    autojump_clock: MockClock,
) -> None:
    async with polling() as readiness:
        pairs, heard = [make_pair() for _ in range(_BATCH + 40)], list[bytes]()
        async with trio.open_nursery() as nursery:
            for ours, _ in pairs:
                nursery.start_soon(readiness.listen, ours.fileno(), reading(ours, heard))
            await wait_all_tasks_blocked()
            for _, theirs in pairs:
                theirs.send(b"one")
            readiness.rest_until(trio.current_time() + 5)
            await trio.sleep(1)
            in_time = len(heard)
            await trio.sleep(5)
            for _, theirs in pairs:
                theirs.send(b"enough")

        assert in_time == len(pairs)
        for pair in pairs:
            for end in pair:
                end.close()


async def test_who_rests_reads_what_a_reading_on_the_way_has_left_though_it_is_told_to_rest_on(
    autojump_clock: MockClock,
) -> None:
    async with polling() as readiness:
        pairs, heard = [make_pair() for _ in range(_BATCH + 40)], list[bytes]()
        async with trio.open_nursery() as nursery:
            for ours, _ in pairs:
                nursery.start_soon(readiness.listen, ours.fileno(), reading(ours, heard))
            readiness.rest_until(trio.current_time() + 5)
            pairs[0][1].send(b"before it knows")
            await trio.sleep(1)
            for _, theirs in pairs:
                theirs.send(b"one")
            readiness.read_now()
            on_the_way = len(heard)
            readiness.rest_until(trio.current_time() + 5)
            await trio.sleep(0.1)
            in_time = len(heard)
            for _, theirs in pairs:
                theirs.send(b"enough")

        assert on_the_way < in_time == 1 + len(pairs)
        for pair in pairs:
            for end in pair:
                end.close()


async def test_who_is_told_to_rest_on_does_not_wake_up_for_it(autojump_clock: MockClock) -> None:
    async with polling() as readiness:
        (ours, theirs), heard = make_pair(), list[bytes]()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(readiness.listen, ours.fileno(), reading(ours, heard))
            readiness.rest_until(trio.current_time() + 2)
            theirs.send(b"before it knows")
            await trio.sleep(1)
            resting = readiness._resting
            for _ in range(3):
                readiness.rest_until(trio.current_time() + 2)
                await trio.sleep(1)

            assert resting is not None
            assert readiness._resting is resting
            assert not resting.cancelled_caught
            theirs.send(b"enough")
        ours.close()
        theirs.close()


async def test_where_reading_takes_long_all_others_have_a_turn_before_the_next_is_read() -> None:
    async with polling() as readiness:
        pairs, turns, read_in, behind = [make_pair() for _ in range(3)], [0], list[int](), list[bool]()

        async def count_turns() -> None:
            while len(read_in) < len(pairs):
                turns[0] += 1
                await trio.lowlevel.checkpoint()

        def read_slowly(ours: socket.socket, _: float) -> bool:
            os.read(ours.fileno(), 100)
            read_in.append(turns[0])
            behind.append(readiness.is_behind)
            until = time.perf_counter() + 2 * _BATCH_SECONDS
            while time.perf_counter() < until:
                continue
            return False

        async with trio.open_nursery() as nursery:
            for ours, theirs in pairs:
                theirs.send(b"x")
                nursery.start_soon(readiness.listen, ours.fileno(), partial(read_slowly, ours))
            nursery.start_soon(count_turns)

        # Who counts is somewhere in each turn: between the first and the third there is a whole one.
        assert read_in[0] < read_in[2]
        assert behind[0] is False
        assert readiness.is_behind is False
        for end in (end for pair in pairs for end in pair):
            end.close()


async def test_one_that_always_has_something_and_takes_long_does_not_keep_the_others_waiting() -> None:
    async with polling() as readiness:
        (loud, to_loud), *quiet = [make_pair() for _ in range(4)]
        to_loud.send(b"x" * 1000)
        order: list[str] = []

        def read_slowly(_: float) -> bool:
            order.append("loud" if os.read(loud.fileno(), 1) else "over")
            until = time.perf_counter() + 2 * _BATCH_SECONDS
            while time.perf_counter() < until:
                continue
            return len(order) < 40 and order.count("quiet") < len(quiet)

        def read_quickly(ours: socket.socket, _: float) -> bool:
            order.append(os.read(ours.fileno(), 100).decode())
            return False

        async with trio.open_nursery() as nursery:
            nursery.start_soon(readiness.listen, loud.fileno(), read_slowly)
            for ours, theirs in quiet:
                theirs.send(b"quiet")
                nursery.start_soon(readiness.listen, ours.fileno(), partial(read_quickly, ours))

        assert order.count("quiet") == len(quiet)
        assert len(order) < 2 * len(quiet) + 4
        for end in (loud, to_loud, *(end for pair in quiet for end in pair)):
            end.close()
