"""One encoded frame, as it goes to every subscriber of a topic."""

from attrs import define, field

from lobby.wire.websocket import frame_binary


@define(eq=False)
class Frame:
    """One encoded frame; the same object goes to every subscriber, so it is framed once, too.

    `topic` and `previous` say what a client misses if the frame is dropped, `answer` which command.
    `websocket` is the payload as one whole, unmasked, final binary WebSocket frame.
    """

    payload: bytes
    topic: str | None = None
    previous: int | None = None
    answer: int | None = None
    websocket: bytes = field(init=False)

    @websocket.default
    def _frame(self) -> bytes:
        return frame_binary(self.payload)
