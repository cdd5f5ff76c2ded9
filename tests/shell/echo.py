"""A server that echoes, over memory streams: the real front and transports with the smallest session."""

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import attrs
import trio
from attrs import define, field
from trio.testing import memory_stream_pair, wait_all_tasks_blocked
from wsproto.frame_protocol import CloseReason, FrameProtocol, Opcode

from lobby.settings import Config
from lobby.shell.connection import Connection, Frame, Peer
from lobby.shell.http.asgi import App, Receive, Scope, Send
from lobby.shell.metrics import Metrics
from lobby.shell.network.front import Front, Site
from lobby.shell.network.live import Live
from lobby.shell.network.readiness import Readiness
from lobby.wire.codec import decode_server
from lobby.wire.messages import Goodbye

KEY = b"dGhlIHNhbXBsZSBub25jZQ=="
UPGRADE = {
    b"Host": b"lobby.test",
    b"Connection": b"keep-alive, Upgrade",
    b"Upgrade": b"websocket",
    b"Sec-WebSocket-Version": b"13",
    b"Sec-WebSocket-Key": KEY,
}


@define(eq=False)
class EchoListener:
    """Sends back what it hears, and remembers what it was told."""

    connection: Connection
    peer: Peer
    heard: list[bytes] = field(factory=list)
    drains: list[tuple[dict[str, int], list[int]]] = field(factory=list)
    lost_count: int = 0

    def hear(self, data: bytes) -> None:
        assert not self.lost_count, "heard something after lost"
        self.heard.append(data)
        if data == b"fail":
            raise RuntimeError("as the test wants it")
        self.connection.write(Frame(data))

    def drained(self, missed: dict[str, int], answers: list[int]) -> None:
        assert not self.lost_count, "drained after lost"
        self.drains.append((missed, answers))

    def lost(self) -> None:
        self.lost_count += 1


@define(eq=False)
class EchoDoor:
    """Opens to everybody, and remembers them."""

    listeners: list[EchoListener] = field(factory=list)

    def open(self, connection: Connection, peer: Peer) -> EchoListener:
        self.listeners.append(EchoListener(connection, peer))
        return self.listeners[-1]


async def hello_app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with what was asked, in one line."""
    body = (await receive())["body"]
    text = f"{scope['method']} {scope['path']} {scope['client'][0]} {scope['scheme']} {len(body)}".encode()
    headers = [(b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": text})


@define(eq=False)
class Server:
    """A front whose connections are memory streams; `tasks` must be empty when all has ended."""

    front: Front
    door: EchoDoor
    nursery: trio.Nursery
    clients: "list[Client]"

    def connect(self) -> "Client":
        """Return a client with a connection of its own."""
        return self.connect_over(*memory_stream_pair())

    def connect_unix(self) -> "Client":
        """Return a client with a connection over a pair of unix sockets."""
        ours, theirs = (trio.SocketStream(trio.socket.from_stdlib_socket(end)) for end in socket.socketpair())
        return self.connect_over(ours, theirs)

    def connect_over(self, ours: trio.abc.Stream, theirs: trio.abc.Stream) -> "Client":
        """Return a client at one end of a connection, the server is at the other."""
        self.nursery.start_soon(self._handle, theirs)
        self.clients.append(Client(ours))
        return self.clients[-1]

    async def _handle(self, transport: trio.abc.Stream) -> None:
        await self.front.handle(transport)
        await trio.aclose_forcefully(transport)


@define(eq=False)
class Client:
    """The other end, to which nothing is forbidden."""

    stream: trio.abc.Stream
    received: bytearray = field(factory=bytearray)

    async def request(self, target: bytes = b"/", method: bytes = b"GET", **headers: bytes) -> None:
        """Send the head of a request; `_` in names of headers is `-`."""
        named = {name.replace("_", "-").encode(): value for name, value in headers.items()}
        await self.send(write_head(target, method, {b"Host": b"lobby.test", **named}))

    async def upgrade(self, **headers: bytes) -> None:
        """Ask for a WebSocket and read that it is granted."""
        named = {name.replace("_", "-").encode(): value for name, value in headers.items()}
        await self.send(write_head(b"/ws", b"GET", {**UPGRADE, **named}))
        assert (await self.read_until(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
        await wait_all_tasks_blocked()  # the door opens when the answer has left

    async def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        await self.stream.send_all(data)

    async def say(self, payload: bytes) -> None:
        """Send one binary frame."""
        await self.send(frame(Opcode.BINARY, payload))

    async def read_until(self, end: bytes) -> bytes:
        """Return what comes up to `end`, or all there is when the server ends first."""
        while end not in self.received and (data := await self.stream.receive_some()):
            self.received += data
        at = self.received.find(end)
        taken = bytes(self.received if at < 0 else self.received[: at + len(end)])
        del self.received[: len(taken)]
        return taken

    async def read_status(self) -> int:
        """Return the status of the next response, whose head is read."""
        return int((await self.read_until(b"\r\n\r\n")).split()[1])

    async def read_response(self) -> tuple[int, bytes]:
        """Return the status and the body of the next response, which tells its length."""
        head = await self.read_until(b"\r\n\r\n")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
        size = int(length.split(b":")[1])
        while len(self.received) < size and (data := await self.stream.receive_some()):
            self.received += data
        body = bytes(self.received[:size])
        del self.received[:size]
        return int(head.split()[1]), body

    async def read_all(self) -> bytes:
        """Return everything up to the end of the connection."""
        while data := await self.stream.receive_some():
            self.received += data
        return bytes(self.received)

    async def read_end(self) -> tuple[Goodbye, int]:
        """Return the goodbye and the close code that the server ends with, and answer the close frame."""
        messages: list[tuple[Opcode, bytes]] = []
        while not messages or messages[-1][0] is not Opcode.CLOSE:
            if one := take_frame(bytes(self.received)):
                message, self.received[:] = one
                messages.append(message)
                continue
            data = await self.stream.receive_some()
            assert data, f"the server ended without a close frame, after {messages[-2:]}"
            self.received += data
        with suppress(trio.BrokenResourceError):  # it may be closed already
            await self.send(close_frame())
        assert await self.read_all() == b""
        goodbye, close = decode_server(messages[-2][1]), messages[-1][1]
        assert isinstance(goodbye, Goodbye)
        return goodbye, int.from_bytes(close[:2])

    async def read_messages(self, count: int) -> list[bytes]:
        """Return the payloads of the next binary frames."""
        found: list[bytes] = []
        while len(found) < count:
            if one := take_frame(bytes(self.received)):
                (kind, payload), self.received[:] = one
                found += [payload] if kind is Opcode.BINARY else []
                continue
            data = await self.stream.receive_some()
            assert data, f"the server ended after {len(found)} of {count} frames"
            self.received += data
        return found


def write_head(target: bytes, method: bytes, headers: dict[bytes, bytes]) -> bytes:
    """Return the bytes of a request's head."""
    lines = [method + b" " + target + b" HTTP/1.1", *(name + b": " + headers[name] for name in headers)]
    return b"\r\n".join([*lines, b"", b""])


