"""The whole way in, from bytes to the session, held against wsproto: over any stream, split anywhere."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
import trio
from attrs import define, field
from hypothesis import given, settings
from hypothesis import strategies as st
from trio.testing import MockClock, memory_stream_pair, wait_all_tasks_blocked
from wsproto.frame_protocol import FrameProtocol, Opcode, ParseFailed

from lobby.wire.codes import GOODBYES
from tests.shell.certificates import make_contexts
from tests.shell.echo import Client, Server, open_server, split_frames
from tests.wire.test_lane import frame, split, streams

LIMIT = 1024  # the least that the setting allows

Connect = Callable[[Server], Client]


def over_tls(server: Server) -> Client:
    server_context, client_context = make_contexts()
    ours, theirs = memory_stream_pair()
    encrypted = trio.SSLStream(theirs, server_context, server_side=True, https_compatible=True)
    client = trio.SSLStream(ours, client_context, server_hostname="localhost", https_compatible=True)
    return server.connect_over(client, encrypted)


every_carrier = pytest.mark.parametrize(
    "connect", [Server.connect, Server.connect_unix, over_tls], ids=["memory", "sockets", "tls"]
)


@define
class Oracle:
    """What a session would hear if wsproto alone read all of the bytes, and how that ends."""

    heard: list[bytes] = field(factory=list)
    end: str = ""  # the code of the goodbye, "close" where the peer says it, "" where neither does

    @staticmethod
    def hear(data: bytes) -> "Oracle":
        protocol, oracle = FrameProtocol(client=False, extensions=[]), Oracle()
        message, size = b"", 0
        protocol.receive_bytes(data)
        try:
            for event in protocol.received_frames():
                if event.opcode in (Opcode.PING, Opcode.PONG):
                    continue
                if event.opcode is Opcode.CLOSE:
                    return Oracle(oracle.heard, "close")
                size += len(event.payload)
                if size > LIMIT:
                    return Oracle(oracle.heard, "too_large")
                message += event.payload if isinstance(event.payload, bytes | bytearray) else b""
                if event.frame_finished and event.message_finished:
                    if isinstance(event.payload, str):
                        return Oracle(oracle.heard, "text_frame")
                    oracle.heard.append(message)
                    message, size = b"", 0
        except ParseFailed:
            return Oracle(oracle.heard, "malformed")
        return oracle


def run(check: Callable[[], Awaitable[None]]) -> None:
    trio.run(check, clock=MockClock(autojump_threshold=0))


async def converse(connect: Connect, data: bytes, cuts: list[int]) -> tuple[list[bytes], str]:
    """Say the bytes; return what the session has heard, and how the server ended it, as the oracle does."""
    async with open_server(frame_bytes=LIMIT) as server:
        client = connect(server)
        await client.upgrade()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(read_all, client)
            for part in split(data, cuts):
                with suppress(trio.BrokenResourceError):  # it may have ended already
                    await client.send(part)
                await wait_all_tasks_blocked()
            await trio.sleep(1)  # less than a goodbye waits for its answer
            nursery.cancel_scope.cancel()
        await trio.aclose_forcefully(client.stream)
    return server.door.listeners[0].heard, find_end(bytes(client.received))


async def read_all(client: Client) -> None:
    """Read what comes at once: over TLS nothing can be read any more after a failed sending."""
    with suppress(trio.BrokenResourceError):
        await client.read_all()


def find_end(received: bytes) -> str:
    """Return how a server that said this has ended: a goodbye's code is in the close frame, too."""
    for opcode, payload in split_frames(received)[0]:
        if opcode is Opcode.CLOSE:
            reason = payload[2:].decode()
            return reason if reason in GOODBYES else "close"
    return ""


@every_carrier
@given(data=streams, cuts=st.lists(st.integers(0, 3000), max_size=12))
@settings(max_examples=min(40, settings().max_examples // 2), deadline=None)
def test_a_session_hears_what_wsproto_alone_would_hear(
    connect: Connect, data: bytes, cuts: list[int]
) -> None:
    expected = Oracle.hear(data)

    async def check() -> None:
        heard, end = await converse(connect, data, cuts)

        assert heard == expected.heard
        assert end == expected.end

    run(check)


ONE, TWO, THREE = (frame(0x82, payload) for payload in (b"one", b"two", b"three"))
PING, PONG, CLOSE = frame(0x89, b"p"), frame(0x8A, b""), frame(0x88, b"\x03\xe8bye")
BEGUN, MORE, LAST = frame(0x02, b"a"), frame(0x00, b"b"), frame(0x80, b"c")

CASES = {
    "fragments": BEGUN + MORE + LAST,
    "control frames between fragments": BEGUN + PING + MORE + PONG + LAST,
    "a fragmented message, then whole ones": ONE + BEGUN + LAST + TWO + THREE,
    "control frames between whole ones": ONE + PING + TWO + PONG + THREE,
    "at the limit": frame(0x82, b"x" * LIMIT) + ONE,
    "oversized": ONE + frame(0x82, b"x" * (LIMIT + 1)) + TWO,
    "oversized in fragments": frame(0x02, b"x" * LIMIT) + frame(0x80, b"x") + ONE,
    "a length in 64 bits": ONE + frame(0x82, b"x" * 70_000) + TWO,
    "64 bits for a length that is small": ONE + frame(0x82, b"two", form=127),
    "16 bits for a length that is small": ONE + frame(0x82, b"two", form=126),
    "the highest bit of a 64-bit length": ONE + b"\x82\xff\x80" + bytes(7) + b"mask",
    "unmasked": ONE + frame(0x82, b"two", mask=None),
    "reserved bits": ONE + frame(0xC2, b"two"),
    "a reserved opcode": ONE + frame(0x83, b"two"),
    "text": ONE + frame(0x81, b"two") + THREE,
    "text that is none": ONE + frame(0x81, b"\xff") + THREE,
    "a continuation of nothing": ONE + LAST,
    "a message within a message": ONE + BEGUN + TWO,
    "a control frame that is too long": ONE + frame(0x89, b"x" * 126),
    "a control frame in fragments": ONE + frame(0x09, b""),
    "a close frame": ONE + CLOSE + TWO,
    "an empty close frame": ONE + frame(0x88, b"") + TWO,
    "a close frame of one byte": ONE + frame(0x88, b"\x03"),
    "a close code that none may send": ONE + frame(0x88, b"\x03\xee"),
    "a close frame within a message": ONE + BEGUN + CLOSE,
    "garbage": ONE + b"\xff\xff\xff\xff\xff",
    "empty ones": frame(0x82, b"") * 3,
    "half a frame": ONE + TWO[:-1],
}


@every_carrier
@pytest.mark.parametrize("case", CASES)
def test_each_kind_of_frame_is_heard_as_by_wsproto_however_it_is_cut(connect: Connect, case: str) -> None:
    data, expected = CASES[case], Oracle.hear(CASES[case])
    step = max(1, len(data) // 6)

    async def check() -> None:
        for cuts in ([], *([at] for at in range(1, len(data), step)), list(range(0, len(data), step))):
            heard, end = await converse(connect, data, cuts)

            assert (heard, end) == (expected.heard, expected.end), f"cut at {cuts}"

    run(check)
