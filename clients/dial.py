"""Ways to reach a server: a stream for requests, a WebSocket for all else."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Protocol

import trio
from attrs import frozen

from clients.address import Address, parse_address
from clients.errors import Lost
from clients.transport import Transport, websocket_over

CONNECT_SECONDS = 10.0


class Dialler(Protocol):
    """What a client needs to reach one server; each call opens a connection of its own, or raises Lost."""

    @property
    def address(self) -> Address:
        """Where the server is, for the heads of requests."""

    def websocket(self, mark: str = "") -> AbstractAsyncContextManager[Transport]:
        """Open a WebSocket; it ends with the block. `mark`: by which the server knows us, "" at first."""

    async def stream(self) -> trio.abc.Stream:
        """Open a stream for HTTP requests; whoever asked for it closes it."""


@frozen
class StreamDialler:
    """Reaches a server over streams of any kind: sockets, memory, what a test puts between."""

    address: Address
    open_stream: Callable[[], Awaitable[trio.abc.Stream]]  # raises Lost

    @asynccontextmanager
    async def websocket(self, mark: str = "") -> AsyncIterator[Transport]:
        """See Dialler."""
        async with (
            await self.open_stream() as stream,
            websocket_over(stream, self.address, mark) as transport,
        ):
            yield transport

    async def stream(self) -> trio.abc.Stream:
        """See Dialler."""
        return await self.open_stream()


def dial(url: str) -> Dialler:
    """Return what reaches the server at a URL, by TCP and TLS; raise ValueError for what is none."""
    address = parse_address(url)
    return StreamDialler(address, partial(open_stream, address))


async def open_stream(address: Address) -> trio.abc.Stream:
    """Connect by TCP, and TLS where the address is secure. Raises Lost."""
    where = f"{address.host} port {address.port}"
    try:
        with trio.fail_after(CONNECT_SECONDS):
            if not address.secure:
                return await trio.open_tcp_stream(address.host, address.port)
            stream = await trio.open_ssl_over_tcp_stream(address.host, address.port, https_compatible=True)
            await _shake_hands(stream)
            return stream
    except trio.BrokenResourceError as error:
        raise Lost(f"no TLS with {where}: {error.__cause__ or 'the connection ended'}") from error
    except OSError as error:
        raise Lost(f"no connection to {where}: {describe(error)}") from error
    except trio.TooSlowError as error:
        raise Lost(f"{where} did not answer in {CONNECT_SECONDS:g} s") from error


async def _shake_hands(stream: trio.SSLStream[trio.SocketStream]) -> None:
    # Here, and not with the first bytes: what is wrong with a certificate is told at once, and by its name.
    try:
        await stream.do_handshake()
    except BaseException:
        await trio.aclose_forcefully(stream)
        raise


def describe(error: OSError) -> str:
    """Return a word about what every address of a host answered; that of one of them is enough."""
    cause: BaseException | None = error.__cause__
    while isinstance(cause, BaseExceptionGroup):
        cause = cause.exceptions[0]
    number = getattr(cause or error, "errno", None)
    return os.strerror(number) if number is not None and number > 0 else str(cause or error)
