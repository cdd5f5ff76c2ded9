"""Python's garbage collector: it looks for cycles seldom, since a server holds much that lives long.

Nearly everything goes when its last reference does. By default Python looks at the youngest objects each time
that 700 more have been made, and now and then at all there are: with a thousand rooms that took a third of
the time of each move.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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
    gc.set_threshold(objects, 10, 10)
