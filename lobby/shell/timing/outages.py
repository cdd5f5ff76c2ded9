"""When a store fails, and for how long it has altogether: so long room time has stood still."""

from collections.abc import Callable

import trio
from attrs import define, field


def _ignore() -> None:
    """Nobody has to know."""


@define(eq=False)
class Outages:
    """The outages of one store, by Trio's clock. `heard` is told when a commit begins or ends.

    One begins where the first commit began that failed: no step has happened since. Where a commit is stuck
    it begins after `stuck_seconds`, since that one may still succeed, and those behind it. It lasts until a
    commit succeeds.
    """

    stuck_seconds: float = 5.0
    heard: Callable[[], None] = field(default=_ignore, repr=False)  # it holds the whole server
    _failed_at: float | None = None  # when the outage began; None: the last commit succeeded
    _began_at: float | None = None  # when the commit in the works was begun
    _over_seconds: float = 0.0  # of the outages that are over, together

    @property
    def has_failed(self) -> bool:
        """Whether the last commit failed."""
        return self._failed_at is not None

    @property
    def is_failing(self) -> bool:
        """Whether the last commit failed, or one takes far too long."""
        return self._since(trio.current_time()) is not None

    @property
    def stuck_at(self) -> float | None:
        """Return when the commit in the works takes too long, by Trio's clock; None: there is none."""
        return None if self._began_at is None else self._began_at + self.stuck_seconds

    def seconds(self) -> float:
        """Return how long the store has failed altogether."""
        return self.seconds_by(trio.current_time())

    def seconds_by(self, now: float) -> float:
        """The same, where the time by Trio's clock is known already, as each step asks."""
        since = self._since(now)
        return self._over_seconds + (0.0 if since is None else now - since)

    def begin(self) -> None:
        """A commit is begun."""
        self._began_at = trio.current_time()
        self.heard()

    def fail(self) -> None:
        """The commit in the works has failed; it is tried again."""
        self._failed_at = self._find_begin()
        self.heard()

    def settle(self, *, has_failed: bool) -> None:
        """What became of the commit in the works is known."""
        now = trio.current_time()
        since = self._since(now)
        if has_failed:
            self._failed_at = self._find_begin()
        elif since is not None:
            self._over_seconds += now - since
            self._failed_at = None
        self._began_at = None
        self.heard()

    def _since(self, now: float) -> float | None:
        """Return when the present outage began, None where there is none."""
        if self._failed_at is not None or self._began_at is None:
            return self._failed_at
        stuck_at = self._began_at + self.stuck_seconds
        return stuck_at if stuck_at < now else None

    def _find_begin(self) -> float:
        """Return when the outage began, of which a commit in the works is a part."""
        now = trio.current_time()
        since = self._since(now)
        if since is not None:
            return since
        return now if self._began_at is None else self._began_at
