"""Frames over something: what a client needs of a connection, and WebSocket as the first kind."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any, Protocol
from urllib.parse import urlsplit

import trio
import trio_websocket
from attrs import frozen

from clients.errors import Lost

CONNECT_SECONDS = 10.0
CLOSE_SECONDS = 1.0
FRAME_BYTES_MAX = 16 << 20  # a snapshot is larger than what a client may send


class Transport(Protocol):
    """One connection that carries whole frames; both methods raise Lost when it is over."""

    async def send(self, frame: bytes) -> None:
        """Hand one frame over; returns when there is place for another."""

    async def receive(self) -> bytes:
        """Return the next frame."""


Connect = Callable[[], AbstractAsyncContextManager[Transport]]


@frozen
class Address:
    """Where a server is, as its page's URL says it."""

    host: str
    port: int
    resource: str
    secure: bool


def parse_address(url: str) -> Address:
    """Return where /ws of a server is; raise ValueError for what is no http(s) or ws(s) URL."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme not in {"http", "https", "ws", "wss"} or not parts.hostname:
        raise ValueError(f"{url!r} is no address like http://127.0.0.1:8765")
    secure = parts.scheme in {"https", "wss"}
    resource = parts.path.rstrip("/").removesuffix("/ws") + "/ws"
    return Address(parts.hostname, parts.port or (443 if secure else 80), resource, secure)


def connect_to(url: str) -> Connect:
    """Return what opens connections to the server at a URL; raise ValueError for what is none."""
    return partial(open_websocket, parse_address(url))


@asynccontextmanager
async def open_websocket(address: Address) -> AsyncIterator[Transport]:
    """Connect by TCP (and TLS) and run a WebSocket over it; ends with the block. Raises Lost."""
    stream = await _open_stream(address)
    async with stream, websocket_over(stream, address) as transport:
        yield transport


@asynccontextmanager
async def websocket_over(stream: trio.abc.Stream, address: Address) -> AsyncIterator[Transport]:
    """Run a client's WebSocket over any Trio stream; the stream is not closed. Raises Lost."""
    host = f"[{address.host}]" if ":" in address.host else address.host
    refusal: Lost | None = None
    try:
        async with trio.open_nursery() as nursery:
            try:
                connection = await _shake_hands(nursery, stream, f"{host}:{address.port}", address.resource)
                yield _WebSocket(connection)
            except Lost as error:
                # Raised below: out of the nursery it would come as a group.
                refusal = error
            else:
                with trio.move_on_after(CLOSE_SECONDS):
                    await connection.aclose()
            nursery.cancel_scope.cancel()
    except* trio_websocket.ConnectionRejected as group:
        # The library's reader raises it, into our nursery.
        refusal = Lost(f"the server answered {_status(group)} to {address.resource}")
    if refusal is not None:
        raise refusal


def _status(group: BaseExceptionGroup[trio_websocket.ConnectionRejected]) -> str:
    (rejected,) = group.exceptions
    return str(getattr(rejected, "status_code", "no"))


async def _open_stream(address: Address) -> trio.abc.Stream:
    try:
        with trio.fail_after(CONNECT_SECONDS):
            if address.secure:
                return await trio.open_ssl_over_tcp_stream(address.host, address.port, https_compatible=True)
            return await trio.open_tcp_stream(address.host, address.port)
    except OSError as error:
        raise Lost(f"no connection to {address.host} port {address.port}: {_describe(error)}") from error
    except trio.TooSlowError as error:
        raise Lost(f"{address.host} port {address.port} did not answer in {CONNECT_SECONDS:g} s") from error


def _describe(error: OSError) -> str:
    # Trio tells what every address of a host answered; one of them is enough for a line.
    cause: BaseException | None = error.__cause__
    while isinstance(cause, BaseExceptionGroup):
        cause = cause.exceptions[0]
    number = getattr(cause or error, "errno", None)
    return os.strerror(number) if number is not None and number > 0 else str(cause or error)


async def _shake_hands(
    nursery: trio.Nursery, stream: trio.abc.Stream, host: str, resource: str
) -> trio_websocket.WebSocketConnection:
    """Start the library's reader in the nursery and nothing else; it ends with the stream."""
    at_end = trio.CancelScope(deadline=trio.current_time() + CONNECT_SECONDS)
    watched: Any = _Watched(stream, at_end)  # the library takes any stream, and says that it does not
    try:
        with at_end:
            return await trio_websocket.wrap_client_stream(
                nursery, watched, host, resource, max_message_size=FRAME_BYTES_MAX
            )
    except (trio_websocket.HandshakeError, trio_websocket.ConnectionClosed) as error:
        raise Lost(f"no WebSocket at {resource}") from error
    if trio.current_time() < at_end.deadline:
        raise Lost(f"the connection ended before there was a WebSocket at {resource}")
    raise Lost(f"the server did not speak WebSocket within {CONNECT_SECONDS:g} s")


class _Watched(trio.abc.Stream):
    """A stream whose end cancels a scope: the library waits for a handshake that can't come any more."""

    def __init__(self, stream: trio.abc.Stream, at_end: trio.CancelScope) -> None:
        self._stream = stream
        self._at_end = at_end

    async def receive_some(self, max_bytes: int | None = None) -> bytes | bytearray:
        data: bytes | bytearray = b""
        try:
            data = await self._stream.receive_some(max_bytes)
        finally:
            if not data:
                self._at_end.cancel()
        return data

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        await self._stream.send_all(data)

    async def wait_send_all_might_not_block(self) -> None:
        await self._stream.wait_send_all_might_not_block()

    async def aclose(self) -> None:
        await self._stream.aclose()


class _WebSocket:
    def __init__(self, connection: trio_websocket.WebSocketConnection) -> None:
        self._connection = connection

    async def send(self, frame: bytes) -> None:
        try:
            await self._connection.send_message(frame)
        except (trio_websocket.ConnectionClosed, trio.BrokenResourceError, trio.ClosedResourceError) as error:
            raise Lost(_why(error)) from error

    async def receive(self) -> bytes:
        try:
            message = await self._connection.get_message()
        except trio_websocket.ConnectionClosed as error:
            raise Lost(_why(error)) from error
        if isinstance(message, str):
            raise Lost("the server sent a text frame")
        return message


def _why(error: Exception) -> str:
    reason = getattr(error, "reason", None)
    return f"closed with code {reason.code}" if reason is not None else "the connection broke"
