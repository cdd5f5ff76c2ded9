"""Our own front and stream with the smallest session behind them, which sends back what comes."""

from functools import partial

import trio
from attrs import evolve, frozen

from lobby.settings import Config
from lobby.shell.asgi import Receive, Scope, Send
from lobby.shell.connection import Connection, Frame, Peer
from lobby.shell.front import Site, run_front
from lobby.shell.listeners import open_tcp
from lobby.shell.live import Live
from lobby.shell.metrics import Metrics


@frozen(eq=False)
class Echo:
    """Sends back what it hears."""

    connection: Connection

    def hear(self, data: bytes) -> None:
        """See Listener."""
        self.connection.write(Frame(data))

    def drained(self, missed: dict[str, int], answers: list[int]) -> None:
        """See Listener."""

    def lost(self) -> None:
        """See Listener."""


@frozen
class Door:
    """Opens to everybody."""

    def open(self, connection: Connection, peer: Peer) -> Echo:
        """See lobby.shell.connection.Door."""
        return Echo(connection)


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """There are no pages."""
    await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


async def main() -> None:
    """Serve until killed."""
    limits = evolve(
        Config().limits,
        connections=100_000,
        connections_per_address=100_000,
        frames_per_second=1_000_000,
        frames_burst=1_000_000,
    )
    config = Config(limits=limits)
    site = Site(refuse, Door(), config, Metrics(), Live(config.server))
    listeners = await open_tcp("127.0.0.1", 0)
    async with trio.open_nursery() as nursery:
        await nursery.start(partial(run_front, listeners, site, shutdown=trio.Event()))
        print(f"listening on {listeners[0].socket.getsockname()[1]}", flush=True)  # noqa: T201


if __name__ == "__main__":
    trio.run(main)
