"""What may wait for one reader, in our outbox and in the kernel, and what the kernel says of its share."""

import fcntl
import socket
import sys
import termios
from contextlib import suppress

import trio
from attrs import frozen


@frozen
class Buffers:
    """How much may wait for one reader: in the outbox, and in the kernel."""

    outbox_bytes: int
    answers: int
    send_buffer_bytes: int
    not_sent_low_water_bytes: int


def tune(transport: trio.abc.Stream, buffers: Buffers) -> None:
    """Bound the kernel's buffers of a socket, under TLS too; unbounded, a stalled reader filled 4.2 MB."""
    if (stream := _find_socket(transport)) is None:
        return
    with suppress(OSError):  # the peer may be gone already, which the first read will tell
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, buffers.send_buffer_bytes)
        if stream.socket.family != socket.AF_UNIX:
            stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, buffers.not_sent_low_water_bytes)


def count_unacknowledged(transport: trio.abc.Stream) -> int:
    """Return the bytes that the kernel holds for the peer, 0 where it can't tell."""
    if (stream := _find_socket(transport)) is None:
        return 0
    try:
        packed = fcntl.ioctl(stream.socket.fileno(), termios.TIOCOUTQ, bytes(4))
    except (OSError, ValueError):  # the latter where it was closed just now: its descriptor is -1
        return 0
    return int.from_bytes(packed, sys.byteorder)


def _find_socket(transport: trio.abc.Stream) -> trio.SocketStream | None:
    """Return the socket under a transport; what is in memory has none."""
    inner = transport.transport_stream if isinstance(transport, trio.SSLStream) else transport
    return inner if isinstance(inner, trio.SocketStream) else None
