"""The WebSocket transport: what it carries, how it ends, and that nothing is left."""

import random
from contextlib import suppress
from typing import Any

import attrs
import pytest
import trio
import trio_websocket
from trio.testing import MockClock
from wsproto.frame_protocol import CloseReason, Opcode

from lobby.settings import Config
from lobby.shell.connection import Frame
from lobby.shell.transports.websocket import WebSocketConnection
from lobby.wire.codec import encode
from lobby.wire.codes import GOODBYES
from lobby.wire.messages import Goodbye
from tests.shell.echo import (
    UPGRADE,
    Client,
    EchoListener,
    Server,
    close_frame,
    frame,
    open_server,
    parse,
    write_head,
)

LIMIT = 2048


async def greet(server: Server) -> Client:
    """Return a client whose first frame was heard."""
    client = server.connect()
    await client.upgrade()
    await client.say(b"hello")
    assert await client.read_messages(1) == [b"hello"]
    return client


async def expect_end(client: Client, code: str) -> Goodbye:
    """Check that the server says this goodbye, last but for its close frame."""
    goodbye, close_code = await client.read_end()
    assert goodbye.code == code
    assert close_code == GOODBYES[code][0]
    return goodbye


async def test_frames_go_in_and_out_in_order(autojump_clock: MockClock) -> None:
    async with open_server() as server:
        client = await greet(server)
        sent = [str(n).encode() * n for n in range(1, 50)]
        for payload in sent:
            await client.say(payload)

        assert await client.read_messages(len(sent)) == sent
        await trio.aclose_forcefully(client.stream)


async def test_any_cut_of_the_bytes_gives_the_same_frames(autojump_clock: MockClock) -> None:
    pieces = [
        write_head(b"/ws", b"GET", UPGRADE),
        frame(Opcode.BINARY, b"one"),
        frame(Opcode.PING, b"ping"),
        frame(Opcode.BINARY, b"t", final=False),
        frame(Opcode.PING, b""),
        frame(Opcode.CONTINUATION, b"wo"),
        frame(Opcode.BINARY, b"x" * 130),
    ]
    data = b"".join(pieces)
    for cut in range(len(pieces[0]) - 4, len(data)):
        async with open_server() as server:
            client = server.connect()
            await client.send(data[:cut])
            await trio.testing.wait_all_tasks_blocked()
            await client.send(data[cut:])
            await client.read_until(b"\r\n\r\n")

            assert await client.read_messages(3) == [b"one", b"two", b"x" * 130], f"cut at {cut}"
            await trio.aclose_forcefully(client.stream)


async def _wrap(nursery: trio.Nursery, stream: Any) -> trio_websocket.WebSocketConnection:
    # The library takes any stream, but says that it wants a socket.
    return await trio_websocket.wrap_client_stream(nursery, stream, "lobby.test", "/ws")


async def test_a_real_client_library_gets_a_clean_close(autojump_clock: MockClock) -> None:
    async with open_server() as server, trio.open_nursery() as nursery:
        client = server.connect()
        library = await _wrap(nursery, client.stream)
        await library.send_message(b"hello")
        assert await library.get_message() == b"hello"
        server.door.listeners[0].connection.end(Goodbye("shutdown", "the server stops", 700))
        assert b"goodbye" in await library.get_message()
        with pytest.raises(trio_websocket.ConnectionClosed) as caught:
            await library.get_message()

        reason = caught.value.reason
        assert reason is not None
        assert reason.code == 1001
        await library.aclose()


async def test_a_client_that_closes_gets_its_close_back(autojump_clock: MockClock) -> None:
    async with open_server() as server:
        client = await greet(server)
        await client.send(close_frame(CloseReason.GOING_AWAY))

        assert parse(await client.read_all()) == [(Opcode.CLOSE, (1001).to_bytes(2))]


