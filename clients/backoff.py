"""How long to wait before the next attempt to connect: what the protocol page asks of clients."""

from random import Random

from attrs import define

FIRST_SECONDS = 0.5
QUICK_SECONDS = 1.0
# A server that was killed and started again is there within this time; what takes longer is no restart.
QUICK_FOR_SECONDS = 20.0
LONGEST_SECONDS = 15.0


@define(eq=False)
class Backoff:
    """The waits between the attempts of one client. Times are of one clock, in seconds."""

    random: Random
    _since: float | None = None  # when the first of the attempts in a row went wrong
    _doublings: int = 0

    def forget(self) -> None:
        """All is well, or there is reason to hope anew."""
        self._since, self._doublings = None, 0

    def next(self, now: float, *, is_turned_away: bool = False, repeats: int = 0) -> float:
        """Return the wait before the next attempt.

        `is_turned_away`: the server is there and does not want us now, so that to knock often would only be
        work for it; `repeats` is how many times before it has said just the same. Half of the wait is by
        chance: else all clients of a server that was restarted would come back in the same moment.
        """
        ceiling = self._find_ceiling(now, is_turned_away, repeats)
        return ceiling / 2 + self.random.random() * ceiling / 2

    def _find_ceiling(self, now: float, is_turned_away: bool, repeats: int) -> float:
        is_first = self._since is None
        since = self._since = now if self._since is None else self._since
        if is_first and not repeats:
            return FIRST_SECONDS
        if not is_turned_away and not self._doublings and now - since < QUICK_FOR_SECONDS:
            return QUICK_SECONDS
        self._doublings = max(self._doublings + 1, repeats)
        return min(LONGEST_SECONDS, QUICK_SECONDS * (1 << min(self._doublings, 16)))
