"""Whether a room can keep its rate: one whose ticks take too much of the processor gets fewer, at last none.

No clock is read here: what counts is the processor time of ticks against the time that their game gives them.
"""

from typing import Literal

from attrs import define

from lobby.settings.ticking import TickingSection

Verdict = Literal["slower", "faster", "too_slow"]

_DIVISOR_MAX = 8  # of the game's rate
_SPARE = 0.5  # of what is allowed: with less than that twice as many ticks would fit


@define
class Pace:
    """How often one room ticks: every `divisor` / `tick_rate` seconds. Looks at about a second at a time."""

    tick_rate: int
    settings: TickingSection
    divisor: int = 1
    share_percent: float = 0.0  # of a processor, that the ticks of the last whole second took
    _ticks: int = 0  # of this second
    _spent: float = 0.0  # by them, in seconds
    _calm: int = 0  # seconds in a row with room for twice as many
    _late: int = 0  # seconds in a row in which the fewest ticks were too many

    @property
    def interval_seconds(self) -> float:
        """Return the time from one tick to the next."""
        return self.divisor / self.tick_rate

    def note(self, seconds: float) -> Verdict | None:
        """Take note of a tick that took so much processor time; return what follows."""
        self._ticks += 1
        self._spent += seconds
        if self._ticks * self.divisor < self.tick_rate:
            return None
        self.share_percent = 100 * self._spent / (self._ticks * self.interval_seconds)
        share = self.share_percent / self.settings.share_percent
        verdict = self._slow_down() if share > 1 else self._speed_up(share)
        self._ticks, self._spent = 0, 0.0
        return verdict

    def _slow_down(self) -> Verdict | None:
        self._calm = 0
        if self.divisor < _DIVISOR_MAX:
            self.divisor *= 2
            return "slower"
        self._late += 1
        return "too_slow" if self._late >= self.settings.slow_seconds else None

    def _speed_up(self, share: float) -> Verdict | None:
        self._late = 0
        self._calm = self._calm + 1 if share < _SPARE / 2 else 0
        if self.divisor == 1 or self._calm < self.settings.slow_seconds:
            return None
        self._calm = 0
        self.divisor //= 2
        return "faster"
