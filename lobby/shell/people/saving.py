"""Sessions are stored with their players: where they are and what they hear must outlive a crash."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import trio
from attrs import define

from lobby.core.ids import RoomId, SessionId
from lobby.shell.people.players import record_of
from lobby.shell.records import KeepAnswer, KeepSession, Record
from lobby.shell.session import Session
from lobby.shell.store import RETRY_SECONDS, Store
from lobby.shell.timing.timers import Timers


@define(eq=False)
class Saving:
    """Stores the sessions among `sessions`, those that the server holds now; others are forgotten."""

    store: Store
    timers: Timers
    sessions: Mapping[SessionId, Session]

    def introduce(self, session: Session) -> None:
        """The session has its first command: from now on it outlives a restart."""
        if not session.is_introduced:
            session.is_introduced = session.identity.is_known = True
            self.save([session])

    def unsaved(self, session: Session) -> tuple[Record, ...]:
        """Return what must be stored with a step of the session, lest its answer belong to nobody."""
        return () if session.is_stored else self.records_of(session)

    def records_of(self, session: Session, rooms: Iterable[RoomId] | None = None) -> tuple[Record, ...]:
        """Return the session as it is to be stored, with its player; `rooms`: where it will be."""
        identity = session.identity
        ids = tuple(sorted(session.rooms if rooms is None else rooms))
        topics = tuple(sorted(session.topics))
        keep = KeepSession(session.id, session.secret_hash, session.player_id, session.first, ids, topics)
        return record_of(identity), keep

    def save(
        self,
        sessions: Sequence[Session],
        answer: KeepAnswer | None = None,
        then: Callable[[], None] | None = None,
    ) -> None:
        """Store sessions as they are, with the answer of what has changed them; go on when they are stored.

        That is tried until it succeeds: an answer that waits is better than one that a crash makes a lie.
        """
        kept = [session for session in sessions if self.sessions.get(session.id) is session]
        records = [record for session in kept for record in self.records_of(session)]

        def done(committed: bool) -> None:
            if not committed:
                at_seconds = trio.current_time() + RETRY_SECONDS
                self.timers.set(object(), at_seconds, lambda: self.save(sessions, answer, then))
                return
            for session in kept:
                session.is_introduced = session.is_stored = True
            if then is not None:
                then()

        self.store.write((*records, answer) if answer is not None and kept else records, done)

    def save_entry(
        self, session: Session, room: RoomId, answer: KeepAnswer | None, then: Callable[[], None]
    ) -> None:
        """Store that a session has come into a room, and go on: what it is shown must outlive a crash."""
        asked = session.coming[room] = object()

        def stored() -> None:
            if session.coming.get(room) is asked:
                del session.coming[room]
            then()

        self.save([session], answer, stored)
