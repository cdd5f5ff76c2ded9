"""The lag of the network as one client measures it, which turn clocks give back."""

import trio
from attrs import define


@define(eq=False)
class Lag:
    """The last round trip: from something that the server answers at once to its answer."""

    ms: int = 0  # 0: not known
    _asked_at: float | None = None

    def begin(self) -> None:
        """What was asked on the connection before is never answered."""
        self._asked_at = None

    def asked(self) -> None:
        """Something was said that the server answers at once."""
        # Of two that are on their way the first is answered first.
        if self._asked_at is None:
            self._asked_at = trio.current_time()

    def answered(self) -> None:
        """The answer is there."""
        if self._asked_at is not None:
            self.ms = round((trio.current_time() - self._asked_at) * 1000)
            self._asked_at = None
