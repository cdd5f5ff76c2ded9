"""The rated queue: who waits for a game, whom they would play, and when that is possible.

Each ticket accepts opponents around its player's rating, in a window that widens while it waits:
`rating ± (window + widening · waited)`. A group can play when all their windows have a point in common. At a
time t that is so when

    max(rating + widening · since) - min(rating - widening · since) <= 2 · window + 2 · widening · t

so of every group the time is known from the start at which it becomes possible, and one timer serves the
queue: it need not look around every second. The best group of all is found exactly, by going through the
tickets from the highest lower end on, and keeping the `size` lowest upper ends seen so far. Where two of it
don't want to meet, the best group without the one and the best without the other are looked at.
"""

from collections.abc import Callable, Iterator, Sequence
from heapq import heappush, heapreplace
from itertools import combinations
from operator import itemgetter
from typing import Final, Literal

from attrs import define, evolve, field, frozen

from lobby.core.ids import PlayerId
from lobby.wire.messages import Kind, Pace
from lobby.wire.values import Value, pack

WAITS_KEPT: Final = 20  # of the last matches, for what to expect
POOLS_KEPT: Final = 1000  # in which nobody waits, for the same
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
    company: Literal["all", "person", "bot"] = "all"  # who may be in the match

    @property
    def pool(self) -> bytes:
        """Name those who wait for the same."""
        return pack([self.game, self.seats, self.pace, self.clock, self.company])


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
class Match:
    """A group that plays: all whose windows meet."""

    tickets: tuple[Ticket, ...]

    @property
    def difference(self) -> int:
        """How far apart the players are, in points."""
        ratings = [ticket.rating for ticket in self.tickets]
        return max(ratings) - min(ratings)


@define
class _Pool:
    """All who wait for the same, in the order in which they began to."""

    wish: QueueWish
    tickets: dict[PlayerId, Ticket] = field(factory=dict)
    waits_ms: list[int] = field(factory=list)  # of who was matched last
    due_ms: int | None = None  # when the next match is possible
    is_fresh: bool = False  # `due_ms` is right


def _nobody(_: PlayerId, __: PlayerId) -> bool:
    return False


