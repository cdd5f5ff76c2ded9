"""Where rows of rooms are kept: the port that the hosts speak to."""

from collections.abc import Callable
from typing import Protocol

from lobby.core.ids import RoomId

Done = Callable[[bool], None]


class Store(Protocol):
    """Keeps the log of every room. No method waits; outcomes are told later, in the order of the appends."""

    def append(self, room: RoomId, incarnation: int, number: int, row: bytes, done: Done) -> None:
        """Store a row and call `done(True)` once it is durable, `done(False)` if it can't be stored.

        Refused, too, is a number that is not the next one, or an incarnation that is not the latest:
        whoever says it holds a room that somebody else has taken over. After one failure all later rows
        of the room that were already appended fail as well.
        """

    def read(self, room: RoomId, tell: Callable[[list[bytes]], None]) -> None:
        """Call `tell` with the rows of the room that are committed, in order."""

    def forget(self, room: RoomId) -> None:
        """The room has closed; its log may go."""
