"""The real server without a network: its door, reached through memory, with a line that can be cut."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import trio
from attrs import define, field

from clients.address import Address
from clients.client import Client, open_client
from clients.errors import Lost
from lobby.app import Application, assemble
from lobby.catalogue import load_catalogue
from lobby.settings import Config, LimitsSection, LobbySection, RoomSection
from lobby.shell.connection import Frame, Listener, Peer
from lobby.wire.codec import encode
from lobby.wire.messages import Goodbye

FRAMES_MAX = 10_000


@define(eq=False)
class Line:
    """Both ends of one connection: the server's Connection and the client's Transport."""

    listener: Listener = field(init=False)
    is_cut: bool = False
    is_mute: bool = False  # nothing of what the server says arrives
    is_deaf: bool = False  # nothing of what the client says arrives
    _frames: tuple[trio.MemorySendChannel[bytes], trio.MemoryReceiveChannel[bytes]] = field(
        factory=lambda: trio.open_memory_channel[bytes](FRAMES_MAX)
    )
    is_behind: bool = False  # see Connection

    def write(self, frame: Frame) -> None:
        if not (self.is_cut or self.is_mute):
            self._frames[0].send_nowait(frame.payload)

    def offer(self, frame: Frame) -> bool:
        self.write(frame)
        return True

    def end(self, goodbye: Goodbye) -> None:
        self.write(Frame(encode(goodbye)))
        self.cut()

    def cut(self) -> None:
        """From now on nothing arrives on either side; what the client has not read yet, it still reads."""
        if not self.is_cut:
            self.is_cut = True
            self._frames[0].close()
            self.listener.lost()

    async def send(self, frame: bytes) -> None:
        await trio.lowlevel.checkpoint()
        if self.is_cut:
            raise Lost("cut")
        if not self.is_deaf:
            self.listener.hear(frame)

    async def receive(self) -> bytes:
        try:
            return await self._frames[1].receive()
        except trio.EndOfChannel as error:
            raise Lost("cut") from error


@define(eq=False)
class Server:
    """A running server, and the lines to it."""

    app: Application
    lines: list[Line] = field(factory=list)
    is_reachable: bool = True
    heard_of_a_line: Callable[[], None] = lambda: None  # called whenever somebody connects

    @property
    def address(self) -> Address:
        return Address("memory", 80)

    async def stream(self) -> trio.abc.Stream:
        await trio.lowlevel.checkpoint()
        raise Lost("no streams here")

    @asynccontextmanager
    async def websocket(self, mark: str = "") -> AsyncIterator[Line]:
        await trio.lowlevel.checkpoint()
        if not self.is_reachable:
            raise Lost("no server there")
        self.heard_of_a_line()
        line = Line()
        line.listener = self.app.reception.open(line, Peer("memory"))
        self.lines.append(line)
        try:
            yield line
        finally:
            line.cut()

    def client(self, name: str = "", token: bytes = b"") -> AbstractAsyncContextManager[Client]:
        """A client of this server."""
        return open_client(self, name=name, token=token)

    def cut(self) -> None:
        """Cut all lines that there are."""
        for line in self.lines:
            line.cut()
        self.lines.clear()


@asynccontextmanager
async def run_server(*games: str) -> AsyncIterator[Server]:
    """Run a server that closes empty rooms soon, with more games by their names; ends with the block."""
    config = Config(
        room=RoomSection(grace_seconds=30, empty_seconds=5),
        limits=LimitsSection(chat_burst=1000),
        lobby=LobbySection(publish_ms=10, crowd_publish_ms=10),
    )
    app = assemble(config, games=load_catalogue(games))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(app.store.run)
        nursery.start_soon(app.timers.run)
        yield Server(app)
        nursery.cancel_scope.cancel()
