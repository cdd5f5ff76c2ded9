"""WebSocket: trio-websocket reads, we write whole frames ourselves and have the last word."""

from contextlib import suppress
from typing import Literal

import structlog
import trio
import trio_websocket
from attrs import frozen
from wsproto.frame_protocol import FrameProtocol

from lobby.settings import LimitsSection
from lobby.shell.connection import Door, Frame, Listener, Peer
from lobby.shell.limits import TokenBucket
from lobby.shell.metrics import Metrics
from lobby.shell.network.live import Live
from lobby.shell.network.stream import ByteStream
from lobby.shell.transports.ear import Ear
from lobby.shell.transports.library import LibraryEnd, call_library
from lobby.shell.transports.upgrade import Upgrade
from lobby.wire.codec import encode
from lobby.wire.codes import GOODBYES
from lobby.wire.messages import Goodbye
from lobby.wire.websocket import answer_opening, frame_binary

log = structlog.get_logger()


@frozen
class Ended:
    """Why a connection is over: `code` is that of the goodbye where the server ended it."""

    by: Literal["peer", "network", "server"]
    code: str = ""


async def run_websocket(
    stream: ByteStream,
    upgrade: Upgrade,
    *,
    door: Door,
    peer: Peer,
    limits: LimitsSection,
    metrics: Metrics,
    live: Live,
) -> Ended:
    """Serve one connection, whose request was read and checked, from the answer to it on.

    Ends when the peer closes or vanishes, or when the server says goodbye; the stream is closed then,
    no task of the connection is alive, and the listener has heard `lost`.
    """
    connection = WebSocketConnection(stream, upgrade.opening, limits, metrics)
    stream.write_control(answer_opening(upgrade.key))
    await connection.serve(door, peer, live)
    # Only now that the library's reader is gone may somebody else read what is left.
    await connection.close()
    return connection.ended


