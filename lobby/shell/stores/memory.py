"""The store that keeps all in memory: commits later, like any other, and can fail under a seed."""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Self, assert_never

import trio
from attrs import define, evolve, field, frozen

from lobby.core.ids import PlayerId, RoomId, SessionId
from lobby.shell.store import (
    ForgetPlayer,
    ForgetSession,
    KeepAnswer,
    KeepPlayer,
    KeepSession,
    Kept,
    KeptRoom,
    Record,
)
from lobby.shell.stores.inbox import Append, Forget, Inbox, Job, Read, Write


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
    set_aside: str = ""


@define(eq=False)
class _Disk:
    """What is committed."""

    logs: dict[RoomId, _Log] = field(factory=dict)
    players: dict[PlayerId, KeepPlayer] = field(factory=dict)
    sessions: dict[SessionId, KeepSession] = field(factory=dict)
    answers: dict[SessionId, dict[int, KeepAnswer]] = field(factory=dict)


@define(eq=False)
class MemoryStore(Inbox):
    """Logs, players and sessions. `run` must be running: it commits in batches, in its own time."""

    faults: Faults | None = None
    answers_max: int = 64  # of one session
    is_failing: bool = False
    _disk: _Disk = field(factory=_Disk)
    _random: Random | None = None

    def __attrs_post_init__(self) -> None:
        self._random = Random(self.faults.seed) if self.faults else None

    def after_crash(self) -> Self:
        """Return the store of the next start: what was committed is there, and nothing else."""
        return evolve(self, disk=self._disk, random=None)

    def rows(self, room: RoomId) -> list[bytes]:
        """Return the rows that are committed."""
        log = self._disk.logs.get(room)
        return list(log.rows) if log else []

    def count(self) -> dict[str, int]:
        """Return how much is committed, by kind."""
        disk = self._disk
        return {
            "rows": sum(len(log.rows) for log in disk.logs.values()),
            "stored players": len(disk.players),
            "stored sessions": len(disk.sessions),
            "stored answers": sum(map(len, disk.answers.values())),
        }

    async def load(self) -> Kept:
        """See Store.load."""
        await trio.lowlevel.checkpoint()
        disk = self._disk
        for log in disk.logs.values():
            log.incarnation += 1
        rooms = [
            KeptRoom(id_, log.incarnation, list(log.rows))
            for id_, log in disk.logs.items()
            if not log.set_aside
        ]
        answers = [kept[number] for kept in disk.answers.values() for number in sorted(kept)]
        return Kept(rooms, list(disk.players.values()), list(disk.sessions.values()), answers)

    async def run(self) -> None:
        """See Store.run."""
        while True:
            await self.wait_jobs()
            await self._commit_batch()

    async def _commit_batch(self) -> None:
        batch = self.take_jobs(len(self.jobs))
        await self._delay()
        outcomes = [self._do(job) for job in batch]
        await self._delay()  # who dies here has stored what nobody was told
        for tell in outcomes:
            tell()

    async def _delay(self) -> None:
        if self._random and self.faults and self.faults.delay_seconds_max:
            await trio.sleep(self._random.uniform(0, self.faults.delay_seconds_max))

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
                self._forget(room, reason)
                return _tell_nobody
            case _:
                assert_never(job)

    def _append(self, append: Append) -> bool:
        log = self._disk.logs.get(append.room) or _Log(append.incarnation)
        if append.incarnation != log.incarnation or append.number != len(log.rows) + 1:
            return False
        if self._fails():
            return False
        self._disk.logs[append.room] = log
        log.rows.append(append.row)
        self._keep(append.records)
        return True

    def _write(self, write: Write) -> bool:
        if self._fails():
            return False
        self._keep(write.records)
        return True

    def _forget(self, room: RoomId, reason: str) -> None:
        if reason and room in self._disk.logs:
            self._disk.logs[room].set_aside = reason
        else:
            self._disk.logs.pop(room, None)

    def _fails(self) -> bool:
        fails = self._random is not None and self.faults is not None
        self.is_failing = fails and self._random.randrange(100) < self.faults.failure_percent  # type: ignore[union-attr]
        return self.is_failing

    def _keep(self, records: tuple[Record, ...]) -> None:
        disk = self._disk
        for record in records:
            match record:
                case KeepPlayer():
                    disk.players[record.id] = record
                case KeepSession():
                    disk.sessions[record.id] = record
                case KeepAnswer(session, number):
                    answers = disk.answers.setdefault(session, {})
                    answers[number] = record
                    while len(answers) > self.answers_max:
                        del answers[min(answers)]
                case ForgetSession(id_):
                    disk.sessions.pop(id_, None)
                    disk.answers.pop(id_, None)
                case ForgetPlayer(id_):
                    disk.players.pop(id_, None)
                case _:
                    assert_never(record)


def _tell_nobody() -> None:
    """Nobody waits for it."""
