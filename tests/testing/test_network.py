"""The bad network: what it does to streams, that the seed alone decides it, and that it holds little."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial

import pytest
import trio
import trio.testing
from trio.testing import MockClock

from lobby.testing.network import CALM, TERRIBLE, Fault, Network, Plan

FOREVER = 10_000.0
Ends = tuple[trio.abc.HalfCloseableStream, trio.abc.HalfCloseableStream]


@asynccontextmanager
async def carried(network: Network, *, count: int = 1) -> AsyncIterator[list[Ends]]:
    """Connections through the network; each is the client's end and the server's end."""
    async with trio.open_nursery() as nursery:
        pairs: list[Ends] = []
        for _ in range(count):
            client, near = trio.testing.memory_stream_pair()
            far, server = trio.testing.memory_stream_pair()
            nursery.start_soon(network.relay, near, far)
            await trio.testing.wait_all_tasks_blocked()  # so that the numbers are those of the list
            pairs.append((client, server))
        yield pairs
        nursery.cancel_scope.cancel()


async def read_all(stream: trio.abc.ReceiveStream) -> bytes:
    """Return what arrives until the end, of whatever kind it is."""
    data = b""
    try:
        while chunk := await stream.receive_some():
            data += chunk
    except trio.BrokenResourceError:
        return data
    return data


async def trickle(stream: trio.abc.SendStream, data: bytes) -> None:
    """Send four bytes after the other, a tenth of a second apart."""
    for at in range(0, len(data), 4):
        try:
            await stream.send_all(data[at : at + 4])
        except trio.BrokenResourceError:
            return
        await trio.sleep(0.1)


async def test_a_calm_network_carries_everything_and_does_nothing(autojump_clock: MockClock) -> None:
    network = Network(CALM, seed=1)
    async with carried(network) as [(client, server)]:
        await client.send_all(b"there")
        await client.send_eof()
        await server.send_all(b"and back")
        await server.send_eof()

        assert await read_all(server) == b"there"
        assert await read_all(client) == b"and back"
    assert not network.counts
    assert trio.current_time() == 0


@pytest.mark.parametrize(
    "plan", [Plan(delay_ms=50), Plan(split_percent=100), Plan(stall_percent=50, stall_ms=900)]
)
async def test_what_only_delays_and_splits_loses_and_reorders_nothing(
    autojump_clock: MockClock, plan: Plan
) -> None:
    network = Network(plan, seed=1)
    data = bytes(range(256))
    async with carried(network) as [(client, server)]:
        await trickle(client, data)
        await client.send_eof()

        assert await read_all(server) == data
    assert set(network.counts) <= {"delayed", "split", "stalled"}
    assert network.counts


async def test_a_rate_is_kept_to(autojump_clock: MockClock) -> None:
    network = Network(Plan(bytes_per_second=1000), seed=1)
    async with carried(network) as [(client, server)]:
        await client.send_all(bytes(5000))
        await client.send_eof()
        await read_all(server)

        assert trio.current_time() == pytest.approx(5)


async def test_a_clean_cut_by_bytes_gives_the_first_ones_and_then_the_end(autojump_clock: MockClock) -> None:
    network = Network(Plan(cut_every_bytes=100, clean_percent=100), seed=1)
    data = bytes(index % 256 for index in range(2000))
    async with carried(network) as [(client, server)]:
        await trickle(client, data)
        got = await read_all(server)

        assert data.startswith(got)
        assert 0 < len(got) < len(data)
        assert await client.receive_some() == b""
    assert network.counts == {"cut": 1}


async def test_a_cut_in_the_midst_of_a_chunk_gives_a_part_of_it(autojump_clock: MockClock) -> None:
    lengths = set()
    network = Network(Plan(delay_ms=1000, cut_every_seconds=0.1, clean_percent=100), seed=1)
    async with carried(network, count=10) as pairs:
        for client, _ in pairs:
            await client.send_all(bytes(100))
        for _, server in pairs:
            lengths.add(len(await read_all(server)))

    assert len(lengths) > 5
    assert lengths <= set(range(101))


async def test_a_half_open_line_swallows_all_and_neither_end_is_told(autojump_clock: MockClock) -> None:
    network = Network(Plan(half_open_every_seconds=1), seed=1)
    async with carried(network, count=20) as pairs:
        await trio.sleep(60)
        arrived = set()
        for client, server in pairs:
            await client.send_all(b"up")
            await server.send_all(b"down")
            got = []
            for end in (server, client):
                with trio.move_on_after(60) as waiting:
                    await end.receive_some()
                got.append(not waiting.cancelled_caught)
            arrived.add(tuple(got))

        assert arrived == {(False, False), (True, False), (False, True)}
    assert network.counts == {"half_open": 20}


async def test_of_a_half_open_line_the_other_end_does_not_hear_that_it_is_closed(
    autojump_clock: MockClock,
) -> None:
    network = Network(Plan(half_open_every_seconds=0.001), seed=3)
    async with carried(network, count=20) as pairs:
        await trio.sleep(1)
        unaware = 0
        for client, server in pairs:
            await client.aclose()
            await server.send_all(b"anybody there?")  # raises nothing
            with trio.move_on_after(FOREVER) as waiting:
                assert await server.receive_some() == b"", "where only the way down swallows"
            unaware += waiting.cancelled_caught
            await server.aclose()
        await trio.testing.wait_all_tasks_blocked()

        assert 0 < unaware < len(pairs)
        assert not network._live


async def test_one_connections_traffic_does_not_shift_what_happens_to_another(
    autojump_clock: MockClock,
) -> None:
    async def second(busy: int) -> list[Fault]:
        faults: list[Fault] = []
        start = trio.current_time()
        network = Network(Plan(delay_ms=5, split_percent=30, cut_every_bytes=400), seed=5, tell=faults.append)
        async with carried(network, count=2) as [(first, _), (client, _)], trio.open_nursery() as nursery:
            nursery.start_soon(trickle, first, bytes(busy))
            nursery.start_soon(trickle, client, bytes(1000))
        return [fault for fault in shifted(faults, start) if fault.connection == 2]

    quiet = await second(busy=0)
    assert quiet
    assert quiet == await second(busy=500)


def shifted(faults: list[Fault], start: float) -> list[Fault]:
    """Return the faults with their times counted from the start."""
    return [Fault(round(f.at_seconds - start, 6), f.connection, f.kind, f.detail) for f in faults]


async def test_who_sends_more_than_arrives_has_to_wait(autojump_clock: MockClock) -> None:
    client, near = trio.testing.lockstep_stream_pair()
    far, server = trio.testing.lockstep_stream_pair()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(Network(CALM, seed=1).relay, near, far)

        with trio.move_on_after(FOREVER) as waiting:
            await client.send_all(bytes(1_000_000))

        assert waiting.cancelled_caught
        nursery.cancel_scope.cancel()
    await trio.aclose_forcefully(server)


async def test_refused_connections_and_missing_servers_end_at_once(autojump_clock: MockClock) -> None:
    async def dial() -> trio.abc.Stream:
        raise ConnectionRefusedError("nobody there")

    refusing, lonely = Network(Plan(refuse_percent=100), seed=1), Network(Plan(connect_ms=100), seed=1)
    for network in (refusing, lonely):
        client, near = trio.testing.memory_stream_pair()
        await network.carry(near, dial)

        assert await client.receive_some() == b""
    assert refusing.counts == {"refused": 1}
    assert lonely.counts == {"slow_connect": 1, "unreachable": 1}


async def test_a_network_that_calms_down_forgets_what_it_had_in_mind(autojump_clock: MockClock) -> None:
    network = Network(TERRIBLE, seed=1)
    async with carried(network, count=20) as pairs:
        network.calm()
        for client, _ in pairs:
            await client.send_all(bytes(100_000))
        await trio.sleep(FOREVER)

        assert len(network._live) == 20
    assert not network.counts


async def echoed(stream: trio.abc.Stream, data: bytes) -> bool:
    """Return whether all of the data comes back, and not the end."""
    await stream.send_all(data)
    missing = len(data)
    while missing:
        got = len(await stream.receive_some(missing))
        if not got:
            return False
        missing -= got
    return True


async def test_real_sockets_are_carried_cut_and_reset() -> None:
    async def echo(stream: trio.SocketStream) -> None:
        with suppress(trio.BrokenResourceError):
            async for data in stream:
                await stream.send_all(data)

    ends = []
    async with trio.open_nursery() as nursery:
        server = await nursery.start(partial(trio.serve_tcp, echo, 0, host="127.0.0.1"))
        port = server[0].socket.getsockname()[1]
        proxy = await trio.open_tcp_listeners(0, host="127.0.0.1")
        network = Network(Plan(split_percent=50, cut_every_bytes=300), seed=2)
        nursery.start_soon(network.serve, proxy, partial(trio.open_tcp_stream, "127.0.0.1", port))
        for _ in range(20):
            client = await trio.open_tcp_stream("127.0.0.1", proxy[0].socket.getsockname()[1])
            try:
                while await echoed(client, bytes(10)):
                    continue
                ends.append("close")
            except trio.BrokenResourceError:
                ends.append("reset")
            await client.aclose()
        nursery.cancel_scope.cancel()

    assert set(ends) == {"close", "reset"}
    assert network.counts["cut"] + network.counts["reset"] == 20
