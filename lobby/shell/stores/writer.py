"""The thread's side of the SQLite store: transactions, and what became of them."""

from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self, assert_never

import structlog
from attrs import define, field, frozen
from sqlalchemy import Connection, Engine, text

from lobby.core.ids import RoomId
from lobby.shell.questions import Tidied, Unreadable
from lobby.shell.records import KeepRoom, Record
from lobby.shell.store import KeptRoom
from lobby.shell.stores.batch import Batch
from lobby.shell.stores.free_space import has_space, weigh
from lobby.shell.stores.inbox import Append, Ask, Convert, Forget, Job, Read, Tidy, Wake, Write
from lobby.shell.stores.journal import Journal
from lobby.shell.stores.link import Link, explain, is_full
from lobby.shell.stores.poster import Poster
from lobby.shell.stores.reading import answer, find_ends, read_rooms, read_rows
from lobby.shell.stores.schema import AWAKE
from lobby.shell.stores.tidying import convert, tidy
from lobby.shell.stores.trouble import Trouble
from lobby.wire.light import light

log = structlog.get_logger()

# When so many jobs have failed one by one it is not their fault, and the others are not tried.
_FAILURES_MAX = 3

# Changes nothing, but has to be written.
_PROBE = text("UPDATE alembic_version SET version_num = version_num")

# Waits for nobody.
_CHECKPOINT = text("PRAGMA wal_checkpoint(PASSIVE)")

# What is told of a job; each kind of job has its own type, see Store.
Outcome = Any


_OtherJob = Write | Read | Forget | Wake | Ask | Tidy | Convert
_Ends = dict[RoomId, tuple[int, int]]  # incarnation and last number


class Unknown(Exception):
    """A commit has failed, and whether it has happened can't be read now."""


@light
class LogEnd:
    """Where the log of a room ends."""

    incarnation: int
    number: int

    @classmethod
    def of(cls, room: KeptRoom) -> Self:
        """Return where the log of a room ends that was just read."""
        before = room.snapshot.number if room.snapshot is not None else 0
        return cls(room.incarnation, before + len(room.rows))


@frozen(eq=False)
class _Attempt:
    """A transaction, what it means for the rooms, and what to tell once it has happened."""

    batch: Batch
    log_ends: dict[RoomId, LogEnd | None]
    outcomes: list[Outcome]
    reads: dict[int, Read | Ask | Wake]  # by the place of their outcome


