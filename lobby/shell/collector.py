"""Python's garbage collector: it looks for cycles when the server wants it to, a millisecond at a time.

Nearly everything goes when its last reference does: a room that closes leaves fifty objects in cycles, a
session thirty. By default Python looks when objects have become more by so many, and now and then at all
there are. Both are wrong here. Where each line of chat takes the place of an old one there is no growth, and
what is young piles up until a look takes 0.2 s; and all that ten thousand players have takes more than one.

To look often costs no more: each object is looked at once, and sooner or later makes little difference but
that the processor has it at hand still. With a thousand rooms that move 5,000 times a second a look takes
1.5 ms after 50 ms, and 10 ms after 500.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import trio
from attrs import define

_LOOK_SECONDS: Final = 0.025
_IDLE_LOOK_SECONDS: Final = 0.25  # where nothing was sent since the last one
# Between two looks at all there is, the first in a second in which nothing is sent, or at last anyway.
_LEAST_SECONDS: Final = 60.0
_MOST_SECONDS: Final = 3600.0
_QUIET_SECONDS: Final = 1.0
_NEVER: Final = 1_000_000_000
_YOUNG: Final = 0  # Python's generations
_ALL: Final = 2


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
    """Look at what is young many times a second while something is sent, and at all when it is time."""
    pauses = _Pauses(trio.current_time(), trio.current_time(), count_sent())
    while True:
        await trio.sleep(_IDLE_LOOK_SECONDS if pauses.is_idle else _LOOK_SECONDS)
        gc.collect(_ALL if pauses.may_look_at_all(trio.current_time(), count_sent()) else _YOUNG)


@define
class _Pauses:
    """When all there is was looked at last, and since when nothing has been sent. Seconds by Trio's clock."""

    looked_at: float
    quiet_since: float
    sent: int
    has_sent: bool = False  # since all was looked at
    is_idle: bool = True  # nothing was sent since it was asked last

    def may_look_at_all(self, now: float, sent: int) -> bool:
        """Note how much was sent by now; tell whether this is the time."""
        self.is_idle = sent == self.sent
        if not self.is_idle:
            self.sent, self.quiet_since, self.has_sent = sent, now, True
        is_quiet = now - self.quiet_since >= _QUIET_SECONDS
        if not self.has_sent or now - self.looked_at < (_LEAST_SECONDS if is_quiet else _MOST_SECONDS):
            return False
        self.looked_at, self.has_sent = now, False
        return True
