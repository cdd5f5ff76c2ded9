"""Where the server listens, and the front on real sockets."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import attrs
import pytest
import trio

from lobby.settings import Config, ServerSection
from lobby.shell.metrics import Metrics
from lobby.shell.network.front import Site, run_front
from lobby.shell.network.listeners import (
    Address,
    CantListen,
    find_addresses,
    find_lan_address,
    open_listeners,
)
from lobby.shell.network.live import Live
from tests.shell.certificates import make_authority, make_contexts
from tests.shell.echo import Client, EchoDoor, hello_app

DEFAULTS = ServerSection(port=0)


@pytest.fixture
def tls(tmp_path: Path) -> ServerSection:
    """A server's section with a certificate for localhost."""
    _, certificate = make_authority()
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    cert.write_bytes(b"".join(blob.bytes() for blob in certificate.cert_chain_pems))
    key.write_bytes(certificate.private_key_pem.bytes())
    return attrs.evolve(DEFAULTS, tls_cert=str(cert), tls_key=str(key))


@asynccontextmanager
async def run(server: ServerSection) -> AsyncIterator[Address]:
    """Run a front with an echo behind it; when the block ends it shuts down, and must come to its end."""
    config = Config(server=server)
    listeners = await open_listeners(server)
    (address,) = find_addresses(listeners)
    door, shutdown = EchoDoor(), trio.Event()

    async def serve(task_status: trio.TaskStatus[None]) -> None:
        site = Site(hello_app, door, config, Metrics(), Live(server))
        await run_front(listeners, site, shutdown=shutdown, task_status=task_status)

    async with trio.open_nursery() as nursery:
        await nursery.start(serve)
        yield address
        shutdown.set()
    assert all(listener.lost_count == 1 for listener in door.listeners)


async def test_port_0_is_told_as_the_real_one_and_answers() -> None:
    async with run(DEFAULTS) as address:
        assert address.url == f"http://127.0.0.1:{address.port}"
        async with await trio.open_tcp_stream("127.0.0.1", address.port) as stream:
            client = Client(stream)
            await client.request(b"/x")

            assert await client.read_response() == (200, b"GET /x 127.0.0.1 http 0")


async def test_tls_carries_http_and_websocket(tls: ServerSection) -> None:
    _, context = make_contexts()
    async with run(tls) as address:
        assert address.url == f"https://127.0.0.1:{address.port}"
        stream = await trio.open_ssl_over_tcp_stream("localhost", address.port, ssl_context=context)
        client = Client(stream)
        await client.request(b"/x")
        assert await client.read_response() == (200, b"GET /x 127.0.0.1 https 0")
        await client.upgrade()
        payload = bytes(60_000)
        await client.say(payload)

        assert await client.read_messages(1) == [payload]
        await trio.aclose_forcefully(stream)


async def test_a_shutdown_ends_open_websockets_with_a_goodbye() -> None:
    clients = []
    async with trio.open_nursery() as nursery, run(DEFAULTS) as address:
        for _ in range(20):
            clients.append(Client(await trio.open_tcp_stream("127.0.0.1", address.port)))
            await clients[-1].upgrade()
            await clients[-1].say(b"hello")
            assert await clients[-1].read_messages(1) == [b"hello"]
        for client in clients:
            nursery.start_soon(_expect_shutdown, client)


async def _expect_shutdown(client: Client) -> None:
    goodbye, code = await client.read_end()
    assert (goodbye.code, code) == ("shutdown", 1001)
    await client.stream.aclose()


async def test_a_unix_socket_is_listened_on_and_a_dead_one_replaced(tmp_path: Path) -> None:
    path = str(tmp_path / "lobby.sock")
    server = attrs.evolve(DEFAULTS, unix=path)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(path)
    async with run(server) as address:
        assert address.url == f"unix:{path}"
        client = Client(await trio.open_unix_socket(path))
        await client.request(b"/x")

        assert await client.read_response() == (200, b"GET /x unix http 0")
        await trio.aclose_forcefully(client.stream)


async def test_a_unix_socket_that_answers_is_in_use(tmp_path: Path) -> None:
    path = str(tmp_path / "lobby.sock")
    async with run(attrs.evolve(DEFAULTS, unix=path)):
        with pytest.raises(CantListen, match=r"lobby\.sock: the address is in use"):
            await open_listeners(attrs.evolve(DEFAULTS, unix=path))


async def test_a_file_is_never_removed_for_a_socket(tmp_path: Path) -> None:
    file = tmp_path / "precious"
    file.write_text("data")
    with pytest.raises(CantListen):
        await open_listeners(attrs.evolve(DEFAULTS, unix=str(file)))

    assert file.read_text() == "data"


async def test_all_addresses_of_a_host_get_the_same_port() -> None:
    listeners = await open_listeners(attrs.evolve(DEFAULTS, host="localhost"))

    assert len({address.port for address in find_addresses(listeners)}) == 1
    for listener in listeners:
        await listener.aclose()


async def test_a_port_in_use_and_bad_tls_files_are_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CantListen, match=f"127.0.0.1:{port}: the address is in use"):
            await open_listeners(ServerSection(port=port))
    file = tmp_path / "file"
    file.write_text("no certificate")
    with pytest.raises(CantListen, match="are no TLS certificate and key that fit"):
        await open_listeners(ServerSection(tls_cert=str(file), tls_key=str(file)))


async def test_a_peer_that_speaks_no_tls_ends_alone(tls: ServerSection) -> None:
    _, context = make_contexts()
    async with run(tls) as address:
        plain = Client(await trio.open_tcp_stream("127.0.0.1", address.port))
        await plain.request(b"/x")
        assert b"HTTP" not in await _read_what_comes(plain)
        stream = await trio.open_ssl_over_tcp_stream("localhost", address.port, ssl_context=context)
        client = Client(stream)
        await client.request(b"/x")

        assert (await client.read_response())[0] == 200
        await trio.aclose_forcefully(stream)
        await trio.aclose_forcefully(plain.stream)


async def _read_what_comes(client: Client) -> bytes:
    try:
        return await client.read_all()
    except trio.BrokenResourceError:
        return bytes(client.received)


def test_addresses_are_shown_as_urls() -> None:
    assert Address("::1", 80).url == "http://[::1]:80"
    assert Address("127.0.0.1", 443, tls=True).url == "https://127.0.0.1:443"


def test_the_address_in_the_local_network_is_no_loopback() -> None:
    address = find_lan_address()

    assert address is None or not address.startswith("127.")
