"""What asking a room comes to: what happens, or why nothing does."""

from attrs import frozen

from lobby.core.events import Event
from lobby.wire.light import light
from lobby.wire.values import Value


@frozen
class Refusal:
    """The rules forbid it; nothing has changed. Codes: lobby.wire.codes.REFUSALS."""

    code: str
    detail: str


@light
class Decision:
    """What happens, and what the asker is told. No events: all is already as asked for."""

    events: tuple[Event, ...] = ()
    result: Value = None
