"""The porter: lets sessions in at the rate that the server can bear, those first that it knows.

Who is turned away is owed a return: as long as that lasts, the grace of their seats does not run out (see
`Host`). So a storm after a restart costs nobody a seat, however long the way in takes.
"""

import math
import random
from collections.abc import Callable

import trio
from attrs import define, field, frozen

from lobby.core.ids import PlayerId, SessionId
from lobby.settings import DoorSection
from lobby.shell.door.turnstile import TurnedAway, Turnstile
from lobby.shell.limits import PerAddress
from lobby.shell.metrics import Metrics
from lobby.shell.network.addresses import group, is_local
from lobby.shell.session import Session
from lobby.wire.mark import Mark

# What somebody was owed counts for so long against what they are owed in all.
_REMEMBERED_SECONDS = 3600.0

BUSY = "the server lets no more in just now: come again"
_TOO_MANY = "too many connections begin from this address: come again"


@frozen
class Busy:
    """Somebody is turned away, and may come again after so many whole seconds.

    `of_address`: because too many come from there; others may come in.
    """

    retry_seconds: int
    of_address: bool = False


def why_busy(busy: Busy) -> tuple[int, str]:
    """Return the HTTP status and the text that somebody gets who is turned away."""
    return (429, _TOO_MANY) if busy.of_address else (503, BUSY)


@frozen
class _Owed:
    """Somebody is owed a return until then; `since` the first time that is remembered. Seconds."""

    since: float
    until: float


@define(eq=False)
class Porter:
    """Stands before sessions' connections of every kind. `find` knows the sessions that the server holds."""

    settings: DoorSection
    find: Callable[[SessionId], Session | None]
    metrics: Metrics
    _turnstile: Turnstile = field(init=False)
    _addresses: PerAddress = field(init=False)
    _in_line: set[SessionId] = field(factory=set)
    _owed: dict[PlayerId, _Owed] = field(factory=dict)  # the longest first

    def __attrs_post_init__(self) -> None:
        door = self.settings
        self._turnstile = Turnstile(door.sessions_per_second, door.sessions_burst, door.line_seconds)
        self._addresses = PerAddress(door.address_per_second, door.address_burst, door.addresses)

    @property
    def has_line(self) -> bool:
        """Whether only those who are known have a chance now."""
        return self._turnstile.find_wait(trio.current_time()) > 0

    def find_owner(self, mark: Mark | None) -> Session | None:
        """Return the session that a mark is of, None where the server knows none."""
        session = None if mark is None else self.find(SessionId(mark.session))
        return (
            session if session is not None and mark is not None and mark.fits(session.secret_hash) else None
        )

    def turn_away_hopeless(self, session: Session, address: str) -> Busy | None:
        """Return what a session is told for which there is no place in the line, None where there may be."""
        wait = self._turnstile.find_wait(trio.current_time())
        most = 0.0 if session.id in self._in_line else self.settings.line_seconds
        if wait <= most:
            return None
        if address_wait := self._count(session, address):
            return self.turn_away(session, address_wait, of_address=True)
        return self.turn_away(session, wait - most)

    async def admit(self, session: Session | None, address: str) -> Busy | None:
        """Return None when who is at the door may come in, as a session that is known, or as nobody's yet."""
        if session is None:
            return self.admit_stranger(address)
        if address_wait := self._count(session, address):
            return self.turn_away(session, address_wait, of_address=True)
        # Of a session that stands in line already another connection has no place of its own.
        wait = self._turnstile.enter(trio.current_time(), is_known=session.id not in self._in_line)
        if isinstance(wait, TurnedAway):
            return self.turn_away(session, wait.retry_seconds)
        if wait:
            await self._stand_in_line(session, wait)
        session.was_let_in = True
        return None

    def admit_stranger(self, address: str) -> Busy | None:
        """Return None when somebody whom nobody knows may come in; they never wait for it."""
        if address_wait := self._count(None, address):
            return self.turn_away(None, address_wait, of_address=True)
        wait = self._turnstile.enter(trio.current_time(), is_known=False)
        return self.turn_away(None, wait.retry_seconds) if isinstance(wait, TurnedAway) else None

    def turn_away(
        self, session: Session | None, retry_seconds: float = 0.0, *, of_address: bool = False
    ) -> Busy:
        """Return what who finds no place is told; a session's player is owed a return from now on.

        Not `of_address`: who comes too often need not be waited for.
        """
        who = "address" if of_address else "stranger" if session is None else "known"
        self.metrics.turned_away[who] += 1
        if session is not None and not of_address:
            self._owe(session.player_id)
        # Not all in the same second, or it would be as full as this one.
        least = self.settings.retry_seconds
        seconds = max(least, math.ceil(retry_seconds)) + random.randrange(least + 1)
        return Busy(seconds, of_address)

    def _count(self, session: Session | None, address: str) -> float:
        """Count a knock for its address; return how many seconds it must wait there, 0 for none.

        A whole school may come back after a restart, each once; who comes and goes takes others' turns, but
        strangers none of those who are known.
        Behind a proxy that nobody trusts all have its own address, which tells nobody from anybody else.
        """
        if is_local(address) or (session is not None and not session.was_let_in):
            return 0.0
        who = "stranger" if session is None else "known"
        return self._addresses.take(f"{who} {group(address)}", trio.current_time())

    def is_owed(self, player: PlayerId) -> bool:
        """Tell whether a player would be here but for the server.

        Not for ever: who keeps the door busy from without must not keep a seat by it.
        """
        now, owed = trio.current_time(), self._owed.get(player)
        return owed is not None and now < min(owed.until, owed.since + self.settings.owed_most_seconds)

    async def _stand_in_line(self, session: Session, seconds: float) -> None:
        self._owe(session.player_id)
        self._in_line.add(session.id)
        try:
            await trio.sleep(seconds)
        finally:
            self._in_line.discard(session.id)

    def _owe(self, player: PlayerId) -> None:
        now = trio.current_time()
        self._forget_old(now)
        known = self._owed.pop(player, None)
        since = now if known is None else known.since
        self._owed[player] = _Owed(since, now + self.settings.owed_seconds)

    def _forget_old(self, now: float) -> None:
        while self._owed and self._owed[first := next(iter(self._owed))].until + _REMEMBERED_SECONDS <= now:
            del self._owed[first]
