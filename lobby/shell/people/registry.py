"""Who is known: players by their tokens, and the sessions they have."""

from collections.abc import Callable, Iterable
from hashlib import sha256

import trio
from attrs import Factory, define, field, frozen

from lobby.core.ids import PlayerId, SessionId
from lobby.core.session import Books, Overtaken, Taken, keep_seconds
from lobby.settings import Config
from lobby.shell import chance
from lobby.shell.chance import Chance
from lobby.shell.connection import Connection
from lobby.shell.limits import TokenBucket
from lobby.shell.people.absent import Absent
from lobby.shell.people.idle import CANDIDATES, Idle
from lobby.shell.people.players import Players
from lobby.shell.people.recognition import Recognition
from lobby.shell.people.recollection import Recollection
from lobby.shell.people.saving import Saving
from lobby.shell.questions import KnownPlayer, Unreadable
from lobby.shell.records import ForgetSession, KeepPlayer, KeepSession
from lobby.shell.session import Identity, Session
from lobby.shell.store import Kept, Store
from lobby.shell.timing.timers import Timers
from lobby.wire.messages import Hello, Player

# A session that never did anything is not worth keeping for long.
IDLE_KEEP_SECONDS = 60.0


@frozen
class Full:
    """The server holds as many as it may; `detail` says of what."""

    detail: str


@frozen
class Unread:
    """Nobody of this token is in memory: the store may know them."""

    token_hash: bytes


@frozen
class LookedUp:
    """What the store knows of a token: None, nobody has come with it."""

    known: KnownPlayer | None


def _is_nowhere(_: PlayerId) -> bool:
    return False


def _nobody_minds(_: KnownPlayer) -> None:
    """Nobody keeps anything else about players."""


