"""What is written to a connection in one go leaves it in one send, as the frames of a step do.

That holds for the length of a block in which nothing waits, and for whatever writes in it. The block is of
the module since those who tell and those who send know nothing of each other; outside of it there is nothing
here.
"""

from collections.abc import Callable
from types import TracebackType
from typing import Final, Protocol

import structlog

log = structlog.get_logger()


class Sender(Protocol):
    """A connection's stream."""

    def send_held(self) -> None:
        """Send what was held back; never raises."""


class Together:
    """The block: `with TOGETHER: ...`. One in another is the same one.

    `holding` is None outside of a block. In it a stream adds itself with the first frame that it holds back,
    and hears of the end: it is looked at for every frame that anybody is sent, and so is no method.
    """

    def __init__(self) -> None:
        self.holding: list[Sender] | None = None
        self._put_off: list[Callable[[], None]] = []
        self._last: list[Callable[[], None]] | None = None  # None: outside of a block, or at its end
        self._depth = 0

    def put_off(self, call: Callable[[], None]) -> None:
        """Call it at the end of the block, or of one in it: before anything is sent."""
        self._put_off.append(call)

    def at_last(self, call: Callable[[], None]) -> None:
        """Call it when all else in the outermost block is done, before anything is sent; outside of one at
        once."""
        if self._last is None:
            call()
        else:
            self._last.append(call)

    def __enter__(self) -> None:
        self._depth += 1
        if self.holding is None:
            self.holding, self._last = [], []

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._do_put_off()
        if self._depth == 1:
            self._do_last()
        self._depth -= 1
        if self._depth == 0 and self.holding is not None:
            # An error in the block is no reason to keep from others what they were told before it.
            holding, self.holding = self.holding, None
            for sender in holding:
                sender.send_held()

    def _do_put_off(self) -> None:
        while self._put_off:
            self._call(self._put_off.pop(0))

    def _do_last(self) -> None:
        last, self._last = self._last or [], None
        for call in last:
            self._call(call)
        self._do_put_off()

    def _call(self, put_off: Callable[[], None]) -> None:
        """Call what was put off; a fault of ours in it must not keep anybody's frames from being sent."""
        try:
            put_off()
        except Exception:
            log.exception("put off, and failed")


TOGETHER: Final = Together()
