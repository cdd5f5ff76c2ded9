"""A game for tests: every seat has a secret word that must never be seen by anybody else.

Two to four seats; each turn a seat tells a number; after four numbers of everybody the highest sum wins. The
words are drawn anew on every move, so that a leak of any moment would be found.
"""

from typing import Any

from lobby.core.game import Dice, Illegal, Result

title = "Whispers"
version = 1
seats = (2, 4)
ROUNDS = 3


def start(count: int, _: Any, dice: Dice) -> Any:
    """Deal a word to every seat."""
    return {"words": words(count, dice), "told": [[] for _ in range(count)], "next": 0}


def words(count: int, dice: Dice) -> list[str]:
    """Return one secret word per seat."""
    return [f"word{seat}-{dice.below(10**12):012d}" for seat in range(count)]


def moves(state: Any, seat: int) -> list[int]:
    """Tell 1, 2 or 3."""
    return [1, 2, 3] if seat == state["next"] and result(state) is None else []


def check(state: Any, seat: int, move: Any) -> Illegal | None:
    """Say what is wrong in the game's own words."""
    if move in moves(state, seat) and move is not True:
        return None
    return Illegal(f"{move!r} is no number from 1 to 3")


def play(state: Any, seat: int, move: int, dice: Dice) -> Any:
    """Note the number; the next one goes on."""
    told = [[*mine, move] if other == seat else mine for other, mine in enumerate(state["told"])]
    count = len(told)
    return {"words": words(count, dice), "told": told, "next": (seat + 1) % count}


def public(state: Any) -> Any:
    """The numbers."""
    return {"told": state["told"], "next": state["next"]}


def secret(state: Any, seat: int) -> Any:
    """The seat's own word."""
    return {"word": state["words"][seat]}


def result(state: Any) -> Result | None:
    """Compare the sums after the last round."""
    if any(len(mine) < ROUNDS for mine in state["told"]):
        return None
    sums = [sum(mine) for mine in state["told"]]
    return Result(tuple(1 + sum(other > mine for other in sums) for mine in sums), tuple(sums))
