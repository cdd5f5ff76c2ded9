"""What a frame takes from its bytes to the send of the answer, without a network: holds on a busy machine.

    python -m tests.bench.path

Everything is in one process: frames are handed to the ear of a connection, and the answer is written into a
unix socket, which is read in between. Printed is the least processor time of many batches, as what disturbs
only adds to it, and how many functions of Python are called for one frame.
"""

import socket
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import attrs
import click
import trio
from attrs import define, field

from lobby.app import Application, assemble
from lobby.catalogue import load_catalogue
from lobby.settings import Config
from lobby.shell.connection import Door, Peer
from lobby.shell.network.buffers import Buffers
from lobby.shell.network.stream import ByteStream
from lobby.shell.stores.memory import MemoryStore
from lobby.shell.transports.websocket import WebSocketConnection
from lobby.wire.codec import decode_server, encode
from lobby.wire.messages import (
    ClientMessage,
    Create,
    Done,
    Hello,
    Join,
    Ping,
    Play,
    Ready,
    Refused,
    ServerMessage,
    Sit,
)
from tests.bench.echo import EchoDoor
from tests.bench.handshakes import CHUNK_BYTES, find_frame, mask, payload_of

_SEATS = 10
_BATCH = 32  # frames, whose answers a unix socket holds
_FREE = 1_000_000  # a limit that nobody meets here
_GAME = "steering"
_COUNTDOWN_SECONDS = 1.5  # longer than the one before a game
_BUFFERS = Buffers(1 << 20, 64, 1 << 18, 1 << 14)


@define(eq=False)
class Line:
    """A connection, and its peer's end."""

    connection: WebSocketConnection
    peer: socket.socket
    number: int = 0
    unread: bytearray = field(factory=bytearray)

    @classmethod
    def open(cls, nursery: trio.Nursery, application: Application, door: Door) -> "Line":
        """Return a new connection at a door."""
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        stream = ByteStream(trio.SocketStream(trio.socket.from_stdlib_socket(ours)), nursery, _BUFFERS)
        limits = application.config.limits
        connection = WebSocketConnection(stream, b"", limits, application.metrics)
        connection._listener = door.open(connection, Peer("127.0.0.1"))
        return cls(connection, theirs)

    def take(self, data: bytes) -> None:
        """Hand over what the peer has sent."""
        self.connection._ear._take(data)

    async def ask(self, make: Callable[[int], ClientMessage]) -> Done:
        """Say a command and return its answer."""
        self.number += 1
        self.take(mask(2, encode(make(self.number))))
        while True:
            await trio.sleep(0.01)
            for heard in self.read():
                assert not isinstance(heard, Refused), heard
                if isinstance(heard, Done) and heard.number == self.number:
                    return heard

    def read(self) -> list[ServerMessage]:
        """Return what has come."""
        try:
            self.unread += self.peer.recv(CHUNK_BYTES)
        except BlockingIOError:
            return []
        heard = []
        while end := find_frame(self.unread):
            heard.append(decode_server(payload_of(bytes(self.unread[:end]))))
            del self.unread[:end]
        return heard

    def drain(self) -> None:
        """Read what has come, whatever it is."""
        self.unread.clear()
        assert self.peer.recv(CHUNK_BYTES), "there is an answer"


async def measure(name: str, line: Line, make: Callable[[], bytes], batches: int) -> None:
    """Print what a frame takes."""
    least = float("inf")
    for _ in range(batches):
        frames = [make() for _ in range(_BATCH)]
        begun = time.thread_time()
        for frame in frames:
            line.take(frame)
        least = min(least, (time.thread_time() - begun) / _BATCH)
        line.drain()
        await trio.lowlevel.checkpoint()  # ticks and commits come here, and are not counted
    calls = count_calls(line.take, [make() for _ in range(_BATCH)]) / _BATCH
    click.echo(f"{name:24} {least * 1e6:6.2f} µs {calls:5.1f} calls of Python functions")


def count_calls(call: Callable[[bytes], None], frames: list[bytes]) -> int:
    """Return how many functions that are written in Python are called."""
    counts = Counter[str]()

    def note(_: FrameType, event: str, __: Any) -> None:
        counts[event] += 1

    sys.setprofile(note)
    for frame in frames:
        call(frame)
    sys.setprofile(None)
    return counts["call"]


@asynccontextmanager
async def running() -> AsyncIterator[tuple[Application, trio.Nursery]]:
    """Run an application without a network for the length of the block."""
    config = Config()
    limits = attrs.evolve(config.limits, frames_per_second=_FREE, frames_burst=_FREE)
    ticking = attrs.evolve(config.ticking, inputs_max=1000)
    games = dict(load_catalogue((str(Path(__file__).with_name(f"{_GAME}.py")),)))
    config = attrs.evolve(config, limits=limits, ticking=ticking)
    application = assemble(config, games=games, store=MemoryStore())
    await application.restore()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(application.store.run)
        nursery.start_soon(application.timers.run)
        yield application, nursery
        nursery.cancel_scope.cancel()


async def sit_down(lines: list[Line]) -> str:
    """Return a room in which a real-time game runs, with all of them in it."""
    for index, line in enumerate(lines):
        secret = index.to_bytes(16, "big")
        line.take(mask(2, encode(Hello((1, 1), secret, secret, "bot"))))
    created = await lines[0].ask(lambda number: Create(number, _GAME))
    room: str = created.result["room"]
    for line in lines[1:]:
        await line.ask(lambda number: Join(number, room))
    for line in lines:
        await line.ask(lambda number: Sit(number, room))
    for line in lines:
        await line.ask(lambda number: Ready(number, room))
    await trio.sleep(_COUNTDOWN_SECONDS)
    return room


async def run(batches: int) -> None:
    """Measure each kind of frame."""
    async with running() as (application, nursery):
        echo = Line.open(nursery, application, EchoDoor())
        await measure("echo of 64 bytes", echo, lambda: mask(2, bytes(64)), batches)
        lines = [Line.open(nursery, application, application.reception) for _ in range(_SEATS)]
        room = await sit_down(lines)
        one = lines[0]
        await one.ask(lambda number: Play(number, room, 1, 1, 2))

        def play() -> bytes:
            one.number += 1
            return mask(2, encode(Play(one.number, room, 1, 1, 2)))

        await measure("ping", one, lambda: mask(2, encode(Ping())), batches)
        await measure("input of a player", one, play, batches)


@click.command(help=__doc__)
@click.option("--batches", default=400, show_default=True, help=f"Of {_BATCH} frames each.")
def main(batches: int) -> None:
    """Measure."""
    trio.run(run, batches)


if __name__ == "__main__":
    main()
