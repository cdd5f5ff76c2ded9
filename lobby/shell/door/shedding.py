"""Turning away cheaply: a look at the first bytes of a connection, and an answer that is ready.

A server that has more at its door than it can let in must not pay for each of them what a request costs.
"""

import re
from http import HTTPStatus

from lobby.wire.mark import Mark, find_mark

Headers = tuple[tuple[bytes, bytes], ...]

_KNOCK = re.compile(rb"GET [^ ?]*/ws(?:\?([^ ]*))? HTTP/1\.1\r\n")


def is_knock(first: bytes) -> bool:
    """Return whether these bytes begin with the line that asks for a session's WebSocket."""
    return _KNOCK.match(first) is not None


def find_mark_in(first: bytes) -> Mark | None:
    """Return the mark in a request's first bytes, None where there is none."""
    found = _KNOCK.match(first)
    return find_mark(found[1] or b"") if found is not None else None


def is_whole(first: bytes) -> bool:
    """Return whether these bytes are a request of which nothing more is to come, as far as they tell.

    Whatever else than a GET may have a body, which many clients send only after the head.
    """
    return first.startswith(b"GET ") and first.endswith(b"\r\n\r\n")


def retry_after(seconds: int) -> Headers:
    """Return the header that says after how many seconds it is worth to come again."""
    return ((b"Retry-After", b"%d" % seconds),)


def write_refusal(status: int, text: str, headers: Headers) -> bytes:
    """Return a whole response that says why."""
    body = text.encode() + b"\n"
    lines = (
        b"HTTP/1.1 %d %b" % (status, HTTPStatus(status).phrase.encode()),
        *(b"%b: %b" % header for header in headers),
        b"Content-Type: text/plain; charset=utf-8",
        b"Content-Length: %d" % len(body),
        b"Cache-Control: no-store",
        b"Connection: close",
        b"",
        body,
    )
    return b"\r\n".join(lines)
