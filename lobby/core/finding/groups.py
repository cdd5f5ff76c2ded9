"""Who could play with whom, and from when on: the search for groups among those who wait.

Each ticket accepts opponents around its player's rating, in a window that widens while it waits:
`rating ± (window + widening · waited)`. A group can play when all their windows have a point in common. At a
time t that is so when

    max(rating + widening · since) - min(rating - widening · since) <= 2 · window + 2 · widening · t

so of every group the time is known from the start at which it becomes possible. The best group of all is
found exactly, by going through the tickets from the highest lower end on, and keeping the `size` lowest upper
ends seen so far. Where two of it don't want to meet, the best group without the one and the best without the
other are looked at.
"""

from collections.abc import Callable, Iterator, Sequence
from heapq import heappush, heapreplace
from itertools import combinations
from operator import itemgetter
from typing import Final

from attrs import frozen

from lobby.core.ids import PlayerId
from lobby.wire.messages import Kind, Pace
from lobby.wire.values import Value, pack

# Groups that are looked at for one without two who don't want to meet. With more such pairs among the nearest
# a group that comes later may be found, or none around those who wait longest; never one with such a pair.
_LOOKS_MAX: Final = 32


@frozen
class QueueWish:
    """What somebody waits for."""

    game: str
    seats: int
    pace: Pace = "live"
    clock: Value = None

    @property
    def pool(self) -> bytes:
        """Name those who wait for the same."""
        return pack([self.game, self.seats, self.pace, self.clock])


@frozen
class Ticket:
    """A player who waits. `since_ms` is the time of the queue at which the waiting began."""

    player: PlayerId
    name: str
    kind: Kind
    wish: QueueWish
    rating: int  # points, the likeliest
    since_ms: int
    is_there: bool = True  # who has no connection is not matched, and keeps the place


@frozen
class Widening:
    """How far from their own rating players are matched."""

    window: int = 50  # points, at once
    per_second: int = 10  # points, for each second of waiting


@frozen
class Groups:
    """The groups of so many tickets that there are. `apart`: whether two players are not to meet."""

    widening: Widening
    apart: Callable[[PlayerId, PlayerId], bool]

    def best(self, tickets: list[Ticket], size: int) -> tuple[int, list[Ticket]] | None:
        """Return the group that is possible first of all, and when; None for none."""
        looks = [0]
        found = self._search(tickets, size, None, looks)
        return found if found or looks[0] < _LOOKS_MAX else self._gather(tickets, size)

    def neighbours(self, tickets: list[Ticket], size: int, now_ms: int) -> Iterator[Sequence[Ticket]]:
        """Yield groups of neighbours that can play now, each ticket in one at most, the soonest first."""
        ordered = sorted(tickets, key=lambda ticket: (ticket.rating, ticket.player))
        windows = [ordered[at : at + size] for at in range(len(ordered) - size + 1)]
        timed = sorted((self._time(window), at) for at, window in enumerate(windows))
        taken = set[int]()
        for time_ms, at in timed:
            if time_ms > now_ms:
                return
            is_free = not taken.intersection(range(at, at + size))
            if is_free and self._find_clash(windows[at]) is None:
                taken.update(range(at, at + size))
                yield windows[at]

    def _search(
        self, tickets: list[Ticket], size: int, before_ms: int | None, looks: list[int]
    ) -> tuple[int, list[Ticket]] | None:
        """Return the group that is possible first of all, and when; None for none, or none `before_ms`.

        Any group leaves out one of two who are not to meet. `looks` counts the groups that were looked at.
        """
        looks[0] += 1
        best = self._soonest(tickets, size)
        if best is None or (before_ms is not None and best[0] >= before_ms):
            return None
        clash = self._find_clash(best[1])
        if clash is None:
            return best
        found: tuple[int, list[Ticket]] | None = None
        for left_out in clash:
            if looks[0] < _LOOKS_MAX:
                rest = [ticket for ticket in tickets if ticket is not left_out]
                found = self._search(rest, size, found[0] if found else before_ms, looks) or found
        return found

    def _gather(self, tickets: list[Ticket], size: int) -> tuple[int, list[Ticket]] | None:
        """Return a group of who may meet around one of those who wait longest; None where there is none so.

        For where nearly everybody is apart from everybody: to find the best one there would take for ever.
        """
        groups = list[tuple[int, list[Ticket]]]()
        for first in tickets[:_LOOKS_MAX]:
            group = [first]
            for other in sorted(tickets, key=lambda ticket: abs(ticket.rating - first.rating)):
                if len(group) < size and other is not first and not self._clashes(other, group):
                    group.append(other)
            if len(group) == size:
                groups.append((self._time(group), group))
        return min(groups, key=itemgetter(0), default=None)

    def _find_clash(self, group: Sequence[Ticket]) -> tuple[Ticket, Ticket] | None:
        """Return two of a group who are not to meet."""
        pairs = combinations(group, 2)
        return next(((one, other) for one, other in pairs if self.apart(one.player, other.player)), None)

    def _clashes(self, ticket: Ticket, group: Sequence[Ticket]) -> bool:
        return any(self.apart(ticket.player, other.player) for other in group)

    def _soonest(self, tickets: list[Ticket], size: int) -> tuple[int, list[Ticket]] | None:
        """Return the group that is possible first of all, whoever meets in it, and when; None for too few."""
        lowest = list[tuple[int, int]]()  # minus the upper end, and whose: the greatest is on top
        best: tuple[int, list[int]] | None = None
        ordered = sorted(tickets, key=lambda ticket: (-self._lower(ticket), ticket.player))
        for index, ticket in enumerate(ordered):
            entry = (-self._upper(ticket), index)
            if len(lowest) < size:
                heappush(lowest, entry)
            elif entry > lowest[0]:
                heapreplace(lowest, entry)
            if len(lowest) == size:
                # The group may do without the last ticket: then it was found before, and is no worse.
                spread = -lowest[0][0] - self._lower(ticket)
                if best is None or spread < best[0]:
                    best = spread, [at for _, at in lowest]
        if best is None:
            return None
        group = [ordered[at] for at in best[1]]
        return self._time(group), group

    def _time(self, group: Sequence[Ticket]) -> int:
        """Return the time from which on a group can play, in ms."""
        spread = max(map(self._upper, group)) - min(map(self._lower, group))
        widening = 2 * self.widening.per_second
        possible_ms = -((2000 * self.widening.window - spread) // widening)
        return max(possible_ms, *(one.since_ms for one in group))

    def _upper(self, ticket: Ticket) -> int:
        return 1000 * ticket.rating + self.widening.per_second * ticket.since_ms

    def _lower(self, ticket: Ticket) -> int:
        return 1000 * ticket.rating - self.widening.per_second * ticket.since_ms