async def test_nothing_is_sent_behind_the_answer_to_a_close(autojump_clock: MockClock) -> None:
    async with open_server() as server, trio.open_nursery() as nursery:
        client = await greet(server)
        connection = server.door.listeners[0].connection

        async def tick() -> None:
            while True:
                await trio.lowlevel.checkpoint()
                connection.write(Frame(b"tick"))
                connection.offer(Frame(b"tock"))

        nursery.start_soon(tick)
        await client.send(close_frame(CloseReason.GOING_AWAY))
        told = parse(await client.read_all())
        nursery.cancel_scope.cancel()

        assert [opcode for opcode, _ in told].index(Opcode.CLOSE) == len(told) - 1


async def test_no_goodbye_is_said_behind_the_answer_to_a_close(autojump_clock: MockClock) -> None:
    async with open_server() as server, trio.open_nursery() as nursery:
        client = await greet(server)
        connection = server.door.listeners[0].connection

        assert isinstance(connection, WebSocketConnection)

        async def end_when_closing() -> None:
            while not connection._ear.closing:
                await trio.lowlevel.checkpoint()
            connection.end(Goodbye("shutdown", "the server stops", 700))

        nursery.start_soon(end_when_closing)
        await client.send(close_frame(CloseReason.GOING_AWAY))

        assert parse(await client.read_all()) == [(Opcode.CLOSE, (1001).to_bytes(2))]


@pytest.mark.parametrize(
    "sent",
    [b"", b"\x82", frame(Opcode.BINARY, b"x")[:3], frame(Opcode.PING, b"")],
    ids=["nothing", "half a head", "half a frame", "a ping"],  # the mask of a frame is random
)
async def test_a_client_that_vanishes_is_lost_once_and_leaves_nothing(
    sent: bytes, autojump_clock: MockClock
) -> None:
    async with open_server() as server:
        client = await greet(server)
        if sent:
            await client.send(sent)
        await trio.aclose_forcefully(client.stream)


async def test_the_cookie_and_the_address_reach_the_door(autojump_clock: MockClock) -> None:
    async with open_server() as server:
        client = server.connect()
        await client.upgrade(Cookie=b"theme=dark; lobby_player=" + b"ab" * 32)

        assert server.door.listeners[0].peer.cookie == b"\xab" * 32
        assert server.door.listeners[0].peer.address == "memory"
        await trio.aclose_forcefully(client.stream)


async def test_a_text_frame_is_answered_with_text_frame(autojump_clock: MockClock) -> None:
    async with open_server() as server:
        client = await greet(server)
        await client.send(frame(Opcode.TEXT, b"{}"))

        await expect_end(client, "text_frame")


@pytest.mark.parametrize("pieces", [1, 2, 7])
async def test_a_frame_over_the_limit_is_answered_with_too_large(
    pieces: int, autojump_clock: MockClock
) -> None:
    payload = bytes(LIMIT + 1)
    size = -(-len(payload) // pieces)
    async with open_server(frame_bytes=LIMIT) as server:
        client = await greet(server)
        for index in range(pieces):
            opcode = Opcode.BINARY if index == 0 else Opcode.CONTINUATION
            part = payload[index * size : (index + 1) * size]
            await client.send(frame(opcode, part, final=index == pieces - 1))

        await expect_end(client, "too_large")


async def test_a_frame_at_the_limit_is_heard(autojump_clock: MockClock) -> None:
    async with open_server(frame_bytes=LIMIT) as server:
        client = await greet(server)
        await client.say(bytes(LIMIT))

        assert await client.read_messages(1) == [bytes(LIMIT)]
        await trio.aclose_forcefully(client.stream)


async def test_many_frames_at_the_limit_in_one_go_are_all_heard(autojump_clock: MockClock) -> None:
    async with open_server(frame_bytes=LIMIT) as server:
        client = await greet(server)
        await client.send(frame(Opcode.BINARY, bytes(LIMIT)) * 50)

        assert await client.read_messages(50) == [bytes(LIMIT)] * 50
        await trio.aclose_forcefully(client.stream)


async def test_a_message_of_endless_empty_fragments_is_answered_with_too_large(
    autojump_clock: MockClock,
) -> None:
    async with open_server(frame_bytes=LIMIT) as server:
        client = await greet(server)
        await client.send(frame(Opcode.BINARY, b"", final=False))
        for _ in range(10_000):
            await client.send(frame(Opcode.CONTINUATION, b"", final=False))

        await expect_end(client, "too_large")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x82\x01x", id="unmasked"),
        pytest.param(b"\xc2\x81\x00\x00\x00\x00x", id="reserved bit"),
        pytest.param(b"\x83\x80\x00\x00\x00\x00", id="unknown opcode"),
        pytest.param(b"\x80\x80\x00\x00\x00\x00", id="continues nothing"),
        pytest.param(b"\x89\xfe\x00\x7e\x00\x00\x00\x00" + bytes(126), id="long ping"),
        pytest.param(frame(Opcode.TEXT, b"\xff\xfe"), id="text that is no UTF-8"),
        pytest.param(b"\x82\xff" + b"\xff" * 8 + bytes(4), id="negative length"),
    ],
)
async def test_bytes_that_are_no_frame_are_answered_with_malformed(
    data: bytes, autojump_clock: MockClock
) -> None:
    async with open_server() as server:
        client = await greet(server)
        await client.send(data)

        await expect_end(client, "malformed")


