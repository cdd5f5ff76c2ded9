"""Where a connection becomes the connection of a session: the hello, and the frames after it."""

import hmac
import random
from collections.abc import Callable
from functools import partial
from hashlib import sha256

import structlog
from attrs import define, frozen

from lobby.core.ids import PlayerId, SessionId
from lobby.core.session import Overtaken, Taken
from lobby.settings import Config
from lobby.shell import questions
from lobby.shell.admin.orders import goodbye_of
from lobby.shell.connection import Connection, Frame, Peer
from lobby.shell.conversation import Conversation
from lobby.shell.manager import Manager
from lobby.shell.metrics import Metrics
from lobby.shell.network.together import TOGETHER
from lobby.shell.people.registry import Full, LookedUp, Registry, Unread
from lobby.shell.session import Session
from lobby.wire.codec import Malformed, NoFrame, decode_client, encode
from lobby.wire.mark import make_mark
from lobby.wire.messages import (
    PROTOCOL,
    ClientMessage,
    Goodbye,
    Hello,
    Limits,
    Ping,
    Pong,
    Resume,
    Signal,
    Welcome,
)

log = structlog.get_logger()

_SECRET_BYTES = 16
_TOKEN_BYTES = range(16, 65)


@frozen(eq=False)
class Reception:
    """Opens the door to connections of every kind."""

    config: Config
    registry: Registry
    manager: Manager
    metrics: Metrics
    wall_clock: Callable[[], float]  # seconds since the Unix epoch
    build: str  # of the page that the server serves

    def open(self, connection: Connection, peer: Peer) -> "Caller":
        """See Door.open."""
        return Caller(self, connection, peer)

    def greet(self, hello: Hello, peer: Peer, read: LookedUp | None = None) -> Session | Goodbye | Unread:
        """Return the session that a hello asks for, new or known; `read`: what the store knows of it."""
        if fault := _find_fault(hello):
            return fault
        secret_hash = sha256(hello.secret).digest()
        # Before anything is made or looked up: who is kept out costs nothing, and learns nothing.
        if (ban := self.manager.orders.find_ban(None, peer.address)) is not None:
            return goodbye_of(ban)
        known = self.registry.sessions.get(SessionId(hello.session))
        if known is None:
            return self._begin(hello, secret_hash, peer, read)
        if not hmac.compare_digest(known.secret_hash, secret_hash):
            return Goodbye("bad_session", "the session exists and its secret is another")
        if (ban := self.manager.orders.find_ban(known.player_id, peer.address)) is not None:
            return goodbye_of(ban)
        known.books.expect(hello.last)
        return known

    def welcome(self, hello: Hello, session: Session, *, is_new: bool) -> Welcome:
        """Return what a session is told first."""
        limits = self.config.limits
        return Welcome(
            protocol=PROTOCOL,
            session=("expired" if hello.last else "new") if is_new else "resumed",
            player=session.player,
            build=self.build,
            newer_page=bool(hello.build) and hello.build != self.build,
            time_ms=int(self.wall_clock() * 1000),
            limits=Limits(
                frame_bytes=limits.frame_bytes,
                unanswered=limits.unanswered,
                chat_characters=limits.chat_characters,
                name_characters=limits.name_characters,
                ping_ms=limits.ping_ms,
                silence_ms=limits.silence_ms,
                poll_bytes=limits.body_bytes,
            ),
            mark=make_mark(session.id, session.secret_hash),
        )

    def _begin(
        self, hello: Hello, secret_hash: bytes, peer: Peer, read: LookedUp | None
    ) -> Session | Goodbye | Unread:
        identity = self.registry.identify(hello, peer.cookie, read)
        if isinstance(identity, Unread):
            return identity
        if isinstance(identity, Full):
            return self._turn_away(identity)
        if (ban := self.manager.orders.find_ban(PlayerId(identity.player.id), peer.address)) is not None:
            return goodbye_of(ban)
        books, signals = self.registry.new_books(hello.last), self.registry.new_signals()
        id_ = SessionId(hello.session)
        session = Session(id_, secret_hash, identity, books, signals, first=hello.last)
        full = self.registry.add(session)
        return self._turn_away(full) if full else session

    def _turn_away(self, full: Full) -> Goodbye:
        """Return what who finds no place is told: not all come again in the same second."""
        least_ms = self.config.door.full_ms
        return Goodbye("server_full", full.detail, least_ms + random.randrange(least_ms + 1))


