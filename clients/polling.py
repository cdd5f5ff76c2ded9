"""A session over long polling: each request is a connection of its own, the newest one counts.

At most two requests are on their way: the newest poll, and the one before it while the server is telling
that it was taken over. Each has one of two HTTP lines that are kept alive, so that neither waits for the
other, and a new poll costs no handshake.
"""

from functools import partial

import trio
from attrs import define, evolve, field

from clients.connection import WELCOME_SECONDS, Ended, decode_known, end, refuse_beginning
from clients.dial import Dialler
from clients.errors import Lost
from clients.http import HttpLine, Response
from clients.race import first_of
from clients.session import Session
from clients.transport import FRAME_BYTES_MAX
from lobby.wire.messages import CaughtUp, Goodbye, ServerMessage, Welcome
from lobby.wire.values import NotAValue, pack, unpack

CONTENT_TYPE = "application/msgpack"
ANSWER_BYTES_MAX = FRAME_BYTES_MAX + (1 << 20)
TEXT_BYTES = 100  # of what a server says about a refusal
LINES_MAX = 2
# A server counts the frames of all polls of a session, and every poll begins with a hello.
GAP_SECONDS = 0.05
# A poll that carries commands is answered soon; another one would only carry them again.
TELLING_SECONDS = 0.5
LAST_WORDS_SECONDS = 2.0  # for the answer of a poll that was overtaken, so that its line can be used again


@define(eq=False)
class Poll:
    """One request, from its body to its answer."""

    body: bytes
    wait_ms: int
    says: bool  # it carries more than its hello
    patience_seconds: float
    begun_at: float = field(factory=trio.current_time)
    answer: list[ServerMessage] | Lost | None = None
    done: trio.Event = field(factory=trio.Event)
    scope: trio.CancelScope = field(factory=trio.CancelScope)

    def overtake(self) -> None:
        """Another poll has been begun: the answer of this one is for nobody."""
        self.scope.deadline = min(self.scope.deadline, trio.current_time() + LAST_WORDS_SECONDS)


@define(eq=False)
class IdleLines:
    """The HTTP connections that stand idle between polls."""

    dialler: Dialler
    _idle: list[HttpLine] = field(factory=list)

    async def ask(self, poll: Poll) -> Response:
        """Send a poll and return its answer; raises Lost.

        A server may close a line just as it is used again. Then the same poll is sent once more, which is
        the same poll to the server.
        """
        while self._idle:
            line = self._idle.pop()
            try:
                return await self._post(line, poll)
            except Lost:
                if line.is_answering:
                    raise
        return await self._post(HttpLine(await self.dialler.stream(), self.dialler.address.authority), poll)

    async def aclose(self) -> None:
        """Close what is idle."""
        while self._idle:
            await self._idle.pop().aclose()

    async def _post(self, line: HttpLine, poll: Poll) -> Response:
        target = f"{self.dialler.address.base}/poll?wait_ms={poll.wait_ms}"
        try:
            return await line.post(target, CONTENT_TYPE, poll.body, bytes_max=ANSWER_BYTES_MAX)
        finally:
            if line.is_idle and len(self._idle) < LINES_MAX:
                self._idle.append(line)
            else:
                await line.aclose()


async def run_polls(dialler: Dialler, session: Session) -> Ended:
    """Serve a session by polls until one of them fails or the server ends it; no task is alive then."""
    lines = IdleLines(dialler)
    ended: Ended | None = None
    try:
        async with trio.open_nursery() as nursery:
            ended = await Polling(session, lines, nursery).run()
            nursery.cancel_scope.cancel()
    finally:
        with trio.CancelScope(shield=True):
            await lines.aclose()  # forcefully, which never waits
    assert ended is not None
    return ended


