"""What trio-websocket gets to see of a connection: it reads frames, and has no last word.

It is the one place that knows RFC 6455. Frames are written past it, whole, and as long as a peer says
nothing but plain whole frames they are heard past it, too (lobby.wire.lane); it answers pings and the peer's
close. Its own closing is turned into our goodbyes, and the stream is ours to close.
"""

from collections import deque
from typing import Protocol

import trio
import trio_websocket

from lobby.settings import LimitsSection
from lobby.shell.stream import CHUNK_BYTES, ByteStream
from lobby.wire.lane import Lane, Unhandled
from lobby.wire.messages import Goodbye

_CLOSE = 0x88  # first byte of a close frame
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

    def hear(self, message: str | bytes) -> None:
        """Take a message from the peer; nothing after a goodbye."""

    def count_frame(self) -> bool:
        """Return whether the peer may send one more frame now; else the connection has ended."""


async def shake_hands(
    nursery: trio.Nursery, stream: "LibraryEnd", opening: bytes, limits: LimitsSection
) -> trio_websocket.WebSocketConnection | None:
    """Return the library's connection; None where the peer was gone. Its reader is started in `nursery`."""
    stream.opening = opening
    with trio.move_on_after(limits.handshake_seconds):
        try:
            request = await trio_websocket.wrap_server_stream(
                nursery, stream, max_message_size=limits.frame_bytes, receive_buffer_size=CHUNK_BYTES
            )
            library = await request.accept()
            stream.accepted.set()
            return library
        except trio_websocket.ConnectionClosed:
            return None
    return None


class LibraryEnd(trio.abc.Stream):
    """The library's end of our stream: it may not close it, nor say goodbye on its own."""

    def __init__(self, owner: Owner, stream: ByteStream, limits: LimitsSection) -> None:
        self._owner = owner
        self._stream = stream
        self._frame_bytes = limits.frame_bytes
        self.opening = b""
        # The library would leave frames that come with the opening lying until others come after them.
        self.accepted = trio.Event()
        # Fragments may be empty, so their heads are bounded as well. Room for two whole frames, because the
        # library reads one while another waits to be heard.
        self._unheard_bytes_max = 2 * (limits.frame_bytes + _HEAD_BYTES + CHUNK_BYTES)
        self.unheard_bytes = 0  # that the library has got since its last message was complete
        self._lane = Lane(limits.frame_bytes)
        self._handed: deque[bytes] = deque()  # for the library, from the lane
        self.closing = False  # the peer has sent a close frame, and the library answered it
        self.over = False  # the peer has sent its last byte, or vanished

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        if self.opening:
            opening, self.opening = self.opening, b""
            return opening
        await self.accepted.wait()
        data = b"" if self.over else await self._receive_unhandled(max_bytes)
        self.over = not data
        if self._lane.is_over:
            self.unheard_bytes += len(data)
        if self.unheard_bytes > self._unheard_bytes_max:
            self._refuse_too_large()
            return b""
        return data

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        is_close = data[0] == _CLOSE
        if is_close and data[2:4] == _TOO_LARGE:
            self._refuse_too_large()
        elif is_close:
            self.closing = True
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

    async def _receive_unhandled(self, max_bytes: int | None) -> bytes:
        """Return bytes that are for the library; what comes on the lane meanwhile is heard at once."""
        while not self._handed:
            data = await self._receive(max_bytes)
            if self._lane.is_over or not data:
                return data
            for part in self._lane.take(data):
                if isinstance(part, Unhandled):
                    self._handed.append(part.data)
                elif not self._owner.is_over:
                    self._owner.hear(part)
        return self._handed.popleft()

    async def _receive(self, max_bytes: int | None) -> bytes:
        try:
            return await self._stream.receive_some(max_bytes)
        except trio.BrokenResourceError:
            self.over = True
            raise

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
