"""One encoded frame, as it goes to every subscriber of a topic."""

from lobby.wire.websocket import frame_binary


class Frame:
    """One encoded frame; the same object goes to every subscriber, so it is framed once, too.

    `topic` and `previous` say what a client misses if the frame is dropped, `answer` which command.
    `websocket` is the payload as one whole, unmasked, final binary WebSocket frame.
    """

    # Written out, since one is made for whatever is told: attrs would call a function for the last one.
    __slots__ = ("answer", "payload", "previous", "topic", "websocket")

    def __init__(
        self,
        payload: bytes,
        topic: str | None = None,
        previous: int | None = None,
        answer: int | None = None,
    ) -> None:
        self.payload = payload
        self.topic = topic
        self.previous = previous
        self.answer = answer
        self.websocket = frame_binary(payload)
