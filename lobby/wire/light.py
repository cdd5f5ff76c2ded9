"""Frozen values of which each step makes a dozen: mypy keeps them frozen, and nothing else does.

What attrs does to keep a value frozen while the program runs makes it four times as slow to make: 1.5 µs in
place of 0.4 with five fields. It is for what only our own code gets to see, all of which mypy reads; what a
game's hooks get, and return, stays frozen by attrs.
"""

from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    # The name by which mypy knows what to make of the class.
    from attrs import frozen as light
else:

    def light(kind: Any = None, *, eq: bool = True) -> Any:
        """Make a class of values like `attrs.frozen`, that compare and hash like those."""
        return attrs.define(kind, eq=eq, unsafe_hash=eq or None, on_setattr=None)


__all__ = ["light"]
