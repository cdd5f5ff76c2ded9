"""Sessions without a connection, and which of them goes first where there is no place for another one."""

from itertools import islice

from attrs import define, field

from lobby.core.ids import SessionId
from lobby.shell.session import Identity, Session

# How many are looked at for one that may go; more would cost more than it gains.
CANDIDATES = 100


@define(eq=False)
class Idle:
    """Longest without a connection first."""

    _all: dict[SessionId, Session] = field(factory=dict)
    _unused: dict[SessionId, Session] = field(factory=dict)  # of these, who has not said anything

    def put(self, session: Session) -> None:
        """A session has lost its connection."""
        self._all[session.id] = session
        if not session.identity.is_known:
            self._unused[session.id] = session

    def remove(self, session: Session) -> None:
        """A session has a connection again, or is gone."""
        self._all.pop(session.id, None)
        self._unused.pop(session.id, None)

    def find_of(self, identity: Identity) -> Session | None:
        """Return a player's session that was left longest ago: reloads leave one each."""
        return next((session for session in self._all.values() if session.id in identity.sessions), None)

    def find_unused(self) -> Identity | None:
        """Return a player who never did anything, and is not there."""
        candidates = (session.identity for session in islice(self._unused.values(), CANDIDATES))
        return next((one for one in candidates if not one.is_known and not one.is_online), None)

    def find_roomless(self) -> Session | None:
        """Return the session that was left longest ago, of those that are in no room."""
        candidates = islice(self._all.values(), CANDIDATES)
        return next((session for session in candidates if not session.rooms), None)
