"""What a client knows of a game's rules, to show one's own things before the server has told of them.

Pure. The same as web/src/sdk/live/rules.ts: docs/reference/live.json holds both to it.
"""

from collections.abc import Callable
from typing import Any

from attrs import frozen

from lobby.wire.values import Value

Predict = Callable[[Any, Any, int], Any]  # (board, input, seat): the board after that input
Advance = Callable[
    [Any, int], Any
]  # (board, seat): the board after a tick, only the seat's own need be right
Smooth = Callable[[Any, int], Any]  # (board, seat): of the board what is to move evenly, see `smoothing`
# Of the secret the same; the last argument is the board, which has the input or the tick already.
PredictSecret = Callable[[Any, Any, int, Any], Any]
AdvanceSecret = Callable[[Any, int, Any], Any]


@frozen
class Sight:
    """What a seat sees of a tick: what all see, and what only it does, None without."""

    board: Value
    secret: Value = None


@frozen
class Rules:
    """All may be missing. Each returns a new value, and never writes into the one that it is given."""

    predict: Predict | None = None
    advance: Advance | None = None
    smooth: Smooth | None = None
    predict_secret: PredictSecret | None = None
    advance_secret: AdvanceSecret | None = None
    smooth_secret: Smooth | None = None

    @property
    def go_on(self) -> bool:
        """Whether anything is foretold beyond inputs, so that one's own things can be shown ahead."""
        return self.advance is not None or self.advance_secret is not None

    @property
    def evens(self) -> bool:
        """Whether there is anything that is to move evenly."""
        return self.smooth is not None or self.smooth_secret is not None

    def put(self, sight: Sight, move: Value, seat: int) -> Sight:
        """Return what is to be seen after an input."""
        board, secret = sight.board, sight.secret
        if self.predict is not None:
            board = self.predict(board, move, seat)
        if self.predict_secret is not None and secret is not None:
            secret = self.predict_secret(secret, move, seat, board)
        return Sight(board, secret)

    def pass_tick(self, sight: Sight, seat: int) -> Sight:
        """Return what is to be seen after a tick."""
        board, secret = sight.board, sight.secret
        if self.advance is not None:
            board = self.advance(board, seat)
        if self.advance_secret is not None and secret is not None:
            secret = self.advance_secret(secret, seat, board)
        return Sight(board, secret)

    def evened(self, sight: Sight, seat: int) -> Sight:
        """Return what of it is to move evenly: of what is not foretold tick by tick nothing is."""
        board = secret = None
        if self.smooth is not None and self.advance is not None:
            board = self.smooth(sight.board, seat)
        if self.smooth_secret is not None and self.advance_secret is not None and sight.secret is not None:
            secret = self.smooth_secret(sight.secret, seat)
        return Sight(board, secret)
