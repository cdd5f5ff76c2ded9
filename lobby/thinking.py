"""A worker process in which bots think: `python -m lobby.thinking` reads questions and writes moves.

Started by the server only. Each message is its length in four bytes and one packed value. The first one says
where games come from; every other one is a question, with what the seat sees and nothing more.
"""

import os
import sys
import threading
import time
from collections.abc import Iterator
from queue import SimpleQueue
from typing import BinaryIO

from lobby.bots.answering import Answerer
from lobby.catalogue import load_catalogue
from lobby.wire.values import Value, load, pack

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

_LENGTH_BYTES = 4
_NICENESS = 10  # a server on the same core goes first


def main() -> int:
    """Serve until the server closes the pipe, or is gone."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a game prints must not get among the answers
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    waiting: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, waiting), daemon=True).start()
    greeting = load(waiting.get())
    _limit_memory(greeting["memory_bytes"])
    sys.path[:] = greeting["path"]
    games = load_catalogue(greeting["games"], installed=greeting["installed"])
    _write(out, {"games": list(games)})
    thinker = Answerer(games, lambda: time.monotonic() * 1000)
    while True:
        _write(out, thinker.answer(load(waiting.get())))


def _listen(stream: BinaryIO, waiting: "SimpleQueue[bytes]") -> None:
    """Take in what the server says; end the process with it, also in the midst of a thought."""
    for data in _read_all(stream):
        waiting.put(data)
    os._exit(0)


def _read_all(stream: BinaryIO) -> Iterator[bytes]:
    while len(head := stream.read(_LENGTH_BYTES)) == _LENGTH_BYTES:
        yield stream.read(int.from_bytes(head))


def _write(out: BinaryIO, message: Value) -> None:
    data = pack(message)
    out.write(len(data).to_bytes(_LENGTH_BYTES) + data)
    out.flush()


def _limit_memory(most: int) -> None:
    if resource is not None and most:
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    sys.exit(main())
