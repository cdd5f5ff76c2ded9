"""Frames over something: what a client needs of a connection that lasts, and WebSocket as its kind."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

import trio
import trio_websocket

from clients.address import Address
from clients.errors import Barred, Lost
from clients.http import read_retry_ms

HANDSHAKE_SECONDS = 10.0
CLOSE_SECONDS = 1.0
FRAME_BYTES_MAX = 16 << 20  # a snapshot is larger than what a client may send


class Transport(Protocol):
    """One connection that carries whole frames; both methods raise Lost when it is over."""

    async def send(self, frame: bytes) -> None:
        """Hand one frame over; returns when there is place for another."""

    async def receive(self) -> bytes:
        """Return the next frame."""


@asynccontextmanager
async def websocket_over(
    stream: trio.abc.Stream, address: Address, mark: str = ""
) -> AsyncIterator[Transport]:
    """Run a client's WebSocket over any Trio stream; the stream is not closed. Raises Lost.

    Where the stream stands and there is no WebSocket, that is Barred: something else may get through.
    """
    refusal: Lost | None = None
    resource = f"{address.base}/ws"
    try:
        async with trio.open_nursery() as nursery:
            try:
                connection = await _shake_hands(nursery, stream, address.authority, resource, mark)
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
        refusal = _describe_rejection(group, resource)
    if refusal is not None:
        raise refusal


def _describe_rejection(
    group: BaseExceptionGroup[trio_websocket.ConnectionRejected], resource: str
) -> Barred:
    rejected: Any = group.exceptions[0]
    headers = [(name.lower(), value) for name, value in rejected.headers or ()]
    retry_ms = read_retry_ms(rejected.status_code, headers)
    return Barred(f"the server answered {rejected.status_code} to {resource}", retry_ms)


async def _shake_hands(
    nursery: trio.Nursery, stream: trio.abc.Stream, host: str, resource: str, mark: str
) -> trio_websocket.WebSocketConnection:
    """Start the library's reader in the nursery and nothing else; it ends with the stream."""
    at_end = trio.CancelScope(deadline=trio.current_time() + HANDSHAKE_SECONDS)
    watched: Any = _Watched(stream, at_end)  # the library takes any stream, and says that it does not
    marked = f"{resource}?mark={mark}" if mark else resource  # of which no error tells
    try:
        with at_end:
            return await trio_websocket.wrap_client_stream(
                nursery, watched, host, marked, max_message_size=FRAME_BYTES_MAX
            )
    except (trio_websocket.HandshakeError, trio_websocket.ConnectionClosed) as error:
        raise Barred(f"no WebSocket at {resource}") from error
    if trio.current_time() < at_end.deadline:
        raise Barred(f"the connection ended before there was a WebSocket at {resource}")
    raise Barred(f"the server did not speak WebSocket within {HANDSHAKE_SECONDS:g} s")


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
