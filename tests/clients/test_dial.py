"""Connecting by TCP and TLS, and what is said where that fails."""

from functools import partial

import pytest
import trio

from clients.address import Address
from clients.dial import open_stream
from clients.errors import Lost
from tests.shell.certificates import make_contexts


async def ignore(stream: trio.abc.Stream) -> None:
    async with stream:
        with pytest.raises(trio.BrokenResourceError):
            await stream.receive_some()


async def test_a_certificate_that_is_not_trusted_is_named_at_once(nursery: trio.Nursery) -> None:
    server, _ = make_contexts()
    listening = partial(trio.serve_ssl_over_tcp, ignore, 0, server, host="127.0.0.1", https_compatible=True)
    (listener,) = await nursery.start(listening)
    port = listener.transport_listener.socket.getsockname()[1]

    with pytest.raises(Lost, match=rf"no TLS with 127.0.0.1 port {port}: .*certificate verify failed"):
        await open_stream(Address("127.0.0.1", port, secure=True))


async def test_a_port_that_speaks_no_tls_is_told(nursery: trio.Nursery) -> None:
    async def hang_up(stream: trio.abc.Stream) -> None:
        await stream.receive_some()
        await stream.aclose()

    (listener,) = await nursery.start(partial(trio.serve_tcp, hang_up, 0, host="127.0.0.1"))
    port = listener.socket.getsockname()[1]

    with pytest.raises(Lost, match=f"no TLS with 127.0.0.1 port {port}"):
        await open_stream(Address("127.0.0.1", port, secure=True))


async def test_a_port_where_nobody_listens_is_told() -> None:
    with pytest.raises(Lost, match=r"no connection to 127.0.0.1 port 1: Connection refused"):
        await open_stream(Address("127.0.0.1", 1))
