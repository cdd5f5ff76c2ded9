"""The command line's side of the control socket. It blocks, and needs no event loop."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

from lobby.shell.control.frames import HEAD, read_frame, read_length, write_frame
from lobby.shell.control.socket import address_of
from lobby.shell.store import CantStore
from lobby.shell.stores.archive import PARTS
from lobby.shell.stores.copying import telling
from lobby.shell.stores.files import FILE, LOCK, SOCKET, check_not_emptied
from lobby.shell.stores.lock import InUse, Lock
from lobby.wire.values import Value

_STARTING_SECONDS = 5.0  # a server that holds the folder opens its socket soon
_SILENCE_SECONDS = 30.0  # it tells of itself more often than that


def perform(folder: Path, what: str, key: str | None = None) -> Iterator[Value]:
    """Yield the parts of what was asked for: from the server that runs on this data directory, else from
    its database. Raise CantStore."""
    if not (folder / FILE).is_file():
        raise CantStore(f"there is no database in the data directory {folder}")
    check_not_emptied(folder)
    lock = Lock(folder / LOCK)
    try:
        lock.take()
    except InUse as held:
        yield from _ask_server(folder / SOCKET, [what, key], held)
        return
    try:
        with telling(folder / FILE):
            yield from PARTS[what](folder, key)
    finally:
        lock.release()


def command(folder: Path, request: dict[str, Value]) -> Iterator[Value]:
    """Yield the parts of what the server that runs on this data directory answers an operator; raise
    CantStore, also where none runs."""
    none = f"no server runs on the data directory {folder}"
    if not (folder / LOCK).is_file():
        raise CantStore(none)
    lock = Lock(folder / LOCK)
    try:
        lock.take()
    except InUse as held:
        yield from _ask_server(folder / SOCKET, ["admin", request], held)
        return
    lock.release()
    raise CantStore(none)


def _ask_server(path: Path, request: Value, held: InUse) -> Iterator[Value]:
    with _connect(path, held) as line:
        try:
            line.sendall(write_frame(request))
            while (answer := _hear(line))[0] != "done":
                if answer[0] == "error":
                    raise CantStore(str(answer[1]))
                if answer[0] == "part":
                    yield answer[1]
        except TimeoutError as error:
            raise CantStore(f"the server has not answered for {_SILENCE_SECONDS:g} s") from error
        except (OSError, ValueError) as error:
            raise CantStore(f"the server has gone before it was done: {error}") from error


def _connect(path: Path, held: InUse) -> socket.socket:
    until = time.monotonic() + _STARTING_SECONDS
    while True:
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(_SILENCE_SECONDS)
        try:
            with address_of(path) as address:
                line.connect(address)
        except OSError as error:
            line.close()
            is_starting = isinstance(error, FileNotFoundError | ConnectionRefusedError)
            if not is_starting or time.monotonic() > until:
                why = error.strerror or error
                raise CantStore(f"{held}, and can't be asked at {path}: {why}") from error
            time.sleep(0.1)
        else:
            return line


def _hear(line: socket.socket) -> Value:
    answer = read_frame(_receive(line, read_length(_receive(line, HEAD.size))))
    if not isinstance(answer, list) or not answer:
        raise ValueError("what came is no answer")
    return answer


def _receive(line: socket.socket, count: int) -> bytes:
    received = bytearray()
    while len(received) < count:
        part = line.recv(min(count - len(received), 1 << 20))
        if not part:
            raise ValueError("the connection ended")
        received += part
    return bytes(received)
