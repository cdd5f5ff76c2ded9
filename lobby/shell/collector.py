"""Python's garbage collector: it looks for cycles when the server wants it to, a few milliseconds at a time.

Nearly everything goes when its last reference does: a room that closes leaves fifty objects in cycles, a
session thirty. By default Python looks when objects have become more by so many, and now and then at all
there are. Both are wrong here. Where each line of chat takes the place of an old one there is no growth, and
what is young piles up until a look takes 0.2 s; and all that ten thousand players have takes more than one.
"""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import trio
from attrs import define

_LOOK_SECONDS: Final = 0.25
_LOOK_SECONDS_MAX: Final = 1.0  # more would pile up than a look should find
# Of the time, that looks take: a thousand rooms that move leave 10 ms of it each time.
_SHARE: Final = 0.02
# Between two looks at all there is, the first in a second in which nothing is sent, or at last anyway.
_LEAST_SECONDS: Final = 60.0
_MOST_SECONDS: Final = 3600.0
_QUIET_SECONDS: Final = 1.0
_NEVER: Final = 1_000_000_000


@contextmanager
def paused() -> Iterator[None]:
    """Look for nothing in this block, in which much is made that stays."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def settle(objects: int) -> None:
    """Leave what is there now alone for good, and all but the youngest to `collect`, which must be run.

    At these Python looks by itself when so many more are there, from now on where it did not before.
    """
    gc.freeze()
    gc.enable()
    gc.set_threshold(objects, _NEVER, _NEVER)


async def collect(count_sent: Callable[[], int]) -> None:
    """Look at what is young several times a second while something is sent, and at all when it is time."""
    pauses = _Pauses(trio.current_time(), trio.current_time(), count_sent())
    took_seconds = 0.0
    while True:
        await trio.sleep(find_pause(took_seconds))
        if pauses.may_look_at_all(trio.current_time(), count_sent()):
            gc.collect()
        else:
            began = time.thread_time()
            gc.collect(0)
            took_seconds = time.thread_time() - began


def find_pause(took_seconds: float) -> float:
    """Return how many seconds of pause follow a look at what is young, which took so much processor time."""
    return min(max(_LOOK_SECONDS, took_seconds / _SHARE), _LOOK_SECONDS_MAX)


@define
class _Pauses:
    """When all there is was looked at last, and since when nothing has been sent. Seconds by Trio's clock."""

    looked_at: float
    quiet_since: float
    sent: int
    has_sent: bool = False  # since all was looked at

    def may_look_at_all(self, now: float, sent: int) -> bool:
        """Note how much was sent by now; tell whether this is the time."""
        if sent != self.sent:
            self.sent, self.quiet_since, self.has_sent = sent, now, True
        is_quiet = now - self.quiet_since >= _QUIET_SECONDS
        if not self.has_sent or now - self.looked_at < (_LEAST_SECONDS if is_quiet else _MOST_SECONDS):
            return False
        self.looked_at, self.has_sent = now, False
        return True
