"""The gate: so many come in within one turn of the event loop, and all others have turns in between.

The door bounds how many come in within a second. When they come all at once, as after a restart, their hellos
would be heard one behind the other in one turn, and a line that is said in a room would wait for all of them.
So it is with requests for pages, of which nobody counts how many come: 1,000 connections that asked for one
page after the other made lines wait for 0.8 s.
"""

from collections.abc import Callable
from typing import Self

import trio
from attrs import frozen

from lobby.settings import DoorSection


def _never() -> bool:
    return False


class Gate:
    """Lets `per_turn` through in each turn, in the order in which they came; all, where nobody runs it.

    While `is_behind`, with what those say who are in, it is one in each turn: else, where the processor is
    not its own, a server would let in more than it hears, and their hellos would wait past their time.
    """

    def __init__(self, per_turn: int, is_behind: Callable[[], bool] = _never) -> None:
        self._per_turn = per_turn
        self._is_behind = is_behind
        self._left = per_turn
        self._waiting = trio.lowlevel.ParkingLot()
        self._used = trio.Event()
        self._is_running = False

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Count the turns in which somebody comes, until cancelled; nobody may wait any more then."""
        self._is_running = True
        task_status.started()
        try:
            while True:
                # Whoever sets it is of this turn: to wait for it ends in the next one, as a checkpoint does.
                await self._used.wait()
                self._used = trio.Event()
                self._begin_turn()
        finally:
            self._is_running = False
            assert not self._waiting, "the gate was shut before those who wait at it"

    async def wait(self) -> None:
        """Return when it is one's turn: at once, where this one is not full."""
        if not self._is_running:
            return
        self._used.set()
        if self._left:
            self._left -= 1
        else:
            await self._waiting.park()

    def _begin_turn(self) -> None:
        free = 1 if self._is_behind() else self._per_turn
        let_in = self._waiting.unpark(count=free)
        self._left = free - len(let_in)
        if let_in:
            self._used.set()


@frozen
class Gates:
    """Those of one server. Who plays by polls is not to wait behind those who look at pages."""

    sessions: Gate
    pages: Gate
    polls: Gate

    @classmethod
    def of(cls, door: DoorSection, is_behind: Callable[[], bool] = _never) -> Self:
        """Return gates that let all through, until they are run."""
        requests = door.requests_per_turn
        return cls(
            Gate(door.sessions_per_turn, is_behind), Gate(requests, is_behind), Gate(requests, is_behind)
        )

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Run all of them, until cancelled; nobody may wait at one any more then."""
        async with trio.open_nursery() as nursery:
            for gate in (self.sessions, self.pages, self.polls):
                await nursery.start(gate.run)
            task_status.started()
