"""What a server sends of a WebSocket (RFC 6455): the answer to the request, and data frames."""

import struct

from wsproto.utilities import generate_accept_token

_FINAL_BINARY = 0x82
_SHORT_HEADS = tuple(bytes((_FINAL_BINARY, size)) for size in range(126))


def answer_opening(key: bytes) -> bytes:
    """Return the answer that makes a request with this Sec-WebSocket-Key a WebSocket (section 4.2.2)."""
    return b"\r\n".join(
        (
            b"HTTP/1.1 101 Switching Protocols",
            b"Upgrade: websocket",
            b"Connection: Upgrade",
            b"Sec-WebSocket-Accept: " + generate_accept_token(key),
            b"",
            b"",
        )
    )


def frame_binary(payload: bytes) -> bytes:
    """Return `payload` as one final, unmasked binary frame (section 5.2)."""
    size = len(payload)
    if size < 126:
        return _SHORT_HEADS[size] + payload
    if size < 1 << 16:
        return struct.pack("!BBH", _FINAL_BINARY, 126, size) + payload
    return struct.pack("!BBQ", _FINAL_BINARY, 127, size) + payload