def frame(opcode: Opcode, payload: bytes, *, final: bool = True) -> bytes:
    """Return one masked frame, as a client sends it."""
    parser = FrameProtocol(client=True, extensions=[])
    return bytes(parser._serialize_frame(opcode, payload, final))


def close_frame(code: CloseReason = CloseReason.NORMAL_CLOSURE) -> bytes:
    """Return a client's close frame."""
    return bytes(FrameProtocol(client=True, extensions=[]).close(code))


def parse(data: bytes) -> list[tuple[Opcode, bytes]]:
    """Return the frames that a server sent, which must be whole."""
    frames, rest = split_frames(data)
    assert not rest, "half a frame at the end"
    return frames


def split_frames(data: bytes) -> tuple[list[tuple[Opcode, bytes]], bytes]:
    """Return the whole, unmasked frames at the beginning, and the rest."""
    frames = []
    while one := take_frame(data):
        first, data = one
        frames.append(first)
    return frames, data


def take_frame(data: bytes) -> tuple[tuple[Opcode, bytes], bytes] | None:
    """Return the first whole, unmasked frame, and the rest; None where it is not whole."""
    if len(data) < 2:
        return None
    start = {126: 4, 127: 10}.get(data[1], 2)
    size = int.from_bytes(data[2:start]) if start > 2 else data[1]
    if len(data) < start + size:
        return None
    return (Opcode(data[0] & 0x0F), data[start : start + size]), data[start + size :]


@asynccontextmanager
async def open_server(
    app: App = hello_app, *, change: Callable[[Config], Config] | None = None, **limits: Any
) -> AsyncIterator[Server]:
    """Yield a server with these limits; when the block ends, its connections have ended by themselves."""
    config = Config(limits=attrs.evolve(Config().limits, **limits))
    door = EchoDoor()
    config = config if change is None else change(config)
    readiness = Readiness()
    front = Front(Site(app, door, config, Metrics(), Live(config.server)), readiness)
    clients: list[Client] = []
    async with trio.open_nursery() as polling:
        await polling.start(readiness.run)
        try:
            async with trio.open_nursery() as nursery:
                yield Server(front, door, nursery, clients)
                nursery.cancel_scope.deadline = trio.current_time() + 3600
        finally:
            for client in clients:
                await trio.aclose_forcefully(client.stream)
        polling.cancel_scope.cancel()
    assert len(readiness) == 0
    assert not nursery.cancel_scope.cancelled_caught, "a connection did not end"
    assert front.connections == 0
    assert all(listener.lost_count == 1 for listener in door.listeners)
