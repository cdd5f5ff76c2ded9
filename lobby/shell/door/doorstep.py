"""At the first bytes of a connection: who is turned away at once, and who waits for a moment to come in."""

from attrs import define, frozen

from lobby.shell.door.gate import Gate
from lobby.shell.door.porter import Busy, Porter, why_busy
from lobby.shell.door.shedding import Headers, find_mark_in, is_knock, retry_after, write_refusal
from lobby.shell.limits import NoPlace
from lobby.shell.network.http1 import BadRequest
from lobby.wire.mark import find_mark

_FULL_RETRY_SECONDS = 10
_FULL = "the server holds as many connections as it may"
_ADDRESS_FULL = "too many connections from this address"


@define(eq=False)
class Arrival:
    """Who is at the other end of a new connection, and what place it has."""

    peer: str  # the address, "unix" for a unix socket
    counted: str  # for whom it is counted; "" for a proxy, whose requests count for those whom it names
    no_place: NoPlace | None  # why it can't stay, None where it can
    until: float  # by Trio's clock: its first head must be there, or a first word of who can't stay
    has_passed: bool = False  # a stranger, whom the porter has let in already


@frozen(eq=False)
class Doorstep:
    """Asks the porter, where there is one, and then the gate; without a porter everybody may come in."""

    porter: Porter | None
    gate: Gate

    def refuse(self, arrival: Arrival, first: bytes) -> bytes | None:
        """Return the whole answer that a connection gets at its first bytes, after which it ends; else None.

        So it is for whom there is no place, for strangers who find no moment to come in, and for those who
        are known and would have to wait for too long.
        """
        if arrival.no_place == "address_full":
            bad = self.refuse_address()
            return write_refusal(bad.status, bad.text, bad.headers)
        if arrival.no_place is not None:
            return write_refusal(503, _FULL, self._turn_away(first))
        busy = self._ask_porter(arrival, first)
        return None if busy is None else write_refusal(*why_busy(busy), retry_after(busy.retry_seconds))

    def refuse_address(self) -> BadRequest:
        """Return what an address gets that has as many connections as it may."""
        return BadRequest(429, _ADDRESS_FULL, self._turn_away(b"", of_address=True))

    def _ask_porter(self, arrival: Arrival, first: bytes) -> Busy | None:
        porter = self.porter
        if porter is None or arrival.has_passed or not is_knock(first):
            return None
        owner = porter.find_owner(find_mark_in(first))
        if not arrival.counted:  # of whom a proxy speaks it is not known yet whether they come too often
            return porter.turn_away(None) if owner is None and porter.has_line else None
        if owner is not None:
            return porter.turn_away_hopeless(owner, arrival.peer)
        busy = porter.admit_stranger(arrival.peer)
        arrival.has_passed = busy is None
        return busy

    async def let_in(self, query: bytes, client: str, arrival: Arrival) -> None:
        """Return when the session of the mark, or a stranger, may come in; raise BadRequest."""
        if (porter := self.porter) is None:
            return
        if not arrival.has_passed:
            busy = await porter.admit(porter.find_owner(find_mark(query)), client)
            if busy is not None:
                raise BadRequest(*why_busy(busy), retry_after(busy.retry_seconds))
        arrival.has_passed = False  # another request of the same connection, after this one, has to ask again
        await self.gate.wait()

    def _turn_away(self, first: bytes, *, of_address: bool = False) -> Headers:
        """Say when to come again where there is no place; who is known is owed a return to a full house."""
        if (porter := self.porter) is None:
            return retry_after(_FULL_RETRY_SECONDS)
        owner = porter.find_owner(find_mark_in(first))
        busy = porter.turn_away(owner, _FULL_RETRY_SECONDS, of_address=of_address)
        return retry_after(busy.retry_seconds)
