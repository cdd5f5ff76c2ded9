"""Calls an ASGI application in process, for one request whose body is read."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import unquote

import h11
import structlog
import trio
from attrs import frozen

from lobby.shell.network.http1 import Http1

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

log = structlog.get_logger()


@frozen
class Requester:
    """Who sent a request, and how."""

    address: str
    scheme: str  # "http" or "https", as the player's browser sees it


async def run_app(
    app: App, http: Http1, request: h11.Request, *, path: bytes, body: bytes, requester: Requester
) -> None:
    """Let the application answer the request; raise BrokenResourceError where the peer is gone.

    An application that raises before it answers is a 500; one that raises later ends the connection.
    """
    reply = _Reply(http, body)
    try:
        await app(_make_scope(request, path, requester), reply.receive, reply.send)
    except ClientGone:
        raise trio.BrokenResourceError("the peer is gone") from None
    except Exception:
        log.exception("request failed", path=path.decode("latin-1"))
        http.closing = True
    if http.answering:
        http.closing = True
        await http.answer(500, "the server failed to answer")


class ClientGone(OSError):
    """What an application's `send` raises when nobody is there any more, as ASGI wants it."""


class _Reply:
    """The two callables that an application gets for one request."""

    def __init__(self, http: Http1, body: bytes) -> None:
        self._http = http
        self._body: bytes | None = body
        self._head = b""

    async def receive(self) -> Message:
        """Return the body, once; then nothing comes any more."""
        if self._body is None:
            await trio.sleep_forever()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(self, message: Message) -> None:
        """Send the head of the response with the first part of its body, then the other parts."""
        if message["type"] == "http.response.start":
            # Held back: head and body in one segment are one packet less.
            self._head = self._http.begin(message["status"], message.get("headers", ()))
            return
        data = self._head + self._http.add(bytes(message.get("body", b"")))
        self._head = b""
        if not message.get("more_body", False):
            data += self._http.finish()
        try:
            await self._http.send(data)
        except (trio.BrokenResourceError, trio.ClosedResourceError) as error:
            raise ClientGone("the client is gone") from error


def _make_scope(request: h11.Request, path: bytes, requester: Requester) -> Scope:
    raw_path, _, query = path.partition(b"?")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": request.http_version.decode(),
        "method": request.method.decode(),
        "scheme": requester.scheme,
        "path": unquote(raw_path.decode("latin-1")),
        "raw_path": raw_path,
        "query_string": query,
        "root_path": "",
        "headers": list(request.headers),
        "client": (requester.address, 0),
        "server": None,
    }
