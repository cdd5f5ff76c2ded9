"""Where a server is, and a WebSocket over any stream."""

import pytest
import trio
import trio.testing
import trio_websocket

from clients.address import Address, parse_address
from clients.errors import Lost
from clients.transport import websocket_over

HERE = Address("localhost", 80)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://127.0.0.1:8765", Address("127.0.0.1", 8765, "", secure=False)),
        ("http://example.org/", Address("example.org", 80, "", secure=False)),
        ("https://example.org/games/", Address("example.org", 443, "/games", secure=True)),
        ("wss://example.org/ws", Address("example.org", 443, "", secure=True)),
        ("localhost:8765", Address("localhost", 8765, "", secure=False)),
        ("http://[::1]:8765", Address("::1", 8765, "", secure=False)),
    ],
)
def test_the_url_of_a_page_names_its_server(url: str, address: Address) -> None:
    assert parse_address(url) == address


@pytest.mark.parametrize("url", ["", "ftp://example.org", "http://", "http://x:port"])
def test_what_is_no_url_of_a_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"address|[Pp]ort"):
        parse_address(url)


async def serve(stream: trio.abc.Stream, nursery: trio.Nursery) -> trio_websocket.WebSocketConnection:
    """Accept a WebSocket; its reader is started in the nursery."""
    request = await trio_websocket.wrap_server_stream(nursery, stream)
    return await request.accept()


async def test_frames_go_both_ways_over_any_stream(nursery: trio.Nursery) -> None:
    ours, theirs = trio.testing.memory_stream_pair()

    async def echo() -> None:
        connection = await serve(theirs, nursery)
        await connection.send_message(await connection.get_message())

    nursery.start_soon(echo)
    async with websocket_over(ours, HERE) as transport:
        await transport.send(b"hello")
        assert await transport.receive() == b"hello"


@pytest.mark.parametrize(("mark", "path"), [("", "/ws"), ("abc-_", "/ws?mark=abc-_")])
async def test_who_is_known_shows_the_mark(mark: str, path: str, nursery: trio.Nursery) -> None:
    ours, theirs = trio.testing.memory_stream_pair()
    asked: list[str] = []

    async def note() -> None:
        request = await trio_websocket.wrap_server_stream(nursery, theirs)
        asked.append(request.path)
        await request.accept()

    nursery.start_soon(note)
    async with websocket_over(ours, HERE, mark):
        assert asked == [path]


async def test_a_connection_that_breaks_is_lost(nursery: trio.Nursery) -> None:
    ours, theirs = trio.testing.memory_stream_pair()
    nursery.start_soon(serve, theirs, nursery)

    with pytest.raises(Lost):
        async with websocket_over(ours, HERE) as transport:
            await theirs.aclose()
            await transport.receive()


async def test_a_server_that_never_answers_is_lost_after_a_while(autojump_clock: trio.abc.Clock) -> None:
    ours, _ = trio.testing.memory_stream_pair()

    with pytest.raises(Lost, match="did not speak WebSocket within"):
        async with websocket_over(ours, HERE):
            raise AssertionError("never open")


async def test_a_server_that_refuses_is_lost_with_its_answer(nursery: trio.Nursery) -> None:
    ours, theirs = trio.testing.memory_stream_pair()

    async def refuse() -> None:
        request = await trio_websocket.wrap_server_stream(nursery, theirs)
        await request.reject(403)

    nursery.start_soon(refuse)
    with pytest.raises(Lost, match="the server answered 403 to /ws"):
        async with websocket_over(ours, HERE):
            raise AssertionError("never open")


async def test_a_server_that_hangs_up_in_the_handshake_is_lost_at_once() -> None:
    ours, theirs = trio.testing.memory_stream_pair()
    await theirs.send_all(b"HTTP/1.1 101 Switching")
    await theirs.send_eof()

    with trio.fail_after(1), pytest.raises(Lost, match="ended before there was a WebSocket"):
        async with websocket_over(ours, HERE):
            raise AssertionError("never open")
