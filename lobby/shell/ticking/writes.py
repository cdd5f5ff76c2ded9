"""Whether a tick writes into the state that it was given, looked at now and then in a room that runs.

What was written in place is the same object as before and counts as unchanged, so that nobody would be told.
"""

from typing import Any

import structlog
from attrs import define

from lobby.core.ids import RoomId
from lobby.core.realtime import Run
from lobby.core.shape import pack_state, unpack_plain
from lobby.wire.values import Value

log = structlog.get_logger()


@define(eq=False)
class Writes:
    """About one tick a second is looked at, of a state over `large_bytes` less often: it is packed twice.

    The first time is told in the log. From then on `are_seen`, and views must not be compared as objects.
    """

    room: RoomId
    large_bytes: int
    are_seen: bool = False
    _state: Any = None  # before the tick that is looked at,
    _packed: bytes = b""  # and its bytes then; none: it is not looked at

    def look_before(self, run: Run) -> None:
        """A tick is about to be made."""
        # One more than a second, so that what happens once a second is not missed each time.
        every = (run.game.tick_rate + 1) * (1 + len(run.base.packed) // self.large_bytes)
        is_looked_at = not self.are_seen and (run.tick + 1) % every == 0
        self._state = run.state if is_looked_at else None
        self._packed = pack_state(run.game, run.state) if is_looked_at else b""

    def look_after(self, run: Run) -> None:
        """It is made."""
        if not self._packed:
            return
        after = pack_state(run.game, self._state)
        if after != self._packed:
            self.are_seen = True
            where = find_difference("state", unpack_plain(self._packed), unpack_plain(after))
            log.warning("tick writes into the state that it was given", **self._about(run), where=where)
        self._state, self._packed = None, b""

    def _about(self, run: Run) -> dict[str, object]:
        return {"game": run.game.id, "room": self.room, "tick": run.tick}


def find_difference(path: str, before: Value, after: Value) -> str:
    """Return where two values differ first, as `state.cars[2]`; a list of another length is named itself."""
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() == after.keys():
        parts = [(f"{path}.{key}", before[key], after[key]) for key in before]
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        parts = [(f"{path}[{at}]", one, after[at]) for at, one in enumerate(before)]
    else:
        return path
    differing = (part for part in parts if part[1] != part[2])
    found = next(differing, None)
    return path if found is None else find_difference(*found)
