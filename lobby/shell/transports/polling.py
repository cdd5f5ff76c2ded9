"""Long polling: one request carries a whole connection, from its hello to what it is told.

Between two polls a connection rests: it stays the session's, so that the player is there, and drops what
it is told, since the next poll names what the client has. That one takes over, as a WebSocket would.
"""

from collections.abc import Sequence
from typing import Literal

import structlog
import trio
from attrs import define, field, frozen

from lobby.settings import LimitsSection
from lobby.shell.connection import Door, Frame, Listener, Peer
from lobby.shell.limits import TokenBucket
from lobby.shell.metrics import Metrics
from lobby.shell.network.live import Live
from lobby.shell.timing.timers import Timers
from lobby.wire.codec import Malformed, NoFrame, decode_client, encode
from lobby.wire.messages import CaughtUp, Goodbye, Hello

log = structlog.get_logger()

_CAUGHT_UP = encode(CaughtUp())
_NOTHING_NEW = 2  # frames: a welcome and a caught_up
_PACE_FRAMES = 3  # what a poll may say on average where a session polls as often as it may


@define(eq=False)
class Polls:
    """The polls of one server: those held, and those that rest until the next one comes."""

    door: Door
    limits: LimitsSection
    metrics: Metrics
    timers: Timers
    live: Live
    _buckets: dict[bytes, TokenBucket] = field(factory=dict)  # per session, while it has a poll

    async def hold(self, frames: Sequence[bytes], peer: Peer, wait_ms: int) -> "PollConnection":
        """Hand over what a poll says; return when it is to be answered with what `take_frames` returns.

        `answered` must be called on it when the answer has left, or could not.
        """
        self.metrics.polls += 1
        connection = PollConnection(self)
        connection.listener = self.door.open(connection, peer)
        try:
            self.live.add(connection)
            self._hear_all(frames, connection)
            await connection.wait_ready(wait_ms / 1000)
            await self._pace(connection)
        except BaseException:
            connection.lose()
            raise
        connection.rest()
        return connection

    async def _pace(self, connection: "PollConnection") -> None:
        """Hold the answer back for a moment where a session polls so often that it would be over its limit.

        Who polls again at once, as they should, must not be cut off for a room in which much happens.
        """
        limits, visit = self.limits, connection.visit
        if visit is not None and visit.bucket.count_left(trio.current_time()) < limits.frames_burst / 2:
            with trio.move_on_after(_PACE_FRAMES / limits.frames_per_second):
                await connection.wait_over()

    def knows(self, session: bytes) -> bool:
        """Return whether the session has a poll already, held or resting."""
        return session in self._buckets

    def forget(self, connection: "PollConnection") -> None:
        """A connection is over; if no other poll of its session has come, its count goes."""
        self.live.discard(connection)
        visit = connection.visit
        if visit is not None and self._buckets.get(visit.session) is visit.bucket:
            del self._buckets[visit.session]

    def _hear_all(self, frames: Sequence[bytes], connection: "PollConnection") -> None:
        # The count must outlive the poll, or a peer could say as much as it likes in many of them.
        session, now = _find_session(frames[0]), trio.current_time()
        fresh = TokenBucket(self.limits.frames_per_second, self.limits.frames_burst, now)
        bucket = self._buckets.get(session, fresh)
        for index, frame in enumerate(frames):
            if not connection.is_over and self._may_say(frame, bucket, connection):
                connection.hear(frame)
            if index == 0 and not connection.is_over:
                # Only now is it known that the session is theirs; the poll before has ended meanwhile.
                connection.visit = Visit(session, bucket)
                self._buckets[session] = bucket

    def _may_say(self, frame: bytes, bucket: TokenBucket, connection: "PollConnection") -> bool:
        limits = self.limits
        if len(frame) > limits.frame_bytes:
            connection.end(Goodbye("too_large", f"a frame over {limits.frame_bytes} bytes, the limit"))
        elif not bucket.take(trio.current_time(), 1 + len(frame) // limits.frame_weight_bytes):
            detail = (
                f"more than {limits.frames_per_second:g} frames a second, or {limits.frames_burst} at once"
            )
            connection.end(Goodbye("flood", detail))
        return not connection.is_over


@frozen(eq=False)
class Visit:
    """Whose poll it is, and what counts the session's frames."""

    session: bytes
    bucket: TokenBucket


class PollConnection:
    """One poll as its session sees it; see `Connection` for what the methods promise."""

    listener: Listener

    def __init__(self, polls: Polls) -> None:
        self.frames: list[bytes] = []
        self.visit: Visit | None = None
        self._polls = polls
        self._state: Literal["held", "resting", "lost"] = "held"
        self._goodbye: Goodbye | None = None
        self._begun_at = trio.current_time()
        self._bytes = 0
        self._is_cut = False  # a frame did not fit; the next poll fetches it, and all after it
        self._caught_up = trio.Event()
        self._told = trio.Event()
        self._over = trio.Event()

    @property
    def is_over(self) -> bool:
        """Whether the goodbye is said."""
        return self._goodbye is not None

    @property
    def is_behind(self) -> bool:
        """Whether the answer is due, or another poll must come before anything is told."""
        return self._state != "held" or self._told.is_set()

    def hear(self, frame: bytes) -> None:
        """Hand over one frame of the peer's."""
        try:
            self.listener.hear(frame)
        except Exception:
            log.exception("session failed")
            self.end(Goodbye("internal", "the server failed; come back and resume"))

    def write(self, frame: Frame) -> None:
        """Put the frame into the answer, if it is still to come and has room."""
        if self._state != "held" or self.is_over or self._is_cut:
            return
        size = len(frame.payload)
        # A first frame besides the welcome is always taken, however long: else it could never be told.
        self._is_cut = len(self.frames) > 1 and self._bytes + size > self._polls.limits.outbox_bytes
        if not self._is_cut:
            self.frames.append(frame.payload)
            self._bytes += size
            self._polls.metrics.frames_sent += 1
            self._polls.metrics.bytes_sent += size
        if self._is_cut or frame.payload == _CAUGHT_UP:
            self._caught_up.set()
        if self._caught_up.is_set() and (self._is_cut or len(self.frames) > _NOTHING_NEW):
            self._told.set()

    def offer(self, frame: Frame) -> bool:
        """See Connection.offer."""
        if self.is_behind:
            return False
        self.write(frame)
        return True

    def end(self, goodbye: Goodbye) -> None:
        """Answer at once, with the goodbye as the last frame; a resting connection just ends."""
        if self.is_over or self._state == "lost":
            return
        self._goodbye = goodbye
        if self._state == "resting":
            self.lose()  # nobody is told, so that it does not count as a goodbye: the next poll ends each one
            return
        self._polls.metrics.goodbyes[goodbye.code] += 1
        self.frames.append(encode(goodbye))
        self._caught_up.set()
        self._told.set()
        self._over.set()

    async def wait_over(self) -> None:
        """Return when the goodbye is said."""
        await self._over.wait()

    async def wait_ready(self, seconds: float) -> None:
        """Return when there is something to tell, or the time is over: `seconds`, and ping_ms at most."""
        longest = self._polls.limits.ping_ms / 1000
        with trio.move_on_at(self._begun_at + longest):
            await self._caught_up.wait()
        with trio.move_on_at(self._begun_at + min(seconds, longest)):
            await self._told.wait()

    def take_frames(self) -> list[bytes]:
        """Return what the answer tells; a resting connection keeps nothing of it."""
        frames, self.frames = self.frames, []
        return frames

    def rest(self) -> None:
        """The answer is made; what is told from now on is fetched by the next poll."""
        self._state = "resting"
        if self.is_over:
            self.lose()
        else:
            self._wait_for_next(self._begun_at + self._polls.limits.silence_ms / 1000)

    def answered(self) -> None:
        """The answer has left: the next poll has a while, even if this took long."""
        if self._state == "resting":
            limits, now = self._polls.limits, trio.current_time()
            self._wait_for_next(max(self._begun_at + limits.silence_ms / 1000, now + limits.ping_ms / 1000))

    def _wait_for_next(self, at_seconds: float) -> None:
        self._polls.timers.set(("poll", self), at_seconds, self.lose)

    def lose(self) -> None:
        """The connection is gone; the session hears it once."""
        if self._state == "lost":
            return
        self._state = "lost"
        self._polls.timers.cancel(("poll", self))
        self._polls.forget(self)
        self.listener.lost()


def _find_session(frame: bytes) -> bytes:
    """Return the session that a poll's first frame names; what is no hello will be told so by the session."""
    try:
        hello = decode_client(frame)
    except (Malformed, NoFrame):
        return b""
    return hello.session if isinstance(hello, Hello) else b""
