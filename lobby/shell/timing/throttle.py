"""Something done soon, but not more often than every so many seconds."""

from collections.abc import Callable, Hashable

import trio
from attrs import define

from lobby.shell.timing.timers import Timers


@define(eq=False)
class Throttle:
    """Calls `call` after `touch`, at once where the last call is long enough ago."""

    timers: Timers
    key: Hashable
    seconds: float
    call: Callable[[], None]
    _last: float = float("-inf")

    def touch(self) -> None:
        """Something has changed that is to be told."""
        if self.key not in self.timers:
            self.timers.set(self.key, max(trio.current_time(), self._last + self.seconds), self._fire)

    def cancel(self) -> None:
        """Nothing is to be told any more."""
        self.timers.cancel(self.key)

    def _fire(self) -> None:
        self._last = trio.current_time()
        self.call()
