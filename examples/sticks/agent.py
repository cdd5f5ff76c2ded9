"""A bot for sticks in pairs: it leaves heaps that can't be won (Bouton 1901, for takes of up to three)."""

from functools import reduce
from operator import xor
from random import Random
from typing import Any


def act(view: dict[str, Any], moves: list[Any], rng: Random) -> Any:
    """Choose a move after which the heaps, modulo four, cancel out; near the end one must be left over."""
    heaps = view["public"]["heaps"]

    def is_good(move: Any) -> bool:
        left = [sticks - move["sticks"] * (heap == move["heap"]) for heap, sticks in enumerate(heaps)]
        rests = [sticks % 4 for sticks in left]
        if all(rest <= 1 for rest in rests):
            return sum(rests) % 2 == 1
        return reduce(xor, rests) == 0

    return rng.choice([move for move in moves if is_good(move)] or moves)
