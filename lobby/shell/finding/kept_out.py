"""Who is kept out of the queue for a while, because a match was off through them."""

from collections.abc import Iterable

from attrs import define, field

from lobby.core.because import kept_out
from lobby.core.ids import PlayerId
from lobby.core.refusal import Refusal


@define
class KeptOut:
    """Players with the time until which they are; it lives as long as the process, as the queue does."""

    seconds: float
    _until: dict[PlayerId, float] = field(factory=dict)  # those first whose time is up first

    def add(self, players: Iterable[PlayerId], now: float) -> None:
        """Keep these out from now on; whose time is up is forgotten."""
        for player in players:
            self._until.pop(player, None)
            self._until[player] = now + self.seconds
        for player in [player for player, until in self._until.items() if until <= now]:
            del self._until[player]

    def find_refusal(self, player: PlayerId, now: float) -> Refusal | None:
        """Return why a player may not enter the queue now, None where they may."""
        wait_seconds = self._until.get(player, now) - now
        if wait_seconds <= 0:
            return None
        return kept_out(self.seconds, wait_seconds)
