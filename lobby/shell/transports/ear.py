"""What a WebSocket's peer says: plain whole frames are heard at once, the rest is kept for the library.

A data frame is heard before a control frame that came ahead of it, which RFC 6455 allows: only data frames
have an order among themselves. They keep it, because the lane ends for good with the first one that it can't
take, so that none is heard here after the library has got one.
"""

from typing import Protocol

import trio

from lobby.shell.network.stream import ByteStream, Gone
from lobby.shell.network.together import TOGETHER
from lobby.wire.lane import Lane, Unhandled

CLOSE = 0x88  # first byte of a close frame


class Hearer(Protocol):
    """Whose connection it is."""

    def hear(self, frame: bytes) -> None:
        """Take what the peer has said at `heard_at` of the stream; nothing after a goodbye."""


class Ear:
    """The reading end of one connection."""

    __slots__ = (
        "_lane",
        "_owner",
        "_stream",
        "_unhandled",
        "closing",
        "over",
    )

    def __init__(self, owner: Hearer, stream: ByteStream, frame_bytes_max: int) -> None:
        self._owner = owner
        self._stream = stream
        self._lane = Lane(frame_bytes_max)
        self._unhandled: list[bytes] = []
        self.closing = False  # the peer has sent a close frame
        self.over = False  # the peer has sent its last byte, or vanished

    @property
    def has_left_lane(self) -> bool:
        """Whether all bytes from here on are the library's."""
        return self._lane.is_over

    @property
    def has_unhandled(self) -> bool:
        """Whether there are bytes for the library."""
        return bool(self._unhandled)

    async def wait_unhandled(self) -> None:
        """Return when there are bytes for the library, or none will come; frames are heard meanwhile."""
        if self._unhandled or self.over:
            await trio.lowlevel.checkpoint()
            return
        try:
            await self._stream.hear(self._take)
        except Gone:
            self.over = True

    async def take_unhandled(self) -> bytes:
        """Return the next bytes for the library: one control frame, or what there is behind the lane."""
        await self.wait_unhandled()
        return self._unhandled.pop(0) if self._unhandled else b""

    async def wait_close(self) -> bool:
        """Return whether the peer's close frame has come, where no library will read; False: nobody can tell.

        Other control frames are passed over: whoever has said goodbye need not answer them.
        """
        while data := await self.take_unhandled():
            if data[0] == CLOSE:
                self.closing = True
                break
            if self._lane.is_over and not self._unhandled:
                break  # whatever comes now begins in the midst of something
        return self.closing

    def _take(self, data: bytes) -> bool:
        """Take bytes, b"" at their end; return whether more may come before the library has had its own."""
        if (short := self._lane.take_short(data)) is not None:
            self._owner.hear(short)
            return not self._unhandled
        if not data:
            self.over = True
        elif self._lane.is_over:
            self._unhandled.append(data)
        else:
            self._hear(self._lane.take(data))
        return not (self._unhandled or self.over)

    def _hear(self, parts: list[bytes | Unhandled]) -> None:
        """Hear what was said in one go, of which all answers leave in one send."""
        with TOGETHER:
            for part in parts:
                if isinstance(part, Unhandled):
                    self._unhandled.append(part.data)
                else:
                    self._stream.mark_heard()
                    self._owner.hear(part)
