"""Where the server listens: TCP, a unix socket, and TLS over either."""

import errno
import os
import socket
import ssl
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

import trio
from attrs import frozen

from lobby.settings import ServerSection

Listener: TypeAlias = trio.SocketListener | trio.SSLListener[trio.SocketStream]

_BACKLOG = 1024


class CantListen(Exception):
    """The server can't listen there; the text is one line that says why."""


@frozen
class Address:
    """Where a listener can be reached."""

    host: str
    port: int  # 0: a unix socket, whose path is the host
    tls: bool = False

    @property
    def url(self) -> str:
        """The address as a URL, "unix:" with the path for a unix socket."""
        if not self.port:
            return f"unix:{self.host}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}"


async def open_listeners(server: ServerSection) -> list[Listener]:
    """Return the listeners of the server's section; raise CantListen."""
    context = load_tls(server.tls_cert, server.tls_key) if server.tls_cert else None
    sockets = [_open_unix(server.unix)] if server.unix else await open_tcp(server.host, server.port)
    if context is None:
        return list(sockets)
    return [trio.SSLListener(listener, context, https_compatible=True) for listener in sockets]


async def open_tcp(host: str, port: int) -> list[trio.SocketListener]:
    """Return listeners on every address of the host; with port 0 all get the same free port."""
    try:
        listeners = await trio.open_tcp_listeners(port, host=host, backlog=_BACKLOG)
        if port or len(listeners) == 1:
            return listeners
        return [listeners[0], *await _move_to_port(listeners)]
    except OSError as error:
        raise CantListen(f"can't listen on {host}:{port}: {_describe(error)}") from error


def load_tls(cert: str, key: str) -> ssl.SSLContext:
    """Return the TLS context for the two PEM files; raise CantListen."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    for path in (cert, key):
        if not os.access(path, os.R_OK):
            raise CantListen(f"can't read the TLS file {path}")
    try:
        context.load_cert_chain(cert, key)
    except (ssl.SSLError, ValueError) as error:
        raise CantListen(f"{cert} and {key} are no TLS certificate and key that fit") from error
    return context


def find_addresses(listeners: Iterable[Listener]) -> list[Address]:
    """Return where the listeners can be reached, with the real ports."""
    return [_find_address(listener) for listener in listeners]


def find_lan_address() -> str | None:
    """Return this machine's address in the local network, None where it has none. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        # Connecting a datagram socket only asks the routing table; 192.0.2.1 is for documentation.
        probe.connect(("192.0.2.1", 9))
        address = str(probe.getsockname()[0])
        return None if address.startswith(("127.", "0.")) else address
    return None


def _find_address(listener: Listener) -> Address:
    tls = isinstance(listener, trio.SSLListener)
    inner = listener.transport_listener if isinstance(listener, trio.SSLListener) else listener
    assert isinstance(inner, trio.SocketListener)
    name = inner.socket.getsockname()
    if inner.socket.family == socket.AF_UNIX:
        return Address(name, 0, tls)
    return Address(name[0], name[1], tls)


async def _move_to_port(listeners: list[trio.SocketListener]) -> list[trio.SocketListener]:
    """Open the other addresses again, on the port that the first one got."""
    port = listeners[0].socket.getsockname()[1]
    moved = []
    for listener in listeners[1:]:
        host = listener.socket.getsockname()[0]
        await listener.aclose()
        moved.extend(await trio.open_tcp_listeners(port, host=host, backlog=_BACKLOG))
    return moved


def _open_unix(path: str) -> trio.SocketListener:
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        _remove_dead(path)
        bound.bind(path)
        bound.listen(_BACKLOG)
    except OSError as error:
        bound.close()
        raise CantListen(f"can't listen on unix:{path}: {_describe(error)}") from error
    return trio.SocketListener(trio.socket.from_stdlib_socket(bound))


def _remove_dead(path: str) -> None:
    """Remove the socket that a killed server has left; one that answers stays, and binding fails."""
    with suppress(FileNotFoundError), socket.socket(socket.AF_UNIX) as probe:
        if not stat.S_ISSOCK(Path(path).lstat().st_mode):
            return
        try:
            probe.connect(path)
        except ConnectionRefusedError:
            Path(path).unlink()


def _describe(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "the address is in use"
    return error.strerror or str(error)
