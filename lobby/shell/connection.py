"""What stands between a transport and a session: frames out, bytes in, both without waiting."""

from functools import cached_property
from typing import Protocol

from attrs import define, frozen

from lobby.wire.messages import Goodbye
from lobby.wire.websocket import frame_binary


@frozen
class Peer:
    """Who is at the other end, as the transport knows it."""

    address: str  # the real address: behind trusted proxies the one that they name
    cookie: bytes = b""  # the player's token from the browser's cookie, b"" without


@define(eq=False, slots=False)
class Frame:
    """One encoded frame; the same object goes to every subscriber, so it is framed once, too.

    `topic` and `previous` say what a client misses if the frame is dropped, `answer` which command.
    """

    payload: bytes
    topic: str | None = None
    previous: int | None = None
    answer: int | None = None

    @cached_property
    def websocket(self) -> bytes:
        """The payload as one whole, unmasked, final binary WebSocket frame."""
        return frame_binary(self.payload)


class Connection(Protocol):
    """One transport attached to a session. No method waits and none raises; a failed write marks it."""

    def write(self, frame: Frame) -> None:
        """Send the frame, or queue it; past the bound drop the queue and tell the listener when drained."""

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
