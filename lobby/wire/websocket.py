"""The bytes of a WebSocket data frame (RFC 6455, section 5.2), as a server sends it."""

import struct

_FINAL_BINARY = 0x82


def frame_binary(payload: bytes) -> bytes:
    """Return `payload` as one final, unmasked binary frame."""
    size = len(payload)
    if size < 126:
        return bytes((_FINAL_BINARY, size)) + payload
    if size < 1 << 16:
        return struct.pack("!BBH", _FINAL_BINARY, 126, size) + payload
    return struct.pack("!BBQ", _FINAL_BINARY, 127, size) + payload