@define(eq=False)
class Writer:
    """Carries out jobs. Only one thread at a time may be in it."""

    engine: Engine
    path: Path
    journal: Journal
    log_ends: dict[RoomId, LogEnd]
    room_bytes: int = 0  # see StoreSection
    journal_bytes: int = 0  # see StoreSection
    is_failing: bool = False
    _groups: deque[list[Job]] = field(factory=deque)  # each one transaction to try
    _outcomes: list[Outcome] = field(factory=list)
    _unsettled: _Attempt | None = None
    _failures: int = 0
    _failed_bytes: int = 0  # the largest job that could not be stored since it works no more
    _reason: str = ""
    poster: Poster = field(init=False)
    _link: Link = field(init=False)
    _trouble: Trouble = field(factory=Trouble)

    def __attrs_post_init__(self) -> None:
        self._link = Link(self.engine, self.path)
        self.poster = Poster(self._link, self.journal, self.journal_bytes)

    def commit(self, jobs: Sequence[Job]) -> list[Outcome]:
        """Carry out the jobs in one transaction, or if that fails one by one; return what became of each.

        Raises Unknown, and must then be called again, until it knows: who was told that a step is not
        stored must never meet it after a restart.
        """
        if not self._groups:
            self._groups, self._outcomes, self._failures = deque(_split(jobs)), [], 0
        while self._groups:
            group = self._groups[0]
            outcomes = self._settle() if self._unsettled is not None else self._try(group)
            self._groups.popleft()
            if outcomes is not None:
                self._outcomes += outcomes
            elif len(group) != 1:
                self._failures += not group
                self._groups.extendleft([job] for job in reversed(group))
            else:
                self._failures += 1
                self._failed_bytes = max(self._failed_bytes, weigh(group))
                self._outcomes.append(self._refuse(group[0]))
        if self._failures or not all(isinstance(job, Read | Ask) for job in jobs) or not jobs:
            self._judge()
        return self._outcomes

    def _judge(self) -> None:
        """Decide whether the store works: after a failure only once there is room, too, for what failed.

        Where a disk is nearly full small commits go through, and larger ones do not: by the last commit
        alone it would work again, and fail, with every other one.
        """
        failed = self._failures > 0
        self.is_failing = failed or (self.is_failing and not self._has_space())
        if not self.is_failing:
            self._trouble.works()
            self._failed_bytes = 0

    def _has_space(self) -> bool:
        # What is stored is written twice: into the log, and into the file.
        return has_space(self.path.parent, max(self.room_bytes, 2 * self._failed_bytes, 1))

    def close(self) -> None:
        """Give the file back."""
        self._link.disconnect()
        self.engine.dispose()

    def _try(self, group: list[Job]) -> list[Outcome] | None:
        """Return the outcomes of the jobs in one transaction; None: it has not happened."""
        if self._failures >= _FAILURES_MAX:
            return None
        try:
            self._link.make_sure()
            connection = self._link.connect()
            attempt = self._stage(group, connection)
            attempt.batch.write(connection)
            if not group:
                # On a full disk the log may have no room to grow: what is taken out of it makes some.
                connection.execute(_CHECKPOINT)
                connection.execute(_PROBE)
        except Exception as error:
            # Whatever it is, nothing is committed, and the rooms are told so.
            self._fail(error)
            return None
        try:
            connection.commit()
        except Exception as error:
            self._fail(error)
            if is_full(error):
                return None
            self._unsettled = attempt
            return self._settle()
        return self._succeed(attempt)

    def _settle(self) -> list[Outcome] | None:
        """Find out whether a commit that failed has happened all the same.

        Where its sync failed it stands in the log, see Link.
        """
        attempt = self._unsettled
        assert attempt is not None
        try:
            is_there = attempt.batch.is_there(self._link.connect())
            self._link.is_doubtful = is_there is not False
            if is_there:
                self._link.make_sure()
        except Exception as error:
            self._fail(error)
            raise Unknown(str(error)) from error
        self._unsettled = None
        return self._succeed(attempt) if is_there else None

    def _succeed(self, attempt: _Attempt) -> list[Outcome]:
        for room, end in attempt.log_ends.items():
            if end is None:
                self.log_ends.pop(room, None)
            else:
                self.log_ends[room] = end
        for room in attempt.batch.resting:
            self.log_ends.pop(room, None)
        if attempt.batch.stored is not None:
            self.journal.add(*attempt.batch.stored)
        for index, told in self._read_all(attempt.reads):
            attempt.outcomes[index] = told
        if any(isinstance(told, Tidied) and told.pages and not told.more for told in attempt.outcomes):
            self._shorten()
        return attempt.outcomes

    def _shorten(self) -> None:
        """Make the file as short as what is left in it; a commit alone does that in its log only."""
        try:
            self._link.connect().execute(_CHECKPOINT)
        except Exception as error:
            self._fail(error)

    def _stage(self, group: list[Job], connection: Connection) -> _Attempt:
        attempt = _Attempt(Batch(self.journal.next_number), {}, [], {})
        woken = [job.room for job in group if isinstance(job, Wake)]
        ends = find_ends(connection, self.journal, woken)
        for index, job in enumerate(group):
            if isinstance(job, Append):  # as nearly all are
                attempt.outcomes.append(self._stage_append(job, attempt))
                continue
            if isinstance(job, Read | Ask | Wake):
                attempt.reads[index] = job
            attempt.outcomes.append(self._stage_job(job, attempt, connection, ends))
        return attempt

    def _stage_job(self, job: _OtherJob, attempt: _Attempt, connection: Connection, ends: _Ends) -> Outcome:
        match job:
            case Write(records):
                attempt.batch.keep(records)
                self._stage_disturbed(records, attempt, connection)
                return True
            case Read() | Ask():
                return None  # read when all is committed that was asked for before
            case Wake(room):
                self._stage_wake(room, attempt, ends.get(room))
                return None
            case Forget(room, reason):
                attempt.log_ends[room] = None
                attempt.batch.forget(room, reason)
                return True
            case Tidy(settings, now_ms):
                tidied, cut_logs = tidy(connection, settings, now_ms)
                attempt.batch.cut(cut_logs if self.journal else ())
                return tidied
            case Convert():
                while self.poster.post():
                    pass  # a little at a time
                return convert(connection)
            case _:
                assert_never(job)

    def _read_all(self, reads: dict[int, Read | Ask | Wake]) -> Iterator[tuple[int, Outcome]]:
        """Yield what was read, by the place of the outcome; rooms at once, or where that fails one by one."""
        woken = {index: job.room for index, job in reads.items() if isinstance(job, Wake)}
        kept = dict[RoomId, KeptRoom]()
        if len(woken) > 1:
            try:
                held = [room for room in woken.values() if room in self.log_ends]
                kept = read_rooms(self._link.connect(), self.journal, held)
            except Exception as error:
                self._fail(error)
        for index, job in reads.items():
            room = woken.get(index)
            yield index, kept[room] if room in kept else self._read(job)

    def _read(self, job: Read | Ask | Wake) -> Outcome:
        """Read outside of any transaction: a page that is damaged must cost no move."""
        try:
            connection = self._link.connect()
            match job:
                case Read(room):
                    return read_rows(connection, self.journal, room)
                case Wake(room):
                    known = [room] if room in self.log_ends else []
                    return read_rooms(connection, self.journal, known).get(room)
                case Ask(question):
                    return answer(connection, self.journal, question)
                case _:
                    assert_never(job)
        except Exception as error:
            self._fail(error)
            return self._refuse(job)

    def _refuse(self, job: Job) -> Outcome:
        """Return what is told of a job that could not be done."""
        match job:
            case Append() | Write() | Forget():
                return False
            case Read():
                return []
            case Ask() | Wake() | Tidy() | Convert():
                return Unreadable(self._reason)
            case _:
                assert_never(job)

    def _stage_wake(self, room: RoomId, attempt: _Attempt, stored: tuple[int, int] | None) -> None:
        if stored is None or attempt.batch.is_over(room):
            return
        incarnation, number = stored
        known = attempt.log_ends.get(room) or self.log_ends.get(room)  # what this batch adds is not stored
        if known is not None:
            incarnation, number = max(incarnation, known.incarnation), known.number
        attempt.log_ends[room] = LogEnd(incarnation + 1, number)
        attempt.batch.wake(room, incarnation + 1)

    def _stage_disturbed(self, records: Sequence[Record], attempt: _Attempt, connection: Connection) -> None:
        """Take note of where the logs end of rooms that were laid down, and are held on to all the same."""
        awake = [record.id for record in records if isinstance(record, KeepRoom) and record.state == AWAKE]
        unknown = [room for room in awake if room not in attempt.log_ends and room not in self.log_ends]
        for room, (incarnation, number) in find_ends(connection, self.journal, unknown).items():
            attempt.log_ends[room] = LogEnd(incarnation, number)

    def _stage_append(self, append: Append, attempt: _Attempt) -> bool:
        room = append.room
        end = attempt.log_ends[room] if room in attempt.log_ends else self.log_ends.get(room)
        end = end or LogEnd(append.incarnation, 0)
        is_next = (append.incarnation, append.number) == (end.incarnation, end.number + 1)
        if not is_next or room in attempt.batch.resting:
            return False
        attempt.log_ends[room] = LogEnd(append.incarnation, append.number)
        attempt.batch.append(append)
        return True

    def _fail(self, error: Exception) -> None:
        """Take note of what went wrong."""
        self._reason = explain(error)
        self._trouble.failed(self._reason)
        self._link.give_up(error)


def _split(jobs: Sequence[Job]) -> Iterator[list[Job]]:
    """Yield what is one transaction each: tidying up is one by itself, and no step's fate hangs on it."""
    group = list[Job]()
    for job in jobs:
        if isinstance(job, Tidy | Convert):
            yield from filter(None, (group, [job]))
            group = []
        else:
            group.append(job)
    if group or not jobs:
        yield group
