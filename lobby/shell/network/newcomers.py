"""Those who were accepted and have not said a word yet: none of them has a task.

Most of a crowd that knocks faster than it is let in goes away again after its first bytes. What a connection
is made of (a task and its nursery, a stream, some turns of the event loop) took five times as long as its
answer, and as all of them were awake at once, those who are inside waited for all of them. So a plain socket
stands here first, in an epoll of its own, of which so many are heard in one turn of the event loop.

A descriptor is registered exactly while its connection is in the table: as with `Readiness`, it leaves both
in one step in which nothing waits, before it is closed or handed on.
"""

import heapq
import math
import select
import socket
import time
from collections.abc import Callable

import structlog
import trio
from attrs import define

from lobby.shell.network.stream import CHUNK_BYTES

log = structlog.get_logger()

# Of one turn of the event loop: so many, and no more once so long has passed.
_BATCH = 32
_BATCH_SECONDS = 0.002
_EVENTS = select.EPOLLIN if hasattr(select, "epoll") else 0


@define(eq=False)
class Newcomer:
    """A connection of which nothing is heard yet.

    `meet` is told its first bytes, or b"" where the time is over, the peer has gone, or the server stops. It
    waits for nothing, does not raise, and owns the socket from then on.
    """

    socket: socket.socket
    until: float  # so long, by Trio's clock, it may take
    meet: Callable[[bytes], None]


class Newcomers:
    """Waits for the first bytes of many; of use only while `run` runs."""

    def __init__(self) -> None:
        self._epoll: select.epoll | None = None
        self._waiting: dict[int, Newcomer] = {}
        # A heap: until when, and whose number, which may be another's by now.
        self._ends: list[tuple[float, int]] = []
        self._scope = trio.CancelScope()

    @property
    def is_running(self) -> bool:
        """Whether anybody may be added; never so where the system has no epoll."""
        return self._epoll is not None

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Meet whoever says something, until cancelled; whoever has not is met with nothing then."""
        if not hasattr(select, "epoll"):
            task_status.started()
            return
        with select.epoll() as epoll:
            self._epoll = epoll
            task_status.started()
            try:
                while True:
                    with trio.CancelScope(deadline=self._find_next_end()) as self._scope:
                        await trio.lowlevel.wait_readable(epoll.fileno())
                    self._hear_ready(epoll)
                    self._give_up_late(trio.current_time())
            finally:
                for descriptor in list(self._waiting):
                    self._take(descriptor).meet(b"")
                self._epoll = None
                trio.lowlevel.notify_closing(epoll.fileno())

    def add(self, newcomer: Newcomer) -> None:
        """Meet a newcomer at once where its first bytes are there, as in a storm; else when they come."""
        if self._hear(newcomer):
            return
        assert self._epoll is not None, "nobody waits for them"
        descriptor = newcomer.socket.fileno()
        try:
            self._epoll.register(descriptor, _EVENTS)
        except OSError as error:  # the system has no room to watch another one: whoever accepts goes on
            log.warning("no connection waited for", error=str(error))
            newcomer.meet(b"")
            return
        self._waiting[descriptor] = newcomer
        heapq.heappush(self._ends, (newcomer.until, descriptor))
        self._scope.deadline = min(self._scope.deadline, newcomer.until)

    def _hear(self, newcomer: Newcomer) -> bool:
        """Meet whoever has said something or gone; return whether it was so."""
        try:
            first = newcomer.socket.recv(CHUNK_BYTES)
        except BlockingIOError:
            return False
        except OSError:
            first = b""
        newcomer.meet(first)
        return True

    def _hear_ready(self, epoll: select.epoll) -> None:
        until = time.perf_counter() + _BATCH_SECONDS
        for descriptor, _ in epoll.poll(0, _BATCH):
            self.add(self._take(descriptor))
            if time.perf_counter() > until:
                break

    def _give_up_late(self, now: float) -> None:
        left = _BATCH
        while left and self._find_next_end() <= now:
            _, descriptor = heapq.heappop(self._ends)
            newcomer = self._waiting.get(descriptor)
            if newcomer is not None and newcomer.until <= now:
                self._take(descriptor).meet(b"")
                left -= 1

    def _find_next_end(self) -> float:
        """Return until when nobody has to be given up."""
        return self._ends[0][0] if self._ends else math.inf

    def _take(self, descriptor: int) -> Newcomer:
        assert self._epoll is not None
        self._epoll.unregister(descriptor)
        return self._waiting.pop(descriptor)
