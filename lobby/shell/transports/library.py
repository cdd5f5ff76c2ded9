"""What trio-websocket gets to see of a connection: it reads frames, and has no last word.

It is the one place that knows RFC 6455. Frames are written past it, whole, and as long as a peer says
nothing but plain whole frames they are heard past it, too (lobby.shell.transports.ear). Most connections
never need it: it is called when there is something for it, and then shown the request that we have answered.
It answers pings and the peer's close. Its own closing is turned into our goodbyes, and the stream is ours to
close.
"""

from typing import Protocol

import trio
import trio_websocket

from lobby.settings import LimitsSection
from lobby.shell.network.stream import CHUNK_BYTES, ByteStream
from lobby.shell.transports.ear import CLOSE, Ear
from lobby.wire.messages import Goodbye

_PONG = 0x8A
_TOO_LARGE = b"\x03\xf1"  # close code 1009, the library's own word on a message over its limit
_CONTROL_BYTES_MAX = 4096  # pongs that may wait for a slow reader before its pings wait, too
_HEAD_BYTES = 14  # the longest head of a frame


class Owner(Protocol):
    """Whose connection it is."""

    @property
    def is_over(self) -> bool:
        """Whether the goodbye is said."""

    def end(self, goodbye: Goodbye) -> None:
        """Say goodbye."""

    def count_frame(self) -> bool:
        """Return whether the peer may send one more frame now; else the connection has ended."""


async def call_library(
    nursery: trio.Nursery, stream: "LibraryEnd", limits: LimitsSection
) -> trio_websocket.WebSocketConnection:
    """Return the library's connection, which takes it for a new one. Its reader is started in `nursery`.

    Nothing is waited for but our own tasks: the request is at hand, and the answer goes nowhere.
    """
    request = await trio_websocket.wrap_server_stream(
        nursery, stream, max_message_size=limits.frame_bytes, receive_buffer_size=CHUNK_BYTES
    )
    library = await request.accept()
    stream.accepted.set()
    return library


class LibraryEnd(trio.abc.Stream):
    """The library's end of our stream: it may not close it, nor say goodbye on its own."""

    def __init__(
        self, owner: Owner, ear: Ear, stream: ByteStream, opening: bytes, limits: LimitsSection
    ) -> None:
        self._owner = owner
        self._ear = ear
        self._stream = stream
        self._frame_bytes = limits.frame_bytes
        self._opening = opening
        # The library would leave frames that come with the opening lying until others come after them.
        self.accepted = trio.Event()
        # Fragments may be empty, so their heads are bounded as well. Room for two whole frames, because the
        # library reads one while another waits to be heard.
        self._unheard_bytes_max = 2 * (limits.frame_bytes + _HEAD_BYTES + CHUNK_BYTES)
        self.unheard_bytes = 0  # that the library has got since its last message was complete

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        if self._opening:
            opening, self._opening = self._opening, b""
            return opening
        await self.accepted.wait()
        data = await self._ear.take_unhandled()
        if self._ear.has_left_lane:
            self.unheard_bytes += len(data)
        if self.unheard_bytes > self._unheard_bytes_max:
            self._refuse_too_large()
            return b""
        return data

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        if not self.accepted.is_set():
            await trio.lowlevel.checkpoint()  # the answer to the request, which the peer has had
            return
        is_close = data[0] == CLOSE
        if is_close and data[2:4] == _TOO_LARGE:
            self._refuse_too_large()
        elif is_close:
            self._ear.closing = True
        if self._owner.is_over:
            await trio.lowlevel.checkpoint()  # our close frame is the last one
        elif data[0] == _PONG:
            await self._send_pong(bytes(data))
        else:
            await self._stream.send_all(data)

    async def wait_send_all_might_not_block(self) -> None:
        await self._stream.wait_send_all_might_not_block()

    async def aclose(self) -> None:
        await trio.lowlevel.checkpoint()

    async def _send_pong(self, data: bytes) -> None:
        if not self._owner.count_frame():
            await trio.lowlevel.checkpoint()
        elif self._stream.control_bytes < _CONTROL_BYTES_MAX:
            # Not waiting for a slow reader here means that it is still heard, and not taken for dead.
            self._stream.write_control(data)
            await trio.lowlevel.checkpoint()
        else:
            await self._stream.send_all(data)

    def _refuse_too_large(self) -> None:
        self._owner.end(Goodbye("too_large", f"a frame over {self._frame_bytes} bytes, the limit"))
