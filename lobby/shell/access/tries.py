"""Guesses at what only some should know, counted for who guesses, from where, and what is guessed at."""

from collections.abc import Mapping

from attrs import frozen

from lobby.core.because import Rate, too_often
from lobby.core.refusal import Refusal
from lobby.shell.limits import PerAddress
from lobby.wire.whys import What


@frozen
class Allowance:
    """So many at once, and so many a minute after that."""

    burst: int
    per_minute: float


class Tries:
    """Lets each player, each address, each room have so many tries. Times are in seconds.

    A scope is such a kind; who is asked about is named in each scope that counts.
    """

    def __init__(self, what: What, allowed: Mapping[str, Allowance], names_max: int) -> None:
        self._what = what
        self._allowed = dict(allowed)
        self._buckets = {
            scope: PerAddress(given.per_minute / 60, given.burst, names_max)
            for scope, given in self._allowed.items()
        }

    def find_refusal(self, names: Mapping[str, str], now: float) -> Refusal | None:
        """Return why there must be no further try now, None where there may be."""
        waits = {scope: self._buckets[scope].wait_seconds(name, now) for scope, name in names.items()}
        scope = max(waits, key=lambda scope: waits[scope])
        if not waits[scope]:
            return None
        given = self._allowed[scope]
        return too_often(self._what, Rate(given.per_minute / 60, given.burst), waits[scope], scope)

    def count(self, names: Mapping[str, str], now: float) -> None:
        """One more was tried."""
        for scope, name in names.items():
            self._buckets[scope].take(name, now)

    def give_back(self, names: Mapping[str, str], now: float) -> None:
        """One that was counted was none: it was right."""
        for scope, name in names.items():
            self._buckets[scope].give_back(name, now)
