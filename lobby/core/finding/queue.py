"""The rated queue: who waits for a game, and when the next one is possible.

Of every group of those who wait the time is known at which it can play (`groups`), so one timer serves the
queue: it need not look around every second.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from attrs import Factory, define, evolve, field, frozen

from lobby.core.finding.groups import Groups, QueueWish, Ticket, Widening
from lobby.core.ids import PlayerId

WAITS_KEPT: Final = 20  # of the last matches, for what to expect
POOLS_KEPT: Final = 1000  # in which nobody waits, for the same


@frozen
class Group:
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
    _possible: Groups = field(
        init=False, default=Factory(lambda self: Groups(self.widening, self.apart), takes_self=True)
    )

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

    def match(self, now_ms: int) -> list[Group]:
        """Take all out that can play now, and return who plays whom: the closest first."""
        found = list[Group]()
        for pool in list(self._pools.values()):
            if pool.is_fresh and (pool.due_ms is None or pool.due_ms > now_ms):
                continue
            for group in self._groups(pool, now_ms):
                for ticket in group:
                    self.leave(ticket.player)
                    pool.waits_ms.append(now_ms - ticket.since_ms)
                self._pools[pool.wish.pool] = pool
                del pool.waits_ms[:-WAITS_KEPT]
                found.append(Group(tuple(sorted(group, key=lambda ticket: ticket.since_ms))))
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
            yield from list(self._possible.neighbours(_there(pool), pool.wish.seats, now_ms)) or [best[1]]

    def _look(self, pool: _Pool) -> tuple[int, list[Ticket]] | None:
        """Return the group of a pool that is possible first, and when; and remember when."""
        best = self._possible.best(_there(pool), pool.wish.seats)
        pool.due_ms, pool.is_fresh = best[0] if best else None, True
        return best


def _there(pool: _Pool) -> list[Ticket]:
    return [ticket for ticket in pool.tickets.values() if ticket.is_there]
