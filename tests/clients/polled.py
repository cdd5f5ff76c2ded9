"""A server that answers polls as a test wants: reached through memory, one request after the other a line."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress

import h11
import trio
import trio.testing
from attrs import define, field, frozen

from clients.address import Address
from clients.errors import Barred
from clients.transport import Transport
from lobby.wire.codec import decode_client, encode
from lobby.wire.messages import CaughtUp, ClientMessage, Hello, Limits, Player, ServerMessage, Welcome
from lobby.wire.values import pack, unpack

ANN = Player("a", "Ann", "bot")
LIMITS = Limits(65536, 64, 500, 24, ping_ms=8000, silence_ms=20000, poll_bytes=131072)
WELCOME = Welcome(1, "resumed", ANN, "", False, 0, LIMITS)
CAUGHT_UP = CaughtUp()


@frozen
class Asked:
    """One poll that has come."""

    target: str
    frames: list[ClientMessage]

    @property
    def hello(self) -> Hello:
        first = self.frames[0]
        assert isinstance(first, Hello)
        return first

    @property
    def said(self) -> list[ClientMessage]:
        return self.frames[1:]


@frozen
class Reply:
    """What a poll is answered; `closes`: and then the line ends."""

    messages: tuple[ServerMessage, ...] = ()
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("content-type", "application/msgpack"),)
    body: bytes | None = None
    closes: bool = False


def tell(*messages: ServerMessage) -> Reply:
    """A usual answer."""
    return Reply((WELCOME, CAUGHT_UP, *messages))


@define(eq=False)
class Polled:
    """The server; `answer` is called with every poll. Reached as a Dialler, without WebSockets."""

    nursery: trio.Nursery
    answer: Callable[[Asked], Awaitable[Reply | None]]  # None: the line breaks
    asked: list[Asked] = field(factory=list)
    lines: int = 0

    @property
    def address(self) -> Address:
        return Address("memory", 80, "/games")

    def websocket(self, mark: str = "") -> AbstractAsyncContextManager[Transport]:
        raise Barred("no WebSocket here")

    async def stream(self) -> trio.abc.Stream:
        await trio.lowlevel.checkpoint()
        ours, theirs = trio.testing.memory_stream_pair()
        self.lines += 1
        self.nursery.start_soon(self._serve, theirs)
        return ours

    async def _serve(self, stream: trio.abc.Stream) -> None:
        protocol = h11.Connection(h11.SERVER)
        # The client may go at any time.
        with suppress(trio.BrokenResourceError, trio.ClosedResourceError):
            while await self._serve_one(protocol, stream):
                protocol.start_next_cycle()
        await stream.aclose()

    async def _serve_one(self, protocol: h11.Connection, stream: trio.abc.Stream) -> bool:
        body, target = b"", ""
        while not isinstance(event := protocol.next_event(), h11.EndOfMessage):
            if event is h11.NEED_DATA:
                protocol.receive_data(bytes(await stream.receive_some(65536)))
            elif isinstance(event, h11.Request):
                target = event.target.decode()
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
            else:
                return False
        asked = Asked(target, [decode_client(frame) for frame in unpack(body)])
        self.asked.append(asked)
        reply = await self.answer(asked)
        if reply is None:
            return False
        await stream.send_all(_write(protocol, reply))
        return not reply.closes


def _write(protocol: h11.Connection, reply: Reply) -> bytes:
    body = reply.body
    if body is None:
        body = pack([encode(message) for message in reply.messages])
    headers = [*reply.headers, ("content-length", str(len(body)))]
    head = h11.Response(status_code=reply.status, headers=headers)
    events = (head, h11.Data(data=body), h11.EndOfMessage())
    return b"".join(protocol.send(event) or b"" for event in events)
