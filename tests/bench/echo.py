"""What the transport alone costs: CPU per echoed frame, and memory per connection that says nothing.

    python -m tests.bench.echo --clients 200 --frames 40000

A process of its own serves the real front over real sockets, with a session that sends back what it hears.
CPU time is that process's own, so that a busy machine disturbs the figure less.
"""

import resource
import select
import subprocess
import sys
from pathlib import Path

import attrs
import click
import trio

from lobby.settings import Config
from lobby.shell.connection import Connection, Frame, Peer
from lobby.shell.http.asgi import Receive, Scope, Send
from lobby.shell.metrics import Metrics
from lobby.shell.network.front import Site, run_front
from lobby.shell.network.live import Live
from tests.bench.raw import Raw
from tests.bench.served import Served, pinned

_SMALL_BYTES = 64
_FREE = 1_000_000  # a limit that nobody meets here


class Echo:
    """A session that sends back what it hears."""

    def __init__(self, connection: Connection) -> None:
        self._write = connection.write

    def hear(self, data: bytes) -> None:
        """Send it back."""
        self._write(Frame(data))

    def drained(self, missed: dict[str, int], answers: list[int]) -> None:
        """Nobody here is slow."""

    def lost(self) -> None:
        """Nothing is kept."""


class EchoDoor:
    """Opens to everybody."""

    def open(self, connection: Connection, peer: Peer) -> Echo:
        """See Door.open."""
        return Echo(connection)


async def _no_app(scope: Scope, receive: Receive, send: Send) -> None:
    raise AssertionError("only /ws is asked for")


async def serve() -> None:
    """Serve echoes until killed; the address is printed."""
    config = Config()
    limits = attrs.evolve(
        config.limits, frames_per_second=_FREE, frames_burst=_FREE, connections_per_address=_FREE
    )
    config = attrs.evolve(config, limits=limits)
    listeners = await trio.open_tcp_listeners(0, host="127.0.0.1", backlog=1024)
    click.echo(f"listening on 127.0.0.1:{listeners[0].socket.getsockname()[1]}")
    site = Site(_no_app, EchoDoor(), config, Metrics(), Live(config.server))
    await run_front(listeners, site, shutdown=trio.Event())


def echo(served: Served, clients: list[Raw], frames: int) -> float:
    """Let each client send the next frame when it has its last one back; return microseconds a frame."""
    sent = bytes((0x82, 0x80 | _SMALL_BYTES)) + bytes(4 + _SMALL_BYTES)
    poll = select.epoll()
    sockets = {client.socket.fileno(): client.socket for client in clients}
    for descriptor in sockets:
        poll.register(descriptor, select.EPOLLIN)
    before = served.read_spent()
    for stream in sockets.values():
        stream.sendall(sent)
    back = 0
    while back < frames:
        for descriptor, _ in poll.poll():
            stream = sockets[descriptor]
            data = stream.recv(4096)
            assert data, "the server has ended a connection"
            back += 1
            stream.sendall(sent)
    return served.read_spent().since(before).all / back


@click.command(help=__doc__)
@click.option("--clients", default=200, show_default=True)
@click.option("--frames", default=40_000, show_default=True)
@click.option("--core", type=int, help="The processor of the server.")
@click.option("--serve", "is_server", is_flag=True, hidden=True)
def main(clients: int, frames: int, core: int | None, *, is_server: bool) -> None:
    """Start a server, measure it, end it."""
    if is_server:
        trio.run(serve)
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    with pinned(core):
        command = [sys.executable, "-m", "tests.bench.echo", "--serve"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        served = Served(process, int(process.stdout.readline().rpartition(":")[2]), Path())
        connected = [Raw.open(served.port) for _ in range(8)]
        before, spent = served.read_memory(), served.read_spent()
        connected = [Raw.open(served.port) for _ in range(clients)]
        opened = served.read_spent().since(spent).all / clients
        click.echo(f"{opened:8.1f} µs of CPU per connection that opens")
        click.echo(f"{(served.read_memory() - before) / clients / 1024:8.1f} KiB per connection that is open")
        for _ in range(3):
            click.echo(f"{echo(served, connected, frames):8.2f} µs of CPU per frame echoed")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


if __name__ == "__main__":
    main()
