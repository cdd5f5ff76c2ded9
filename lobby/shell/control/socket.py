"""The control socket: where it is, under a name that every system takes, for its owner alone."""

import os
import socket
import stat
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import trio

from lobby.shell.control.frames import ADDRESS_BYTES_MAX


def open_socket(path: Path) -> socket.socket:
    """Return a socket that listens there, for its owner alone; raise OSError.

    What a killed server has left is replaced: whoever calls this holds the lock of the folder.
    """
    if path.exists() and not stat.S_ISSOCK(path.stat().st_mode):
        raise OSError(0, "there is something that is no socket")
    path.unlink(missing_ok=True)
    bound = socket.socket(socket.AF_UNIX)
    before = os.umask(0o177)
    try:
        with address_of(path) as address:
            bound.bind(address)
        bound.listen(16)
    except OSError:
        bound.close()
        raise
    finally:
        os.umask(before)
    return bound


@contextmanager
def address_of(path: Path) -> Iterator[str]:
    """Yield a name of the socket that the system takes, however long its path is; raise OSError."""
    if len(os.fsencode(path)) <= ADDRESS_BYTES_MAX:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def find_user(connected: "trio.socket.SocketType") -> str:
    """Return which user of the operating system is at the other end, as the kernel says."""
    import pwd  # noqa: PLC0415 -- not on Windows, where there is no such socket either

    if not hasattr(socket, "SO_PEERCRED"):
        return "the server's user"  # nobody else may open the socket
    raw = connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _, user, _ = _CREDENTIALS.unpack(raw)
    try:
        return f"{pwd.getpwuid(user).pw_name} ({user})"
    except KeyError:
        return str(user)


_CREDENTIALS = struct.Struct("3i")  # process, user, group
