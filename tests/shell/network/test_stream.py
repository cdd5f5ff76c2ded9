"""Our own stream, over sockets, memory streams and TLS."""

import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import attrs
import pytest
import trio
import trio.testing
from attrs import define, field

from lobby.shell.connection import Frame
from lobby.shell.network.buffers import Buffers
from lobby.shell.network.stream import ByteStream
from lobby.shell.network.together import TOGETHER
from tests.shell.certificates import make_contexts
from tests.shell.echo import split_frames

BUFFERS = Buffers(16 * 1024, 64, 8 * 1024, 4 * 1024)
Pair = tuple[trio.abc.Stream, trio.abc.Stream]


def pair_of_memory() -> Pair:
    return trio.testing.lockstep_stream_pair()


def pair_of_sockets() -> Pair:
    listener = socket.create_server(("127.0.0.1", 0))
    # A small window, so that the peer's kernel does not take everything for a reader who does not read.
    ours = socket.socket()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    ours.connect(listener.getsockname())
    theirs, _ = listener.accept()
    listener.close()
    return _wrap(theirs), _wrap(ours)


def pair_of_tls() -> Pair:
    server_context, client_context = make_contexts()
    server, client = pair_of_sockets()
    return (
        trio.SSLStream(server, server_context, server_side=True, https_compatible=True),
        trio.SSLStream(client, client_context, server_hostname="localhost", https_compatible=True),
    )


def _wrap(sock: socket.socket) -> trio.SocketStream:
    sock.setblocking(False)
    return trio.SocketStream(trio.socket.from_stdlib_socket(sock))


every_transport = pytest.mark.parametrize("make_pair", [pair_of_memory, pair_of_sockets, pair_of_tls])


@define(eq=False)
class Ends:
    """Our stream, the peer's end, and the losses that we were told of."""

    stream: ByteStream
    peer: trio.abc.Stream
    drains: list[tuple[dict[str, int], list[int]]] = field(factory=list)

    async def read(self, until: Callable[[list[bytes]], bool]) -> list[bytes]:
        """Return the payloads of the frames up to the one that fits."""
        payloads: list[bytes] = []
        rest = b""
        while not until(payloads):
            data = await self.peer.receive_some(65536)
            assert data, "the stream ended"
            frames, rest = split_frames(rest + bytes(data))
            payloads += [payload for _, payload in frames]
        assert not rest
        return payloads


@asynccontextmanager
async def open_ends(make_pair: Callable[[], Pair], buffers: Buffers = BUFFERS) -> AsyncIterator[Ends]:
    transport, peer = make_pair()
    if isinstance(transport, trio.SSLStream) and isinstance(peer, trio.SSLStream):
        async with trio.open_nursery() as shaking:
            shaking.start_soon(transport.do_handshake)
            shaking.start_soon(peer.do_handshake)
    async with trio.open_nursery() as nursery:
        ends = Ends(ByteStream(transport, nursery, buffers), peer)
        ends.stream.on_drained = lambda missed, answers: ends.drains.append((missed, answers))
        yield ends
        await trio.aclose_forcefully(ends.stream)
        await trio.aclose_forcefully(peer)
        # Leaving the block shows that no task of the stream is alive.


def is_last(payload: bytes) -> Callable[[list[bytes]], bool]:
    return lambda payloads: payload in payloads


@every_transport
async def test_frames_arrive_whole_and_in_order(make_pair: Callable[[], Pair]) -> None:
    async with open_ends(make_pair) as ends:
        sent = [f"{n} ".encode() * n for n in range(1, 60)]
        for payload in sent:
            ends.stream.write(Frame(payload))

        assert await ends.read(is_last(sent[-1])) == sent


@every_transport
async def test_frames_that_are_written_together_arrive_in_order_before_what_comes_after(
    make_pair: Callable[[], Pair],
) -> None:
    async with open_ends(make_pair) as ends:
        sent = [f"frame {n}".encode() for n in range(200)]
        with TOGETHER:
            for payload in sent[:-1]:
                ends.stream.write(Frame(payload))
        ends.stream.write(Frame(sent[-1]))

        assert await ends.read(is_last(sent[-1])) == sent


async def test_frames_that_are_written_together_leave_in_one_send_at_the_end() -> None:
    async with open_ends(pair_of_sockets) as ends:
        with TOGETHER, TOGETHER:
            ends.stream.write(Frame(b"one"))
            with trio.move_on_after(0.01) as waited:
                await ends.peer.receive_some()
            ends.stream.write(Frame(b"two"))

        assert waited.cancelled_caught
        assert await ends.peer.receive_some() == b"\x82\x03one\x82\x03two"