async def test_a_flood_of_frames_is_answered_with_flood_and_heard_no_further(
    autojump_clock: MockClock,
) -> None:
    async with open_server(frames_burst=10) as server:
        client = await greet(server)
        await client.send(frame(Opcode.BINARY, b"x") * 50)

        await expect_end(client, "flood")
        assert len(server.door.listeners[0].heard) == 10


async def test_long_frames_count_for_what_they_cost(autojump_clock: MockClock) -> None:
    limits = attrs.evolve(Config().limits, frames_per_second=1, frames_burst=20, frame_weight_bytes=64)
    async with open_server(change=lambda config: attrs.evolve(config, limits=limits)) as server:
        client = await greet(server)
        await client.send(frame(Opcode.BINARY, bytes(9 * 64)) * 2)

        assert (await client.read_end())[0].code == "flood"
        assert len(server.door.listeners[0].heard) == 2  # the greeting, and the first of them


async def test_a_flood_of_pings_is_a_flood(autojump_clock: MockClock) -> None:
    async with open_server(frames_burst=10) as server:
        client = await greet(server)
        await client.send(frame(Opcode.PING, b"x") * 50)

        await expect_end(client, "flood")


async def test_frames_at_the_allowed_rate_are_no_flood(autojump_clock: MockClock) -> None:
    async with open_server(frames_per_second=10, frames_burst=2) as server:
        client = await greet(server)
        for _ in range(50):
            await trio.sleep(0.1)
            await client.say(b"x")

        assert await client.read_messages(50) == [b"x"] * 50
        await trio.aclose_forcefully(client.stream)


async def test_pings_are_answered(autojump_clock: MockClock) -> None:
    async with open_server() as server:
        client = await greet(server)
        await client.send(frame(Opcode.PING, b"are you there"))
        await client.send(close_frame())

        assert parse(await client.read_all())[0] == (Opcode.PONG, b"are you there")


async def test_no_hello_in_time_is_answered_with_hello_expected(autojump_clock: MockClock) -> None:
    async with open_server(hello_seconds=3) as server:
        client, began = server.connect(), trio.current_time()
        await client.upgrade()

        await expect_end(client, "hello_expected")
        assert trio.current_time() - began == pytest.approx(3)


async def test_pings_alone_are_no_hello(autojump_clock: MockClock) -> None:
    async with open_server(hello_seconds=3) as server:
        client = server.connect()
        await client.upgrade()
        for _ in range(2):
            await trio.sleep(1)
            await client.send(frame(Opcode.PING, b""))
        messages = parse(await client.read_all())

        assert [kind for kind, _ in messages] == [Opcode.PONG, Opcode.PONG, Opcode.BINARY, Opcode.CLOSE]