@define(eq=False)
class Registry:
    """All sessions, and the players in memory; what is not connected goes after its time."""

    config: Config
    source: Chance
    timers: Timers
    store: Store
    is_owed: Callable[[PlayerId], bool] = field(default=_is_nowhere)  # whether the server turned them away
    returned: Callable[[KnownPlayer], None] = _nobody_minds  # somebody is in memory again
    sessions: dict[SessionId, Session] = field(factory=dict)
    online: int = 0  # players with a connection
    players: Players = field(init=False)
    absent: Absent = field(init=False)
    recognition: Recognition = field(init=False)
    recollection: Recollection = field(
        default=Factory(lambda self: Recollection(self.store, self.timers), takes_self=True)
    )
    saving: Saving = field(
        default=Factory(lambda self: Saving(self.store, self.timers, self.sessions), takes_self=True)
    )
    _idle: Idle = field(factory=Idle)

    def __attrs_post_init__(self) -> None:
        self.players = Players(self.config, self.source)
        self.absent = Absent(self.players, self.store, self.timers, self.config.limits.absent_players)
        self.recognition = Recognition(self.config.door, self.store, self.timers)

    def identify(self, hello: Hello, cookie: bytes, read: LookedUp | None = None) -> Identity | Full | Unread:
        """Return the player of the token, the cookie or, without both, of this session alone.

        `read` is what the store has said since it was Unread.
        """
        token_hash = sha256(hello.token or cookie or hello.secret).digest()
        known = self.players.by_token(token_hash)
        if known is None and read is None and self.players.has_strangers:
            return Unread(token_hash)
        if known is None or self.absent.is_beside(PlayerId(known.player.id)):
            if (full := self._make_place()) is not None:
                return full
            # Making a place may have sent them away.
            known = self.players.by_token(token_hash)
        if known is not None:
            return known
        if read is None:
            return Unread(token_hash) if self.players.has_strangers else self._make(hello, token_hash)
        return self._make(hello, token_hash) if read.known is None else self.take_back(read.known)

    def take_back(self, known: KnownPlayer) -> Identity:
        """Return a player whom the store knows; in memory they are as they were last."""
        identity = self.players.by_id(known.player.id)
        if identity is None:
            identity = self.players.take_back(known.player, has_name=False)
            self.returned(known)
            self.absent.put(identity)
        return identity

    def meet(self, player: str, tell: Callable[[Identity | Unreadable | None], None]) -> None:
        """Tell who that is, from memory at once or out of the store later; None: nobody knows them."""
        identity = self.players.by_id(PlayerId(player))
        if identity is not None or not self.may_be_stranger(player):
            tell(identity)
            return

        def take(known: KnownPlayer | Unreadable | None) -> None:
            tell(self.take_back(known) if isinstance(known, KnownPlayer) else known)

        self.recognition.look_up(PlayerId(player), take)

    def may_be_stranger(self, player: str) -> bool:
        """Tell whether the store may know somebody of this id who is not in memory."""
        is_here = self.players.by_id(PlayerId(player)) is not None
        return self.players.has_strangers and not is_here and chance.may_be_player_id(player)

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
        # One who was there for nothing may just have been sent away to make room.
        self.players.keep(identity)
        self.absent.come_back(identity)
        self.players.welcome(identity)
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
            self._idle.remove(session)
            self.online += not was_online
        return taken

    def disconnect(self, session: Session, connection: Connection) -> bool:
        """Return whether a session has lost its connection with this one; it is kept for its time then."""
        kept = keep_seconds(session.books, self.config.session.keep_seconds, IDLE_KEEP_SECONDS)
        if not session.tenure.release(connection, trio.current_time(), kept):
            return False
        self.online -= not session.identity.is_online
        self._idle.put(session)
        at_seconds = session.tenure.kept_until
        assert at_seconds is not None, "it was released just now"
        self.timers.set(("session", session.id), at_seconds, lambda: self._expire(session, at_seconds))
        return True

    def forget(self, session: Session) -> None:
        """Drop a session that nobody came back to; its player is known for longer, if it did anything."""
        identity = session.identity
        self.timers.cancel(("session", session.id))
        self.sessions.pop(session.id, None)
        self._idle.remove(session)
        identity.sessions.pop(session.id, None)
        gone = (ForgetSession(session.id),) if session.is_introduced else ()
        if not identity.sessions and identity.is_known:
            self.absent.leave(identity, gone)
            return
        self._forget_if_unused(identity)
        if gone:
            self.store.write(gone, _ignore)

    def restore(self, kept: Kept, topics: set[str]) -> None:
        """Take in who is needed at once; `topics` are those of the lobby that there still are."""
        self.players.has_strangers = kept.strangers > 0
        self._restore_players(kept.players)
        for stored in kept.sessions:
            if (identity := self.players.by_id(stored.player)) is not None:
                books = Books.restore(self.config.limits.unanswered, stored.first)
                self._restore_session(stored, identity, books, topics)

    def _restore_players(self, kept: Iterable[KeepPlayer]) -> None:
        names = set[str]()
        for player in kept:
            # Of a session that was over, and could not be forgotten, the player's name is another's by now.
            is_free = player.name.casefold() not in names
            identity = self.players.take_back(player, has_name=is_free)
            self.players.welcome(identity)
            names.add(identity.player.name.casefold())
            self.absent.expect(identity)

    def look_around(self) -> None:
        """The rooms are there again: of who is in none of them the name is free."""
        self.absent.review()

    def forget_players(self, players: Iterable[PlayerId]) -> None:
        """The store knows them no more; who is there is stored again when they leave."""
        for player in players:
            if not self.absent.forget(player) and (identity := self.players.by_id(player)) is not None:
                identity.is_saved = False

    def find(self, player: str) -> Player | None:
        """Return a player by the id, None where none of that id is in memory."""
        identity = self.players.by_id(PlayerId(player))
        return identity.player if identity is not None else None

    def sessions_of(self, player: PlayerId) -> Iterable[Session]:
        """Return all kept sessions of a player, with and without connection."""
        identity = self.players.by_id(player)
        return list(identity.sessions.values()) if identity else []

    def count_players(self) -> int:
        """Return how many players are in memory."""
        return len(self.players)

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

    def _make(self, hello: Hello, token_hash: bytes) -> Identity:
        return self.players.make(hello.kind, hello.name, token_hash)

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
        self.absent.come_back(identity)
        identity.sessions[session.id] = session
        at_seconds = trio.current_time() + self.config.session.keep_seconds
        session.tenure.kept_until = at_seconds
        self._idle.put(session)
        self.timers.set(("session", session.id), at_seconds, lambda: self._expire(session, at_seconds))

    def _forget_if_unused(self, identity: Identity) -> None:
        if not identity.sessions and not identity.is_known:
            self.players.drop(identity)

    def _make_place(self) -> Full | None:
        """Return why there is no place for one more player who is there."""
        limits = self.config.limits
        if self.absent.is_blocked:
            return Full(f"{limits.absent_players} players have left and are not stored yet")
        if self._is_full:
            self.absent.review(CANDIDATES)
        if self._is_full and not self._forget_unused():
            self._forget_longest_idle()
        return Full(f"the server holds {limits.players} players, the most allowed") if self._is_full else None

    @property
    def _is_full(self) -> bool:
        return len(self.players) - self.absent.count >= self.config.limits.players

    def _make_room(self, identity: Identity) -> None:
        """Drop a session of the player that was left."""
        if (left := self._idle.find_of(identity)) is not None:
            self.forget(left)

    def _forget_unused(self) -> bool:
        """When the server is full, who never did anything goes first; tell whether there was anybody."""
        found = self._idle.find_unused()
        for session in list(found.sessions.values()) if found is not None else ():
            self.forget(session)
        return found is not None

    def _forget_longest_idle(self) -> None:
        """Then the session that was left longest ago, if in no room; its player stays known."""
        if (found := self._idle.find_roomless()) is not None:
            self.forget(found)


def _ignore(_: bool) -> None:
    """What is not forgotten now is when it expires again, after the next start."""
