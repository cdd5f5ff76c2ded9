"""Notices that the system's clock was set, or that the machine slept: rooms tell anew then when they began.

Nothing that happens in a room hangs on that clock, but what rooms tell of time counts from it.
"""

from collections.abc import Callable

import structlog
import trio
from attrs import define

log = structlog.get_logger()

# The clock that time is measured by is kept right together with it, but for steps; a hair is none.
_STEP_SECONDS = 1.0


@define(eq=False)
class Wall:
    """Compares the clocks every `seconds`; `was_set` is called where one has gone on without the other."""

    wall_clock: Callable[[], float]  # seconds since the Unix epoch
    seconds: float
    was_set: Callable[[], None]

    async def run(self) -> None:
        """Look for as long as the server runs; ends when cancelled."""
        known = self._read()
        while True:
            await trio.sleep(self.seconds)
            found = self._read()
            if abs(found - known) > _STEP_SECONDS:
                log.warning("the system's clock was set", by_seconds=round(found - known, 1))
                self.was_set()
                known = found

    def _read(self) -> float:
        """Return what the wall clock shows when the other one shows 0."""
        return self.wall_clock() - trio.current_time()
