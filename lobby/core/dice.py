"""Chance that can be repeated and checked: a stream of bytes from a secret and a number.

The dice of a game's action n are BLAKE2b keyed by the game's 256-bit secret over n and a block counter.
Nothing advances, so decide, apply and replay draw alike, and nobody can tell the next card from the
last. The secret's hash is told when the game starts and the secret when it ends: anyone can check.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

Item = TypeVar("Item")

_BLOCK = 64
_WORD = 8


class Dice:
    """The dice of one action: a stream that begins anew for every (secret, action)."""

    def __init__(self, secret: bytes, action: int) -> None:
        self._secret = secret
        self._action = action
        self._drawn = 0
        self._block = b""  # of the stream, from which the next words come

    def below(self, bound: int) -> int:
        """Return an integer from 0 to `bound` - 1, each as likely as any other.

        Eight bytes of the stream, big-endian; those that would favour small results are thrown away.
        """
        if not 1 <= bound <= 1 << 63:
            raise ValueError(f"bound must be from 1 to 2^63, not {bound}")
        limit = (1 << 64) - (1 << 64) % bound
        while (word := self._word()) >= limit:
            continue
        return word % bound

    def roll(self, sides: int = 6) -> int:
        """Return the face of one die, from 1 to `sides`."""
        return self.below(sides) + 1

    def choice(self, items: Sequence[Item]) -> Item:
        """Return one of the items."""
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """Return the items in a random order (Fisher and Yates, from the end)."""
        result = list(items)
        for last in range(len(result) - 1, 0, -1):
            other = self.below(last + 1)
            result[last], result[other] = result[other], result[last]
        return result

    def _word(self) -> int:
        counter, at = divmod(self._drawn * _WORD, _BLOCK)
        self._drawn += 1
        if at == 0:
            self._block = _block(self._secret, self._action, counter)
        return int.from_bytes(self._block[at : at + _WORD])


def commit(secret: bytes) -> bytes:
    """Return the hash of a game's secret that is told at the start: BLAKE2b, 32 bytes."""
    return blake2b(secret, digest_size=32).digest()


def _block(secret: bytes, action: int, counter: int) -> bytes:
    return blake2b(action.to_bytes(8) + counter.to_bytes(8), key=secret, digest_size=_BLOCK).digest()
