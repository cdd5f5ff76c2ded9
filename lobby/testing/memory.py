"""Connections in memory: a listener that the real front serves, and cables to it that can be cut."""

import math

import trio
from attrs import define, field
from trio.lowlevel import ParkingLot

CHUNK_BYTES = 16 * 1024

Channel = tuple["trio.MemorySendChannel[End]", "trio.MemoryReceiveChannel[End]"]


class MemoryListener(trio.abc.Listener["End"]):
    """Where memory connections arrive; whoever accepts them serves them like those of a socket.

    `buffer_bytes` bounds what is on its way in each direction of a connection: who sends more must wait.
    """

    def __init__(self, buffer_bytes: float = math.inf) -> None:
        # Who connects never waits for an accept, as in the backlog of a socket.
        self._arrived: Channel = trio.open_memory_channel(math.inf)
        self._cables: list[Cable] = []
        self._buffer_bytes = buffer_bytes

    def connect(self) -> "End":
        """Return the client's end of a new connection; raise BrokenResourceError on a closed listener."""
        cable = Cable(self._buffer_bytes)
        self._cables = [other for other in self._cables if not other.is_over] + [cable]
        self._arrived[0].send_nowait(cable.ends[1])
        return cable.ends[0]

    def renew(self) -> "MemoryListener":
        """Return the door of the server after this one."""
        return MemoryListener(self._buffer_bytes)

    def cut(self) -> None:
        """Cut every connection that there is."""
        for cable in self._cables:
            cable.cut()
        self._cables.clear()

    async def accept(self) -> "End":
        """Return the server's end of the next connection."""
        return await self._arrived[1].receive()

    async def aclose(self) -> None:
        """Accept nothing more."""
        self._arrived[1].close()
        await trio.lowlevel.checkpoint()


@define(eq=False)
class Cable:
    """One connection: bytes arrive at once and in order, until it is cut."""

    buffer_bytes: float = math.inf
    is_cut: bool = False
    ends: "tuple[End, End]" = field(init=False)

    def __attrs_post_init__(self) -> None:
        up, down = Pipe(self), Pipe(self)
        self.ends = (End(self, down, up), End(self, up, down))

    @property
    def is_over(self) -> bool:
        """Whether one end is closed, or all is cut."""
        return self.is_cut or any(end.is_closed for end in self.ends)

    def cut(self) -> None:
        """Lose what is on its way; from now on both ends meet a broken connection."""
        self.is_cut = True
        for end in self.ends:
            end.incoming.drop()


@define(eq=False)
class Pipe:
    """One direction of a cable."""

    cable: Cable
    data: bytearray = field(factory=bytearray)
    is_ended: bool = False  # nothing more is sent
    is_deaf: bool = False  # nothing more is read
    _waiting: ParkingLot = field(factory=ParkingLot)

    @property
    def room_bytes(self) -> float:
        """How much may be sent now."""
        return self.cable.buffer_bytes - len(self.data)

    def put(self, data: memoryview) -> int:
        """Take as many bytes as there is room for; return how many."""
        count = int(min(len(data), self.room_bytes))
        self.data += data[:count]
        self.stir()
        return count

    def take(self, bytes_max: int) -> bytes:
        """Return what has arrived."""
        data = bytes(self.data[:bytes_max])
        del self.data[:bytes_max]
        self.stir()
        return data

    def drop(self) -> None:
        """Forget what has arrived and was not read."""
        self.data.clear()
        self.stir()

    def stir(self) -> None:
        """Wake who waits: something has changed."""
        self._waiting.unpark_all()

    async def wait_change(self) -> None:
        """Return when something has changed."""
        await self._waiting.park()


@define(eq=False)
class End(trio.abc.HalfCloseableStream):
    """One end of a cable."""

    cable: Cable
    incoming: Pipe
    outgoing: Pipe
    is_closed: bool = False

    def reset(self) -> None:
        """Break the connection; see lobby.testing.network.Resettable."""
        self.cable.cut()

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        """See trio.abc.ReceiveStream."""
        await trio.lowlevel.checkpoint()
        while True:
            self._check()
            if self.incoming.data:
                return self.incoming.take(max_bytes or CHUNK_BYTES)
            if self.incoming.is_ended:
                return b""
            await self.incoming.wait_change()

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        """See trio.abc.SendStream."""
        await trio.lowlevel.checkpoint()
        rest = memoryview(data)
        self._check_writable()
        while rest:
            if self.outgoing.room_bytes < 1:
                await self.outgoing.wait_change()
            self._check_writable()
            rest = rest[self.outgoing.put(rest) :]

    async def wait_send_all_might_not_block(self) -> None:
        """See trio.abc.SendStream."""
        await trio.lowlevel.checkpoint()
        self._check_writable()
        while self.outgoing.room_bytes < 1:
            await self.outgoing.wait_change()
            self._check_writable()

    async def send_eof(self) -> None:
        """See trio.abc.HalfCloseableStream."""
        await trio.lowlevel.checkpoint()
        self._check()
        self._end()

    async def aclose(self) -> None:
        """See trio.abc.AsyncResource."""
        self.is_closed = self.incoming.is_deaf = True
        self.incoming.stir()
        self._end()
        await trio.lowlevel.checkpoint()

    def _end(self) -> None:
        self.outgoing.is_ended = True
        self.outgoing.stir()

    def _check(self) -> None:
        # To who uses an end, a cut looks as it does on a socket; only its own closing is its own.
        if self.is_closed:
            raise trio.ClosedResourceError("this end was closed")
        if self.cable.is_cut:
            raise trio.BrokenResourceError("the connection was cut")

    def _check_writable(self) -> None:
        self._check()
        if self.outgoing.is_ended:
            raise trio.ClosedResourceError("the end was sent")
        if self.outgoing.is_deaf:
            raise trio.BrokenResourceError("the other end was closed")