async def test_silence_is_answered_with_silent_when_it_lasted_its_time(autojump_clock: MockClock) -> None:
    async with open_server(silence_ms=20_000) as server:
        client, began = await greet(server), trio.current_time()
        await trio.sleep(15)
        await client.send(frame(Opcode.PING, b""))
        await client.read_until(b"\x8a\x00")

        await expect_end(client, "silent")
        assert trio.current_time() - began == pytest.approx(35)


async def test_a_peer_that_is_dead_without_a_word_is_given_up(autojump_clock: MockClock) -> None:
    async with open_server(silence_ms=20_000, close_seconds=2) as server:
        await greet(server)
        began = trio.current_time()

    # It never closes its side: a dead peer does not.
    assert trio.current_time() - began == pytest.approx(22)


async def test_a_goodbye_is_the_last_frame_and_nothing_is_heard_after_it(autojump_clock: MockClock) -> None:
    async with open_server() as server:
        client = await greet(server)
        listener = server.door.listeners[0]
        listener.connection.write(Frame(b"before"))
        listener.connection.end(Goodbye("taken_over", "elsewhere"))
        listener.connection.write(Frame(b"after"))
        listener.connection.end(Goodbye("silent", "a second one"))
        await client.say(b"too late")

        assert await client.read_messages(1) == [b"before"]
        await expect_end(client, "taken_over")
        assert listener.heard == [b"hello"]


async def test_a_session_that_raises_ends_its_connection_with_internal(autojump_clock: MockClock) -> None:
    async with open_server() as server:
        client, other = await greet(server), await greet(server)
        await client.say(b"fail")

        await expect_end(client, "internal")
        await other.say(b"still here")
        assert await other.read_messages(1) == [b"still here"]
        await trio.aclose_forcefully(other.stream)


async def test_a_shutdown_gives_each_client_its_own_delay(autojump_clock: MockClock) -> None:
    async with open_server() as server:
        clients = [await greet(server) for _ in range(10)]
        server.front.stop()
        goodbyes = [await expect_end(client, "shutdown") for client in clients]

        delays = [goodbye.retry_ms for goodbye in goodbyes]
        assert all(delay is not None and 500 <= delay <= 4500 for delay in delays)
        assert len(set(delays)) > 1


async def test_a_listener_is_told_what_a_stalled_client_missed(autojump_clock: MockClock) -> None:
    async with open_server(outbox_bytes=8192) as server:
        client = server.connect_unix()
        await client.upgrade()
        await client.say(b"hello")
        await client.read_messages(1)
        listener = server.door.listeners[0]
        for number in range(1, 1000):
            listener.connection.write(Frame(bytes(1000), "topic", number - 1))
        while not listener.drains:
            await client.stream.receive_some(65536)

        (missed, answers) = listener.drains[0]
        assert missed.keys() == {"topic"}
        assert not answers
        await trio.aclose_forcefully(client.stream)


async def test_a_client_that_pings_and_does_not_read_is_not_taken_for_dead(
    autojump_clock: MockClock,
) -> None:
    async with open_server(outbox_bytes=8192, stalled_seconds=3600) as server:
        client = server.connect_unix()
        await client.upgrade()
        listener = server.door.listeners[0]
        for _ in range(500):
            listener.connection.write(Frame(bytes(1000)))
        for number in range(20):
            await trio.sleep(5)
            await client.say(str(number).encode())
            await client.send(frame(Opcode.PING, b""))
        await trio.testing.wait_all_tasks_blocked()

        assert len(listener.heard) == 20
        await trio.aclose_forcefully(client.stream)


async def stall(server: Server) -> tuple[Client, EchoListener]:
    """Return a client that has not read what it is told, and its listener."""
    client = server.connect_unix()
    await client.upgrade()
    await client.say(b"hello")
    await trio.testing.wait_all_tasks_blocked()
    listener = server.door.listeners[-1]
    for number in range(500):
        listener.connection.write(Frame(bytes(1000), "topic", number))
    return client, listener


