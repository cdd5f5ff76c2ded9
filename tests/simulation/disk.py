"""A store in memory whose disk can hang, and forget in a power cut what was not synced."""

from copy import copy
from random import Random
from typing import Self

import trio
from attrs import define, evolve, field, frozen

from lobby.shell.store import Kept
from lobby.shell.stores.memory import MemoryStore, _Disk, _Log


@frozen
class Hangs:
    """How a disk hangs: of all commits so many percent, for so long at most."""

    seed: int
    percent: int
    seconds_max: float


@define(eq=False)
class DiskStore(MemoryStore):
    """Writes first and syncs later, and tells of a commit when it is synced."""

    hangs: Hangs | None = None
    hung: int = 0  # how often
    _synced: _Disk = field(factory=_Disk)
    _hanging: Random | None = None

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        self._hanging = Random(f"{self.hangs.seed}/hangs") if self.hangs else None

    def after_power_cut(self) -> Self:
        """Return the store of the next start: what was written and not synced is gone."""
        return evolve(self, disk=_copy(self._synced), synced=_copy(self._synced), random=None, hanging=None)

    def after_crash(self) -> Self:
        """See MemoryStore.after_crash: the system goes on, and has all that was written."""
        return evolve(self, disk=_copy(self._disk), synced=_copy(self._disk), random=None, hanging=None)

    async def load(self) -> Kept:
        """See Store.load."""
        kept = await super().load()
        self.sync()
        return kept

    def sync(self) -> None:
        """Let everything that is written survive a power cut."""
        self._synced = _copy(self._disk)

    async def _commit_batch(self) -> None:
        batch = self.take_jobs(len(self.jobs))
        await self._delay()
        outcomes = [self._do(job) for job in batch]
        written = _copy(self._disk)
        await self._hang()
        self._synced = written
        await self._delay()
        for tell in outcomes:
            tell()

    async def _hang(self) -> None:
        if self.hangs and self._hanging and self._hanging.randrange(100) < self.hangs.percent:
            self.hung += 1
            await trio.sleep(self._hanging.uniform(0, self.hangs.seconds_max))


def _copy(disk: _Disk) -> _Disk:
    logs = {id_: _Log(log.incarnation, list(log.rows), log.set_aside) for id_, log in disk.logs.items()}
    answers = {session: copy(kept) for session, kept in disk.answers.items()}
    return _Disk(logs, copy(disk.players), copy(disk.sessions), answers)
