"""One epoll for all plain sockets, waited for by Trio as one descriptor: what is heard wakes no task.

A connection's own task sleeps in `listen` and owns its life; the poller's task calls, for each socket that
has something, the function that reads it. What this rests on:

- A descriptor is registered exactly while a task listens to it. Whoever ends that (the function that has
  enough, an error, a cancellation, a close) takes it out of the epoll and of the table in one step in which
  nothing waits, and before the descriptor is closed: so no number outlives its connection, which the next
  one may be given at once.
- A connection that is paused listens to nothing and is not registered. A peer that hangs up meanwhile, which
  epoll would tell again and again whatever it was asked for, is met at the next reading or writing.
- Each is read once, and told again as long as there is more (level-triggered), behind all others that have
  something: nobody is left over, and nobody starves.
- A function that raises ends the listening of its own task, with that exception, and the poller goes on.
- Whoever wakes up often anyway may read what is ready on the way (`read_now`), and let the poller rest
  meanwhile (`rest_until`): to wake it up for each input costs as much as the input. It rests no longer than
  it was told to, so that nobody is unheard for good should nobody come by.

Trio lets one task at a time wait for a descriptor: that is the poller, and there is one.
"""

import math
import select
import time
from collections.abc import Callable

import outcome
import trio
from attrs import define

from lobby.shell.network.together import TOGETHER

Read = Callable[[float], bool]  # its argument is Trio's time
_Raise = Callable[[], None]  # named here: an annotation inside `listen` is made anew for each who listens

# Of one round, before other tasks have their turn: so many, and no more once so long has passed.
_BATCH = 256
_BATCH_SECONDS = 0.005
_EVENTS = select.EPOLLIN if hasattr(select, "epoll") else 0


@define(eq=False)
class _Listening:
    read: Read
    task: trio.lowlevel.Task


class Readiness:
    """The sockets of one server that are listened to; of use only while `run` runs."""

    def __init__(self) -> None:
        self._epoll: select.epoll | None = None
        self._listening: dict[int, _Listening] = {}
        self._left: list[int] = []  # that the last round had no time for: the next one begins with them
        self._was_full = False  # the kernel told of as many as it may
        self._rests_until = 0.0  # by Trio's clock
        self._resting: trio.CancelScope | None = None  # while it does

    @property
    def is_running(self) -> bool:
        """Whether there is a poller; there never is one where the system has no epoll."""
        return self._epoll is not None

    @property
    def is_behind(self) -> bool:
        """Whether the last round has left some unread, for the next one."""
        return bool(self._left)

    def __len__(self) -> int:
        """Return how many are listened to."""
        return len(self._listening)

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Read whatever is ready, until cancelled; nobody may listen any more then."""
        if not hasattr(select, "epoll"):
            task_status.started()
            return
        with select.epoll() as epoll:
            self._epoll = epoll
            task_status.started()
            try:
                while True:
                    if self._may_rest and self._rests_until > trio.current_time():
                        await self._rest()
                    await self._wait(epoll)
                    self._read_ready(epoll)
            finally:
                self._epoll = None
                trio.lowlevel.notify_closing(epoll.fileno())
                assert not self._listening, "the poller ended before those who listen"

    def read_now(self) -> None:
        """Read what is ready now, as far as there is time."""
        if self._epoll is not None:
            self._read_ready(self._epoll)

    def rest_until(self, at_seconds: float) -> None:
        """Let the poller rest until a time of Trio's clock, once it has read all: `read_now` comes sooner."""
        self._rests_until = at_seconds
        if self._resting is not None:
            self._resting.deadline = at_seconds if self._may_rest else -math.inf

    async def listen(self, descriptor: int, read: Read) -> None:
        """Have `read` called whenever the descriptor is readable, or its peer gone, until it says False.

        It is told the time at which its round began: no more than a few ms ago, whatever others take.

        Raises what `read` raises, and ClosedResourceError where it is closed meanwhile.
        """
        await trio.lowlevel.checkpoint_if_cancelled()
        assert self._epoll is not None, "nobody polls"
        assert descriptor not in self._listening, "one task listens to a descriptor"
        self._epoll.register(descriptor, _EVENTS)
        self._listening[descriptor] = _Listening(read, trio.lowlevel.current_task())

        def abort(_: _Raise) -> trio.lowlevel.Abort:
            self._unregister(descriptor)
            return trio.lowlevel.Abort.SUCCEEDED

        await trio.lowlevel.wait_task_rescheduled(abort)

    def forget(self, descriptor: int) -> None:
        """The descriptor is about to be closed: who listens to it hears that."""
        if descriptor in self._listening:
            error = trio.ClosedResourceError("this stream was closed")
            self._wake(descriptor, outcome.Error(error))

    @property
    def _may_rest(self) -> bool:
        """Whether the last round has read all, and was told of all that there was."""
        return not (self._left or self._was_full)

    async def _rest(self) -> None:
        """Return at the time until which it may rest, of which it may be told anew meanwhile: to wake up for
        that at each round would cost as much as a tick."""
        try:
            with trio.CancelScope(deadline=self._rests_until) as self._resting:
                await trio.sleep_forever()
        finally:
            self._resting = None

    async def _wait(self, epoll: select.epoll) -> None:
        if self._left:
            await trio.lowlevel.checkpoint()
        else:
            await trio.lowlevel.wait_readable(epoll.fileno())

    def _read_ready(self, epoll: select.epoll) -> None:
        """Read those that the last round has left, or else those that are ready, while there is time.

        As long as some are left the kernel is not asked: it would look at each of them once more to tell of
        it again, and whatever else is ready would come behind them anyway.
        """
        until, now = time.perf_counter() + _BATCH_SECONDS, trio.current_time()
        # Nobody begins to listen in a round, in which nothing waits: a number freed in it is nobody's. One
        # that was freed before it and is another's by now is read in vain.
        waiting = iter(self._left or self._ask(epoll))
        with TOGETHER:
            for descriptor in waiting:
                if (listening := self._listening.get(descriptor)) is not None:
                    self._read(descriptor, listening, now)
                    if time.perf_counter() > until:
                        break
        self._left = list(waiting)

    def _ask(self, epoll: select.epoll) -> list[int]:
        ready = [ready for ready, _ in epoll.poll(0, _BATCH)]
        self._was_full = len(ready) == _BATCH
        return ready

    def _read(self, descriptor: int, listening: _Listening, now: float) -> None:
        try:
            if listening.read(now):
                return
            result: outcome.Outcome[None] = outcome.Value(None)
        except Exception as error:
            result = outcome.Error(error)
        # What was read may have closed this very connection.
        if self._listening.get(descriptor) is listening:
            self._wake(descriptor, result)

    def _wake(self, descriptor: int, result: "outcome.Outcome[None]") -> None:
        listening = self._listening[descriptor]
        self._unregister(descriptor)
        trio.lowlevel.reschedule(listening.task, result)

    def _unregister(self, descriptor: int) -> None:
        del self._listening[descriptor]
        assert self._epoll is not None
        self._epoll.unregister(descriptor)
