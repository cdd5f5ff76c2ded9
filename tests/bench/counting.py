"""Count: the game of the benchmarks. Two players add to a number in turn, for ever."""

from lobby.core.game import Dice, Result

title, seats, version = "Count", (2, 2), 1


def start(seats: int, options: object, dice: Dice) -> int:
    """Return nothing counted yet."""
    return 0


def moves(count: int, seat: int) -> list[int]:
    """Return what may be added."""
    return [1, 2] if seat == count % 2 else []


def play(count: int, seat: int, move: int, dice: Dice) -> int:
    """Count; whatever is said, it is the other one's turn."""
    return count + 1


def public(count: int) -> int:
    """Return what everybody sees."""
    return count


def result(count: int) -> Result | None:
    """Nobody ever wins."""
    return None
