"""What is typed, line by line."""

import os
from collections import deque
from functools import partial

import trio

LINE_BYTES_MAX = 4096


class Lines:
    """The lines that come in on a file descriptor, until its end."""

    def __init__(self, descriptor: int = 0) -> None:
        self._descriptor = descriptor
        self._lines: deque[bytes] = deque()
        self._rest = b""
        self._at_end = False

    def __aiter__(self) -> "Lines":
        return self

    async def __anext__(self) -> str:
        while not self._lines:
            if self._at_end:
                raise StopAsyncIteration
            await self._read()
        return self._lines.popleft().decode(errors="replace").strip()

    async def _read(self) -> None:
        # A thread reads without Python's buffer: its lock, held at exit, would end in a fatal error.
        read = partial(os.read, self._descriptor, LINE_BYTES_MAX)
        data = await trio.to_thread.run_sync(read, abandon_on_cancel=True)
        self._at_end = not data
        *lines, rest = (self._rest + (data or b"\n")).split(b"\n")
        self._lines.extend(lines)
        self._rest = rest[:LINE_BYTES_MAX]
