"""Chance from a seed, in the two places where a server has any: its ids and dice, and Trio's scheduler."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import trio
from attrs import define, field


@define(eq=False)
class SeededChance:
    """Bytes from a seed; see lobby.shell.chance.Chance."""

    seed: int | str
    _random: Random = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._random = Random(self.seed)

    def token_bytes(self, count: int) -> bytes:
        """Return so many bytes."""
        return self._random.randbytes(count)


@contextmanager
def scheduling_from(seed: int) -> Iterator[None]:
    """Let Trio choose from a seed which task runs first; else two runs of one test differ in that.

    Trio's own switch for tests under hypothesis: its names are private, a test of ours guards them.
    """
    run: Any = trio._core._run
    before = run._r.getstate(), run._ALLOW_DETERMINISTIC_SCHEDULING
    run._r.seed(seed)
    run._ALLOW_DETERMINISTIC_SCHEDULING = True
    try:
        yield
    finally:
        run._r.setstate(before[0])
        run._ALLOW_DETERMINISTIC_SCHEDULING = before[1]
