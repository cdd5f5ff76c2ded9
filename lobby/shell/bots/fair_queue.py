"""A bounded queue that is fair: each asker has a turn, however much one of them puts in."""

from collections import deque
from typing import Generic, TypeVar

import trio
from attrs import define, field

Job = TypeVar("Job")


@define(eq=False)
class FairQueue(Generic[Job]):
    """Gives out one of each asker in turn, and of one asker the oldest first."""

    most: int  # in all
    _waiting: dict[str, deque[Job]] = field(factory=dict)  # by asker; whose turn it is comes first
    _length: int = 0
    _there: trio.Semaphore = field(factory=lambda: trio.Semaphore(0))

    def put(self, asker: str, job: Job) -> Job | None:
        """Put something in; return what has no place: of a full queue the newest of who has most in it."""
        own = self._waiting.get(asker, ())
        if self._length < self.most:
            self._add(asker, job)
            self._length += 1
            self._there.release()
            return None
        greedy = max(self._waiting, key=lambda other: len(self._waiting[other]))
        if len(self._waiting[greedy]) <= len(own) + 1:
            return job
        gone = self._waiting[greedy].pop()
        self._add(asker, job)
        return gone

    async def get(self) -> Job:
        """Return what comes next, once there is something."""
        await self._there.acquire()
        self._length -= 1
        asker = next(iter(self._waiting))
        jobs = self._waiting.pop(asker)
        job = jobs.popleft()
        if jobs:
            self._waiting[asker] = jobs  # behind all others
        return job

    def _add(self, asker: str, job: Job) -> None:
        self._waiting.setdefault(asker, deque()).append(job)
