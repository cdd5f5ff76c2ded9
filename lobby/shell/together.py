"""What is written to a connection in one go leaves it in one send, as the frames of a step do.

That holds for the length of a block in which nothing waits, and for whatever writes in it. The block is of
the module since those who tell and those who send know nothing of each other; outside of it there is nothing
here.
"""

from types import TracebackType
from typing import Final, Protocol


class Sender(Protocol):
    """A connection's stream."""

    def send_held(self) -> None:
        """Send what was held back; never raises."""


class Together:
    """The block: `with TOGETHER: ...`. One in another is the same one."""

    def __init__(self) -> None:
        self._depth = 0
        self._holding: list[Sender] = []

    def holds(self, sender: Sender, *, is_first: bool) -> bool:
        """Tell whether what is written now is held back; at the end of the block the sender hears of it."""
        if not self._depth:
            return False
        if is_first:
            self._holding.append(sender)
        return True

    def __enter__(self) -> None:
        self._depth += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._depth -= 1
        if self._depth == 0 and self._holding:
            # An error in the block is no reason to keep from others what they were told before it.
            holding, self._holding = self._holding, []
            for sender in holding:
                sender.send_held()


TOGETHER: Final = Together()