@define(eq=False)
class Caller:
    """The listener of one connection: waits for its hello, then speaks for it to the session."""

    reception: Reception
    connection: Connection
    peer: Peer
    conversation: Conversation | None = None
    _ended: bool = False
    _held: list[bytes] | None = None  # what was said while it is looked up whose hello that was

    def hear(self, data: bytes) -> None:
        """See Listener.hear. Our own faults end this connection and no other."""
        if self._ended or self._is_superseded():
            return
        if self._held is not None:
            self._hold(self._held, data)
            return
        try:
            self._hear(decode_client(data))
        except Malformed as fault:
            self._hear_malformed(fault)
        except NoFrame as fault:
            self._end("malformed", str(fault))
        except BaseException as error:
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        """We have failed on a frame. Nothing waits there, so it is none of Trio's: an author's type may raise
        what is no error."""
        if isinstance(error, KeyboardInterrupt):
            raise error
        log.error("connection failed", address=self.peer.address, exc_info=error)
        self._end("internal", "the server failed on this frame")

    def drained(self, missed: dict[str, int], answers: list[int]) -> None:
        """See Listener.drained."""
        if self.conversation is not None and not self._is_superseded():
            self.conversation.tell_missed(missed, answers)

    def lost(self) -> None:
        """See Listener.lost."""
        self._ended = True
        if self.conversation is None:
            return
        session = self.conversation.session
        if self.reception.registry.disconnect(session, self.connection):
            self.reception.manager.lost(session)

    def _is_superseded(self) -> bool:
        """Tell whether another connection has taken the session over; nothing from here counts then."""
        conversation = self.conversation
        return conversation is not None and not conversation.session.tenure.is_held_by(self.connection)

    def _hear(self, message: ClientMessage) -> None:
        if isinstance(message, Hello):
            self._hear_hello(message)
        elif self.conversation is None:
            self._end("hello_expected", "the first frame must be a hello")
        elif isinstance(message, Ping):
            self.connection.write(Frame(encode(Pong(int(self.reception.wall_clock() * 1000)))))
        elif isinstance(message, Resume):
            self.conversation.count_damaged(message.damaged)
            with TOGETHER:
                self.conversation.resume(message.offsets)
        elif isinstance(message, Signal):
            self.conversation.signal(message)
        else:
            self.conversation.command(message)

    def _hold(self, held: list[bytes], data: bytes) -> None:
        held.append(data)
        size, most = sum(map(len, held)), self.reception.config.limits.frame_bytes
        if size > most:
            self._end(
                "not_yet", f"{size} bytes after a hello that is looked up, {most} are allowed; come again"
            )

    def _hear_hello(self, hello: Hello, read: LookedUp | None = None) -> None:
        if self.conversation is not None:
            self._end("hello_expected", "one hello for each connection")
            return
        is_new = SessionId(hello.session) not in self.reception.registry.sessions
        greeted = self.reception.greet(hello, self.peer, read)
        if isinstance(greeted, Unread):
            self._held = []
            self.reception.registry.recognition.look_up(greeted.token_hash, partial(self._recognize, hello))
            return
        if isinstance(greeted, Goodbye):
            self._turn_away(greeted)
            return
        taken = self.reception.registry.connect(greeted, self.connection, hello.attempt)
        if isinstance(taken, Overtaken):
            detail = f"hello {hello.attempt} was overtaken, hello {taken.highest} is here"
            self._end("taken_over", detail)
            return
        self.conversation = self._attach(greeted, taken)
        with TOGETHER:
            self.connection.write(Frame(encode(self.reception.welcome(hello, greeted, is_new=is_new))))
            self.conversation.resume(hello.offsets, is_new=is_new)

    def _recognize(self, hello: Hello, known: questions.KnownPlayer | questions.Unreadable | None) -> None:
        """The store has said whose hello it is: go on with it, and with what was said since."""
        held, self._held = self._held or [], None
        if self._ended:
            return
        if isinstance(known, questions.Unreadable):
            self._end("not_yet", f"{known.reason}; come again")
            return
        try:
            self._hear_hello(hello, LookedUp(known))
        except BaseException as error:
            self._fail(error)
        for data in held:
            self.hear(data)

    def _attach(self, session: Session, taken: Taken[Connection]) -> Conversation:
        """Speak for the session from now on; an older connection is told in the same moment."""
        if taken.older is not None:
            taken.older.end(Goodbye("taken_over", "another connection of this session has taken over"))
        session.address = self.peer.address
        self.reception.manager.connected(session)
        reception = self.reception
        return Conversation(session, reception.manager, reception.metrics, is_repeated=taken.repeated)

    def _hear_malformed(self, fault: Malformed) -> None:
        if self.conversation is None or fault.number is None:
            self._end("malformed", str(fault))
        else:
            self.conversation.refuse_malformed(fault.number, str(fault))

    def _end(self, code: str, detail: str) -> None:
        self._turn_away(Goodbye(code, detail))

    def _turn_away(self, goodbye: Goodbye) -> None:
        self._ended = True
        self.connection.end(goodbye)


def _find_fault(hello: Hello) -> Goodbye | None:
    lowest, highest = hello.protocol
    if not lowest <= PROTOCOL <= highest:
        detail = f"versions {lowest} to {highest} are spoken there, {PROTOCOL} here"
        return Goodbye("unsupported_protocol", detail)
    if len(hello.session) != _SECRET_BYTES or len(hello.secret) != _SECRET_BYTES:
        return Goodbye("malformed", f"session and secret have {_SECRET_BYTES} bytes each")
    if hello.token and len(hello.token) not in _TOKEN_BYTES:
        return Goodbye("malformed", f"a token of {len(hello.token)} bytes, allowed are 16 to 64")
    if hello.last < 0:
        return Goodbye("malformed", f"last is {hello.last}, allowed is 0 or more")
    if hello.attempt < 0:
        return Goodbye("malformed", f"attempt is {hello.attempt}, allowed is 0 or more")
    return None
