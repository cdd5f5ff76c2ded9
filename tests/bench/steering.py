"""Steer: a real-time game in which nothing is seen, to measure inputs that wait for no commit."""

from lobby.core.game import Dice, Result

title, seats, version = "Steer", (10, 10), 1
tick_rate = 10
Move = int


def start(seats: int, options: object, dice: Dice) -> int:
    """Return nothing said yet."""
    return 0


def tick(last: int, inputs: list[tuple[int, int]], dice: Dice) -> int:
    """Take the last input."""
    return inputs[-1][1] if inputs else last


def public(last: int) -> None:
    """Return nothing: what is measured is the input and its answer."""


def result(last: int) -> Result | None:
    """Nobody ever wins."""
    return None
