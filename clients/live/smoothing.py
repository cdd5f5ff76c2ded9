"""Where the server decided otherwise than was foretold, what is shown goes there evenly, without a leap.

Pure. The same as web/src/sdk/live/smoothing.ts: docs/reference/live.json holds both to it.
"""

import math
from typing import Any

from attrs import define

from clients.live.rules import Rules, Sight
from lobby.wire.values import Value

FADE_MS = 100.0  # what is left of an error after that time is a third (1/e), after three times that 5 %
SEEN = 0.5  # views hold integers: less is nothing
TICKS_MAX = 30  # what was foretold is not carried on for longer

# As much of a view as has numbers in it that are off: by how much at each place, None for what is not.
Error = Any
RIGHT = Sight(None)
Made = tuple[Sight, Sight]  # of the tick before and of the one that is being reached


def are_alike(one: Value, other: Value) -> bool:
    """Tell whether two values differ in integers only."""
    if type(one) is int and type(other) is int:
        return True
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(are_alike(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(are_alike, one, other))
    return type(one) is type(other) and one == other


def subtract(one: Value, other: Value) -> Error:
    """Return by how much the integers of one value are above those of another one that is alike."""
    if type(one) is int and type(other) is int:
        return float(one - other)
    if isinstance(one, dict) and isinstance(other, dict):
        return {key: subtract(one[key], other[key]) for key in one}
    if isinstance(one, list) and isinstance(other, list):
        return [subtract(of, off) for of, off in zip(one, other, strict=True)]
    return None


def scale(error: Error, by: float) -> Error:
    """Return an error so many times."""
    if isinstance(error, float):
        return error * by
    if isinstance(error, dict):
        return {key: scale(off, by) for key, off in error.items()}
    return [scale(off, by) for off in error] if isinstance(error, list) else None


def add(one: Error, other: Error) -> Error:
    """Return both errors together; where they do not fit together, the other one."""
    if isinstance(one, float) and isinstance(other, float):
        return one + other
    if isinstance(one, dict) and isinstance(other, dict):
        return {key: add(one.get(key), error) for key, error in other.items()}
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [add(of, off) for of, off in zip(one, other, strict=True)]
    return other


def shift(view: Value, error: Error, factor: float) -> Value:
    """Return the view as it is wrong by so much of an error; integers are rounded, a half upwards."""
    if isinstance(error, float) and type(view) is int:
        return math.floor(view + error * factor + 0.5)
    if isinstance(error, dict) and isinstance(view, dict):
        return {key: shift(item, error.get(key), factor) for key, item in view.items()}
    if isinstance(error, list) and isinstance(view, list) and len(view) == len(error):
        return [shift(item, off, factor) for item, off in zip(view, error, strict=True)]
    return view


def largest(error: Error) -> float:
    """Return by how much it is off at most."""
    if isinstance(error, float):
        return abs(error)
    if isinstance(error, dict):
        return max(map(largest, error.values()), default=0.0)
    return max(map(largest, error), default=0.0) if isinstance(error, list) else 0.0


@define(eq=False)
class Smoothing:
    """By how much what is shown is off what is right, in the two ticks between which it is; that fades."""

    rules: Rules
    seat: int
    _before: Sight = RIGHT  # of errors
    _after: Sight = RIGHT
    _largest: float = 0.0
    _at_ms: float = 0.0  # when they were so large

    def correct(self, shown: Made, right: Made, ticks: int, part: float, now_ms: float) -> None:
        """What is right has changed: `shown` was right until now, `ticks` ago, and was foretold to go on so.

        `part` is how far it is from the tick before to the one that is being reached.
        """
        if not self.rules.evens or not 0 <= ticks <= TICKS_MAX:
            self.leap()
            return
        before, after = shown
        fading = (self._before, self._after)
        for _ in range(ticks):
            before, after = after, self.rules.pass_tick(after, self.seat)
            fading = (fading[1], fading[1])
        begun, reached = self._off(before, right[0]), self._off(after, right[1])
        if begun is None or reached is None:
            self.leap()
            return
        if ticks == 0:
            # In the middle of the way it goes from where it is, but at once where it is to go.
            begun = reached = _add(_scale(begun, 1 - part), _scale(reached, part))
        left = self._left(now_ms)
        self._before = _add(_scale(fading[0], left), begun)
        self._after = _add(_scale(fading[1], left), reached)
        parts = [off for error in (self._before, self._after) for off in (error.board, error.secret)]
        self._largest = max(map(largest, parts))
        self._at_ms = now_ms

    def leap(self) -> None:
        """What is right is shown at once: nothing was foretold, or something wholly different."""
        self._before = self._after = RIGHT
        self._largest = 0.0

    def show(self, right: Made, now_ms: float) -> Made:
        """Return what is to be shown where that is right."""
        factor = self._left(now_ms)
        if self._largest * factor < SEEN:
            return right
        return _shift(right[0], self._before, factor), _shift(right[1], self._after, factor)

    def _left(self, now_ms: float) -> float:
        return math.exp((self._at_ms - now_ms) / FADE_MS)

    def _off(self, foretold: Sight, right: Sight) -> Sight | None:
        """Return by how much what was foretold is off; None where it must leap."""
        one, other = self.rules.evened(foretold, self.seat), self.rules.evened(right, self.seat)
        if not (are_alike(one.board, other.board) and are_alike(one.secret, other.secret)):
            return None
        return Sight(subtract(one.board, other.board), subtract(one.secret, other.secret))


def _scale(error: Sight, by: float) -> Sight:
    return Sight(scale(error.board, by), scale(error.secret, by))


def _add(one: Sight, other: Sight) -> Sight:
    return Sight(add(one.board, other.board), add(one.secret, other.secret))


def _shift(sight: Sight, error: Sight, factor: float) -> Sight:
    return Sight(shift(sight.board, error.board, factor), shift(sight.secret, error.secret, factor))
