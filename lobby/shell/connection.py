"""What stands between a transport and a session: frames out, bytes in, both without waiting."""

from typing import Protocol

from attrs import frozen

from lobby.wire.frame import Frame
from lobby.wire.messages import Goodbye

__all__ = ["Connection", "Door", "Frame", "Listener", "Peer"]


@frozen
class Peer:
    """Who is at the other end, as the transport knows it."""

    address: str  # the real address: behind trusted proxies the one that they name
    cookie: bytes = b""  # the player's token from the browser's cookie, b"" without


class Connection(Protocol):
    """One transport attached to a session. No method waits and none raises; a failed write marks it."""

    @property
    def is_behind(self) -> bool:
        """Whether frames wait for the peer to take them."""

    def write(self, frame: Frame) -> None:
        """Send the frame, or queue it; past the bound drop the queue and tell the listener when drained."""

    def offer(self, frame: Frame) -> bool:
        """Write the frame, unless others wait before it; return whether none do."""

    def end(self, goodbye: Goodbye) -> None:
        """Send the goodbye as the last frame and close; nothing that is heard later is handed on."""


class Listener(Protocol):
    """The session's end of a connection."""

    def hear(self, data: bytes) -> None:
        """Take one whole frame from the client."""

    def drained(self, missed: dict[str, int], answers: list[int]) -> None:
        """The outbox overflowed and is empty again: per topic the number before the first frame dropped."""

    def lost(self) -> None:
        """The connection is gone, for whatever reason; called exactly once, last."""


class Door(Protocol):
    """Where transports bring new connections."""

    def open(self, connection: Connection, peer: Peer) -> Listener:
        """Return the listener for a connection that is ready to carry frames."""
