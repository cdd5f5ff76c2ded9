"""One's own inputs, shown before the server has told what became of them.

The same as web/src/sdk/live/foresight.ts: docs/reference/live.json holds both to it. Pure.
"""

import math

from attrs import define, evolve, frozen

from clients.live.rules import Rules, Sight
from lobby.wire.values import Value

WEIGHT = 0.25  # of the last answer in what is expected of the next one
WRONG = 0.7  # the lead changes when it is wrong by more ticks than that: else it would flicker
LEAD_MAX = 30


@frozen
class Input:
    """Something that was done while the tick `shown` was shown."""

    id: int
    move: Value
    shown: int
    tick: int  # whose inputs hold it: as the server has answered, or as it is likely to
    is_answered: bool = False


@define(eq=False)
class Foresight:
    """Shown is what is seen of a tick, and on top what the seat has done since, as far as it is foretold."""

    rules: Rules
    seat: int
    inputs: tuple[Input, ...] = ()
    lead: int = 0  # how many ticks one's own things are shown ahead of all others
    _expected: float | None = None
    _given: int = 0

    def expect(self, ms: float, tick_ms: float) -> None:
        """Take the lead from the network until answers tell better: `ms` from what is shown to an arrival."""
        if self._expected is None:
            self.lead = self._bounded(_round(ms / tick_ms + 0.5))

    def add(self, move: Value, shown: int) -> Input:
        """Note an input that is made while a tick is shown."""
        self._given += 1
        made = Input(self._given, move, shown, shown + max(1, self.lead))
        self.inputs = (*self.inputs, made)
        return made

    def answer(self, made: Input, tick: int) -> None:
        """The server has put it into the inputs of a tick."""
        took = tick - made.shown
        before = self._expected
        self._expected = float(took) if before is None else before + WEIGHT * (took - before)
        if abs(self._expected - self.lead) > WRONG:
            self.lead = self._bounded(_round(self._expected))
        self.inputs = tuple(
            evolve(one, tick=tick, is_answered=True) if one.id == made.id else one for one in self.inputs
        )

    def drop(self, made: Input) -> None:
        """It has not happened, or nobody knows."""
        self.inputs = tuple(one for one in self.inputs if one.id != made.id)

    def forget(self, tick: int) -> None:
        """Forget what the boards from a tick on hold themselves."""
        if any(one.is_answered and one.tick <= tick for one in self.inputs):
            self.inputs = self._open_at(tick)

    def show(self, sight: Sight, tick: int, reached: int | None = None) -> Sight:
        """Return what is seen of a tick with all that one has done since, ahead by the lead.

        `reached` is the tick on the way to which it is shown: what was done on that way belongs to its end,
        or the way would begin somewhere else. None: the same tick.
        """
        goes_on, inputs = self.rules.go_on, self._open_at(tick)
        if reached is not None and reached > tick and goes_on:
            inputs = tuple(one for one in inputs if one.shown < reached)
        ahead = self.lead if goes_on else 1
        for step in range(1, ahead + 1):
            for one in inputs:
                if max(1, min(ahead, one.tick - tick)) == step:
                    sight = self.rules.put(sight, one.move, self.seat)
            sight = self.rules.pass_tick(sight, self.seat)
        return sight

    def _open_at(self, tick: int) -> tuple[Input, ...]:
        return tuple(one for one in self.inputs if not one.is_answered or one.tick > tick)

    def _bounded(self, lead: int) -> int:
        return max(0, min(LEAD_MAX, lead)) if self.rules.go_on else 0


def _round(value: float) -> int:
    # As JavaScript does: a half is rounded up.
    return math.floor(value + 0.5)
