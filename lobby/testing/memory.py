"""A network in memory: a listener that the real front serves, and cables to it that can be cut."""

import math
from collections.abc import Awaitable, Callable
from typing import TypeVar

import trio
import trio.testing
from attrs import define, field

Answer = TypeVar("Answer")
Stapled = trio.StapledStream[trio.testing.MemorySendStream, trio.testing.MemoryReceiveStream]
Channel = tuple["trio.MemorySendChannel[End]", "trio.MemoryReceiveChannel[End]"]


class MemoryListener(trio.abc.Listener["End"]):
    """Where memory connections arrive; whoever accepts them serves them like those of a socket."""

    def __init__(self) -> None:
        # Who connects never waits for an accept, as in the backlog of a socket.
        self._arrived: Channel = trio.open_memory_channel(math.inf)
        self._cables: list[Cable] = []

    def connect(self) -> "End":
        """Return the client's end of a new connection; raise BrokenResourceError on a closed listener."""
        cable = Cable()
        self._cables = [other for other in self._cables if not other.is_over] + [cable]
        self._arrived[0].send_nowait(cable.ends[1])
        return cable.ends[0]

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

    is_cut: bool = False
    ends: "tuple[End, End]" = field(init=False)

    def __attrs_post_init__(self) -> None:
        near, far = trio.testing.memory_stream_pair()
        self.ends = (End(near, self), End(far, self))

    @property
    def is_over(self) -> bool:
        """Whether one end is closed, or all is cut."""
        return self.is_cut or any(end.is_closed for end in self.ends)

    def cut(self) -> None:
        """Lose what is on its way; from now on both ends meet a broken connection."""
        self.is_cut = True
        for end in self.ends:
            end.drop()


class End(trio.abc.HalfCloseableStream):
    """One end of a cable."""

    def __init__(self, stream: Stapled, cable: Cable) -> None:
        self._stream = stream
        self._cable = cable
        self.is_closed = False

    def drop(self) -> None:
        """Forget what has arrived and was not read, and wake who waits for more."""
        self._stream.receive_stream.close()

    async def receive_some(self, max_bytes: int | None = None) -> bytes | bytearray:
        """See trio.abc.ReceiveStream."""
        return await self._use(lambda: self._stream.receive_some(max_bytes))

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        """See trio.abc.SendStream."""
        await self._use(lambda: self._stream.send_all(data))

    async def wait_send_all_might_not_block(self) -> None:
        """See trio.abc.SendStream."""
        await self._use(self._stream.wait_send_all_might_not_block)

    async def send_eof(self) -> None:
        """See trio.abc.HalfCloseableStream."""
        await self._use(self._stream.send_eof)

    async def aclose(self) -> None:
        """See trio.abc.AsyncResource."""
        self.is_closed = True
        await self._stream.aclose()

    async def _use(self, call: Callable[[], Awaitable[Answer]]) -> Answer:
        try:
            return await call()
        except trio.ClosedResourceError as error:
            # To who uses an end, a cut looks as it does on a socket; only its own closing is its own.
            if self._cable.is_cut and not self.is_closed:
                raise trio.BrokenResourceError("the connection was cut") from error
            raise
