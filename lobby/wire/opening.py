"""The request for a WebSocket where it is plain, as nearly all are: read in one go. Pure.

What is plain is a part of what h11 takes, read the same; whatever else comes is h11's to say. Its connection,
its events and its checks were a third of what a WebSocket costs before its first frame.
"""

import re

from attrs import frozen

_FIRST = re.compile(rb"GET (/[!-~]*) HTTP/1\.1")
_END = b"\r\n\r\n"
_PLAIN = bytes(range(0x20, 0x7F)) + b"\r\n"
_TOKEN = b"!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# With these there may be a body, or somebody waits for a word before it.
_NOT_PLAIN = frozenset({b"content-length", b"transfer-encoding", b"expect"})


@frozen
class Opening:
    """A GET of HTTP/1.1 without a body. Names are in small letters."""

    target: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    rest: bytes  # what came behind it

    def find_all(self, name: bytes) -> list[bytes]:
        """Return the values of all headers of a name, which is in small letters."""
        return [value for key, value in self.headers if key == name]


def read_opening(first: bytes, head_bytes_max: int) -> Opening | None:
    """Return the request that these bytes begin with; None where it is not whole, not plain or too long.

    Takes time in proportion to the head, whatever it is: a regular expression for all of it did not.
    """
    end = first.find(_END, 0, head_bytes_max)
    if end < 0:
        return None
    head = first[:end]
    line, *lines = head.split(b"\r\n")
    is_plain = not head.translate(None, _PLAIN) and head.count(b"\r") == head.count(b"\n") == len(lines)
    if not is_plain or (asked := _FIRST.fullmatch(line)) is None:
        return None
    headers = []
    for name, colon, value in [line.partition(b":") for line in lines]:
        if not (colon and name) or name.translate(None, _TOKEN):
            return None
        headers.append((name.lower(), value.strip(b" ")))
    names = [name for name, _ in headers]
    if names.count(b"host") != 1 or not _NOT_PLAIN.isdisjoint(names):
        return None
    return Opening(asked[1], tuple(headers), first[end + len(_END) :])