async def test_what_is_put_off_to_the_end_of_a_block_is_told_in_the_same_send() -> None:
    async with open_ends(pair_of_sockets) as ends:
        with TOGETHER:
            TOGETHER.put_off(lambda: ends.stream.write(Frame(b"two")))
            ends.stream.write(Frame(b"one"))

        assert await ends.peer.receive_some() == b"\x82\x03one\x82\x03two"


@every_transport
async def test_control_bytes_come_after_the_frames_that_were_written_before_them(
    make_pair: Callable[[], Pair],
) -> None:
    async with open_ends(make_pair) as ends:
        with TOGETHER:
            ends.stream.write(Frame(b"one"))
            ends.stream.write_control(Frame(b"bye").websocket)

        assert await ends.read(is_last(b"bye")) == [b"one", b"bye"]


@every_transport
async def test_a_stalled_reader_costs_the_bound_and_learns_what_it_missed(
    make_pair: Callable[[], Pair],
) -> None:
    async with open_ends(make_pair) as ends:
        for number in range(1, 2000):
            ends.stream.write(Frame(f"{number} ".encode() * 50, "topic", number - 1))
            assert ends.stream._outbox.frame_bytes <= BUFFERS.outbox_bytes

        async with trio.open_nursery() as nursery:
            read: list[bytes] = []

            async def keep_reading() -> None:
                read.extend(await ends.read(is_last(b"the end")))

            nursery.start_soon(keep_reading)
            while not ends.drains:
                await trio.lowlevel.checkpoint()
            ends.stream.write(Frame(b"the end"))

        numbers = [int(payload.split()[0]) for payload in read[:-1]]
        assert numbers == list(range(1, len(numbers) + 1))
        assert ends.drains == [({"topic": len(numbers)}, [])]


async def test_on_a_socket_with_room_a_frame_leaves_in_the_call_itself() -> None:
    async with open_ends(pair_of_sockets) as ends:
        before = trio.lowlevel.current_statistics().tasks_living
        ends.stream.write(Frame(b"now"))

        assert trio.lowlevel.current_statistics().tasks_living == before
        assert not ends.stream._outbox
        assert await ends.read(is_last(b"now")) == [b"now"]


async def test_what_is_offered_while_other_bytes_wait_is_not_sent_and_what_was_taken_arrives() -> None:
    async with open_ends(pair_of_sockets) as ends:
        taken = []
        for number in range(2000):
            frame = Frame(f"{number} ".encode() * 50)
            if ends.stream.offer(frame):
                taken.append(frame.payload)
        waiting = ends.stream._outbox.frame_bytes
        read = await ends.read(is_last(taken[-1]))
        while ends.stream.is_behind:
            await trio.lowlevel.checkpoint()

        assert len(taken) < 2000
        assert 0 < waiting <= len(Frame(taken[-1]).websocket), "no more waits than the frame that was begun"
        assert read == taken
        assert ends.stream.offer(Frame(b"the end"))
        assert await ends.read(is_last(b"the end")) == [b"the end"]


@every_transport
async def test_what_is_offered_together_with_other_frames_keeps_its_place_among_them(
    make_pair: Callable[[], Pair],
) -> None:
    async with open_ends(make_pair) as ends:
        with TOGETHER:
            ends.stream.write(Frame(b"one"))
            assert ends.stream.offer(Frame(b"two"))
            ends.stream.write(Frame(b"three"))

        assert await ends.read(is_last(b"three")) == [b"one", b"two", b"three"]


async def test_what_is_told_again_after_a_loss_may_itself_overflow_and_still_gets_through() -> None:
    frames = [Frame(bytes([n]) * 9000, "topic", n) for n in range(12)]
    async with open_ends(pair_of_tls) as ends:

        def tell_again(missed: dict[str, int], answers: list[int]) -> None:
            for one in frames[missed["topic"] :]:
                ends.stream.write(one)

        ends.stream.on_drained = tell_again
        for one in frames:
            ends.stream.write(one)

        assert await ends.read(is_last(frames[-1].payload)) == [one.payload for one in frames]


@every_transport
async def test_a_cancelled_send_leaves_no_half_frame(make_pair: Callable[[], Pair]) -> None:
    long = Frame(b"x" * 400_000)
    async with open_ends(make_pair) as ends:
        with trio.CancelScope() as scope:
            scope.cancel()
            await ends.stream.send_all(long.websocket)
        ends.stream.write(Frame(b"after"))

        assert await ends.read(is_last(b"after")) == [long.payload, b"after"]


@every_transport
async def test_send_all_returns_when_the_bytes_have_left(make_pair: Callable[[], Pair]) -> None:
    data = Frame(b"x" * 400_000).websocket
    async with open_ends(make_pair) as ends, trio.open_nursery() as nursery:
        nursery.start_soon(ends.read, is_last(b"x" * 400_000))
        await ends.stream.send_all(data)

        assert not ends.stream._outbox


