"""Players who have no session: whom a room waits for stays in memory, and of the others the last few."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import islice

from attrs import define, field, frozen

from lobby.core.ids import PlayerId
from lobby.shell.people.players import Players, record_of
from lobby.shell.records import KeepPlayer, Record
from lobby.shell.session import Identity
from lobby.shell.store import RETRY_SECONDS, Store
from lobby.shell.timing.timers import Timers

_TOGETHER = 500  # players that are stored in one go

# Of those whom a room waited for so many are looked at each time that somebody leaves: two for one, so that
# whom nothing waits for any more can't pile up.
_REVIEWED = 2


@frozen(eq=False)
class _Leave:
    """Somebody has left, with what is not known to be stored yet."""

    identity: Identity


def _is_nowhere(_: PlayerId) -> bool:
    return False


def _nobody_minds(_: PlayerId) -> None:
    """Nobody keeps anything else about players."""


@define(eq=False)
class Absent:
    """Each is in one of three places: leaving, until all that they did is stored; awaited; or beside.

    Who is beside goes when there are more than `most` of them, the longest gone first: the store has them
    as they were. So at most that many are in memory for nothing, and those whom the store is about to take.
    """

    players: Players
    store: Store
    timers: Timers
    most: int
    is_wanted: Callable[[PlayerId], bool] = _is_nowhere  # whether a room or an order waits for the player
    dropped: Callable[[PlayerId], None] = _nobody_minds
    _leaving: dict[PlayerId, _Leave] = field(factory=dict)
    _awaited: dict[PlayerId, Identity] = field(factory=dict)  # who was looked at longest ago first
    _beside: dict[PlayerId, Identity] = field(factory=dict)  # the longest gone first

    def __contains__(self, player: PlayerId) -> bool:
        return player in self._leaving or player in self._awaited or player in self._beside

    @property
    def count(self) -> int:
        """How many are in memory although nothing waits for them."""
        return len(self._beside) + len(self._leaving)

    @property
    def leaving(self) -> int:
        """How many have left whom the store has not taken yet."""
        return len(self._leaving)

    @property
    def is_blocked(self) -> bool:
        """Whether more are leaving than may be in memory, and the store does not take them."""
        return len(self._leaving) > self.most and self.store.outages.is_failing

    def is_beside(self, player: PlayerId) -> bool:
        """Tell whether a player counts among those whom nothing waits for."""
        return player in self._beside or player in self._leaving

    def leave(self, identity: Identity, records: Sequence[Record] = ()) -> None:
        """Somebody has no session any more; `records` are stored with what must be stored of them."""
        player = PlayerId(identity.player.id)
        self._leaving[player] = leave = _Leave(identity)
        if not self.is_wanted(player):
            self.players.release_name(identity)
        self._save((leave,), records)
        self.review(_REVIEWED)

    def expect(self, identity: Identity) -> None:
        """Somebody had a seat, or was named by an order, before the start: `review` tells whether still."""
        self._awaited[PlayerId(identity.player.id)] = identity

    def put(self, identity: Identity) -> None:
        """Somebody is as the store has them, and has no session."""
        player = PlayerId(identity.player.id)
        if self.is_wanted(player):
            self._awaited[player] = identity
        else:
            self._set_beside(player, identity)

    def come_back(self, identity: Identity) -> None:
        """Somebody has a session again."""
        player = PlayerId(identity.player.id)
        for place in (self._leaving, self._awaited, self._beside):
            place.pop(player, None)

    def forget(self, player: PlayerId) -> bool:
        """Let somebody go whom the store has let go; tell whether they were here, without a session."""
        if player not in self:
            return False
        identity = self.players.by_id(player)
        assert identity is not None, "who is absent is in memory"
        self.come_back(identity)
        self._drop(identity)
        return True

    def review(self, most: int | None = None) -> None:
        """Look whether rooms still wait for those whom they have waited for: so many of them, or all."""
        for player, identity in list(islice(self._awaited.items(), most)):
            del self._awaited[player]
            self.put(identity)

    def _set_beside(self, player: PlayerId, identity: Identity) -> None:
        self.players.release_name(identity)
        self._beside[player] = identity
        # Who was put here just now stays: somebody is about to look at them.
        while len(self._beside) > max(1, self.most - len(self._leaving)):
            self._drop(self._beside.pop(next(iter(self._beside))))

    def _drop(self, identity: Identity) -> None:
        self.players.drop(identity)
        self.dropped(PlayerId(identity.player.id))

    def _save(self, leaves: Sequence[_Leave], records: Sequence[Record] = ()) -> None:
        """Store them as they are now. Where nothing is to be stored this waits for what was before."""
        unsaved = {leave: record_of(leave.identity) for leave in leaves if not leave.identity.is_saved}
        self.store.write((*unsaved.values(), *records), partial(self._saved, leaves, unsaved))

    def _saved(self, leaves: Iterable[_Leave], records: dict[_Leave, KeepPlayer], committed: bool) -> None:
        for leave in leaves:
            identity = leave.identity
            player = PlayerId(identity.player.id)
            if not committed or self._leaving.get(player) is not leave:
                continue
            # What failed before may have given the old name back since.
            identity.is_saved |= records.get(leave) == record_of(identity)
            if identity.is_saved:
                del self._leaving[player]
                self.put(identity)
        if any(self._leaving.get(PlayerId(leave.identity.player.id)) is leave for leave in leaves):
            self._try_later()

    def _try_later(self) -> None:
        # Whoever fails meanwhile must not put it off.
        if self not in self.timers:
            self.timers.set(self, self.timers.now() + RETRY_SECONDS, self._try_again)

    def _try_again(self) -> None:
        leaves = list(self._leaving.values())
        for at in range(0, len(leaves), _TOGETHER):
            self._save(leaves[at : at + _TOGETHER])
