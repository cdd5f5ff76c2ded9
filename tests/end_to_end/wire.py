"""One WebSocket to the real server, on which anything can be said, and what comes back is read."""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import trio
import trio_websocket

from lobby.wire.codec import decode_server, encode
from lobby.wire.messages import (
    PROTOCOL,
    ClientMessage,
    Command,
    Done,
    Goodbye,
    Hello,
    Refused,
    ServerMessage,
    Welcome,
)

PATIENCE_SECONDS = 15.0
Headers = Sequence[tuple[bytes, bytes]]


def make_hello(**values: object) -> Hello:
    """Return the hello of a new session."""
    fields = {"protocol": (PROTOCOL, PROTOCOL), "session": os.urandom(16), "secret": os.urandom(16)}
    return Hello(**{**fields, "kind": "bot", **values})  # type: ignore[arg-type]


class Wire:
    """A connection: frames are said and heard one by one."""

    def __init__(self, socket: trio_websocket.WebSocketConnection, stream: trio.abc.Stream) -> None:
        self.socket = socket
        self._stream = stream
        self.heard: list[ServerMessage] = []

    async def cut(self) -> None:
        """Hang up without a word."""
        await trio.aclose_forcefully(self._stream)

    async def say(self, message: ClientMessage | bytes | str) -> None:
        """Send a message, or what is none: bytes as a binary frame, a text as a text frame."""
        raw = message if isinstance(message, bytes | str) else encode(message)
        await self.socket.send_message(raw)

    async def hear(self) -> ServerMessage:
        """Return the next frame of the server."""
        raw = await self.socket.get_message()
        assert isinstance(raw, bytes), "the server speaks binary frames only"
        message = decode_server(raw)
        self.heard.append(message)
        return message

    async def greet(self, hello: Hello | None = None) -> Welcome:
        """Begin a session."""
        await self.say(hello or make_hello())
        welcome = await self.hear()
        assert isinstance(welcome, Welcome), welcome
        return welcome

    async def ask(self, command: Command) -> Done | Refused:
        """Say a command, and return its answer."""
        await self.say(command)
        while True:
            message = await self.hear()
            if isinstance(message, Done | Refused) and message.number == command.number:
                return message

    async def hear_end(self) -> tuple[Goodbye, int]:
        """Return the goodbye and the close code that follows it; nothing may come in between."""
        while True:
            message = await self.hear()
            if isinstance(message, Goodbye):
                break
        try:
            late = await self.socket.get_message()
        except trio_websocket.ConnectionClosed as closed:
            assert closed.reason is not None
            return message, closed.reason.code
        raise AssertionError(f"after the goodbye came {late!r}")


@asynccontextmanager
async def open_wire(url: str, headers: Headers = ()) -> AsyncIterator[Wire]:
    """Connect to the server at `url`; ends with the block, and closes the stream without a word.

    The stream is our own: trio-websocket leaves it open where the server was the first to close.
    """
    host, _, port = url.removeprefix("http://").partition(":")
    with trio.fail_after(PATIENCE_SECONDS):
        async with await trio.open_tcp_stream(host, int(port)) as stream, trio.open_nursery() as nursery:
            try:
                socket = await trio_websocket.wrap_client_stream(
                    nursery, stream, f"{host}:{port}", "/ws", extra_headers=list(headers)
                )
                yield Wire(socket, stream)
            finally:
                await trio.aclose_forcefully(stream)
                nursery.cancel_scope.cancel()


async def exchange(port: int, *parts: bytes) -> bytes:
    """Send bytes on a connection of its own, and return all that comes until the server closes it."""
    answer = b""
    with trio.fail_after(PATIENCE_SECONDS):
        async with await trio.open_tcp_stream("127.0.0.1", port) as stream:
            for part in parts:
                await stream.send_all(part)
            async for chunk in stream:
                answer += chunk
    return answer


async def hang_up(port: int, data: bytes) -> None:
    """Send bytes, and close without waiting for anything."""
    stream = await trio.open_tcp_stream("127.0.0.1", port)
    if data:
        await stream.send_all(data)
    await trio.aclose_forcefully(stream)