@define(eq=False)
class Polling:
    """One run of polls. In the nursery run requests, the newest one and the one before it."""

    session: Session
    lines: IdleLines
    nursery: trio.Nursery
    _newest: Poll | None = None
    _before: Poll | None = None
    _welcomed: bool = False
    _caught_up: bool = False

    async def run(self) -> Ended:
        """Poll until the end, and return it."""
        self.session.reconnected()
        poll = self._begin(is_first=True)
        await poll.done.wait()
        while True:
            if (ended := self._hear(poll)) is not None:
                return evolve(ended, welcomed=self._welcomed, caught_up=self._caught_up)
            poll = await self._poll_on(poll)

    async def _poll_on(self, last: Poll) -> Poll:
        """Return the next poll that is answered; those that are overtaken meanwhile are passed over."""
        await trio.sleep_until(last.begun_at + GAP_SECONDS)
        while True:
            poll = self._begin()
            await first_of(poll.done.wait, partial(self._wait_overtaking, poll))
            if poll.done.is_set():
                return poll
            poll.overtake()

    async def _wait_overtaking(self, poll: Poll) -> None:
        """Return when another poll should not wait for the answer of this one."""
        await self.session.wait_news()
        await trio.sleep_until(poll.begun_at + (TELLING_SECONDS if poll.says else GAP_SECONDS))

    def _begin(self, *, is_first: bool = False) -> Poll:
        frames = self.session.take_poll(is_first=is_first)
        limits = self.session.limits
        poll = Poll(
            body=pack(frames),
            wait_ms=0 if is_first else limits.ping_ms,
            says=len(frames) > 1,
            patience_seconds=WELCOME_SECONDS if is_first else limits.silence_ms / 1000,
        )
        if self._before is not None:
            self._before.scope.cancel()
        self._before = self._newest
        self._newest = poll
        self.nursery.start_soon(self._run, poll)
        return poll

    async def _run(self, poll: Poll) -> None:
        with poll.scope:
            try:
                with trio.fail_after(poll.patience_seconds):
                    poll.answer = _read(await self.lines.ask(poll))
            except trio.TooSlowError:
                poll.answer = Lost(f"nothing was heard for {poll.patience_seconds:g} s")
            except Lost as error:
                poll.answer = error
        poll.done.set()

    def _hear(self, poll: Poll) -> Ended | None:
        """Take the answer of the newest poll; return how it ended the run, if it did."""
        if isinstance(poll.answer, Lost):
            return Ended(str(poll.answer), retry_ms=poll.answer.retry_ms)
        first, *others = poll.answer or [CaughtUp()]
        if isinstance(first, Goodbye):
            return end(first)
        if not isinstance(first, Welcome):
            return refuse_beginning(first)
        self._welcomed = True
        self.session.welcome(first)
        ended = self._hear_all(others)
        self._caught_up = self._caught_up or self.session.is_caught_up
        return ended

    def _hear_all(self, messages: list[ServerMessage]) -> Ended | None:
        for message in messages:
            if isinstance(message, Goodbye):
                return end(message)
            self.session.hear(message)
        return None


def _read(response: Response) -> list[ServerMessage]:
    """Return the messages of an answer that we know; raise Lost for what is no answer to a poll."""
    if response.status != 200:
        text = response.body[:TEXT_BYTES].decode("latin-1").strip() if response.type == "text/plain" else ""
        told = f"the server answered {response.status} to /poll" + (f": {text}" if text else "")
        raise Lost(told, response.retry_ms)
    if response.type != CONTENT_TYPE:
        raise Lost(f"what answered /poll is no lobby: it sent {response.type[:TEXT_BYTES] or 'no type'}")
    try:
        frames = unpack(response.body)
    except NotAValue as error:
        raise Lost(f"the answer to a poll is none: {error}") from error
    if not isinstance(frames, list) or not all(isinstance(frame, bytes) for frame in frames):
        raise Lost("the answer to a poll is no array of binary")
    messages = [decode_known(frame) for frame in frames]
    return [message for message in messages if message is not None]
