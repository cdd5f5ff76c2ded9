"""What asking a room comes to: what happens, or why nothing does."""

from collections.abc import Callable

from attrs import field, frozen

from lobby.core.events import Event
from lobby.wire.light import light
from lobby.wire.values import Value


@frozen
class Refusal:
    """The rules forbid it; nothing has changed. Codes: lobby.wire.codes.REFUSALS."""

    code: str
    detail: str
    params: dict[str, Value] = field(factory=dict, eq=False)  # the detail again, in parts: lobby.wire.whys


# Hears what asking comes to: a result, or why there is none.
Reply = Callable[[Value | Refusal], None]


@light
class Decision:
    """What happens, and what the asker is told. No events: all is already as asked for."""

    events: tuple[Event, ...] = ()
    result: Value = None