async def keep_saying(client: Client, seconds: float) -> None:
    """Say something often enough not to be silent, and read nothing."""
    until = trio.current_time() + seconds
    while trio.current_time() < until:
        await trio.sleep(1)
        with suppress(trio.BrokenResourceError):
            await client.send(frame(Opcode.PING, b""))


@pytest.mark.parametrize("stalled_seconds", [5, 60, 120])
async def test_a_reader_that_takes_nothing_for_so_long_is_cut_off_whatever_it_says(
    autojump_clock: MockClock, stalled_seconds: float
) -> None:
    async with open_server(outbox_bytes=8192, stalled_seconds=stalled_seconds, frames_burst=1000) as server:
        client, listener = await stall(server)
        await keep_saying(client, stalled_seconds - 1)
        assert listener.lost_count == 0
        held = listener.connection._stream._outbox  # type: ignore[attr-defined]
        assert held.frame_bytes <= 8192 + 1010
        # It is seen when the connection is looked at, which is when it could be silent at the latest.
        await keep_saying(client, 25)

        assert listener.lost_count == 1
        assert server.front._site.metrics.goodbyes == {"stalled": 1}
        assert not held
        await trio.aclose_forcefully(client.stream)


async def test_a_reader_that_takes_a_little_now_and_then_is_never_cut_off(autojump_clock: MockClock) -> None:
    async with open_server(outbox_bytes=1_000_000, stalled_seconds=60, frames_burst=1000) as server:
        client, listener = await stall(server)
        for _ in range(10):
            await keep_saying(client, 55)
            await client.stream.receive_some(2000)
            await trio.testing.wait_all_tasks_blocked()

        assert listener.connection._stream.find_stalled_since() is not None  # type: ignore[attr-defined]
        assert listener.lost_count == 0
        await trio.aclose_forcefully(client.stream)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        pytest.param({b"Sec-WebSocket-Key": b"short"}, 400, id="bad key"),
        pytest.param({b"Sec-WebSocket-Version": b"8"}, 426, id="old version"),
        pytest.param({b"Connection": b"keep-alive"}, 426, id="no Connection: Upgrade"),
        pytest.param({b"Origin": b"https://evil.example"}, 403, id="foreign origin"),
        pytest.param({b"Origin": b"null"}, 403, id="no origin to name"),
    ],
)
async def test_an_upgrade_that_may_not_be_gets_its_status(
    change: dict[bytes, bytes], status: int, autojump_clock: MockClock
) -> None:
    async with open_server() as server:
        client = server.connect()
        await client.send(write_head(b"/ws", b"GET", {**UPGRADE, **change}))

        assert await client.read_status() == status
        assert not server.door.listeners


async def test_headers_that_the_library_would_choke_on_do_not_reach_it(autojump_clock: MockClock) -> None:
    async with open_server() as server:
        client = server.connect()
        await client.upgrade(
            Host=b"xn--\xff..!" + b"a" * 200,
            Sec_WebSocket_Extensions=b"permessage-deflate; x=\xff",
            Sec_WebSocket_Protocol=b"\xff, ,",
        )
        await trio.aclose_forcefully(client.stream)


async def test_random_bytes_never_bring_anything_down(autojump_clock: MockClock) -> None:
    for seed in range(200):
        print(f"seed {seed}")  # noqa: T201 -- shown when the test fails
        noise = random.Random(seed)
        async with open_server(frame_bytes=LIMIT, frames_burst=1000) as server:
            client = server.connect()
            await client.upgrade()
            data = bytearray(frame(Opcode.BINARY, b"some payload") * 5)
            for _ in range(noise.randrange(1, 6)):
                data[noise.randrange(len(data))] = noise.randrange(256)
            await client.send(bytes(data))
            await client.read_all()


async def test_all_goodbyes_fit_into_a_close_frame() -> None:
    for code in GOODBYES:
        assert len(encode(attrs.evolve(Goodbye("silent", ""), code=code))) < 120
