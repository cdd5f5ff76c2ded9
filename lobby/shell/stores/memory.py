"""The store that keeps all in memory: commits later, like any other, and misbehaves under a seed."""

import math
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Self, assert_never

import trio
from attrs import define, evolve, field, frozen

from lobby.core.ids import RoomId
from lobby.core.summary import Summary, unpack_summary
from lobby.shell.network.together import TOGETHER
from lobby.shell.questions import Unreadable
from lobby.shell.store import Kept, is_needed_now
from lobby.shell.stores.disk import Disk
from lobby.shell.stores.disk_tidying import tidy
from lobby.shell.stores.inbox import Append, Ask, Convert, Forget, Inbox, Job, Read, Tidy, Wake, Write

# While commits fail, whether they work again is tried this often; see `store.probe_seconds`.
_PROBE_SECONDS = 1.0


@frozen
class Faults:
    """How a memory store misbehaves, for tests. The same seed gives the same faults."""

    seed: int
    failure_percent: int = 0
    delay_seconds_max: float = 0.0
    hang_percent: int = 0  # of the commits; everything behind one waits, and then goes on
    hang_seconds: float = 30.0


@define(eq=False)
class MemoryStore(Inbox):
    """Logs, players and sessions. `run` must be running: it commits in batches, in its own time."""

    faults: Faults | None = None
    answers_max: int = 64  # of one session
    stuck_seconds: float = 5.0
    _disk: Disk = field(factory=Disk)
    _random: Random | None = None
    _has_failed: bool = field(default=False, init=False)  # of the present batch

    def __attrs_post_init__(self) -> None:
        self._random = Random(self.faults.seed) if self.faults else None
        self.outages.stuck_seconds = self.stuck_seconds

    def after_crash(self) -> Self:
        """Return the store of the next start: what was committed is there, and nothing else."""
        self._disk.sync()
        return evolve(self, disk=self._disk, random=None)

    def after_power_cut(self) -> Self:
        """Return the store of the next start on a disk that has forgotten what was not synced: a commit of
        which nobody was told."""
        self._disk.cut_power()
        return self.after_crash()

    def rows(self, room: RoomId) -> list[bytes]:
        """Return the rows that are committed; none where a part of them has gone already."""
        log = self._disk.logs.get(room)
        return list(log.rows.values()) if log and 1 in log.rows else []

    def known(self, room: RoomId) -> Summary:
        """Return what is known of a room without its log."""
        return unpack_summary(self._disk.about(room).data)

    def count(self) -> dict[str, int]:
        """Return how much is committed, by kind."""
        disk = self._disk
        return {
            "rows": sum(len(log.rows) for log in disk.logs.values()),
            "stored players": len(disk.players),
            "stored sessions": len(disk.sessions),
            "stored answers": sum(map(len, disk.answers.values())),
        }

    async def load(
        self, may_wait: Callable[[bytes], bool] = is_needed_now, *, with_answers: bool = True
    ) -> Kept:
        """See Store.load."""
        await trio.lowlevel.checkpoint()
        return self._disk.load(may_wait, with_answers=with_answers)

    async def run(self) -> None:
        """See Store.run."""
        while True:
            with trio.move_on_after(_PROBE_SECONDS if self.outages.has_failed else math.inf):
                await self.wait_jobs()
            await self._commit_batch()

    async def _commit_batch(self) -> None:
        batch = self.take_jobs(len(self.jobs))
        await self._delay()
        await self._hang()
        self._has_failed = (
            not batch and self._fails()
        )  # nothing but whether it works again was to be found out
        outcomes = [self._do(job) for job in batch]
        await self._delay()  # who dies here has stored what nobody was told
        self._disk.sync()
        self.outages.settle(has_failed=self._has_failed)
        with TOGETHER:
            for tell in outcomes:
                tell()

    async def _delay(self) -> None:
        if self._random and self.faults and self.faults.delay_seconds_max:
            await trio.sleep(self._random.uniform(0, self.faults.delay_seconds_max))

    async def _hang(self) -> None:
        percent = self.faults.hang_percent if self.faults else 0
        if percent and self._random and self.faults and self._random.randrange(100) < percent:
            await trio.sleep(self.faults.hang_seconds)

    def _do(self, job: Job) -> Callable[[], None]:
        """Carry a job out; return what tells of it."""
        match job:
            case Append(done=done):
                return partial(done, self._append(job))
            case Write(done=done):
                return partial(done, self._write(job))
            case Read(room, tell):
                return partial(tell, self.rows(room))
            case Forget(room, reason):
                self._disk.forget(room, reason)
                return _tell_nobody
            case Wake(tell=tell) | Ask(tell=tell) | Tidy(tell=tell) if self._fails():
                return partial(tell, Unreadable("the store fails, as it was told to"))
            case Wake(room, tell):
                return partial(tell, self._disk.wake(room))
            case Ask(question, tell):
                return partial(tell, self._disk.answer(question))
            case Convert(tell):
                return partial(tell, True)
            case Tidy(settings, now_ms, tell):
                return partial(tell, tidy(self._disk, settings, now_ms))
            case _:
                assert_never(job)

    def _append(self, append: Append) -> bool:
        log = self._disk.logs.get(append.room)
        incarnation, number = (log.incarnation, len(log.rows)) if log else (append.incarnation, 0)
        if (append.incarnation, append.number) != (incarnation, number + 1):
            return False
        is_held = append.room not in self._disk.later and self._disk.state_of(append.room) in {"awake", None}
        if not is_held or self._fails():
            return False
        self._disk.append(append.room, append.incarnation, append.number, append.row)
        for record in append.records:
            self._disk.keep(record, self.answers_max)
        return True

    def _write(self, write: Write) -> bool:
        if self._fails():
            return False
        for record in write.records:
            self._disk.keep(record, self.answers_max)
        return True

    def _fails(self) -> bool:
        fails = self._random is not None and self.faults is not None
        self._has_failed = fails and self._random.randrange(100) < self.faults.failure_percent  # type: ignore[union-attr]
        return self._has_failed


def _tell_nobody() -> None:
    """Nobody waits for it."""