@define
class Queue:
    """All tickets, at most one of each player. `apart`: whether two players are not to meet."""

    widening: Widening = field(factory=Widening)
    apart: Callable[[PlayerId, PlayerId], bool] = _nobody
    _pools: dict[bytes, _Pool] = field(factory=dict)
    _pool_of: dict[PlayerId, _Pool] = field(factory=dict)

    def enter(self, ticket: Ticket) -> None:
        """Take a ticket in; who comes back from a match that is off has its old time, and so an old place."""
        assert ticket.player not in self._pool_of, "a player has one ticket"
        pool = self._pools.setdefault(ticket.wish.pool, _Pool(ticket.wish))
        self._pool_of[ticket.player] = pool
        last = next(reversed(pool.tickets.values()), None)
        pool.tickets[ticket.player] = ticket
        if last is not None and last.since_ms > ticket.since_ms:
            ordered = sorted(pool.tickets.values(), key=lambda one: one.since_ms)
            pool.tickets = {one.player: one for one in ordered}
        pool.is_fresh = False

    def leave(self, player: PlayerId) -> Ticket | None:
        """Take a ticket out; return it, None where there is none."""
        pool = self._pool_of.pop(player, None)
        if pool is None:
            return None
        pool.is_fresh = False
        ticket = pool.tickets.pop(player)
        if not pool.tickets and not pool.waits_ms:
            del self._pools[pool.wish.pool]
        return ticket

    def set_there(self, player: PlayerId, is_there: bool) -> bool:
        """Note whether who waits is connected; return whether that has changed anything."""
        pool = self._pool_of.get(player)
        if pool is None or pool.tickets[player].is_there == is_there:
            return False
        pool.tickets[player] = evolve(pool.tickets[player], is_there=is_there)
        pool.is_fresh = False
        return True

    def look_anew(self, player: PlayerId) -> bool:
        """Whom a player is not to meet has changed; return whether that may matter."""
        pool = self._pool_of.get(player)
        if pool is not None:
            pool.is_fresh = False
        return pool is not None

    def find(self, player: PlayerId) -> Ticket | None:
        """Return the ticket of a player."""
        pool = self._pool_of.get(player)
        return pool.tickets[player] if pool is not None else None

    def match(self, now_ms: int) -> list[Match]:
        """Take all out that can play now, and return who plays whom: the closest first."""
        found = list[Match]()
        for pool in list(self._pools.values()):
            if pool.is_fresh and (pool.due_ms is None or pool.due_ms > now_ms):
                continue
            for group in self._groups(pool, now_ms):
                for ticket in group:
                    self.leave(ticket.player)
                    pool.waits_ms.append(now_ms - ticket.since_ms)
                self._pools[pool.wish.pool] = pool
                del pool.waits_ms[:-WAITS_KEPT]
                found.append(Match(tuple(sorted(group, key=lambda ticket: ticket.since_ms))))
        if len(self._pools) > POOLS_KEPT:
            self._drop_empty()
        return found

    def due_ms(self) -> int | None:
        """Return the time at which the next match is possible if nobody comes or goes, None for never."""
        times = list[int]()
        for pool in self._pools.values():
            if not pool.is_fresh:
                self._look(pool)
            if pool.due_ms is not None:
                times.append(pool.due_ms)
        return min(times, default=None)

    def positions(self) -> Iterator[tuple[Ticket, int, int]]:
        """Yield each ticket with its place among all who wait for the same, from 1 on, and their number."""
        for pool in self._pools.values():
            for place, ticket in enumerate(pool.tickets.values(), start=1):
                yield ticket, place, len(pool.tickets)

    def position(self, player: PlayerId) -> tuple[int, int] | None:
        """Return the place of a player among all who wait for the same, and how many those are."""
        pool = self._pool_of.get(player)
        if pool is None:
            return None
        return list(pool.tickets).index(player) + 1, len(pool.tickets)

    def expected_ms(self, wish: QueueWish) -> int | None:
        """Return how long who was matched lately has waited, the median; None where nobody was."""
        pool = self._pools.get(wish.pool)
        return sorted(pool.waits_ms)[len(pool.waits_ms) // 2] if pool and pool.waits_ms else None

    def __len__(self) -> int:
        return len(self._pool_of)

    def __contains__(self, player: PlayerId) -> bool:
        return player in self._pool_of

    def _drop_empty(self) -> None:
        """Forget how long was waited for what nobody wants now: wishes can be made up without end."""
        self._pools = {name: pool for name, pool in self._pools.items() if pool.tickets}

    def _groups(self, pool: _Pool, now_ms: int) -> Iterator[Sequence[Ticket]]:
        """Yield groups that can play now, until there are none: neighbours by rating first, then any."""
        while (best := self._look(pool)) is not None and best[0] <= now_ms:
            # Whether there is any at all is known soon; only then all neighbours are looked at.
            yield from list(self._neighbours(_there(pool), pool.wish.seats, now_ms)) or [best[1]]

    def _look(self, pool: _Pool) -> tuple[int, list[Ticket]] | None:
        """Return the group of a pool that is possible first, and when; and remember when."""
        best = self._best(_there(pool), pool.wish.seats)
        pool.due_ms, pool.is_fresh = best[0] if best else None, True
        return best

    def _neighbours(self, tickets: list[Ticket], size: int, now_ms: int) -> Iterator[Sequence[Ticket]]:
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

    def _best(self, tickets: list[Ticket], size: int) -> tuple[int, list[Ticket]] | None:
        """Return the group that is possible first of all, and when; None for none."""
        looks = [0]
        found = self._search(tickets, size, None, looks)
        return found if found or looks[0] < _LOOKS_MAX else self._gather(tickets, size)

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


def _there(pool: _Pool) -> list[Ticket]:
    return [ticket for ticket in pool.tickets.values() if ticket.is_there]
