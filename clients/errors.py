"""What the client raises: each says whose turn it is to do something about it."""

from lobby.wire.values import Value


class ClientError(Exception):
    """The root of what this package raises on purpose."""


class CannotConnect(ClientError):
    """No server answered at the address, or it would not have us; the text says which."""


class CommandRefused(ClientError):
    """The server answered a command with `refused`; nothing has changed there."""

    def __init__(self, code: str, detail: str, params: dict[str, Value] | None = None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.params = params or {}  # the detail in parts, see “Refusals” in the protocol


class OutcomeUnknown(ClientError):
    """The session expired while the command had no answer: it may have taken effect, or not."""


class ClientEnded(ClientError):
    """The client has ended for good; the text says why (taken over, closed, a broken protocol)."""


class RoomEnded(ClientError):
    """The room is no longer there for this player; `reason` is one of the protocol's for `gone`."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the room has ended for this player: {reason}")
        self.reason = reason


class Lost(ClientError):
    """A connection is over or never came about; the client tries again by itself.

    `retry_ms` is when the server wants to be asked again, where it said so: 0 is a refusal without a time.
    """

    def __init__(self, text: str, retry_ms: int | None = None) -> None:
        super().__init__(text)
        self.retry_ms = retry_ms


class Barred(Lost):
    """Something answers there, and lets no WebSocket through: another transport may have more luck."""
