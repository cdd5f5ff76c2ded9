"""From the kernel's hands to a task of one's own: the place of a connection, and who does not stay."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

import structlog
import trio

from lobby.settings import LimitsSection
from lobby.shell.door.doorstep import Arrival, Doorstep
from lobby.shell.door.shedding import is_whole
from lobby.shell.limits import Places
from lobby.shell.network.addresses import Proxies, group
from lobby.shell.network.newcomers import Newcomer, Newcomers

log = structlog.get_logger()


Start = Callable[[socket.socket, Arrival, bytes], None]  # the latter are the first bytes


class Entrance:
    """Holds the places of all connections, and turns away at their first bytes those who can't stay."""

    def __init__(self, limits: LimitsSection, proxies: Proxies, doorstep: Doorstep) -> None:
        self._limits = limits
        self._proxies = proxies
        self._doorstep = doorstep
        self.newcomers = Newcomers()
        self._places = Places(limits.connections, limits.connections_per_address)
        self._refused = 0  # who has no place and has not been told so yet

    @property
    def connections(self) -> int:
        """How many connections there are."""
        return self._places.total + self._refused

    def arrive(self, peer: str) -> Arrival | None:
        """Take a place for a new connection, which `leave` gives back; None where it is just closed."""
        counted = "" if self._proxies.trust(peer) else group(peer)
        no_place = self._places.take(counted)
        if no_place is None:
            return Arrival(peer, counted, None, trio.current_time() + self._limits.head_seconds)
        if self._refused >= self._limits.refusals:
            return None
        # Whoever can't stay is waited for, too: only what it says tells whether it is known.
        self._refused += 1
        return Arrival(peer, counted, no_place, trio.current_time() + self._limits.close_seconds)

    def leave(self, arrival: Arrival) -> None:
        """The connection is over."""
        if arrival.no_place is None:
            self._places.give_back(arrival.counted)
        else:
            self._refused -= 1

    @contextmanager
    def hold_place(self, client: str) -> Iterator[None]:
        """Hold a place of an address for which a proxy speaks; raise BadRequest."""
        with self._places.hold_address(group(client)) as no_place:
            if no_place is not None:
                raise self._doorstep.refuse_address()
            yield

    def refuse(self, arrival: Arrival, first: bytes) -> bytes | None:
        """Return the answer with which a connection ends at its first bytes, None where it stays."""
        return self._doorstep.refuse(arrival, first)

    def receive(self, accepted: socket.socket, peer: str, start: Start) -> None:
        """Take a plain socket that does not block; `start` is called when it may stay, and owns it then."""
        if (arrival := self.arrive(peer)) is None:
            accepted.close()
        elif self.newcomers.is_running:
            self.newcomers.add(
                Newcomer(accepted, arrival.until, partial(self._meet, accepted, arrival, start))
            )
        else:
            start(accepted, arrival, b"")

    def _meet(self, accepted: socket.socket, arrival: Arrival, start: Start, first: bytes) -> None:
        """Decide at the first bytes; b"" where there will be none."""
        try:
            if first and not is_whole(first):
                # Whoever has more to say must be heard out, or misses the answer.
                start(accepted, arrival, first)
            elif (answer := self.refuse(arrival, first)) is not None:
                self._part(accepted, arrival, answer)
            elif first:
                start(accepted, arrival, first)
            else:
                self._part(accepted, arrival)
        except Exception as error:
            log.exception("connection failed", exc_info=error)
            self._part(accepted, arrival)

    def _part(self, accepted: socket.socket, arrival: Arrival, last: bytes = b"") -> None:
        """Close, with last bytes as far as the kernel takes them: of a new connection it takes all."""
        self.leave(arrival)
        with accepted, suppress(OSError):
            if last:
                accepted.send(last)
