"""Our own stream under HTTP and WebSocket: sends at once what the kernel takes, and queues the rest.

`write` never waits and never raises. On a plain socket it is one non-blocking system call and nothing
else; a writer task exists only while something is queued. What is begun is finished: no cancellation
leaves half a frame on the wire. Over TLS and memory streams everything goes through the queue.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import trio

from lobby.shell.connection import Frame
from lobby.shell.network.buffers import Buffers, count_unacknowledged, tune
from lobby.shell.network.outbox import Outbox
from lobby.shell.network.readiness import Readiness
from lobby.shell.network.together import TOGETHER

CHUNK_BYTES = 16 * 1024

_PIECES_MAX = 64  # of one send; the kernel takes 1,024

Drained = Callable[[dict[str, int], list[int]], None]
Take = Callable[[bytes], bool]
Gone = (trio.BrokenResourceError, trio.ClosedResourceError)


class ByteStream(trio.abc.HalfCloseableStream):
    """A connection's bytes; several tasks may write, one reads.

    `nursery` is the connection's: the writer task is started in it, and nothing else.
    """

    __slots__ = (
        "_broken",
        "_closed",
        "_descriptor",
        "_held",
        "_moved",
        "_moved_at",
        "_nursery",
        "_outbox",
        "_readiness",
        "_socket",
        "_transport",
        "_unacknowledged",
        "_unread",
        "_writing",
        "heard_at",
        "on_drained",
    )

    def __init__(
        self,
        transport: trio.abc.Stream,
        nursery: trio.Nursery,
        buffers: Buffers,
        readiness: Readiness | None = None,
    ) -> None:
        self._readiness = readiness  # of all sockets together, where there is such a thing
        self._transport = transport
        self._socket = transport.socket if isinstance(transport, trio.SocketStream) else None
        # Only while the stream is not closed: the number is another connection's afterwards.
        self._descriptor = self._socket.fileno() if self._socket is not None else -1
        self._nursery = nursery
        self._outbox = Outbox(buffers.outbox_bytes, buffers.answers)
        self._unread = b""
        self._held: list[Frame] = []  # until the end of what is told together
        self._closed = False
        self._broken = False
        self._writing = False
        self._moved = trio.Event()  # set and made anew whenever bytes have left
        self.on_drained: Drained = _ignore
        self.heard_at = trio.current_time()
        self._moved_at = self.heard_at  # when bytes left last, or began to wait
        self._unacknowledged = 0  # bytes in the kernel, when they were counted last
        tune(transport, buffers)

    @property
    def alive(self) -> bool:
        """Whether bytes can still be written, as far as is known."""
        return not (self._closed or self._broken)

    @property
    def is_closed(self) -> bool:
        """Whether it was closed by us."""
        return self._closed

    @property
    def is_behind(self) -> bool:
        """Whether bytes wait for the peer to take them."""
        return self._writing  # as long as any do; each tick asks it of all who hear it

    @property
    def encrypted(self) -> bool:
        """Whether the bytes travel under TLS."""
        return isinstance(self._transport, trio.SSLStream)

    def find_stalled_since(self) -> float | None:
        """Return when the peer took a byte last of what waits for it, None where nothing waits.

        The kernel tells that there is room only when there is a lot of it. A slow peer is seen to move
        before that: by what it has acknowledged since this was asked last.
        """
        if not self._outbox:
            return None
        if count_unacknowledged(self._transport) != self._unacknowledged:
            self._mark_moved()
        return self._moved_at

    @property
    def control_bytes(self) -> int:
        """Control bytes that wait to be sent."""
        return self._outbox.control_bytes

    @property
    def unread_bytes(self) -> bytes:
        """What was put back."""
        return self._unread

    def unread(self, data: bytes) -> None:
        """Put bytes back that were read too far: they come first in what is received."""
        self._unread = data + self._unread

    def write(self, frame: Frame) -> None:
        """Send the frame, or queue it, or drop the queue where it is too long; nothing on a dead stream."""
        if self._held:
            self._held.append(frame)
        elif self._closed or self._broken:
            return
        elif (holding := TOGETHER.holding) is not None:
            holding.append(self)
            self._held.append(frame)
        else:
            self._send_one(frame)

    def offer(self, frame: Frame) -> bool:
        """Write the frame, unless bytes wait for the peer to take them; return whether they don't."""
        if self._writing:
            return False
        if self._held or (holding := TOGETHER.holding) is None:
            self.write(frame)
        elif not (
            self._closed or self._broken
        ):  # as `write` does it: each tick comes here for all who hear it
            holding.append(self)
            self._held.append(frame)
        return True

    def send_held(self) -> None:
        """Send, or queue, what was written and held back, as one."""
        held = self._held
        if len(held) == 1:  # as nearly always; the list is used again
            self._send_one(held.pop())
        elif held:
            self._held = []
            self._send(held)

    def write_control(self, data: bytes) -> int:
        """Send bytes that must not be dropped, or queue them; return their number for `wait_sent`, or 0."""
        self.send_held()
        if not self.alive:
            return 0
        sent = self._offer([data]) if self._sends_at_once else 0
        if sent == len(data) or not self.alive:
            return 0
        number = self._outbox.put_control(data, sent)
        self._start_writer()
        return number

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        """Send like `write_control`, and return when all of it has left."""
        self._check_alive()
        await self._wait_sent(self.write_control(bytes(data)))
        self._check_alive()

    async def wait_send_all_might_not_block(self) -> None:
        """Return when nothing is queued."""
        while self._writing:
            await self._moved.wait()
        await trio.lowlevel.checkpoint()
        self._check_alive()

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        """Return some bytes, b"" when the peer has ended its side; raise BrokenResourceError."""
        if self._unread:
            await trio.lowlevel.checkpoint()
            size = max_bytes or CHUNK_BYTES
            data, self._unread = self._unread[:size], self._unread[size:]
            return data
        received = await self._receive(max_bytes or CHUNK_BYTES)
        self.mark_heard()
        return received

    def mark_heard(self) -> None:
        """Something is heard now, and what came with it before may have taken its time: it is no silence."""
        self.heard_at = trio.current_time()

    async def hear(self, take: Take) -> None:
        """Hand over what comes, at last b"" when the peer has ended its side; return when `take` says False.

        Raise like `receive_some`, and what `take` raises.
        """
        while self._unread or self._socket is None or not self._is_polled:
            if not take(await self.receive_some()):
                return
        assert self._readiness is not None
        await self._readiness.listen(self._descriptor, partial(self._read_ready, take))

    @property
    def _is_polled(self) -> bool:
        return self._readiness is not None and self._readiness.is_running

    def _read_ready(self, take: Take, now: float) -> bool:
        self.heard_at = now
        try:
            data = os.read(self._descriptor, CHUNK_BYTES)
        except BlockingIOError:
            return True
        except OSError as error:
            raise _broken(error) from error
        return take(data)

    async def _receive(self, max_bytes: int) -> bytes:
        if self._socket is None:
            return bytes(await self._transport.receive_some(max_bytes))
        while True:
            # Trio would try to read first, which is in vain nearly always.
            await trio.lowlevel.wait_readable(self._socket)
            try:
                return os.read(self._socket.fileno(), max_bytes)
            except BlockingIOError:
                continue
            except OSError as error:
                raise _broken(error) from error

    async def send_eof(self) -> None:
        """End our side when everything queued has left; TLS has no such thing, there it only waits."""
        await self.wait_send_all_might_not_block()
        if isinstance(self._transport, trio.abc.HalfCloseableStream):
            await self._transport.send_eof()

    async def aclose(self) -> None:
        """Close at once; what is queued is lost, and later writes do nothing."""
        if self._closed:
            return
        self._closed = True
        self._forget()
        if self._socket is not None and self._readiness is not None:
            self._readiness.forget(self._descriptor)
        self._descriptor = -1
        await self._transport.aclose()

    async def aclose_gently(self, seconds: float) -> None:
        """Let the last bytes arrive, then close: at most `seconds` for the peer to take them and to end.

        Closing with bytes unread would reset the connection, and the peer might never see our last frame.
        Returns at once where it is closed.
        """
        if self._closed:
            return
        try:
            with trio.move_on_after(seconds), suppress(*Gone, trio.BusyResourceError):
                await self.send_eof()
                while await self.receive_some(CHUNK_BYTES):
                    continue
        finally:
            with trio.move_on_after(seconds), suppress(*Gone):
                await self.aclose()

    def _check_alive(self) -> None:
        if self._closed:
            raise trio.ClosedResourceError("this stream was closed")
        if self._broken:
            raise trio.BrokenResourceError("the peer is gone")

    def _send_one(self, frame: Frame) -> None:
        data, sent = frame.websocket, 0
        if not (self._writing or self._socket is None):  # as `_sends_at_once`, of each frame of each tick
            try:
                sent = os.write(self._descriptor, data)
            except BlockingIOError:
                sent = 0
            except OSError:
                self._break()
        if sent != len(data):
            self._queue([frame], sent)

    def _send(self, frames: list[Frame]) -> None:
        pieces = [frame.websocket for frame in frames]
        sent = self._offer(pieces[:_PIECES_MAX]) if self._sends_at_once else 0
        if sent != sum(map(len, pieces)):
            self._queue(frames, sent)

    def _queue(self, frames: list[Frame], sent: int) -> None:
        """Queue frames of which `sent` bytes have left."""
        for frame in frames:
            data = frame.websocket
            if sent >= len(data):
                sent -= len(data)
            elif self.alive:
                self._outbox.put(frame, data, sent)
                self._start_writer()
                sent = 0

    @property
    def _sends_at_once(self) -> bool:
        """Whether the kernel may be offered bytes now: over TLS and in memory never, nor past what waits."""
        return self._socket is not None and not self._writing

    def _offer(self, pieces: "list[bytes] | list[memoryview]") -> int:
        """Return how many of the bytes the kernel took at once."""
        try:
            return os.writev(self._descriptor, pieces)
        except BlockingIOError:
            return 0
        except OSError:
            self._break()
            return 0

    def _start_writer(self) -> None:
        if not self._writing:
            self._writing = True
            self._mark_moved()
            self._nursery.start_soon(self._run_writer, name="writer")

    async def _run_writer(self) -> None:
        """Send what is queued; ends when nothing is left or the connection is dead."""
        try:
            while self._outbox:
                await (self._send_rest() if self._socket is None else self._send_ready(self._socket))
                self._tell_moved()
                if missed := self._outbox.take_missed():
                    self.on_drained(missed.topics, list(missed.answers))
        except Gone:
            self._break()
        finally:
            self._writing = False
            if self._outbox:
                # Cancelled with a frame begun: whatever came after it would be garbage to the peer.
                self._broken = True
            self._tell_moved()

    async def _send_ready(self, sock: trio.socket.SocketType) -> None:
        await trio.lowlevel.wait_writable(sock)
        if pieces := self._outbox.head():
            self._advance(self._offer(pieces))

    async def _send_rest(self) -> None:
        # Not all at once: of a slow peer it must be seen that it takes something.
        data = b"".join(self._outbox.head())
        for start in range(0, len(data), CHUNK_BYTES):
            chunk = data[start : start + CHUNK_BYTES]
            await self._transport.send_all(chunk)
            self._mark_moved()
        self._outbox.advance(len(data))

    def _advance(self, count: int) -> None:
        self._outbox.advance(count)
        if count:
            self._mark_moved()

    def _mark_moved(self) -> None:
        self._moved_at = trio.current_time()
        self._unacknowledged = count_unacknowledged(self._transport)

    async def _wait_sent(self, number: int) -> None:
        while self._outbox.controls_sent < number:
            await self._moved.wait()
        await trio.lowlevel.checkpoint()

    def _tell_moved(self) -> None:
        self._moved.set()
        self._moved = trio.Event()

    def _break(self) -> None:
        self._broken = True
        self._forget()

    def _forget(self) -> None:
        self._held.clear()
        self._outbox.clear()
        self._tell_moved()


def _broken(error: OSError) -> trio.BrokenResourceError:
    return trio.BrokenResourceError(f"can't read: {error}")


def _ignore(missed: dict[str, int], answers: list[int]) -> None:
    """Before a session listens, no frame is written that it could miss."""
