"""One encoded frame, as it goes to every subscriber of a topic."""

from attrs import define

from lobby.wire.websocket import frame_binary


@define(eq=False)
class Frame:
    """One encoded frame; the same object goes to every subscriber, so it is framed once, too.

    `topic` and `previous` say what a client misses if the frame is dropped, `answer` which command.
    """

    payload: bytes
    topic: str | None = None
    previous: int | None = None
    answer: int | None = None

    _websocket: bytes = b""

    @property
    def websocket(self) -> bytes:
        """The payload as one whole, unmasked, final binary WebSocket frame."""
        if not self._websocket:
            self._websocket = frame_binary(self.payload)
        return self._websocket
