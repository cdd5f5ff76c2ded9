"""Which transport a client tries next, as a pure machine.

WebSocket first. Where something answers and no WebSocket comes about, polling; that is remembered while it
works, and a WebSocket is tried beside it now and then.
"""

from typing import Literal

import attrs
from attrs import frozen

from clients.connection import Ended

Kind = Literal["websocket", "polling"]
Wanted = Literal["auto", "websocket", "polling"]

# The first WebSocket beside polls is tried soon: that none came about may have been a server that restarted.
FIRST_PROBE_SECONDS = 5.0
PROBE_SECONDS = 60.0
PROBE_SECONDS_MAX = 3600.0


@frozen
class Choice:
    """The transport to try next."""

    wanted: Wanted
    kind: Kind
    at_once: bool = False  # without a back-off: it is another way than the one that failed
    probe_seconds: float = FIRST_PROBE_SECONDS  # from the first poll, until a WebSocket is tried


def begin(wanted: Wanted) -> Choice:
    """Return the first choice."""
    return Choice(wanted, "polling" if wanted == "polling" else "websocket")


def follow(choice: Choice, used: Kind, ended: Ended) -> Choice:
    """Return the choice after a connection of some kind has ended.

    `used` may be another kind than the one chosen: polls end when a WebSocket has opened beside them.
    """
    if choice.wanted != "auto":
        return attrs.evolve(choice, at_once=False)
    if ended.welcomed:
        probe_seconds = FIRST_PROBE_SECONDS if used == "websocket" else choice.probe_seconds
        return attrs.evolve(choice, kind=used, at_once=False, probe_seconds=probe_seconds)
    if used == "polling":
        return attrs.evolve(choice, kind="websocket", at_once=False)
    if choice.kind == "polling":
        # It opened, and was of no use: what passes handshakes and no frames shall not break polls often.
        probe_seconds = min(max(choice.probe_seconds, PROBE_SECONDS) * 2, PROBE_SECONDS_MAX)
        return attrs.evolve(choice, at_once=ended.barred, probe_seconds=probe_seconds)
    if ended.barred and ended.retry_ms is None:
        return attrs.evolve(choice, kind="polling", at_once=True)
    return attrs.evolve(choice, at_once=False)
