"""The store that keeps rows in memory: commits later, like any other, and can fail under a seed."""

from collections import deque
from collections.abc import Callable
from random import Random

import trio
from attrs import define, field, frozen

from lobby.core.ids import RoomId
from lobby.shell.store import Done


@frozen
class Faults:
    """How a memory store misbehaves, for tests. The same seed gives the same faults."""

    seed: int
    failure_percent: int = 0
    delay_seconds_max: float = 0.0


@define(eq=False)
class _Log:
    incarnation: int
    rows: list[bytes] = field(factory=list)


@frozen
class _Append:
    room: RoomId
    incarnation: int
    number: int
    row: bytes
    done: Done


@define(eq=False)
class MemoryStore:
    """Rows by room. `run` must be running: it commits in batches, in its own time."""

    faults: Faults | None = None
    _logs: dict[RoomId, _Log] = field(factory=dict)
    _queue: deque[_Append] = field(factory=deque)
    _wakeup: trio.Event = field(factory=trio.Event)
    _random: Random | None = None

    def __attrs_post_init__(self) -> None:
        self._random = Random(self.faults.seed) if self.faults else None

    def append(self, room: RoomId, incarnation: int, number: int, row: bytes, done: Done) -> None:
        """See Store.append."""
        self._queue.append(_Append(room, incarnation, number, row, done))
        self._wakeup.set()

    def read(self, room: RoomId, tell: Callable[[list[bytes]], None]) -> None:
        """See Store.read."""
        tell(self.rows(room))

    def forget(self, room: RoomId) -> None:
        """See Store.forget."""
        self._logs.pop(room, None)

    def rows(self, room: RoomId) -> list[bytes]:
        """Return the rows that are committed."""
        log = self._logs.get(room)
        return list(log.rows) if log else []

    async def run(self) -> None:
        """Commit what is appended, batch by batch; ends when cancelled."""
        while True:
            await self._wakeup.wait()
            self._wakeup = trio.Event()
            await self._commit_batch()

    async def _commit_batch(self) -> None:
        batch = list(self._queue)
        self._queue.clear()
        if self._random and self.faults and self.faults.delay_seconds_max:
            await trio.sleep(self._random.uniform(0, self.faults.delay_seconds_max))
        for append in batch:
            append.done(self._commit(append))

    def _commit(self, append: _Append) -> bool:
        log = self._logs.setdefault(append.room, _Log(append.incarnation))
        if append.incarnation != log.incarnation or append.number != len(log.rows) + 1:
            return False
        if self._random and self.faults and self._random.randrange(100) < self.faults.failure_percent:
            return False
        log.rows.append(append.row)
        return True
