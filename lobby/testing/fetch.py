"""One HTTP request over any Trio stream, for tests."""

import json
from collections.abc import AsyncIterator
from typing import Any

import h11
import trio
from attrs import frozen

from lobby.shell.network.stream import CHUNK_BYTES


@frozen
class Response:
    """What came back; the names of headers are lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    def json(self) -> Any:
        """Return the value that the body holds as JSON."""
        return json.loads(self.body)


async def fetch(stream: trio.abc.Stream, path: str, host: str) -> Response:
    """Ask for a path and return the answer; raise h11.RemoteProtocolError for what is none."""
    protocol = h11.Connection(h11.CLIENT)
    headers = [("Host", host), ("Connection", "close")]
    request = h11.Request(method="GET", target=path, headers=headers)
    await stream.send_all(_encode(protocol, request) + _encode(protocol, h11.EndOfMessage()))
    status, told, body = 0, {}, b""
    async for event in _read(protocol, stream):
        if isinstance(event, h11.Response):
            status = event.status_code
            told = {name.decode(): value.decode() for name, value in event.headers}
        elif isinstance(event, h11.Data):
            body += bytes(event.data)
    return Response(status, told, body)


def _encode(protocol: h11.Connection, event: h11.Request | h11.EndOfMessage) -> bytes:
    return protocol.send(event) or b""


async def _read(protocol: h11.Connection, stream: trio.abc.Stream) -> AsyncIterator[Any]:
    """Yield what the server says, until its answer is whole."""
    while True:
        event = protocol.next_event()
        if event is h11.NEED_DATA:
            protocol.receive_data(bytes(await stream.receive_some(CHUNK_BYTES)))
        elif isinstance(event, h11.EndOfMessage):
            return
        else:
            yield event
