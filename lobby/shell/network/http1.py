"""One HTTP/1.1 connection: h11 over our stream, with limits on size and time."""

from collections.abc import Iterable
from email.utils import formatdate
from http import HTTPStatus

import h11
import trio
from attrs import frozen

from lobby.settings import LimitsSection
from lobby.shell.network.stream import CHUNK_BYTES, ByteStream

Headers = Iterable[tuple[bytes, bytes]]

_NO_BODY = (204, 304)
_PHRASES = {status.value: status.phrase.encode() for status in HTTPStatus}


@frozen
class BadRequest(Exception):
    """A request that gets this answer; the connection ends then."""

    status: int
    text: str
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Http1:
    """Requests in, responses out, one after the other; pipelined ones wait in h11's buffer."""

    def __init__(self, stream: ByteStream, limits: LimitsSection) -> None:
        self.stream = stream
        self.closing = False  # after this response
        self._limits = limits
        self._h11 = h11.Connection(h11.SERVER, max_incomplete_event_size=limits.head_bytes)
        self._bodyless = False

    @property
    def answering(self) -> bool:
        """Whether a response can still be begun."""
        return self._h11.our_state in {h11.IDLE, h11.SEND_RESPONSE}

    @property
    def trailing(self) -> bytes:
        """What the peer has sent after the request: the first bytes of the other protocol."""
        return bytes(self._h11.trailing_data[0])

    @property
    def is_posted(self) -> bool:
        """Whether the request that begins brings something, as a poll does."""
        return (self.trailing or self.stream.unread_bytes).startswith(b"POST ")

    def leave(self) -> bytes:
        """Return what the peer has sent after the request; from now on another protocol is spoken.

        What HTTP has kept is let go of: the connection may last for hours.
        """
        trailing = self.trailing
        del self._h11
        return trailing

    async def wait_first_byte(self, seconds: float, scope: trio.CancelScope) -> bool:
        """Return whether a next request begins in time; False also where the scope is cancelled."""
        if self.trailing:
            return True
        scope.deadline = trio.current_time() + seconds
        with scope:
            return await self._feed()
        return False

    async def read_head(self, until: float) -> h11.Request | None:
        """Return the head of the next request, None where the peer has ended; raise BadRequest.

        It may take until then, by Trio's clock: `head_seconds` from where it was begun to be waited for.
        """
        with trio.move_on_at(until):
            event = await self._next_event()
            if not isinstance(event, h11.Request):
                return None
            self._check_head(event)
            self._bodyless = event.method == b"HEAD"
            return event
        raise BadRequest(408, f"the head took longer than {self._limits.head_seconds:g} seconds")

    async def read_body(self) -> bytes:
        """Return the whole body of the request; raise BadRequest where it is too long or too slow."""
        if self._h11.they_are_waiting_for_100_continue:
            await self._send(h11.InformationalResponse(status_code=100, headers=[]))
        body = bytearray()
        with trio.move_on_after(self._limits.body_seconds):
            while isinstance(event := await self._next_event(), h11.Data):
                body += event.data
                self._check_body(len(body))
            return bytes(body)
        raise BadRequest(408, f"the body took longer than {self._limits.body_seconds:g} seconds")

    async def answer(self, status: int, text: str, headers: Headers = ()) -> None:
        """Send a whole response of one line."""
        body = text.encode() + b"\n"
        fixed = (
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"cache-control", b"no-store"),
        )
        head = self.begin(status, (*fixed, *headers))
        await self.send(head + self.add(body) + self.finish())

    def begin(self, status: int, headers: Headers) -> bytes:
        """Return the bytes of a response's head."""
        self._bodyless = self._bodyless or status in _NO_BODY
        extra = [(b"date", formatdate(usegmt=True).encode())]
        if self.closing:
            extra.append((b"connection", b"close"))
        response = h11.Response(
            status_code=status, headers=[*headers, *extra], reason=_PHRASES.get(status, b"")
        )
        return self._h11.send(response) or b""

    def add(self, data: bytes) -> bytes:
        """Return the bytes of a part of the body; none where the response may not have one."""
        return b"" if self._bodyless or not data else self._h11.send(h11.Data(data=data)) or b""

    def finish(self) -> bytes:
        """Return the bytes that end the response."""
        return self._h11.send(h11.EndOfMessage()) or b""

    async def send(self, data: bytes) -> None:
        """Send the bytes; raise BrokenResourceError where the peer does not take them in time."""
        with trio.move_on_after(self._limits.response_seconds):
            await self.stream.send_all(data)
            return
        raise trio.BrokenResourceError("the peer does not take the response")

    def start_next(self) -> bool:
        """Return whether the connection goes on with another request."""
        if self._h11.our_state is not h11.DONE or self._h11.their_state is not h11.DONE:
            return False
        self._h11.start_next_cycle()
        self._bodyless = False
        return True

    async def _next_event(self) -> object:
        while True:
            try:
                event = self._h11.next_event()
            except h11.RemoteProtocolError as error:
                raise BadRequest(error.error_status_hint, str(error)) from error
            if event is not h11.NEED_DATA:
                return event
            await self._feed()

    async def _feed(self) -> bool:
        data = await self.stream.receive_some(min(CHUNK_BYTES, self._limits.head_bytes))
        self._h11.receive_data(data)
        return bool(data)

    async def _send(self, event: h11.InformationalResponse) -> None:
        await self.send(self._h11.send(event) or b"")

    def _check_head(self, request: h11.Request) -> None:
        size = len(request.target) + sum(len(name) + len(value) + 4 for name, value in request.headers)
        if size > self._limits.head_bytes:
            raise BadRequest(431, f"a head of {size} bytes is over the limit of {self._limits.head_bytes}")
        if not request.target.startswith(b"/"):
            raise BadRequest(400, "the target of a request must begin with a slash")
        for name, value in request.headers:
            if name == b"content-length":
                self._check_body(int(value))

    def _check_body(self, size: int) -> None:
        if size > self._limits.body_bytes:
            raise BadRequest(413, f"a body of {size} bytes is over the limit of {self._limits.body_bytes}")
