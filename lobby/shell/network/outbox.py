"""The queue of one connection: what waits for a slow reader, bounded in bytes.

Past the bound all frames but those begun are dropped at once, and a note of them is kept instead: per
topic the number before its first dropped frame, and the answers. It is told when the rest has left, so
that the session can tell anew what is missing. So a stalled reader costs no more than the bound and one
frame, and nobody waits for it. Control bytes (handshake, pong, close, goodbye) are never dropped.
"""

from collections import deque
from collections.abc import Iterator
from itertools import islice

from attrs import define, field

from lobby.shell.connection import Frame

NOTHING = -1  # in place of a number: the client has nothing of the topic that could be continued

_PIECES_MAX = 64


@define
class Missed:
    """What a client has missed since its outbox overflowed."""

    answers: deque[int]
    topics: dict[str, int] = field(factory=dict)

    def note(self, frame: Frame) -> None:
        """Remember a dropped frame; only the first one of a topic matters."""
        if frame.topic is not None:
            self.topics.setdefault(frame.topic, NOTHING if frame.previous is None else frame.previous)
        if frame.answer is not None:
            self.answers.append(frame.answer)


@define(eq=False)
class _Piece:
    data: bytes
    frame: Frame | None  # None: control


class Outbox:
    """Bytes in the order of sending; pure bookkeeping, nothing here waits or sends."""

    def __init__(self, bytes_max: int, answers_max: int) -> None:
        self._bytes_max = bytes_max
        self._answers_max = answers_max
        self._pieces: deque[_Piece] = deque()
        self._sent = 0  # bytes of the first piece that have left
        self._begun = 0  # pieces handed out by `head`
        self._missed: Missed | None = None
        self.frame_bytes = 0
        self.control_bytes = 0
        self.controls_put = 0
        self.controls_sent = 0

    def __bool__(self) -> bool:
        """Return whether the writer has something to do: bytes to send, or a loss to tell."""
        return bool(self._pieces) or self._missed is not None

    def put(self, frame: Frame, data: bytes, sent: int = 0) -> None:
        """Queue a frame of which `sent` bytes have left, or drop all that is queued where it is too much.

        A frame alone is always taken, however long: else it could never be sent.
        """
        fits = not self.frame_bytes or self.frame_bytes + len(data) <= self._bytes_max
        if sent or (self._missed is None and fits):
            self._append(_Piece(data, frame), sent)
            return
        self._drop()
        assert self._missed is not None
        self._missed.note(frame)

    def put_control(self, data: bytes, sent: int = 0) -> int:
        """Queue bytes that are never dropped; return their number, which `controls_sent` reaches."""
        self._append(_Piece(data, None), sent)
        self.controls_put += 1
        return self.controls_put

    def head(self) -> list[memoryview]:
        """Return the next bytes to send; from now on they are begun, and `advance` must follow."""
        views = [memoryview(piece.data) for piece in islice(self._pieces, _PIECES_MAX)]
        if views:
            views[0] = views[0][self._sent :]
        self._begun = len(views)
        return views

    def advance(self, count: int) -> None:
        """Take `count` bytes off the head: they have left."""
        self._begun = 0
        self._sent += count
        while self._pieces and self._sent >= len(self._pieces[0].data):
            self._sent -= len(self._pieces[0].data)
            self._forget(self._pieces.popleft())
        if not self._pieces:
            self._sent = 0

    def take_missed(self) -> Missed | None:
        """Return what was dropped, once, when nothing is queued any more; None where nothing was."""
        if self._pieces:
            return None
        missed, self._missed = self._missed, None
        return missed

    def clear(self) -> None:
        """Forget everything: the connection is dead."""
        self._pieces.clear()
        self._missed = None
        self._sent = self._begun = self.frame_bytes = self.control_bytes = 0
        self.controls_sent = self.controls_put

    def _append(self, piece: _Piece, sent: int) -> None:
        if sent:
            assert not self._pieces, "bytes were sent past those that wait"
            self._sent = sent
        self._pieces.append(piece)
        if piece.frame is None:
            self.control_bytes += len(piece.data)
        else:
            self.frame_bytes += len(piece.data)

    def _forget(self, piece: _Piece) -> None:
        if piece.frame is None:
            self.control_bytes -= len(piece.data)
            self.controls_sent += 1
        else:
            self.frame_bytes -= len(piece.data)

    def _drop(self) -> None:
        if self._missed is None:
            self._missed = Missed(deque(maxlen=self._answers_max))
        if self.frame_bytes:
            self._pieces = deque(self._keep_what_must_leave(self._missed))

    def _keep_what_must_leave(self, missed: Missed) -> Iterator[_Piece]:
        # The first one stays even if it is not begun: so every round brings the client one frame further.
        begun = max(self._begun, 1)
        for index, piece in enumerate(self._pieces):
            if piece.frame is None or index < begun:
                yield piece
            else:
                self.frame_bytes -= len(piece.data)
                missed.note(piece.frame)
