"""How many rated games each two people have played with each other lately."""

from collections import Counter
from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from itertools import combinations
from typing import Final

from attrs import define, field

from lobby.core.ids import PlayerId

DAY_MS: Final = 86_400_000

_Pair = tuple[str, PlayerId, PlayerId]  # the game's id, and two players in the order of their ids


@define
class Tally:
    """Rated games that ended in the last 24 hours; older ones are forgotten. Times are wall clock."""

    _pairs: Counter[_Pair] = field(factory=Counter)
    _games: list[tuple[int, str, str, tuple[PlayerId, ...]]] = field(factory=list)  # a heap by their ends
    _known: set[str] = field(factory=set)  # ids of these

    def add(self, id_: str, game: str, players: Iterable[PlayerId], ended_ms: int) -> None:
        """Count a game that has ended, once, however often it is told."""
        if id_ in self._known:
            return
        who = tuple(sorted(players))
        self._known.add(id_)
        heappush(self._games, (ended_ms, id_, game, who))
        self._pairs.update(_pairs(game, who))

    def count(self, game: str, one: PlayerId, other: PlayerId, now_ms: int) -> int:
        """Return how many games these two have played with each other."""
        self._forget(now_ms - DAY_MS)
        return self._pairs[next(_pairs(game, tuple(sorted((one, other)))))]

    def __len__(self) -> int:
        return len(self._games)

    def _forget(self, until_ms: int) -> None:
        while self._games and self._games[0][0] <= until_ms:
            _, id_, game, players = heappop(self._games)
            self._known.discard(id_)
            self._pairs.subtract(_pairs(game, players))
            for pair in _pairs(game, players):
                if not self._pairs[pair]:
                    del self._pairs[pair]


def _pairs(game: str, players: tuple[PlayerId, ...]) -> Iterator[_Pair]:
    return ((game, one, other) for one, other in combinations(players, 2))
