"""What happened in a run, in order, as a hash: the same seed gives the same one, in any process."""

from hashlib import sha256
from typing import Any

import trio
from attrs import define, field

NOTES_MAX = 200_000  # of one run; what goes round and round without time passing would hang for ever


@define(eq=False)
class Trace:
    """Everything that is worth telling, with the virtual time at which it happened."""

    is_kept: bool = False  # whether the lines are kept, to be compared or printed
    lines: list[str] = field(factory=list)
    count: int = 0
    _hash: Any = field(factory=sha256)

    def note(self, *what: object) -> None:
        """Add one thing; its repr must not depend on an address or on the order of a set."""
        line = f"{trio.current_time():.6f} {' '.join(map(str, what))}"
        self.count += 1
        assert self.count <= NOTES_MAX, f"over {NOTES_MAX} things happened, the last: {line}"
        self._hash.update(line.encode() + b"\n")
        if self.is_kept:
            self.lines.append(line)

    @property
    def digest(self) -> str:
        """The hash of everything so far, in hex."""
        return str(self._hash.hexdigest())
