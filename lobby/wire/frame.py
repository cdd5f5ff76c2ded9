"""One encoded frame, as it goes to every subscriber of a topic."""

from attrs import define

from lobby.wire.websocket import frame_binary


@define(eq=False, init=False)
class Frame:
    """One encoded frame; the same object goes to every subscriber, so it is framed once, too.

    `topic` and `previous` say what a client misses if the frame is dropped, `answer` which command.
    `websocket` is the payload as one whole, unmasked, final binary WebSocket frame.
    """

    payload: bytes
    topic: str | None
    previous: int | None
    answer: int | None
    websocket: bytes

    def __init__(
        self,
        payload: bytes,
        topic: str | None = None,
        previous: int | None = None,
        answer: int | None = None,
    ) -> None:
        # By hand, since one that attrs made would call twice as much, and each answer is a frame.
        self.payload, self.topic, self.previous, self.answer = payload, topic, previous, answer
        self.websocket = frame_binary(payload)
