"""Which room was opened for the people of one that is over, before the store can be asked for it."""

from attrs import define, field, frozen

from lobby.core.ids import RoomId
from lobby.settings import RetentionSection

_DAY_MS = 86_400_000


@frozen
class _Successor:
    """A room that was opened for the people of another one."""

    room: RoomId
    at_ms: float  # wall clock


@define(eq=False)
class Successors:
    """The store knows them as well: one that is forgotten here is read there, later by a question.

    They are kept as long as the store keeps rooms that are over, and so many at most; the first go first.
    """

    settings: RetentionSection
    _rooms: dict[RoomId, _Successor] = field(factory=dict)  # by the room that is over, the newest last

    def __len__(self) -> int:
        return len(self._rooms)

    def put(self, over: RoomId, opened: RoomId, now_ms: float) -> None:
        """Note that a room was opened for the people of one that is over."""
        self._rooms.pop(over, None)
        self._rooms[over] = _Successor(opened, now_ms)
        self.forget(now_ms)

    def find(self, over: RoomId) -> RoomId | None:
        """Return the room that was opened for the people of one that is over; None: none is known here."""
        known = self._rooms.get(over)
        return None if known is None else known.room

    def forget(self, now_ms: float) -> None:
        """Let go what is too old, or too much."""
        before_ms = now_ms - self.settings.room_days * _DAY_MS
        while self._rooms:
            over, first = next(iter(self._rooms.items()))
            if len(self._rooms) <= self.settings.successors and first.at_ms >= before_ms:
                return
            del self._rooms[over]
