"""Who is known: players by their tokens, and the sessions they have."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice

import trio
from attrs import Factory, define, evolve, field, frozen

from lobby.core.ids import PlayerId, RoomId, SessionId
from lobby.core.looks import Names
from lobby.core.session import Books, Overtaken, Taken, keep_seconds
from lobby.core.text import clean_name, find_mixed
from lobby.settings import Config
from lobby.shell import chance
from lobby.shell.chance import Chance
from lobby.shell.connection import Connection
from lobby.shell.limits import TokenBucket
from lobby.shell.recollection import Recollection
from lobby.shell.records import (
    ForgetSession,
    KeepAnswer,
    KeepPlayer,
    KeepSession,
    Record,
)
from lobby.shell.session import Identity, Session
from lobby.shell.store import Kept, Store
from lobby.shell.timers import Timers
from lobby.wire.messages import Hello, Kind, Player

# How many idle sessions are looked at for one that is in no room; more would cost more than it gains.
_CANDIDATES = 100

# A session that never did anything is not worth keeping for long.
IDLE_KEEP_SECONDS = 60.0

# What could not be stored is tried again after this time.
RETRY_SECONDS = 1.0


@frozen
class Full:
    """The server holds as many as it may; `detail` says of what."""

    detail: str


def _is_nowhere(_: PlayerId) -> bool:
    return False


def _is_fine(name: str) -> str | None:
    return name


@define(eq=False)
class Registry:
    """All players and sessions; what is not connected goes after its time."""

    config: Config
    source: Chance
    timers: Timers
    store: Store
    is_wanted: Callable[[PlayerId], bool] = field(default=_is_nowhere)  # whether a room waits for the player
    is_owed: Callable[[PlayerId], bool] = field(default=_is_nowhere)  # whether the server turned them away
    filter_name: Callable[[str], str | None] = _is_fine
    sessions: dict[SessionId, Session] = field(factory=dict)
    online: int = 0  # players with a connection
    _idle: dict[SessionId, Session] = field(factory=dict)  # without a connection, longest first
    _unused: dict[SessionId, Session] = field(factory=dict)  # of these, who has not said anything
    _by_token: dict[bytes, Identity] = field(factory=dict)
    _by_id: dict[PlayerId, Identity] = field(factory=dict)
    _names: Names = field(factory=Names)
    recollection: Recollection = field(
        default=Factory(lambda self: Recollection(self.store, self.timers), takes_self=True)
    )
    _absent: dict[PlayerId, Identity] = field(factory=dict)  # without a session, longest first

    def identify(self, hello: Hello, cookie: bytes) -> Identity | Full:
        """Return the player of the token, the cookie or, without both, of this session alone."""
        token_hash = sha256(hello.token or cookie or hello.secret).digest()
        known = self._by_token.get(token_hash)
        if known is not None:
            return known
        limit = self.config.limits.players
        if len(self._by_token) >= limit:
            self._forget_unused()
        if len(self._by_token) >= limit:
            return Full(f"the server holds {limit} players, the most allowed")
        return self._make(hello.kind, hello.name, token_hash)

    def add(self, session: Session) -> Full | None:
        """Take note of a new session; one that finds no place leaves no player behind, either."""
        limits, identity = self.config.limits, session.identity
        if len(identity.sessions) >= limits.sessions_per_player:
            self._make_room(identity)
        if len(self.sessions) >= limits.sessions and not self._forget_unused():
            self._forget_longest_idle()
        if len(self.sessions) >= limits.sessions:
            self._forget_if_unused(identity)
            return Full(f"the server holds {limits.sessions} sessions, the most allowed")
        if len(identity.sessions) >= limits.sessions_per_player:
            return Full(f"the player has {limits.sessions_per_player} sessions, the most allowed")
        self.sessions[session.id] = session
        self._welcome_back(identity)
        identity.sessions[session.id] = session
        return None

    def connect(
        self, session: Session, connection: Connection, attempt: int
    ) -> Taken[Connection] | Overtaken:
        """Give a session its connection; an older one of it does not count any more, unless it is newer."""
        was_online = session.identity.is_online
        taken = session.tenure.take(connection, attempt)
        if isinstance(taken, Taken):
            self.timers.cancel(("session", session.id))
            self._idle.pop(session.id, None)
            self._unused.pop(session.id, None)
            self.online += not was_online
        return taken

    def disconnect(self, session: Session, connection: Connection) -> bool:
        """Return whether a session has lost its connection with this one; it is kept for its time then."""
        kept = keep_seconds(session.books, self.config.session.keep_seconds, IDLE_KEEP_SECONDS)
        if not session.tenure.release(connection, trio.current_time(), kept):
            return False
        self.online -= not session.identity.is_online
        self._idle[session.id] = session
        if not session.identity.is_known:
            self._unused[session.id] = session
        at_seconds = session.tenure.kept_until
        assert at_seconds is not None, "it was released just now"
        self.timers.set(("session", session.id), at_seconds, lambda: self._expire(session, at_seconds))
        return True

    def forget(self, session: Session) -> None:
        """Drop a session that nobody came back to; its player is known for longer, if it did anything."""
        self.timers.cancel(("session", session.id))
        self.sessions.pop(session.id, None)
        self._idle.pop(session.id, None)
        self._unused.pop(session.id, None)
        session.identity.sessions.pop(session.id, None)
        self._forget_if_unused(session.identity)
        if session.is_introduced:
            self.store.write((ForgetSession(session.id),), _ignore)

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
        return self.record_of(identity), keep

    def record_of(self, identity: Identity) -> KeepPlayer:
        """Return the player as it is to be stored."""
        player = identity.player
        return KeepPlayer(PlayerId(player.id), identity.token_hash, player.name, player.kind)

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

    def restore(self, kept: Kept, topics: set[str]) -> None:
        """Take in who was known before the restart; `topics` are those of the lobby that there still are."""
        for player in kept.players:
            self._restore_player(player)
        for stored in kept.sessions:
            if (identity := self._by_id.get(stored.player)) is not None:
                books = Books.restore(self.config.limits.unanswered, stored.first)
                self._restore_session(stored, identity, books, topics)

    def look_around(self) -> None:
        """The rooms are there again: of who is in none of them the name is free."""
        for identity in self._absent.values():
            if not self.is_wanted(PlayerId(identity.player.id)):
                self._release_name(identity)

    def forget_players(self, players: Iterable[PlayerId]) -> None:
        """The store knows them no more."""
        for player in players:
            if (identity := self._absent.get(player)) is not None:
                self._drop(identity)

    def find_player(self, player: PlayerId) -> Player | None:
        """Return who that is, None for somebody whom nobody knows."""
        identity = self._by_id.get(player)
        return None if identity is None else identity.player

    def sessions_of(self, player: PlayerId) -> Iterable[Session]:
        """Return all kept sessions of a player, with and without connection."""
        identity = self._by_id.get(player)
        return list(identity.sessions.values()) if identity else []

    def rename(self, identity: Identity, name: str) -> str | None:
        """Give the player a name as near to the wish as can be; None where nothing is left of it."""
        cleaned = clean_name(name, self.config.limits.name_characters)
        if not cleaned:
            return None
        if cleaned == identity.player.name:
            return cleaned
        self._release_name(identity)
        given = self._take_name(cleaned)
        identity.player = Player(identity.player.id, given, identity.player.kind)
        identity.has_name = True
        return given

    def find(self, player: str) -> Player | None:
        """Return a player by the id, None where none of that id is known."""
        identity = self._by_id.get(PlayerId(player))
        return identity.player if identity is not None else None

    def identities(self) -> dict[PlayerId, Identity]:
        """Return all players who are known, by id."""
        return self._by_id

    def count_players(self) -> int:
        """Return how many players are known."""
        return len(self._by_token)

    def new_books(self, highest: int) -> Books:
        """Return the books of a session that has sent commands up to `highest` elsewhere."""
        return Books(self.config.limits.unanswered, highest)

    def _expire(self, session: Session, now: float) -> None:
        if session.tenure.has_expired(now):
            self.forget(session)

    def new_signals(self) -> TokenBucket:
        """Return the allowance for signals of a session."""
        limits = self.config.limits
        return TokenBucket(limits.signals_per_second, limits.signals_burst, trio.current_time())

    def _make(self, kind: Kind, wish: str, token_hash: bytes) -> Identity:
        limits = self.config.limits
        id_ = chance.player_id(self.source)
        cleaned = clean_name(wish, limits.name_characters)
        wished = self.filter_name("" if find_mixed(cleaned) else cleaned)
        name = wished or f"Guest {id_[:4].upper()}"
        player = Player(id_, self._take_name(name[: limits.name_characters]), kind)
        return self._know(player, token_hash)

    def _know(self, player: Player, token_hash: bytes) -> Identity:
        limits, game, now = self.config.limits, self.config.game, trio.current_time()
        chat = TokenBucket(limits.chat_per_second, limits.chat_burst, now)
        failures = TokenBucket(game.failures_per_minute / 60, game.failures_burst, now)
        looks = TokenBucket(limits.looks_per_second, limits.looks_burst, now)
        identity = self._by_token[token_hash] = Identity(player, token_hash, chat, failures, looks)
        self._by_id[PlayerId(player.id)] = identity
        return identity

    def _restore_player(self, kept: KeepPlayer) -> None:
        self._names.add(kept.name)
        identity = self._know(Player(kept.id, kept.name, kept.kind), kept.token_hash)
        identity.is_known = True
        self._absent[kept.id] = identity

    def _restore_session(self, kept: KeepSession, identity: Identity, books: Books, topics: set[str]) -> None:
        session = Session(
            kept.id,
            kept.secret_hash,
            identity,
            books,
            self.new_signals(),
            first=kept.first,
            is_introduced=True,
            is_stored=True,
            rooms=set(kept.rooms),
            topics=topics.intersection(kept.topics),
        )
        self.sessions[session.id] = session
        self._absent.pop(kept.player, None)
        identity.sessions[session.id] = session
        at_seconds = trio.current_time() + self.config.session.keep_seconds
        session.tenure.kept_until = at_seconds
        self._idle[session.id] = session
        self.timers.set(("session", session.id), at_seconds, lambda: self._expire(session, at_seconds))

    def _forget_if_unused(self, identity: Identity) -> None:
        player = PlayerId(identity.player.id)
        if identity.sessions or player in self._absent:
            return
        if not identity.is_known:
            self._drop(identity)
            return
        self._absent[player] = identity
        if not self.is_wanted(player):
            self._release_name(identity)

    def _drop(self, identity: Identity) -> None:
        player = PlayerId(identity.player.id)
        self._absent.pop(player, None)
        self._by_token.pop(identity.token_hash, None)
        self._by_id.pop(player, None)
        self._release_name(identity)

    def _welcome_back(self, identity: Identity) -> None:
        """Who was away for long has the same name, or one like it where somebody has taken it."""
        self._absent.pop(PlayerId(identity.player.id), None)
        if not identity.has_name:
            identity.has_name = True
            identity.player = evolve(identity.player, name=self._take_name(identity.player.name))

    def _make_room(self, identity: Identity) -> None:
        """Drop the player's session that was left longest ago: reloads leave one each."""
        if left := [session for session in self._idle.values() if session.id in identity.sessions]:
            self.forget(left[0])

    def _forget_unused(self) -> bool:
        """When the server is full, who never did anything goes first; tell whether there was anybody.

        Players whom the store keeps don't go: that is for `retention` to say, and not for who comes.
        """
        candidates = (session.identity for session in islice(self._unused.values(), _CANDIDATES))
        found = next((one for one in candidates if not one.is_known and not one.is_online), None)
        for session in list(found.sessions.values()) if found is not None else ():
            self.forget(session)
        return found is not None

    def _forget_longest_idle(self) -> None:
        """Then the session that was left longest ago, if in no room; its player stays known."""
        candidates = islice(self._idle.values(), _CANDIDATES)
        found = next((session for session in candidates if not session.rooms), None)
        if found is not None:
            self.forget(found)

    def _take_name(self, name: str) -> str:
        return self._names.take(name, self._suffixes(), self.config.limits.name_characters)

    def _suffixes(self) -> Iterator[int]:
        """Yield small numbers, then random ones: a thousand of one name must not be counted through."""
        yield from range(2, 10)
        while True:
            yield int.from_bytes(self.source.token_bytes(4)) % 1_000_000

    def _release_name(self, identity: Identity) -> None:
        if identity.has_name:
            identity.has_name = False
            self._names.release(identity.player.name)


def _ignore(_: bool) -> None:
    """What is not forgotten now is when it expires again, after the next start."""
