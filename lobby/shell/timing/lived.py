"""How long servers on this data have run: the clock behind room time.

It stands still while no server runs, and while the store fails: who can't move must lose no time.
"""

import trio
from attrs import define, field

from lobby.shell.timing.outages import Outages

# While it stands still, who waits for a time of it looks again so often.
_LOOK_SECONDS = 1.0


@define(eq=False)
class Lived:
    """Counts on from what was noted last, see `store.clock_seconds`. In seconds it is Trio's clock less the
    outages of the store in this process."""

    outages: Outages = field(factory=Outages)
    before_ms: int = 0  # of the processes before
    began_seconds: float = 0.0  # what this clock showed when this process began to count

    def begin(self, before_ms: int) -> None:
        """Count on from what the processes before have noted."""
        self.before_ms, self.began_seconds = before_ms, self.now()

    @property
    def is_still(self) -> bool:
        """Whether it stands still."""
        return self.outages.is_failing

    def now(self) -> float:
        """Return what this clock shows, in seconds."""
        now = trio.current_time()
        return now - self.outages.seconds_by(now)

    def now_ms(self) -> int:
        """Return for how many milliseconds servers have run."""
        return self.before_ms + int((self.now() - self.began_seconds) * 1000)

    def seconds_at(self, lived_ms: int) -> float:
        """Return what this clock shows when so many have, also where that was before this process."""
        return self.began_seconds + (lived_ms - self.before_ms) / 1000

    def trio_at(self, seconds: float) -> float:
        """Return Trio's clock when this one shows that, if it goes on from now."""
        return seconds + self.outages.seconds()

    def look_at(self, seconds: float) -> float:
        """Return when by Trio's clock to look whether this one shows that; it may be too early."""
        at_seconds = self.trio_at(seconds)
        return max(at_seconds, trio.current_time() + _LOOK_SECONDS) if self.is_still else at_seconds
