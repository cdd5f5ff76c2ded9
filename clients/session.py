"""One session of a player: what it knows, what it waits for, what it wants written. Never waits itself.

Connections come and go below it (clients/connection.py), the client stands above it (clients/client.py).
"""

import secrets
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Literal

import trio
from attrs import Factory, define, evolve, field

from clients import fold, pending
from clients.errors import ClientEnded, ClientError, CommandRefused, OutcomeUnknown
from clients.events import Event, Kept, Outcome, Settled, Shown, State, StateChanged, TopicGone
from clients.fold import Views
from clients.lag import Lag
from clients.pending import Pending
from lobby.wire.codec import encode, to_value
from lobby.wire.messages import (
    PROTOCOL,
    CaughtUp,
    Command,
    Done,
    Gone,
    Hello,
    Kind,
    Limits,
    Play,
    Player,
    Pong,
    Refused,
    Resume,
    ServerMessage,
    Signal,
    Signalled,
    Welcome,
)
from lobby.wire.values import Value, find_fault

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
    transport: Literal["websocket", "polling"] = "websocket"  # of the last attempt
    why: str = ""  # the state is what it is, for people to read
    limits: Limits = FIRST_LIMITS
    player: Player | None = None
    ended: str | None = None  # why, once it is over for good
    is_turned_away: bool = False
    waited_for: str = ""  # why the server has turned us away the last time
    is_caught_up: bool = False  # all that the last hello or resume asked for has come
    lag: Lag = field(factory=Lag)
    mark: str = ""  # by which the server knows us at its door, from its last welcome
    expired: int = 0  # how often the server did not know this session any more
    attempt: int = 0  # hellos said in this session, over all transports
    _last_named: int = 0  # by the newest hello: the highest number sent before it
    _room: int = 0  # bytes for commands in the newest poll
    _pending: Pending = field(factory=Pending)
    _answers: dict[int, Answer] = field(factory=dict)
    _signals: deque[Signal] = Factory(lambda: deque(maxlen=SIGNALS_MAX))
    _stirred: trio.Event = field(factory=trio.Event)  # something is to be written
    _outcomes: list[Callable[[], None]] = field(factory=list)  # that wait for what they have brought about
    _answered: trio.Event = field(factory=trio.Event)  # there may be place for a command
    _hurried: trio.Event = field(factory=trio.Event)

    # --- from above ------------------------------------------------------------------------------

    @property
    def kept(self) -> tuple[Kept, ...]:
        """The commands without an answer, in order."""
        sent = self._pending.sent
        commands = self._pending.commands.items()
        return tuple(Kept(number, command, number <= sent) for number, command in commands)

    @property
    def full(self) -> bool:
        """Whether the next command must wait: the one `limits.unanswered` numbers before it has no answer."""
        return pending.spread(self._pending) >= self.limits.unanswered

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is to come by itself: what is not there now may never be."""
        return self.state == "online" and self.is_caught_up and not self.views.missing

    async def wait_place(self) -> None:
        """Return when one more command may be given."""
        while self.full and self.ended is None:
            await self._answered.wait()

    def give(self, command: Command) -> Answer:
        """Number the command and have it written; raise ValueError where it can't travel, or is too large."""
        if fault := find_fault(to_value(command)):
            raise ValueError(fault)
        if isinstance(command, Play) and not command.lag_ms:
            command = evolve(command, lag_ms=self.lag.ms)
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
        for number in tuple(self._pending.commands):
            outcome: Outcome = "unknown" if number <= self._pending.sent else "not_applied"
            self._settle(number, outcome, error=ClientEnded(why))
        self._tell_outcomes()
        self._make_place()

    def hurry(self) -> None:
        """Whoever waits before the next attempt to connect waits no longer."""
        self._hurried.set()

    async def wait_hurry(self) -> None:
        """Return at the next `hurry`."""
        self._hurried = trio.Event()
        await self._hurried.wait()

    def change_state(self, state: State, why: str, *, turned_away: bool = False) -> None:
        """Note how the connection is; `turned_away`: the server is there, and wants us to come later."""
        self.is_turned_away = turned_away
        if turned_away:
            self.waited_for = why
        if state != self.state:
            self._change(StateChanged(state, why))
        else:
            self.why = why

    # --- from below ------------------------------------------------------------------------------

    def hello(self) -> Hello:
        """Return the first frame of a new connection, or of a poll."""
        # A poll that lacks nothing asks all the same; what was there stays there meanwhile.
        self.is_caught_up = self.is_caught_up and not self.views.missing
        self.views, offsets = fold.ask(self.views)
        self.attempt += 1
        self._last_named = self._pending.sent
        return Hello(
            protocol=(PROTOCOL, PROTOCOL),
            session=self.id,
            secret=self.secret,
            kind=self.kind,
            token=self.token,
            name=self.name,
            last=self._last_named,
            offsets=offsets,
            attempt=self.attempt,
        )

    def begin_anew(self) -> None:
        """The server will not have this session: the next hello begins another one.

        It names the commands of this one as sent, so that the server takes it for one that has expired.
        """
        self.id, self.secret = secrets.token_bytes(16), secrets.token_bytes(16)
        self.attempt, self.mark = 0, ""

    def reconnected(self) -> None:
        """A new connection stands, which has been told no command yet: all that are kept are written."""
        self._pending = pending.resume(self._pending)

    def welcome(self, message: Welcome) -> None:
        """The server has taken us in, at the newest hello."""
        self.limits, self.player, self.mark = message.limits, message.player, message.mark
        self.is_caught_up = False
        if message.session != "resumed" and self._last_named > 0:
            self.expired += 1
            self._forget()
        self.change_state("online", "welcome")

    def hear(self, message: ServerMessage) -> None:
        """Take one message of the server."""
        self._fold(message)
        match message:
            case Done():
                self._settle(message.number, "confirmed", result=message.result)
            case Refused():
                error = CommandRefused(message.code, message.detail, message.params)
                outcome: Outcome = "not_applied" if message.code == "not_done" else "refused"
                self._settle(message.number, outcome, error=error)
            case Gone():
                self.tell(TopicGone(message.topic, message.reason, message.detail))
            case CaughtUp():
                self.is_caught_up = True
                self.tell(message)
            case Signalled():
                self.tell(message)
            case Pong():
                self.lag.answered()
            case _:
                pass  # folded, and that is all
        self._tell_outcomes()

    def take_frames(self) -> list[bytes]:
        """Return what is to be written now, and count it as written."""
        self._stirred = trio.Event()
        frames = []
        if fold.must_ask(self.views):
            frames.append(encode(self._ask()))
        self._pending, commands = pending.write(self._pending)
        frames += [encode(message) for message in (*commands, *self._signals)]
        self._signals.clear()
        return frames

    async def wait_frames(self) -> None:
        """Return when `take_frames` may have something."""
        await self._stirred.wait()

    def take_poll(self, *, is_first: bool) -> list[bytes]:
        """Return the frames of a poll: the hello with what we have now, then what has no answer yet.

        The first one carries nothing else: only a welcome says whether the server knows the session.
        """
        damaged = self.views.damaged
        hello = encode(self.hello())
        if is_first:
            return [hello]
        # The hello has left the damaged topics out; the resume lets the server count them.
        asked = [encode(self._ask(damaged))] if damaged else []
        signals = [encode(signal) for signal in self._signals]
        self._signals.clear()
        self._room = self.limits.poll_bytes - pending.size_of([hello, *asked])
        self._pending, commands = pending.bundle(self._pending, self._room)
        frames = [hello, *asked, *commands]
        fits = pending.size_of([*frames, *signals]) <= self.limits.poll_bytes
        return [*frames, *signals] if fits else frames

    @property
    def has_news(self) -> bool:
        """Whether another poll would say more than the last one did."""
        if self._signals:
            return True
        if self._pending.last <= self._pending.written:
            return False
        return pending.bundle(self._pending, self._room)[0].written > self._pending.written

    async def wait_news(self) -> None:
        """Return when there is something that should not wait for the answer of a poll that is held."""
        while not self.has_news:
            self._stirred = trio.Event()
            await self._stirred.wait()

    # --- helpers ---------------------------------------------------------------------------------

    def _change(self, change: StateChanged) -> None:
        self.state, self.why = change.state, change.why
        self.tell(change)

    def _ask(self, damaged: frozenset[str] = frozenset()) -> Resume:
        damaged |= self.views.damaged
        self.is_caught_up = False
        self.views, offsets = fold.ask(self.views)
        return Resume(offsets, sorted(damaged))

    def _fold(self, message: ServerMessage) -> None:
        before = self.views
        self.views = fold.hear(before, message)
        if fold.must_ask(self.views):
            self._stir()
        if self.views.shown is not before.shown:
            news = (topic for topic, told in self.views.shown.items() if told is not before.shown.get(topic))
            if topics := frozenset(news):
                self.tell(Shown(topics))

    def _settle(
        self, number: int, outcome: Outcome, *, result: Value = None, error: ClientError | None = None
    ) -> None:
        """A command has its outcome: who waits for it, and who listens, is told. A second answer is none."""
        command = self._pending.commands.get(number)
        self._pending = pending.answer(self._pending, number)
        if answer := self._answers.pop(number, None):
            self._outcomes.append(partial(answer.give, result=result, error=error))
        self._make_place()
        if command is not None:
            code, detail = "", "" if error is None else str(error)
            if isinstance(error, CommandRefused):
                code, detail = error.code, error.detail
            self._outcomes.append(partial(self.tell, Settled(number, command, outcome, code, detail)))

    def _tell_outcomes(self) -> None:
        """Tell what became of commands once the views show it: who acts on an old view is refused."""
        if (self.views.asked or self.views.missing) and self.ended is None:
            return
        outcomes, self._outcomes = self._outcomes, []
        for tell in outcomes:
            tell()

    def _forget(self) -> None:
        commands = self._pending.commands
        _, unknown = pending.expire(self._pending, self._last_named)
        error = OutcomeUnknown("the session expired before the command was answered")
        for number in unknown:
            if number in commands:
                self._settle(number, "unknown", error=error)
        self._pending, _ = pending.expire(self._pending, self._last_named)

    def _stir(self) -> None:
        self._stirred.set()

    def _make_place(self) -> None:
        self._answered.set()
        self._answered = trio.Event()
