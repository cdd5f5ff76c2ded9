"""The store on disk: one SQLite file, written by one thread, many rooms in each transaction."""

import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

import structlog
import trio
from attrs import define, field

from lobby.settings import StoreSection
from lobby.shell.network.together import TOGETHER
from lobby.shell.store import Kept, is_needed_now
from lobby.shell.stores.files import FILE, LOCK, check_not_emptied, remove_unfinished
from lobby.shell.stores.inbox import Append, Ask, Convert, Forget, Inbox, Job, Read, Tidy, Wake, Write
from lobby.shell.stores.lock import Lock

if TYPE_CHECKING:  # the database takes a tenth of a second to import, which a store in memory saves
    from lobby.shell.stores.writer import Outcome, Writer

log = structlog.get_logger()

# Who is told of the first job of a batch must not wait until all others are.
_TOLD_TOGETHER = 64

# When nobody has asked for anything for so long all of the journal is put in its place.
_CALM_SECONDS = 1.0
# Where there is too much of it, steps wait for so many parts of it: for more than came with the last ones.
_SLICES_MAX = 8


@define(eq=False)
class SqliteStore(Inbox):
    """Everything in `folder`, which no other server may use meanwhile. `load` comes before `run`."""

    folder: Path
    settings: StoreSection = field(factory=StoreSection)
    answers_max: int = 64  # of one session
    _lock: Lock = field(init=False)
    _made: list[Path] = field(factory=list)  # what was not there before this start
    _writer: "Writer | None" = None
    _posts_from: float = -math.inf  # not before, by Trio's clock, since there was nothing that could be done
    _stuck_until: float = -math.inf  # what can't come to its place is tried again then

    def __attrs_post_init__(self) -> None:
        self._lock = Lock(self.folder / LOCK)
        self.outages.stuck_seconds = self.settings.stuck_seconds

    async def load(
        self, may_wait: Callable[[bytes], bool] = is_needed_now, *, with_answers: bool = True
    ) -> Kept:
        """See Store.load; also where another server uses the folder."""
        self._made = [path for path in self._own_files() if not path.exists()]
        self._lock.take()
        try:
            remove_unfinished(self.folder)
            return await trio.to_thread.run_sync(partial(self._open, may_wait, with_answers=with_answers))
        except BaseException:
            self.undo_start()
            raise

    async def run(self) -> None:
        """See Store.run."""
        try:
            began = -math.inf
            while True:
                await self._post()
                await self._wait_jobs(self._probe_seconds)
                # A commit costs as much as a few moves, however few are in it. Who is alone does not wait.
                await trio.sleep_until(began + self.settings.gather_ms / 1000)
                began = trio.current_time()
                await self._commit(self.take_jobs(self.settings.batch_jobs))
        finally:
            self.close()

    @property
    def writer(self) -> "Writer":
        """What its thread runs; for tests that break it."""
        assert self._writer is not None, "load comes first"
        return self._writer

    def undo_start(self) -> None:
        """The start has failed: leave nothing behind that was not there, in place of `close`."""
        if self._writer is not None:
            self._writer.close()
        if self.folder / FILE in self._made:  # else its log may hold what others have written, or read
            for path in self._made:
                if path != self._lock.path:
                    path.unlink(missing_ok=True)
        if self._lock.path in self._made:
            self._lock.remove()
        else:
            self._lock.release()

    def _own_files(self) -> list[Path]:
        return [self.folder / name for name in (FILE, f"{FILE}-wal", f"{FILE}-shm", LOCK)]

    def close(self) -> None:
        """Give the file and the folder back."""
        if self._writer is not None:
            self._writer.close()
        self._lock.release()

    def _open(self, may_wait: Callable[[bytes], bool], *, with_answers: bool) -> Kept:
        from lobby.shell.stores.opening import load, open_file  # noqa: PLC0415 -- see above
        from lobby.shell.stores.writer import LogEnd, Writer  # noqa: PLC0415

        path = self.folder / FILE
        check_not_emptied(self.folder, self._made)
        engine = open_file(path, self.settings.busy_seconds)
        kept, journal = load(path, engine, self.answers_max, may_wait, with_answers=with_answers)
        log_ends = {room.id: LogEnd.of(room) for room in kept.rooms}
        self._writer = Writer(engine, path, journal, log_ends, self.settings.room_bytes, self._journal_bytes)
        return kept

    @property
    def _probe_seconds(self) -> float:
        """Return how long to wait for something to do before finding out whether commits work."""
        settings = self.settings
        return settings.probe_seconds if self.outages.has_failed else settings.idle_probe_seconds

    async def _wait_jobs(self, seconds: float) -> bool:
        """Return whether there is something to do; False: there was nothing for so long."""
        with trio.move_on_after(seconds):
            await self.wait_jobs()
            return True
        return False

    @property
    def _journal_bytes(self) -> int:
        return self.settings.journal_kib * 1024

    async def _post(self) -> None:
        """Put in its place what the journal has too much of; in a calm the rest, too.

        The more stays in it, the more rows of one room come to their place together: 16 of 1,000 rooms each.
        """
        journal, calm_seconds, slices = self.writer.journal, _CALM_SECONDS, 0
        while journal and not self.outages.has_failed and trio.current_time() >= self._posts_from:
            if max(journal.size, journal.entries_size) <= self._journal_bytes:
                if self.jobs or await self._wait_jobs(calm_seconds):
                    return
                calm_seconds = 0.0
            elif self.jobs and slices == _SLICES_MAX:
                return
            slices += 1
            await self._post_slice()

    async def _post_slice(self) -> None:
        self._try_stuck_again()
        self.outages.begin()  # whoever asks for something meanwhile waits for this, too
        has_more = await trio.to_thread.run_sync(self.writer.poster.post)
        self.outages.settle(has_failed=False)  # no step has
        if not has_more:
            self._posts_from = trio.current_time() + self.settings.probe_seconds

    def _try_stuck_again(self) -> None:
        now = trio.current_time()
        if now >= self._stuck_until:
            self._stuck_until = now + self.settings.idle_probe_seconds
            self.writer.journal.stuck.clear()

    async def _commit(self, jobs: list[Job]) -> None:
        outcomes = await self._commit_in_thread(jobs)
        self.outages.settle(has_failed=self.writer.is_failing)
        told = list(zip(jobs, outcomes, strict=True))
        for start in range(0, len(told), _TOLD_TOGETHER):
            # What several steps tell somebody leaves in one send, which costs more than all the rest.
            with TOGETHER:
                for job, outcome in told[start : start + _TOLD_TOGETHER]:
                    _tell(job, outcome)

    async def _commit_in_thread(self, jobs: list[Job]) -> "list[Outcome]":
        from lobby.shell.stores.writer import Unknown  # noqa: PLC0415 -- loaded by now

        while True:
            try:
                outcomes = await trio.to_thread.run_sync(self.writer.commit, jobs)
            except Unknown:
                self.outages.fail()
                await trio.sleep(self.settings.probe_seconds)
            else:
                return outcomes


def _tell(job: Job, outcome: "Outcome") -> None:
    """Tell what became of a job; what that raises is none of the others' fault."""
    try:
        match job:
            case Append() | Write():
                job.done(outcome)
            case Read() | Wake() | Ask() | Tidy() | Convert():
                job.tell(outcome)
            case Forget():
                return  # nobody waits for it
            case _:
                assert_never(job)
    except Exception:
        log.exception("outcome not taken", job=type(job).__name__)
