"""How far one's own things leap where the server decides otherwise: `python -m tests.bench.corrections`.

A game in virtual time, from a seed: a walker who turns now and then, on a line that is 150 ms late each way,
more or less 50, and loses one message in fifty (TCP sends it again 250 ms later, what is behind it waits).
Pictures are drawn 60 times a second. What it prints stands in docs/explanation/real_time.md.
"""

import sys
from collections.abc import Callable
from heapq import heappop, heappush
from random import Random
from typing import Any

import click
from attrs import define, field

from clients.live.foresight import Foresight
from clients.live.picture import Picture
from clients.live.rules import Rules, Sight
from clients.live.timeline import Timeline

DELAY_MS, JITTER_MS, LOST_ONE_IN, AGAIN_MS = 150, 50, 50, 250
PICTURE_MS = 1000 / 60
SPEED = 0.36  # a millisecond, as in examples/lanterns
LEAP, STILL = 1.5, 0.3  # times as fast is a leap, or as good as standing
TURN_ONE_IN = 40  # pictures


def rules_of(rate: int, *, is_even: bool) -> Rules:
    """Return what the browser knows of a walk: [place, direction]."""
    step = round(SPEED * 1000 / rate)
    return Rules(
        predict=lambda board, move, _: [board[0], move],
        advance=lambda board, _: [board[0] + step * board[1], board[1]],
        smooth=(lambda board, _: [board[0], None]) if is_even else None,
    )


@define(eq=False)
class Play:
    """The walker, the line and the server behind it; one clock, in milliseconds."""

    rules: Rules
    rate: int
    chance: Random
    picture: Picture = field(init=False)
    steps: list[float] = field(factory=list)  # from one picture to the next
    still: int = 0  # pictures in which it stands, though it should go
    _now: float = 0.0
    _serial: int = 0
    _to_come: list[tuple[float, int, Callable[[], None]]] = field(factory=list)
    _arrives: dict[str, float] = field(factory=lambda: {"up": 0.0, "down": 0.0})
    _board: Any = field(factory=lambda: [0, 1])
    _waiting: list[tuple[int, Any]] = field(factory=list)
    _tick: int = 0
    _last: float | None = None

    def __attrs_post_init__(self) -> None:
        self.picture = Picture(Timeline(self.rate), Foresight(self.rules, 0))

    def run(self, seconds: int) -> None:
        """Play for so long."""
        for tick in range(seconds * self.rate):
            self._at(tick * 1000 / self.rate, self._make_tick)
        for number in range(seconds * 60):
            self._at(3.0 + number * PICTURE_MS, self._draw)
        while self._to_come:
            self._now, _, call = heappop(self._to_come)
            call()

    def _make_tick(self) -> None:
        self._tick += 1
        tick = self._tick
        for move, made in self._waiting:
            self._board = [self._board[0], move]
            self._send("down", lambda made=made: self.picture.foresight.answer(made, tick))  # type: ignore
        self._waiting = []
        assert self.rules.advance is not None, "the walk goes on"
        self._board = self.rules.advance(self._board, 0)
        sight = Sight(self._board)
        self._send("down", lambda: self.picture.hear("e", tick, sight, self._now))

    def _draw(self) -> None:
        frame: Any = self.picture.frame(self._now, 2 * DELAY_MS)
        if frame is None:
            return
        place = frame.before[0] + (frame.after[0] - frame.before[0]) * frame.part
        if self._last is not None and self._now > 5000:
            self.steps.append(abs(place - self._last))
            self.still += bool(frame.after[1]) and self.steps[-1] < STILL * SPEED * PICTURE_MS
        self._last = place
        if self.chance.randrange(TURN_ONE_IN) == 0:
            move = self.chance.choice([-1, 0, 1])
            made = self.picture.add(move, self._now)
            self._send("up", lambda: self._waiting.append((move, made)))

    def _send(self, way: str, call: Callable[[], None]) -> None:
        under_way = DELAY_MS + self.chance.uniform(-JITTER_MS, JITTER_MS)
        if self.chance.randrange(LOST_ONE_IN) == 0:
            under_way += AGAIN_MS
        self._arrives[way] = max(self._arrives[way], self._now + under_way)
        self._at(self._arrives[way], call)

    def _at(self, ms: float, call: Callable[[], None]) -> None:
        self._serial += 1
        heappush(self._to_come, (ms, self._serial, call))


@click.command()
@click.option("--seconds", default=120)
@click.option("--seed", default=1)
def main(seconds: int, seed: int) -> None:
    """Play at several rates, with and without `smooth`, and print how it leaps."""
    for rate in (10, 20, 60):
        for is_even in (False, True):
            play = Play(rules_of(rate, is_even=is_even), rate, Random(seed))
            play.run(seconds)
            usual = SPEED * PICTURE_MS
            leaps = [step for step in play.steps if step > LEAP * usual + 1]
            share = 100 * len(leaps) / len(play.steps)
            largest = max(play.steps) / usual
            still = 100 * play.still / len(play.steps)
            told = f"{rate} ticks a second, smooth {'yes' if is_even else 'no '}: leaps {share:5.2f} %"
            told += f", standing {still:5.2f} %"
            sys.stdout.write(f"{told}, the largest step {largest:4.1f} times the usual one\n")


if __name__ == "__main__":
    main()
