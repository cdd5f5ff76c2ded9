"""What the log says while the store fails: that it turns bad, how it goes, that it is back."""

import time
from collections.abc import Callable

import structlog
from attrs import define

log = structlog.get_logger()

SECONDS = 60.0  # between two lines while it stays bad


@define(eq=False)
class Trouble:
    """Counts failures. `now` is in seconds, of any clock that goes on."""

    now: Callable[[], float] = time.monotonic
    failures: int = 0  # since it turned bad; 0: it works
    _since: float = 0.0
    _told_at: float = float("-inf")
    _reason: str = ""

    def failed(self, reason: str) -> None:
        """Something could not be done."""
        now = self.now()
        if not self.failures:
            self._since = now
        self.failures += 1
        if reason == self._reason and now - self._told_at < SECONDS:
            return
        self._told_at, self._reason = now, reason
        log.warning("store failed", error=reason, failures=self.failures)

    def works(self) -> None:
        """Something was done; what had failed before is over."""
        if not self.failures:
            return
        seconds = round(self.now() - self._since, 1)
        log.warning("store works again", failures=self.failures, seconds=seconds, error=self._reason)
        self.failures = 0
