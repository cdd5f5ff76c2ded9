"""One heap of timers for all rooms, and the one task that serves it."""

import heapq
import math
from collections.abc import Callable, Hashable
from itertools import count

import structlog
import trio
from attrs import define, field

log = structlog.get_logger()

# A clock that jumps may stop a hair before the deadline; waiting for that hair would never end.
_ROUNDING_SECONDS = 1e-6


@define(eq=False)
class Timers:
    """Calls back at set times, one timer per key; setting a key again replaces its timer."""

    _heap: list[tuple[float, int, Hashable]] = field(factory=list)
    _live: dict[Hashable, tuple[int, Callable[[], None]]] = field(factory=dict)
    _serial: "count[int]" = field(factory=count)
    _changed: trio.Event = field(factory=trio.Event)

    def set(self, key: Hashable, at_seconds: float, call: Callable[[], None]) -> None:
        """Call `call` at a time of Trio's clock; at once, from the timers' task, where it has passed."""
        serial = next(self._serial)
        self._live[key] = (serial, call)
        heapq.heappush(self._heap, (at_seconds, serial, key))
        if self._heap[0][1] == serial:
            self._changed.set()

    def now(self) -> float:
        """Return the time of Trio's clock, in seconds."""
        return trio.current_time()

    def cancel(self, key: Hashable) -> None:
        """Forget the timer of a key; one that is not set is no fault."""
        self._live.pop(key, None)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._live

    async def run(self) -> None:
        """Serve the timers; ends when cancelled."""
        while True:
            self._changed = trio.Event()
            with trio.CancelScope(deadline=self._heap[0][0] if self._heap else math.inf):
                await self._changed.wait()
            self._call_due(trio.current_time() + _ROUNDING_SECONDS)

    def _call_due(self, now: float) -> None:
        while self._heap and self._heap[0][0] <= now:
            _, serial, key = heapq.heappop(self._heap)
            live = self._live.get(key)
            if live is not None and live[0] == serial:
                del self._live[key]
                self._ring(key, live[1])
        self._drop_stale()

    def _ring(self, key: Hashable, call: Callable[[], None]) -> None:
        """Call back; a fault of ours in one room must not stop the timers of all."""
        try:
            call()
        except Exception:
            log.exception("timer failed", key=key)

    def _drop_stale(self) -> None:
        """Rebuild the heap when most of it was replaced or cancelled, so that it stays bounded."""
        if len(self._heap) > 64 + 4 * len(self._live):
            self._heap = [entry for entry in self._heap if self._is_live(entry)]
            heapq.heapify(self._heap)

    def _is_live(self, entry: tuple[float, int, Hashable]) -> bool:
        live = self._live.get(entry[2])
        return live is not None and live[0] == entry[1]
