"""Worker processes in which bots think, so that the server never waits for them.

Each is started when it is first needed, and anew when it has hung or died: that costs the one question. It is
spawned, never forked, and ends with the server, also with one that is killed.
"""

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from subprocess import PIPE
from typing import Any

import structlog
import trio
from attrs import define, field, frozen

from lobby.settings import BotsSection
from lobby.shell.bots.fair_queue import FairQueue
from lobby.shell.bots.port import Chosen, Thought, Unable
from lobby.wire.values import Value, pack, unpack

log = structlog.get_logger()

Tell = Callable[[Thought], None]

_LENGTH_BYTES = 4
_ANSWER_BYTES_MAX = 16 << 20  # as long as a move may be at most
_END_SECONDS = 5.0
_REASON_CHARACTERS = 200


class _Lost(Exception):
    """The worker is of no use any more; the text says why."""


@frozen(eq=False)
class _Job:
    """A question that waits for a worker."""

    question: Value
    tell: Tell


@define(eq=False)
class Pool:
    """Asks workers. `greeting` is what each of them is told first: where its games come from."""

    settings: BotsSection
    greeting: Mapping[str, Value]
    command: tuple[str, ...] = (sys.executable, "-m", "lobby.thinking")
    started: int = 0  # workers so far
    _jobs: FairQueue[_Job] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._jobs = FairQueue(self.settings.queue)

    def ask(self, question: Value, tell: Tell, asker: str) -> None:
        """Let a worker answer, each asker in turn; returns at once. What is too much is told as busy."""
        if (left := self._jobs.put(asker, _Job(question, tell))) is not None:
            left.tell(Unable(f"{self.settings.queue} questions wait already", is_busy=True))

    async def run(self) -> None:
        """Keep the workers at work; ends when cancelled, and no worker is alive then."""
        async with trio.open_nursery() as nursery:
            for _ in range(self.settings.workers):
                nursery.start_soon(self._keep_at_work)

    async def _keep_at_work(self) -> None:
        while True:
            job = await self._jobs.get()
            with _Answered(job.tell) as answered:
                await self._employ(job, answered)

    async def _employ(self, job: _Job, answered: "_Answered") -> None:
        """Start a worker and let it answer until it is lost."""
        self.started += 1
        try:
            process = await trio.lowlevel.open_process(
                self.command, stdin=PIPE, stdout=PIPE, start_new_session=True
            )
        except OSError as error:
            log.warning("bot worker not started", why=str(error))
            answered(Unable(f"no worker could be started: {error.strerror}"))
            return
        try:
            with trio.fail_after(self.settings.start_seconds):
                await _send(process, dict(self.greeting))
                await _hear(process)
            while True:
                answered(await self._answer(process, job.question))
                job = await self._jobs.get()
                answered.tell = job.tell
        except (trio.TooSlowError, _Lost) as error:
            reason = "it took too long" if isinstance(error, trio.TooSlowError) else str(error)
            log.warning("bot worker lost", why=reason)
            answered(Unable(f"the worker was lost: {reason}"))
        finally:
            await _end(process)

    async def _answer(self, process: trio.Process, question: Value) -> Thought:
        with trio.fail_after((self.settings.think_ms + self.settings.hang_ms) / 1000):
            await _send(process, question)
            answer = await _hear(process)
        return thought_of(answer)


def thought_of(answer: dict[str, Any]) -> Thought:
    """Return what a worker has answered."""
    if "move" in answer:
        return Chosen(answer["move"], str(answer.get("fault", ""))[:_REASON_CHARACTERS])
    return Unable(str(answer.get("unable"))[:_REASON_CHARACTERS])


@define(eq=False)
class _Answered:
    """Tells each question once: at the latest when the worker ends."""

    tell: Tell | None

    def __call__(self, thought: Thought) -> None:
        tell, self.tell = self.tell, None
        if tell is None:
            return
        try:
            tell(thought)
        except Exception:
            # A fault of ours in one room must not end the workers of all.
            log.exception("bot's answer failed")

    def __enter__(self) -> "_Answered":
        return self

    def __exit__(self, *_: object) -> None:
        self(Unable("the server stops"))


async def _send(process: trio.Process, message: Value) -> None:
    assert process.stdin is not None, "it was started with a pipe"
    data = pack(message)
    try:
        await process.stdin.send_all(len(data).to_bytes(_LENGTH_BYTES) + data)
    except (trio.BrokenResourceError, trio.ClosedResourceError) as error:
        raise _Lost("it has ended") from error


async def _hear(process: trio.Process) -> dict[str, Any]:
    length = int.from_bytes(await _read(process, _LENGTH_BYTES))
    if length > _ANSWER_BYTES_MAX:
        raise _Lost(f"an answer of {length} bytes, allowed are {_ANSWER_BYTES_MAX}")
    answer = unpack(await _read(process, length))
    if type(answer) is not dict:
        raise _Lost("an answer that is none")
    return answer


async def _read(process: trio.Process, count: int) -> bytes:
    assert process.stdout is not None, "it was started with a pipe"
    data = b""
    while len(data) < count:
        try:
            more = await process.stdout.receive_some(count - len(data))
        except (trio.BrokenResourceError, trio.ClosedResourceError) as error:
            raise _Lost("it has ended") from error
        if not more:
            raise _Lost("it has ended")
        data += more
    return data


async def _end(process: trio.Process) -> None:
    with trio.CancelScope(shield=True), trio.move_on_after(_END_SECONDS), suppress(ProcessLookupError):
        process.kill()
        await process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with trio.CancelScope(shield=True):
                await pipe.aclose()
