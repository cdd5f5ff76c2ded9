"""Looks for players in the store who are not in memory, by the tokens they come with or by their ids.

One question at a time, with as many as may be asked about together: so whoever comes with a thousand tokens
waits for the store, and the moves of games that run do not wait for them.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice

import structlog
from attrs import define, field

from lobby.core.ids import PlayerId
from lobby.settings import DoorSection
from lobby.shell.questions import FindPlayers, KnownPlayer, Unreadable
from lobby.shell.store import RETRY_SECONDS, Store
from lobby.shell.timing.timers import Timers

log = structlog.get_logger()


Key = bytes | PlayerId  # the hash of a token, or an id
Tell = Callable[[KnownPlayer | Unreadable | None], None]


@define(eq=False)
class Recognition:
    """Whoever asks is told in the order of asking: who that is, None, or why nobody can say."""

    settings: DoorSection
    store: Store
    timers: Timers
    _waiting: dict[Key, list[Tell]] = field(factory=dict)
    _count: int = 0  # of all who wait
    _is_asking: bool = False

    @property
    def count(self) -> int:
        """How many wait."""
        return self._count

    def look_up(self, key: Key, tell: Tell) -> None:
        """Tell who has the token or the id, later; at once, where too many wait already."""
        most = self.settings.lookups
        if self._count >= most:
            tell(Unreadable(f"{most} wait for the store to say who they are, the most allowed"))
            return
        if key not in self._waiting:
            give_up = partial(self._give_up, key)
            self.timers.set(("look up", key), self.timers.now() + self.settings.lookup_seconds, give_up)
        self._waiting.setdefault(key, []).append(tell)
        self._count += 1
        self._ask()

    def _ask(self) -> None:
        if self._is_asking or not self._waiting:
            return
        self._is_asking = True
        keys = tuple(islice(self._waiting, self.settings.lookups_together))
        tokens = tuple(key for key in keys if isinstance(key, bytes))
        ids = tuple(key for key in keys if not isinstance(key, bytes))
        self.store.ask(FindPlayers(tokens, ids), partial(self._take, keys))

    def _take(self, keys: Sequence[Key], answer: tuple[KnownPlayer, ...] | Unreadable) -> None:
        if isinstance(answer, Unreadable):
            log.warning("players not read", why=answer.reason)
            self.timers.set(self, self.timers.now() + RETRY_SECONDS, self._ask_again)
            return
        by_token = {known.player.token_hash: known for known in answer}
        by_id = {known.player.id: known for known in answer}
        for key in keys:
            self._tell(key, by_token.get(key) if isinstance(key, bytes) else by_id.get(key))
        self._ask_again()

    def _ask_again(self) -> None:
        self._is_asking = False
        self._ask()

    def _give_up(self, key: Key) -> None:
        seconds = self.settings.lookup_seconds
        self._tell(key, Unreadable(f"the store has not said in {seconds:g} seconds who that is"))

    def _tell(self, key: Key, known: KnownPlayer | Unreadable | None) -> None:
        self.timers.cancel(("look up", key))
        waiting = self._waiting.pop(key, [])
        self._count -= len(waiting)
        for tell in waiting:
            try:
                tell(known)
            except Exception:
                # Of all others the store has told just as much.
                log.exception("player not recognized")
