"""How often ticks really come: a room that is too slow for its rate gets a half, a quarter, or an eighth.

The same as web/src/sdk/live/pace.ts, step by step: docs/reference/live.json holds both to it. Pure.
"""

import math

from attrs import define, field, frozen

# What is looked at has two halves, each of so long and so many ticks at least; they must say the same.
HALF_MS = 500
HALF_HEARD = 4
DIVISOR_MAX = 8  # as lobby/shell/ticking/pace.py has it


@frozen
class Heard:
    """A tick, and when it came."""

    tick: int
    now_ms: float


@define(eq=False)
class Pace:
    """`tick_ms` is the time from one tick to the next at the game's own rate, `every_ms` the real one."""

    tick_ms: float
    every_ms: float = field()
    _heard: list[Heard] = field(factory=list)

    @every_ms.default
    def _own_rate(self) -> float:
        return self.tick_ms

    def hear(self, tick: int, now_ms: float) -> bool:
        """A tick has come; return whether ticks come at another pace now."""
        if self._heard and tick == self._heard[-1].tick:
            return False
        last = Heard(tick, now_ms)
        self._heard.append(last)
        middle = self._before(len(self._heard) - 1)
        first = self._before(middle)
        if first < 0:
            return False
        halfway = self._heard[middle]
        del self._heard[:first]
        divisor = self._divisor(self._heard[0], halfway)
        # One half alone may be a halt of the network, or of the server.
        if divisor != self._divisor(halfway, last) or divisor * self.tick_ms == self.every_ms:
            return False
        self.every_ms = divisor * self.tick_ms
        return True

    def _before(self, place: int) -> int:
        """Return the place of the last tick that came a half before another one, below 0 without."""
        if place < 0:
            return -1
        until_ms = self._heard[place].now_ms - HALF_MS
        within = (at for at in reversed(range(len(self._heard))) if self._heard[at].now_ms <= until_ms)
        return min(next(within, -1), place - HALF_HEARD)

    def _divisor(self, since: Heard, until: Heard) -> int:
        each = (until.now_ms - since.now_ms) / (until.tick - since.tick) / self.tick_ms
        halvings = math.floor(math.log2(each) + 0.5)
        return int(2 ** max(0, min(math.log2(DIVISOR_MAX), halvings)))
