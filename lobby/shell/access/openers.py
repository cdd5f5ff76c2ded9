"""From which address which rooms were opened, as long as these are open."""

from collections.abc import Callable
from itertools import islice

from attrs import define, field

from lobby.core.ids import RoomId

# At each note so many addresses are looked at: more than come in, so that those of rooms that are over go.
_LOOKED_AT = 2


@define(eq=False)
class Openers:
    """Holds no more addresses than there are open rooms, and some that are yet to be looked at."""

    is_open: Callable[[RoomId], bool]
    _rooms: dict[str, dict[RoomId, None]] = field(factory=dict)  # by address; looked at longest ago first

    def __len__(self) -> int:
        return len(self._rooms)

    def count(self, address: str) -> int:
        """Return how many rooms are open that were opened from an address."""
        return sum(map(self.is_open, self._rooms.get(address, ())))

    def note(self, address: str, room: RoomId) -> None:
        """A room is opened from an address."""
        for known in (*islice(self._rooms, _LOOKED_AT), address):
            still = dict.fromkeys(filter(self.is_open, self._rooms.pop(known, ())))
            if still:
                self._rooms[known] = still
        self._rooms.setdefault(address, {})[room] = None
