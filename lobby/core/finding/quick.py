"""Quick play: which open room a player should go to, while others are on their way to the same seats.

It only proposes. The room decides; until it has, the place that was proposed is promised to nobody else.
"""

from collections import Counter
from collections.abc import Container

from attrs import define, field, frozen

from lobby.core.directory import Listing
from lobby.core.ids import RoomId
from lobby.wire.messages import Pace
from lobby.wire.values import Value


@frozen
class Wish:
    """What a player wants to play; None: whatever there is."""

    game: str
    options: dict[str, Value] | None = None
    pace: Pace = "live"
    clock: Value = None

    def fits(self, room: Listing) -> bool:
        """Tell whether a game in the room would be what is wished for."""
        return (
            room.pace == self.pace
            and self.options in (None, room.options)
            and self.clock in (None, room.clock)
            and not room.guarded
            and not room.rated
        )


@define
class Proposer:
    """The public rooms with an open seat, per game, and the places that are promised in each."""

    _open: dict[str, dict[RoomId, Listing]] = field(factory=dict)
    _games: dict[RoomId, str] = field(factory=dict)
    _promised: Counter[RoomId] = field(factory=Counter)

    def put(self, room: Listing) -> None:
        """A room is like this now."""
        if room.public and room.can_be_joined:
            self._open.setdefault(room.game, {})[room.id] = room
            self._games[room.id] = room.game
        else:
            self.remove(room.id)

    def remove(self, room: RoomId) -> None:
        """A room has closed, or can't be joined; promises in it are kept until they are settled."""
        if (game := self._games.pop(room, None)) is not None:
            del self._open[game][room]

    def propose(self, wish: Wish, tried: Container[RoomId] = ()) -> RoomId | None:
        """Return the best room and promise a place in it; None: open a new one. `settle` must follow.

        The fullest comes first, since a game begins soonest there, and of equal ones the oldest.
        """
        rooms = self._open.get(wish.game, {}).values()
        fitting = (
            room for room in rooms if self._left(room) > 0 and room.id not in tried and wish.fits(room)
        )
        lively = (room for room in fitting if wish.pace == "slow" or room.away < room.taken or not room.taken)
        best = min(lively, key=self._rank, default=None)
        if best is None:
            return None
        self._promised[best.id] += 1
        return best.id

    def promise(self, room: RoomId) -> None:
        """A place in a room that opens is somebody's already."""
        self._promised[room] += 1

    def settle(self, room: RoomId) -> None:
        """The room has decided, one way or the other, and the listing shows it."""
        self._promised[room] -= 1
        if self._promised[room] <= 0:
            del self._promised[room]

    def _left(self, room: Listing) -> int:
        return room.free - self._promised[room.id]

    def _rank(self, room: Listing) -> tuple[bool, int, int, str]:
        return room.taken == 0, self._left(room), room.created_ms, room.id
