"""One session of a player: what it knows, what it waits for, what it wants written. Never waits itself.

Connections come and go below it (clients/connection.py), the client stands above it (clients/client.py).
"""

import secrets
from collections import deque
from collections.abc import Callable

import trio
from attrs import Factory, define, field

from clients import fold, pending
from clients.errors import ClientEnded, ClientError, CommandRefused, OutcomeUnknown
from clients.events import Event, Shown, State, StateChanged, TopicGone
from clients.fold import Views
from clients.pending import Pending
from lobby.wire.codec import encode
from lobby.wire.messages import (
    PROTOCOL,
    CaughtUp,
    Command,
    Done,
    Gone,
    Hello,
    Kind,
    Limits,
    Player,
    Refused,
    Resume,
    ServerMessage,
    Signal,
    Signalled,
    Welcome,
)
from lobby.wire.values import Value

SIGNALS_MAX = 16  # unsent signals; they may be lost, so the oldest go
# What a server grants at least; its own limits come with the welcome.
FIRST_LIMITS = Limits(
    frame_bytes=16384,
    unanswered=64,
    chat_characters=500,
    name_characters=24,
    ping_ms=20000,
    silence_ms=60000,
    poll_bytes=32768,
)


@define(eq=False)
class Answer:
    """The answer of one command, once it is there."""

    result: Value = None
    error: ClientError | None = None
    arrived: trio.Event = field(factory=trio.Event)

    async def wait(self) -> Value:
        """Return the result; raise CommandRefused, OutcomeUnknown or ClientEnded."""
        await self.arrived.wait()
        if self.error is not None:
            raise self.error
        return self.result

    def give(self, *, result: Value = None, error: ClientError | None = None) -> None:
        """Wake who waits."""
        self.result, self.error = result, error
        self.arrived.set()


@define(eq=False)
class Session:
    """The state between the connections and the client; every method is synchronous."""

    name: str
    kind: Kind
    token: bytes
    tell: Callable[[Event], None]  # called for every event; must not wait
    id: bytes = Factory(lambda: secrets.token_bytes(16))
    secret: bytes = Factory(lambda: secrets.token_bytes(16))
    views: Views = field(factory=Views)
    state: State = "reconnecting"
    why: str = ""  # the state is what it is, for people to read
    limits: Limits = FIRST_LIMITS
    player: Player | None = None
    ended: str | None = None  # why, once it is over for good
    _pending: Pending = field(factory=Pending)
    _answers: dict[int, Answer] = field(factory=dict)
    _signals: deque[Signal] = Factory(lambda: deque(maxlen=SIGNALS_MAX))
    _stirred: trio.Event = field(factory=trio.Event)  # something is to be written
    _answered: trio.Event = field(factory=trio.Event)  # there may be place for a command

    # --- from above ------------------------------------------------------------------------------

    @property
    def full(self) -> bool:
        """Whether as many commands wait for their answers as may."""
        return len(self._pending.commands) >= self.limits.unanswered

    @property
    def is_caught_up(self) -> bool:
        """Whether all that was asked for has come."""
        return not self.views.asked

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is to come by itself: what is not there now may never be."""
        return self.state == "online" and self.is_caught_up and not self.views.missing

    async def wait_place(self) -> None:
        """Return when one more command may be given."""
        while self.full and self.ended is None:
            await self._answered.wait()

    def give(self, command: Command) -> Answer:
        """Number the command and have it written; raise ValueError where its frame is too large."""
        size = len(encode(command))
        if size > self.limits.frame_bytes:
            raise ValueError(f"frame of {size} bytes is over the limit of {self.limits.frame_bytes}")
        answer = Answer()
        if self.ended is not None:
            answer.give(error=ClientEnded(self.ended))
            return answer
        self._pending = pending.add(self._pending, command)
        self._answers[self._pending.last] = answer
        self._stir()
        return answer

    def signal(self, signal: Signal) -> None:
        """Have a signal written; it may be lost."""
        self._signals.append(signal)
        self._stir()

    def end(self, why: str) -> None:
        """It is over for good: everybody who waits is told."""
        self.ended = why
        self._change(StateChanged("offline", why))
        for answer in self._answers.values():
            answer.give(error=ClientEnded(why))
        self._answers.clear()
        self._make_place()

    def change_state(self, state: State, why: str) -> None:
        """Note how the connection is."""
        if state != self.state:
            self._change(StateChanged(state, why))

    # --- from below ------------------------------------------------------------------------------

    def hello(self) -> Hello:
        """Return the first frame of a new connection."""
        self.views, offsets = fold.ask(self.views)
        return Hello(
            protocol=(PROTOCOL, PROTOCOL),
            session=self.id,
            secret=self.secret,
            kind=self.kind,
            token=self.token,
            name=self.name,
            last=self._pending.sent,
            offsets=offsets,
        )

    def welcome(self, message: Welcome) -> None:
        """The server has taken us in; what it does not know yet is written now."""
        self.limits, self.player = message.limits, message.player
        if message.session == "resumed" or self._pending.sent == 0:
            self._pending = pending.resume(self._pending)
        else:
            self._forget()
        self.change_state("online", "welcome")

    def hear(self, message: ServerMessage) -> None:
        """Take one message of the server."""
        self._fold(message)
        match message:
            case Done():
                self._answer(message.number, result=message.result)
            case Refused():
                self._answer(message.number, error=CommandRefused(message.code, message.detail))
            case Gone():
                self.tell(TopicGone(message.topic, message.reason))
            case Signalled() | CaughtUp():
                self.tell(message)
            case _:
                pass  # folded, and that is all

    def take_frames(self) -> list[bytes]:
        """Return what is to be written now, and count it as written."""
        self._stirred = trio.Event()
        frames = []
        if fold.must_ask(self.views):
            self.views, offsets = fold.ask(self.views)
            frames.append(encode(Resume(offsets)))
        self._pending, commands = pending.write(self._pending)
        frames += [encode(message) for message in (*commands, *self._signals)]
        self._signals.clear()
        return frames

    async def wait_frames(self) -> None:
        """Return when `take_frames` may have something."""
        await self._stirred.wait()

    # --- helpers ---------------------------------------------------------------------------------

    def _change(self, change: StateChanged) -> None:
        self.state, self.why = change.state, change.why
        self.tell(change)

    def _fold(self, message: ServerMessage) -> None:
        before = self.views
        self.views = fold.hear(before, message)
        if fold.must_ask(self.views):
            self._stir()
        if self.views.shown is not before.shown:
            news = (topic for topic, told in self.views.shown.items() if told is not before.shown.get(topic))
            if topics := frozenset(news):
                self.tell(Shown(topics))

    def _answer(self, number: int, *, result: Value = None, error: ClientError | None = None) -> None:
        self._pending = pending.answer(self._pending, number)
        if answer := self._answers.pop(number, None):
            answer.give(result=result, error=error)
        self._make_place()

    def _forget(self) -> None:
        self._pending, unknown = pending.expire(self._pending)
        error = OutcomeUnknown("the session expired before the command was answered")
        for number in unknown:
            if answer := self._answers.pop(number, None):
                answer.give(error=error)
        self._make_place()

    def _stir(self) -> None:
        self._stirred.set()

    def _make_place(self) -> None:
        self._answered.set()
        self._answered = trio.Event()