@every_transport
async def test_writing_to_a_peer_that_is_gone_does_nothing_and_raises_nothing(
    make_pair: Callable[[], Pair],
) -> None:
    async with open_ends(make_pair) as ends:
        await trio.aclose_forcefully(ends.peer)
        for _ in range(100):
            ends.stream.write(Frame(b"x" * 10_000))
            await trio.testing.wait_all_tasks_blocked()

        assert not ends.stream.alive
        assert not ends.stream._outbox
        with pytest.raises(trio.BrokenResourceError):
            await ends.stream.send_all(b"x")


@every_transport
async def test_writing_after_closing_does_nothing_and_raises_nothing(make_pair: Callable[[], Pair]) -> None:
    async with open_ends(make_pair) as ends:
        await trio.aclose_forcefully(ends.stream)
        ends.stream.write(Frame(b"x"))
        ends.stream.offer(Frame(b"x"))
        ends.stream.write_control(b"x")

        assert not ends.stream._outbox
        with pytest.raises(trio.ClosedResourceError):
            await ends.stream.send_all(b"x")


async def test_closing_frees_who_waits_for_a_stalled_reader() -> None:
    async with open_ends(pair_of_sockets) as ends, trio.open_nursery() as nursery:

        async def send() -> None:
            with pytest.raises(trio.ClosedResourceError):
                await ends.stream.send_all(b"x" * 1_000_000)

        nursery.start_soon(send)
        await trio.testing.wait_all_tasks_blocked()
        await ends.stream.aclose()


async def test_a_gentle_close_delivers_what_is_queued_and_waits_no_longer_than_told(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with open_ends(pair_of_memory) as ends, trio.open_nursery() as nursery:
        ends.stream.write(Frame(b"last"))
        nursery.start_soon(ends.stream.aclose_gently, 2)

        assert await ends.read(is_last(b"last")) == [b"last"]
        assert await ends.peer.receive_some() == b""
    assert trio.current_time() <= 4


@every_transport
async def test_a_gentle_close_of_a_stalled_peer_ends(make_pair: Callable[[], Pair]) -> None:
    async with open_ends(make_pair) as ends:
        ends.stream.write(Frame(b"x" * 1_000_000))
        await ends.stream.aclose_gently(0.05)

        assert not ends.stream.alive


async def test_bytes_put_back_come_first() -> None:
    async with open_ends(pair_of_memory) as ends:
        ends.stream.unread(b"first")

        assert await ends.stream.receive_some(3) == b"fir"
        assert await ends.stream.receive_some(3) == b"st"


async def test_a_stalled_reader_on_loopback_swallows_no_more_than_the_small_buffers() -> None:
    def pair_with_the_kernels_own_window() -> Pair:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            ours = socket.create_connection(listener.getsockname())
            theirs, _ = listener.accept()
        return _wrap(theirs), _wrap(ours)

    buffers = attrs.evolve(BUFFERS, send_buffer_bytes=64 * 1024, not_sent_low_water_bytes=16 * 1024)
    async with open_ends(pair_with_the_kernels_own_window, buffers) as ends:
        taken = 0
        while not ends.stream._outbox:
            ends.stream.write(Frame(bytes(1000)))
            taken += 1000

        assert taken < 500_000


async def test_bytes_that_are_no_tls_break_the_connection_and_nothing_else() -> None:
    server, client = pair_of_sockets()
    context, _ = make_contexts()
    encrypted = trio.SSLStream(server, context, server_side=True, https_compatible=True)
    async with trio.open_nursery() as nursery:
        stream = ByteStream(encrypted, nursery, BUFFERS)
        await client.send_all(b"GET / HTTP/1.1\r\n\r\n")

        with pytest.raises(trio.BrokenResourceError) as caught:
            await stream.receive_some()
        assert isinstance(caught.value.__cause__, ssl.SSLError)
        await stream.aclose_gently(0.05)
        await client.aclose()


@every_transport
async def test_a_reader_that_takes_nothing_is_stalled_since_then_and_one_that_takes_little_is_not(
    make_pair: Callable[[], Pair], autojump_clock: trio.testing.MockClock
) -> None:
    async with open_ends(make_pair) as ends:
        assert ends.stream.find_stalled_since() is None
        ends.stream.write(Frame(bytes(1_000_000)))
        await trio.testing.wait_all_tasks_blocked()
        began = ends.stream.find_stalled_since()
        await trio.sleep(300)
        assert began is not None
        assert ends.stream.find_stalled_since() == began

        for _ in range(3):
            await trio.sleep(50)
            # Of less than a segment of the loopback device the peer's kernel may tell nothing.
            left = 20_000
            while left > 0:
                left -= len(await ends.peer.receive_some(left))
            await trio.testing.wait_all_tasks_blocked()
            assert ends.stream.find_stalled_since() == trio.current_time()
