"""Long polling as HTTP sees it: the request's form, which pages may ask, and the answer."""

from hashlib import sha256
from hmac import compare_digest
from http import HTTPStatus

from attrs import frozen
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from lobby.core.ids import SessionId
from lobby.settings import Config
from lobby.shell.connection import Peer
from lobby.shell.door.porter import Busy, Porter, why_busy
from lobby.shell.transports.polling import PollConnection, Polls
from lobby.shell.transports.upgrade import find_foreign_origin, read_cookie, trusts_origin
from lobby.wire.codec import Malformed, NoFrame, decode_client
from lobby.wire.messages import Hello
from lobby.wire.poll import NotFrames, join_frames, split_frames

POLL_METHODS = ("DELETE", "GET", "OPTIONS", "PATCH", "POST", "PUT")  # those not allowed are told what is
_ALLOWED = {"allow": "POST, OPTIONS"}
_WAIT_DIGITS_MAX = 9
_PREFLIGHT_SECONDS = 600

Headers = dict[str, str]


@frozen(eq=False)
class PollEndpoint:
    """Serves /poll."""

    polls: Polls
    config: Config
    porter: Porter | None = None

    async def answer(self, request: Request) -> Response:
        """Answer a poll, or a browser that asks whether a page may send one."""
        named = dict(request.headers.raw)
        if fault := find_foreign_origin(named, self.config.server):
            raise HTTPException(403, fault)
        shared = self._share(named)
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={**_PREFLIGHT, **_ALLOWED, **shared})
        if request.method != "POST":
            raise HTTPException(405, "a poll is a POST", _ALLOWED)
        wait_ms = _read_wait_ms(request.query_params.get("wait_ms", "0"), shared)
        frames = await self._read_frames(request, shared)
        peer = self._find_peer(request, named)
        if (busy := await self._admit(frames[0], peer.address)) is not None:
            # Whoever has no moment to come in is not to hold a connection's place meanwhile.
            headers = {"retry-after": str(busy.retry_seconds), "connection": "close", **shared}
            raise HTTPException(*why_busy(busy), headers)
        connection = await self.polls.hold(frames, peer, wait_ms)
        return _PollResponse(connection, shared)

    async def _admit(self, first: bytes, address: str) -> Busy | None:
        """Let a session in that has no poll yet; what begins with no hello will be told so by the session."""
        hello = _read_hello(first)
        if self.porter is None or hello is None or self.polls.knows(hello.session):
            return None
        known = self.porter.find(SessionId(hello.session))
        is_theirs = known is not None and compare_digest(known.secret_hash, sha256(hello.secret).digest())
        return await self.porter.admit(known if is_theirs else None, address)

    async def _read_frames(self, request: Request, shared: Headers) -> list[bytes]:
        try:
            return split_frames(await request.body(), self.config.limits.frames_burst)
        except NotFrames as fault:
            raise HTTPException(400, str(fault), shared) from fault

    def _find_peer(self, request: Request, named: dict[bytes, bytes]) -> Peer:
        assert request.client is not None, "the front names who asks"
        # Where just anybody may ask, nobody asks in the name of the browser's player.
        trusted = b"origin" not in named or trusts_origin(named, self.config.server)
        cookie = read_cookie(named.get(b"cookie", b"")) if trusted else b""
        return Peer(request.client.host, cookie)

    def _share(self, named: dict[bytes, bytes]) -> Headers:
        """Return the headers that let a page of an allowed origin read the answer."""
        if b"origin" not in named:
            return {}
        if not trusts_origin(named, self.config.server):
            return {"access-control-allow-origin": "*"}
        origin = named[b"origin"].decode("latin-1")
        return {
            "access-control-allow-origin": origin,
            "access-control-allow-credentials": "true",
            "vary": "Origin",
        }


class _PollResponse(Response):
    """Tells the connection when its answer has left."""

    def __init__(self, connection: PollConnection, headers: Headers) -> None:
        fixed = {"cache-control": "no-store"}
        body = join_frames(connection.take_frames())
        super().__init__(body, headers={**fixed, **headers}, media_type="application/msgpack")
        self._connection = connection

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._connection.answered()


def _read_hello(frame: bytes) -> Hello | None:
    try:
        message = decode_client(frame)
    except (Malformed, NoFrame):
        return None
    return message if isinstance(message, Hello) else None


def _read_wait_ms(text: str, shared: Headers) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= _WAIT_DIGITS_MAX):
        raise HTTPException(HTTPStatus.BAD_REQUEST, "wait_ms is a whole number of ms, 0 or more", shared)
    return int(text)


_PREFLIGHT = {
    "access-control-allow-methods": "POST",
    "access-control-allow-headers": "content-type",
    "access-control-max-age": str(_PREFLIGHT_SECONDS),
}
