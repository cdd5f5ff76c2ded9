"""The gate: so many come in within one turn of the event loop, and all others have turns in between.

The door bounds how many come in within a second. When they come all at once, as after a restart, their hellos
would be heard one behind the other in one turn, and a line that is said in a room would wait for all of them.
"""

from collections.abc import Callable

import trio


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
