"""Lets so many through in a second: those who are known in line, the others only while there is no line."""

from attrs import frozen


@frozen
class TurnedAway:
    """There is no place in the line."""

    retry_seconds: float  # until there may be one


class Turnstile:
    """Hands out the moments at which one may pass. Time is an argument, in seconds; nothing waits here.

    A place in the line is a moment that is given away, so the line itself takes no memory.
    """

    def __init__(self, per_second: float, burst: int, line_seconds: float) -> None:
        self._between_seconds = 1 / per_second
        self._burst_seconds = (burst - 1) / per_second
        self._line_seconds = line_seconds
        self._next_at = float("-inf")

    def enter(self, now: float, *, is_known: bool) -> float | TurnedAway:
        """Return how long to wait before one passes, 0 for at once, or why not."""
        wait = self.find_wait(now)
        if wait > (self._line_seconds if is_known else 0.0):
            return TurnedAway(wait - self._line_seconds if is_known else wait)
        self._next_at = max(self._next_at, now - self._burst_seconds) + self._between_seconds
        return wait

    def find_wait(self, now: float) -> float:
        """Return how long the line is, in seconds; 0 where there is none."""
        return max(0.0, self._next_at - now)
