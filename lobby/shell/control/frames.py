"""What goes over the control socket: values, each with its length before it.

A request is `[what, key]`. The answer is any number of `["wait"]` and `["part", value]`, and then `["done"]`
or `["error", text]`.
"""

import struct
from typing import Final

from lobby.wire.values import Value, pack, unpack

HEAD: Final = struct.Struct(">I")
FRAME_BYTES_MAX: Final = 64 * 1024 * 1024  # of an answer; a request is bounded in the settings
ADDRESS_BYTES_MAX: Final = 100  # of a unix socket; systems differ, the least are 104


def write_frame(value: Value) -> bytes:
    """Return the value as it travels."""
    payload = pack(value)
    return HEAD.pack(len(payload)) + payload


def read_length(head: bytes, most: int = FRAME_BYTES_MAX) -> int:
    """Return how many bytes of a value follow; raise ValueError where they are too many."""
    (length,) = HEAD.unpack(head)
    if length > most:
        raise ValueError(f"frame of {length} bytes is over the limit of {most}")
    return int(length)


def read_frame(payload: bytes) -> Value:
    """Return the value; raise ValueError."""
    return unpack(payload)
