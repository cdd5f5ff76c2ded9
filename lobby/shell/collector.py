"""Python's garbage collector: it looks for cycles seldom, since a server holds much that lives long.

Nearly everything goes when its last reference does: a room that closes leaves fifty objects in cycles, a
session thirty. By default Python looks at the youngest objects each time that 700 more have been made, and
now and then at all there are: with a thousand rooms that took a third of the time of each move. To look at
all takes 0.7 us for each, with ten thousand players a second in which nobody is heard.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import trio

# After so many looks at the youngest alone it is time to look at all: in a quiet second, or at last anyway.
_WORTH_IT: Final = 40
_AT_LAST: Final = 400
_QUIET_SECONDS: Final = 1.0


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
    """Look from now on when so many more objects are there; what is there now is left alone for good."""
    gc.freeze()
    gc.set_threshold(objects, _AT_LAST, 1)


async def collect_when_quiet(count_sent: Callable[[], int]) -> None:
    """Look at all there is, if there may be much to find, after each second in which nothing was sent."""
    while True:
        before = count_sent()
        await trio.sleep(_QUIET_SECONDS)
        if count_sent() == before and gc.get_count()[1] >= _WORTH_IT:
            gc.collect()
