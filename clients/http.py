"""HTTP requests over one stream, one after the other; enough for polls."""

import math
from collections.abc import Iterable

import h11
import trio
from attrs import frozen

from clients.errors import Lost

CHUNK_BYTES = 65536
WAIT_SECONDS_MAX = 3600.0  # whatever a server asks for: somebody waits here

Headers = Iterable[tuple[bytes, bytes]]  # names in lower case


@frozen
class Response:
    """What a request was answered."""

    status: int
    type: str  # of the content, without parameters
    body: bytes
    retry_ms: int | None  # when the server wants to be asked again, where it refused for now


class HttpLine:
    """One connection; whoever opened its stream closes it here. Not for two requests at once."""

    def __init__(self, stream: trio.abc.Stream, authority: str) -> None:
        self._stream = stream
        self._authority = authority
        self._h11 = h11.Connection(h11.CLIENT)
        self.answered = 0  # requests
        self.is_answering = False  # the first byte of the present answer is there

    @property
    def is_idle(self) -> bool:
        """Whether another request may be made."""
        return self._h11.our_state is h11.IDLE

    async def post(self, target: str, content_type: str, body: bytes, *, bytes_max: int) -> Response:
        """Send a request and return its answer; raise Lost where none comes, or one that is too long."""
        self.is_answering = False
        try:
            await self._stream.send_all(self._write(target, content_type, body))
            return await self._read(target, bytes_max)
        except (trio.BrokenResourceError, trio.ClosedResourceError) as error:
            raise Lost(f"the connection broke before {target} was answered") from error
        except h11.RemoteProtocolError as error:
            raise Lost(f"what answered {target} does not speak HTTP: {error}") from error

    async def aclose(self) -> None:
        """Close the stream without a word."""
        await trio.aclose_forcefully(self._stream)

    def _write(self, target: str, content_type: str, body: bytes) -> bytes:
        headers = [
            ("host", self._authority),
            ("content-type", content_type),
            ("content-length", str(len(body))),
            ("accept", content_type),
        ]
        events = (
            h11.Request(method="POST", target=target, headers=headers),
            h11.Data(data=body),
            h11.EndOfMessage(),
        )
        return b"".join(self._h11.send(event) or b"" for event in events)

    async def _read(self, target: str, bytes_max: int) -> Response:
        head: h11.Response | None = None
        body = bytearray()
        while not isinstance(event := await self._next_event(), h11.EndOfMessage):
            if isinstance(event, h11.Response):
                head = event
            elif isinstance(event, h11.Data):
                body += event.data
                if len(body) > bytes_max:
                    raise Lost(f"the answer to {target} is over the limit of {bytes_max} bytes")
        assert head is not None, "h11 ends no message that did not begin"
        self._start_next()
        return _describe(head, bytes(body))

    async def _next_event(self) -> object:
        while (event := self._h11.next_event()) is h11.NEED_DATA:
            data = await self._stream.receive_some(CHUNK_BYTES)
            self.is_answering = self.is_answering or bool(data)
            if not self.is_answering:
                raise trio.BrokenResourceError
            self._h11.receive_data(bytes(data))
        return event

    def _start_next(self) -> None:
        self.answered += 1
        if self._h11.our_state is h11.DONE and self._h11.their_state is h11.DONE:
            self._h11.start_next_cycle()


def read_retry_ms(status: int, headers: Headers) -> int | None:
    """Return what Retry-After asks for with a refusal for now (429, 503), in ms; None where nothing does.

    Only its form in seconds is read: the other one is a date by a clock that may not be ours.
    """
    if status not in {429, 503}:
        return None
    told = next((value for name, value in headers if name == b"retry-after"), b"0")
    seconds = float(told) if told.isdigit() else 0.0
    return math.ceil(min(seconds, WAIT_SECONDS_MAX) * 1000)


def _describe(head: h11.Response, body: bytes) -> Response:
    types = (value for name, value in head.headers if name == b"content-type")
    content_type = next(types, b"").partition(b";")[0].strip().lower().decode("latin-1")
    return Response(head.status_code, content_type, body, read_retry_ms(head.status_code, head.headers))