class WebSocketConnection:
    """One WebSocket as its session sees it; see `Connection` for what the methods promise.

    The library is called at the first bytes that are for it.
    """

    __slots__ = (
        "_bucket",
        "_ear",
        "_frame_weight_bytes",
        "_goodbye",
        "_greeted",
        "_hello_by",
        "_is_unheard",
        "_library",
        "_library_end",
        "_limits",
        "_listener",
        "_live",
        "_metrics",
        "_opening",
        "_reading",
        "_stream",
    )

    def __init__(self, stream: ByteStream, opening: bytes, limits: LimitsSection, metrics: Metrics) -> None:
        now = trio.current_time()
        self._stream = stream
        self._opening = opening
        self._limits = limits
        self._metrics = metrics
        self._frame_weight_bytes = limits.frame_weight_bytes
        self._bucket = TokenBucket(limits.frames_per_second, limits.frames_burst, now)
        self._hello_by = now + limits.hello_seconds
        self._greeted = False  # whether a first frame has come
        self._goodbye: Goodbye | None = None
        self._reading = trio.CancelScope()
        self._is_unheard = False
        self._listener: Listener | None = None  # while the door is open
        self._live: Live | None = None  # then, too
        self._ear = Ear(self, stream, limits.frame_bytes)
        self._library: trio_websocket.WebSocketConnection | None = None
        self._library_end: LibraryEnd | None = None

    @property
    def is_over(self) -> bool:
        """Whether the goodbye is said."""
        return self._goodbye is not None

    @property
    def is_behind(self) -> bool:
        """See Connection.is_behind."""
        return self._stream.is_behind

    @property
    def ended(self) -> Ended:
        """Why the connection is over."""
        if self._goodbye is not None:
            return Ended("server", self._goodbye.code)
        return Ended("peer" if self._ear.closing else "network")

    def write(self, frame: Frame) -> None:
        """Send the frame, or queue it; nothing after a goodbye, nor behind our answer to the peer's."""
        if self._goodbye is None and not self._ear.closing:
            self._stream.write(frame)
            metrics = self._metrics
            metrics.frames_sent += 1
            metrics.bytes_sent += len(frame.payload)

    def offer(self, frame: Frame) -> bool:
        """See Connection.offer."""
        if self._goodbye is None and not self._ear.closing:
            if not self._stream.offer(frame):
                return False
            metrics = self._metrics
            metrics.frames_sent += 1
            metrics.bytes_sent += len(frame.payload)
        return True

    def end(self, goodbye: Goodbye) -> None:
        """Send the goodbye and the close frame, unless the peer closes already; hand nothing on any more."""
        if self._goodbye is not None:
            return
        self._goodbye = goodbye
        self._metrics.goodbyes[goodbye.code] += 1
        if not self._ear.closing:
            self._stream.write_control(frame_binary(encode(goodbye)))
            self._stream.write_control(_frame_close(GOODBYES[goodbye.code][0], goodbye.code))
        self._reading.cancel()

    def count_frame(self) -> bool:
        """Return whether the peer may send one more frame now; else the connection has ended."""
        if self._bucket.take(trio.current_time()):
            return True
        self._end_flooding()
        return False

    async def serve(self, door: Door, peer: Peer, live: Live) -> None:
        """Bring the connection to the door and hand over what it says, until it is over and was answered."""
        self._listener, self._live = door.open(self, peer), live
        self._stream.on_drained = self._listener.drained
        live.add(self)
        try:
            await self._hear_all()
            if self._ear.has_unhandled and not self.is_over:
                await self._serve_by_library()
            else:
                self._lose()
                await self._wait_answered()
        finally:
            self._lose()

    async def _serve_by_library(self) -> None:
        """Go on with the library, for good: ends like `serve`, with no task of it alive."""
        self._library_end = LibraryEnd(self, self._ear, self._stream, self._opening, self._limits)
        async with trio.open_nursery() as nursery:
            self._library = await call_library(nursery, self._library_end, self._limits)
            try:
                await self._hear_all()
            except trio_websocket.ConnectionClosed as closed:
                self._explain(closed.reason)
            self._lose()
            await self._wait_answered()
            nursery.cancel_scope.cancel()

    def _lose(self) -> None:
        """Let the session know that it is over, once."""
        if self._listener is None or self._live is None:
            return
        listener, self._listener = self._listener, None
        self._live.discard(self)
        self._stream.on_drained = _nobody_listens
        listener.lost()

    async def _wait_answered(self) -> None:
        """Give the peer its time to answer our close frame."""
        with (
            trio.move_on_after(self._limits.close_seconds) as waiting,
            suppress(trio_websocket.ConnectionClosed),
        ):
            while not (self._ear.closing or self._is_gone):
                if self._library is not None:
                    await self._library.get_message()
                elif not await self._ear.wait_close():
                    break
        # Where what comes can't be read any more, the peer may not have read our goodbye yet.
        self._is_unheard = not (self._ear.closing or self._ear.over or waiting.cancelled_caught)

    async def close(self) -> None:
        """Close the stream, gently where the peer may still be reading."""
        if self._is_unheard:
            await self._stream.aclose_gently(self._limits.close_seconds)
        with trio.move_on_after(self._limits.close_seconds):
            await self._stream.aclose()

    def _explain(self, reason: trio_websocket.CloseReason | None) -> None:
        # A library that closes with neither side having said so has met bytes that are no frame.
        if not (self._ear.closing or self._ear.over):
            fault = reason.reason if reason is not None else "it is cut short"
            self.end(Goodbye("malformed", f"that is no frame of RFC 6455: {fault}"))

    def hear(self, frame: bytes) -> None:
        """Take what the peer has said at `heard_at` of the stream; nothing after a goodbye."""
        self._greeted = True
        if self._listener is None or self._goodbye is not None:
            return
        if not self._bucket.take(self._stream.heard_at, 1 + len(frame) // self._frame_weight_bytes):
            self._end_flooding()
            return
        try:
            self._listener.hear(frame)
        except Exception:
            log.exception("session failed")
            self.end(Goodbye("internal", "the server failed; come back and resume"))

    def _hear_from_library(self, message: str | bytes) -> None:
        assert self._library_end is not None
        self._library_end.unheard_bytes = 0
        self._stream.mark_heard()
        if isinstance(message, bytes):
            self.hear(message)
        elif self.count_frame():
            self.end(Goodbye("text_frame", "only binary frames are spoken"))

    def _end_flooding(self) -> None:
        rate, burst = self._limits.frames_per_second, self._limits.frames_burst
        self.end(Goodbye("flood", f"more than {rate:g} frames a second, or {burst} at once"))

    async def _hear_all(self) -> None:
        """Hear until it is over, or until the library is wanted; raise its ConnectionClosed."""
        while self._goes_on:
            # One timer for many frames: it is only set again when it rings and somebody was heard since.
            with trio.CancelScope(deadline=self._find_next_look()) as self._reading:
                while self._goes_on:
                    if self._library is not None:
                        self._hear_from_library(await self._library.get_message())
                    else:
                        await self._ear.wait_unhandled()
            if self._goes_on:
                self._end_if_silent_or_stalled()

    @property
    def _goes_on(self) -> bool:
        if self._library is None and (self._ear.over or self._ear.has_unhandled):
            return False
        return self._goodbye is None

    @property
    def _is_gone(self) -> bool:
        """Whether the peer has vanished; a library says that by itself, when all that came was heard."""
        return self._library is None and self._ear.over

    def _find_deadline(self) -> float:
        silent_at = self._stream.heard_at + self._limits.silence_ms / 1000
        return silent_at if self._greeted else min(silent_at, self._hello_by)

    def _find_next_look(self) -> float:
        since = self._stream.find_stalled_since()
        waits_since = trio.current_time() if since is None else since
        return min(self._find_deadline(), waits_since + self._limits.stalled_seconds)

    def _end_if_silent_or_stalled(self) -> None:
        now = trio.current_time()
        if not self._greeted and now >= self._hello_by:
            seconds = self._limits.hello_seconds
            self.end(Goodbye("hello_expected", f"no hello within {seconds:g} seconds"))
        elif now >= self._find_deadline():
            self.end(Goodbye("silent", f"nothing heard for {self._limits.silence_ms} ms"))
        elif self._is_stalled(now):
            seconds = self._limits.stalled_seconds
            self.end(Goodbye("stalled", f"nothing of what waits was taken for {seconds:g} seconds"))

    def _is_stalled(self, now: float) -> bool:
        since = self._stream.find_stalled_since()
        return since is not None and now >= since + self._limits.stalled_seconds


def _frame_close(code: int, reason: str) -> bytes:
    return bytes(FrameProtocol(client=False, extensions=[]).close(code, reason))


def _nobody_listens(missed: dict[str, int], answers: list[int]) -> None:
    """After `lost` the session is told nothing more of this connection."""
