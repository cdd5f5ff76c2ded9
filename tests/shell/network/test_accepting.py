"""Accepting in goes: everybody gets in, whoever has gone is passed over, and nothing is left at the end."""

import errno
import gc
import resource
import socket
from collections.abc import Iterator

import pytest
import trio
from structlog.testing import capture_logs
from trio.testing import MockClock, wait_all_tasks_blocked

from lobby.shell.network.accepting import Handle, accept_all
from lobby.shell.network.listeners import open_tcp


async def serve_and_count(served: list[bytes], stream: trio.abc.Stream) -> None:
    served.append(bytes(await stream.receive_some(10)))


async def accept(listener: trio.SocketListener, handle: Handle, connections: trio.Nursery) -> None:
    """Accept plain sockets, and start `handle` for each."""

    async def serve(accepted: socket.socket) -> None:
        async with trio.SocketStream(trio.socket.from_stdlib_socket(accepted)) as stream:
            await handle(stream)

    def take(accepted: socket.socket, name: object) -> None:
        connections.start_soon(serve, accepted)

    await accept_all([listener], take, handle, connections)


@pytest.fixture
def peers() -> Iterator[list[socket.socket]]:
    """Sockets that a test opens; closed at its end."""
    opened: list[socket.socket] = []
    yield opened
    for peer in opened:
        peer.close()


async def test_a_crowd_that_waits_is_let_in_in_one_go(peers: list[socket.socket]) -> None:
    [listener] = await open_tcp("127.0.0.1", 0)
    port, served = listener.socket.getsockname()[1], list[bytes]()
    for number in range(100):
        peers.append(socket.create_connection(("127.0.0.1", port)))
        peers[-1].send(b"%d" % number)

    async with trio.open_nursery() as connections, trio.open_nursery() as accepting:
        accepting.start_soon(accept, listener, lambda s: serve_and_count(served, s), connections)
        await wait_all_tasks_blocked()
        accepting.cancel_scope.cancel()

    assert sorted(served, key=int) == [b"%d" % number for number in range(100)]
    assert listener.socket.fileno() == -1


async def test_who_has_gone_before_it_was_accepted_disturbs_nobody(peers: list[socket.socket]) -> None:
    [listener] = await open_tcp("127.0.0.1", 0)
    port, served = listener.socket.getsockname()[1], list[bytes]()
    gone = socket.create_connection(("127.0.0.1", port))
    gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    gone.close()
    peers.append(socket.create_connection(("127.0.0.1", port)))
    peers[0].send(b"here")

    async def serve(stream: trio.abc.Stream) -> None:
        try:
            await serve_and_count(served, stream)
        except trio.BrokenResourceError:
            served.append(b"gone")

    async with trio.open_nursery() as connections, trio.open_nursery() as accepting:
        accepting.start_soon(accept, listener, serve, connections)
        await wait_all_tasks_blocked()
        accepting.cancel_scope.cancel()

    assert b"here" in served


async def test_with_no_descriptor_left_it_waits_and_goes_on(
    peers: list[socket.socket], autojump_clock: MockClock
) -> None:
    [listener] = await open_tcp("127.0.0.1", 0)
    port, served = listener.socket.getsockname()[1], list[bytes]()
    gc.collect()  # or a descriptor could come free meanwhile
    before = resource.getrlimit(resource.RLIMIT_NOFILE)

    async with trio.open_nursery() as connections, trio.open_nursery() as accepting:
        accepting.start_soon(accept, listener, lambda s: serve_and_count(served, s), connections)
        await wait_all_tasks_blocked()
        peers.append(socket.create_connection(("127.0.0.1", port)))
        peers[0].send(b"here")
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (peers[0].fileno() + 1, before[1]))
            with pytest.raises(OSError, match=str(errno.EMFILE)):
                peers[0].dup()
            with capture_logs() as logs:
                await trio.sleep(65)
            assert served == []
            assert [line["event"] for line in logs] == ["no connection accepted"] * 2
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, before)
        await trio.sleep(1)
        accepting.cancel_scope.cancel()

    assert served == [b"here"]
