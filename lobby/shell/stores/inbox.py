"""What a store was asked for and has not done yet, in order."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import trio
from attrs import define, field, frozen

from lobby.core.ids import RoomId
from lobby.settings import RetentionSection
from lobby.shell.questions import Question, Tidied, Unreadable
from lobby.shell.records import Record
from lobby.shell.store import Done, KeptRoom
from lobby.shell.timing.outages import Outages
from lobby.wire.light import light


@light(eq=False)
class Append:
    """See Store.append."""

    room: RoomId
    incarnation: int
    number: int
    row: bytes
    done: Done
    records: tuple[Record, ...]


@frozen(eq=False)
class Write:
    """See Store.write."""

    records: tuple[Record, ...]
    done: Done


@frozen(eq=False)
class Read:
    """See Store.read."""

    room: RoomId
    tell: Callable[[list[bytes]], None]


@frozen(eq=False)
class Forget:
    """See Store.forget; with a reason, see Store.set_aside."""

    room: RoomId
    reason: str = ""


@frozen(eq=False)
class Wake:
    """See Store.wake."""

    room: RoomId
    tell: Callable[[KeptRoom | Unreadable | None], None]


@frozen(eq=False)
class Ask:
    """See Store.ask."""

    question: Question
    tell: Callable[[Any], None]


@frozen(eq=False)
class Tidy:
    """See Store.tidy."""

    settings: RetentionSection
    now_ms: int
    tell: Callable[[Tidied | Unreadable], None]


@frozen(eq=False)
class Convert:
    """Let the file be one that gives pages back, if it is none."""

    tell: Callable[[bool | Unreadable], None]


Job = Append | Write | Read | Forget | Wake | Ask | Tidy | Convert


@define(eq=False)
class Inbox:
    """The side of a store that the others speak to; its own side takes the jobs."""

    jobs: deque[Job] = field(factory=deque, init=False)
    outages: Outages = field(factory=Outages, init=False)
    _wakeup: trio.Event = field(factory=trio.Event, init=False)

    def append(
        self,
        room: RoomId,
        incarnation: int,
        number: int,
        row: bytes,
        done: Done,
        *,
        records: Sequence[Record] = (),
    ) -> None:
        """See Store.append."""
        self._put(Append(room, incarnation, number, row, done, tuple(records)))

    def write(self, records: Sequence[Record], done: Done) -> None:
        """See Store.write."""
        self._put(Write(tuple(records), done))

    def read(self, room: RoomId, tell: Callable[[list[bytes]], None]) -> None:
        """See Store.read."""
        self._put(Read(room, tell))

    def wake(self, room: RoomId, tell: Callable[[KeptRoom | Unreadable | None], None]) -> None:
        """See Store.wake."""
        self._put(Wake(room, tell))

    def ask(self, question: Question, tell: Callable[[Any], None]) -> None:
        """See Store.ask."""
        self._put(Ask(question, tell))

    def tidy(
        self, settings: RetentionSection, now_ms: int, tell: Callable[[Tidied | Unreadable], None]
    ) -> None:
        """See Store.tidy."""
        self._put(Tidy(settings, now_ms, tell))

    def forget(self, room: RoomId) -> None:
        """See Store.forget."""
        self._put(Forget(room))

    def set_aside(self, room: RoomId, reason: str) -> None:
        """See Store.set_aside."""
        self._put(Forget(room, reason))

    def convert(self, tell: Callable[[bool | Unreadable], None]) -> None:
        """Call `tell` when the store can give back what it does not need; moves wait until then."""
        self._put(Convert(tell))

    async def wait_jobs(self) -> None:
        """Return when there is a job to take."""
        while not self.jobs:
            self._wakeup = trio.Event()
            await self._wakeup.wait()
        await trio.lowlevel.checkpoint()

    @property
    def is_failing(self) -> bool:
        """See Store.is_failing."""
        return self.outages.is_failing

    def take_jobs(self, count_max: int) -> list[Job]:
        """Return the next jobs, which are not waiting any more, but in the works until they are settled."""
        self.outages.begin()
        return [self.jobs.popleft() for _ in range(min(count_max, len(self.jobs)))]

    def _put(self, job: Job) -> None:
        self.jobs.append(job)
        self._wakeup.set()
