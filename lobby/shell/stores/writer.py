"""The thread's side of the SQLite store: transactions, and what became of them."""

from collections import deque
from collections.abc import Sequence
from typing import assert_never

import structlog
from attrs import define, field, frozen
from sqlalchemy import Connection, Engine, select, text

from lobby.core.ids import RoomId
from lobby.shell.stores.batch import Batch
from lobby.shell.stores.inbox import Append, Forget, Job, Read, Write
from lobby.shell.stores.schema import STEPS

log = structlog.get_logger()

# When so many jobs have failed one by one it is not their fault, and the others are not tried.
_FAILURES_MAX = 3

# Changes nothing, but has to be written.
_PROBE = text("UPDATE alembic_version SET version_num = version_num")

Outcome = bool | list[bytes]


class Unknown(Exception):
    """A commit has failed, and whether it has happened can't be read now."""


@frozen
class Place:
    """Where the log of a room ends."""

    incarnation: int
    number: int


@frozen(eq=False)
class _Attempt:
    """A transaction, what it means for the rooms, and what to tell once it has happened."""

    batch: Batch
    places: dict[RoomId, Place | None]
    outcomes: list[Outcome]


@define(eq=False)
class Writer:
    """Carries out jobs. Only one thread at a time may be in it."""

    engine: Engine
    answers_max: int
    places: dict[RoomId, Place]
    is_failing: bool = False
    _connection: Connection | None = None
    _groups: deque[list[Job]] = field(factory=deque)  # each one transaction to try
    _outcomes: list[Outcome] = field(factory=list)
    _unsettled: _Attempt | None = None
    _failures: int = 0

    def commit(self, jobs: Sequence[Job]) -> list[Outcome]:
        """Carry out the jobs in one transaction, or if that fails one by one; return what became of each.

        Raises Unknown, and must then be called again, until it knows: who was told that a step is not
        stored must never meet it after a restart.
        """
        if not self._groups:
            self._groups, self._outcomes, self._failures = deque([list(jobs)]), [], 0
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
                self._outcomes.append([] if isinstance(group[0], Read) else False)
        if self._failures or not all(isinstance(job, Read) for job in jobs) or not jobs:
            self.is_failing = self._failures > 0
        return self._outcomes

    def close(self) -> None:
        """Give the file back."""
        self._disconnect()
        self.engine.dispose()

    def _try(self, group: list[Job]) -> list[Outcome] | None:
        """Return the outcomes of the jobs in one transaction; None: it has not happened."""
        if self._failures >= _FAILURES_MAX:
            return None
        try:
            connection = self._connect()
            attempt = self._stage(group)
            attempt.batch.write(connection)
            self._read(group, attempt, connection)
            if not group:
                connection.execute(_PROBE)
        except Exception as error:
            # Whatever it is, nothing is committed, and the rooms are told so.
            self._fail(error)
            return None
        try:
            connection.commit()
        except Exception as error:
            self._fail(error)
            self._unsettled = attempt
            return self._settle()
        return self._succeed(attempt)

    def _settle(self) -> list[Outcome] | None:
        """Find out whether a commit that failed has happened all the same."""
        attempt = self._unsettled
        assert attempt is not None
        try:
            is_there = attempt.batch.is_there(self._connect())
        except Exception as error:
            self._fail(error)
            raise Unknown(str(error)) from error
        self._unsettled = None
        return self._succeed(attempt) if is_there else None

    def _succeed(self, attempt: _Attempt) -> list[Outcome]:
        for room, place in attempt.places.items():
            if place is None:
                self.places.pop(room, None)
            else:
                self.places[room] = place
        return attempt.outcomes

    def _stage(self, group: list[Job]) -> _Attempt:
        attempt = _Attempt(Batch(self.answers_max), {}, [])
        for job in group:
            attempt.outcomes.append(self._stage_job(job, attempt))
        return attempt

    def _stage_job(self, job: Job, attempt: _Attempt) -> Outcome:
        match job:
            case Append():
                return self._stage_append(job, attempt)
            case Write(records):
                attempt.batch.keep(records)
                return True
            case Read():
                return []  # read when all is written that was asked for before
            case Forget(room, reason):
                attempt.places[room] = None
                attempt.batch.forget(room, reason)
                return True
            case _:
                assert_never(job)

    def _read(self, group: list[Job], attempt: _Attempt, connection: Connection) -> None:
        for index, job in enumerate(group):
            if isinstance(job, Read):
                rows = select(STEPS.c.row).where(STEPS.c.room == job.room).order_by(STEPS.c.number)
                attempt.outcomes[index] = list(connection.execute(rows).scalars())

    def _stage_append(self, append: Append, attempt: _Attempt) -> bool:
        room = append.room
        place = attempt.places[room] if room in attempt.places else self.places.get(room)
        place = place or Place(append.incarnation, 0)
        if (append.incarnation, append.number) != (place.incarnation, place.number + 1):
            return False
        attempt.places[room] = Place(append.incarnation, append.number)
        attempt.batch.append(append)
        return True

    def _connect(self) -> Connection:
        if self._connection is None:
            self._connection = self.engine.connect()
        return self._connection

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.invalidate()
                connection.close()
            except Exception as error:
                # It was thrown away because it failed; that it can't even be closed adds nothing.
                log.debug("connection not closed", error=str(error))

    def _fail(self, error: Exception) -> None:
        log.warning("store failed", error=" ".join(str(error).split())[:200])
        self._disconnect()
