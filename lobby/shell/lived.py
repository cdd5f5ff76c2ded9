"""How long servers on this data have run: the clock behind room time, which stands still while none does."""

import trio
from attrs import define


@define(eq=False)
class Lived:
    """Counts on from what was noted last, by Trio's clock; see `store.clock_seconds`."""

    _before_ms: int = 0  # of the processes before
    began_seconds: float = 0.0  # Trio's clock when this one began to count

    def begin(self, before_ms: int) -> None:
        """Count on from what the processes before have noted."""
        self._before_ms, self.began_seconds = before_ms, trio.current_time()

    def now_ms(self) -> int:
        """Return for how many milliseconds servers have run."""
        return self._before_ms + int((trio.current_time() - self.began_seconds) * 1000)

    def seconds_at(self, lived_ms: int) -> float:
        """Return the time of Trio's clock at which so many have, also where that was before this process."""
        return self.began_seconds + (lived_ms - self._before_ms) / 1000
