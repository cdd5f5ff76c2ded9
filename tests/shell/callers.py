"""Clients without a transport: they speak frames to the server's door, and fold what they hear."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from random import Random
from time import time
from typing import Any

import trio
from attrs import define, evolve, field

from lobby.app import Application, assemble
from lobby.catalogue import load_catalogue
from lobby.core.game import Game
from lobby.settings import Config
from lobby.shell.connection import Frame, Listener, Peer
from lobby.shell.questions import FindRoom
from lobby.shell.stores.memory import Faults, MemoryStore
from lobby.testing.thinking import InPlace
from lobby.wire.codec import decode_server, encode
from lobby.wire.messages import (
    ClientMessage,
    Create,
    Done,
    Gone,
    Goodbye,
    Hello,
    Join,
    Offset,
    Patch,
    Play,
    Ready,
    Refused,
    ServerMessage,
    Sit,
    Snapshot,
    Welcome,
)
from lobby.wire.patch import fold
from lobby.wire.values import hash_view

ANSWER_SECONDS = 30


@define(eq=False)
class SeededChance:
    """Bytes from a seed, so that a run can be repeated."""

    seed: int
    _random: Random = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._random = Random(self.seed)

    def token_bytes(self, count: int) -> bytes:
        """See Chance.token_bytes."""
        return self._random.randbytes(count)


@define(eq=False)
class Caller:
    """A client with its session, over as many connections as it takes."""

    application: Application
    name: str
    session: bytes
    views: dict[str, Any] = field(factory=dict)
    offsets: dict[str, Offset] = field(factory=dict)
    answers: dict[int, list[Done | Refused]] = field(factory=dict)
    heard: list[ServerMessage] = field(factory=list)
    number: int = 0
    unanswered: dict[int, ClientMessage] = field(factory=dict)
    player: str = ""
    line: "Line | None" = None
    address: str = "127.0.0.1"
    _answered: trio.Event = field(factory=trio.Event)

    def call(self, **changes: Any) -> None:
        """Open a connection and say hello, then all that is not answered; an older line is left as it is."""
        self.line = Line(self)
        self.line.listener = self.application.reception.open(self.line, Peer(self.address))
        hello = Hello((1, 1), self.session, self.session, "person", name=self.name, last=self.number)
        self.say(evolve(hello, offsets=dict(self.offsets), **changes))
        for message in list(self.unanswered.values()):
            self.say(message)

    def hang_up(self) -> None:
        """Lose the connection."""
        line, self.line = self.line, None
        assert line is not None
        line.cut()

    def survive(self, application: Application) -> None:
        """The server died, and this is the one after it; call it when you like."""
        self.application, self.line = application, None

    def say(self, message: ClientMessage) -> None:
        """Say something, if there is a connection."""
        if self.line is not None and self.line.listener is not None:
            self.line.listener.hear(encode(message))

    def command(self, kind: Callable[..., ClientMessage], *fields: Any) -> int:
        """Say the next command; return its number."""
        self.number += 1
        message = self.unanswered[self.number] = kind(self.number, *fields)
        self.say(message)
        return self.number

    async def ask(self, kind: Callable[..., ClientMessage], *fields: Any) -> Any:
        """Say a command and return the result, or the code of its refusal."""
        answer = await self.answer_to(self.command(kind, *fields))
        return answer.result if isinstance(answer, Done) else answer.code

    async def answer_to(self, number: int) -> Done | Refused:
        """Return the answer of a command, when it has come."""
        with trio.fail_after(ANSWER_SECONDS):
            while number not in self.answers:
                self._answered = trio.Event()
                await self._answered.wait()
        return self.answers[number][0]

    @property
    def seat(self) -> Any:
        """What the topic of the player's seat shows."""
        return next(view for name, view in self.views.items() if name.startswith("seat/"))

    @property
    def room_views(self) -> dict[str, Any]:
        """What is shown besides the player's own games, which every session hears."""
        return {name: view for name, view in self.views.items() if not name.startswith("player/")}

    def hear(self, message: ServerMessage) -> None:
        """Fold what the server says."""
        self.heard.append(message)
        match message:
            case Snapshot(topic, epoch, number, view):
                self.views[topic], self.offsets[topic] = view, (epoch, number)
            case Patch(topic, number, previous, change, _, hashed):
                epoch, known = self.offsets[topic]
                assert known == previous, f"{message} on top of {known}"
                self.views[topic] = fold(self.views[topic], change)
                self.offsets[topic] = (epoch, number)
                assert hashed is None or hashed == hash_view(self.views[topic])
            case Gone(topic):
                self.views.pop(topic, None)
                self.offsets.pop(topic, None)
            case Done(number) | Refused(number):
                self.answers.setdefault(number, []).append(message)
                self.unanswered.pop(number, None)
                self._answered.set()
            case Welcome():
                self.player = message.player.id
            case _:
                return  # nothing to fold


@define(eq=False)
class Line:
    """One connection; the client hears it as long as it is the client's latest."""

    caller: Caller
    listener: Listener | None = None
    goodbye: Goodbye | None = None

    @property
    def is_behind(self) -> bool:
        """See Connection.is_behind: what is written is heard at once."""
        return False

    def write(self, frame: Frame) -> None:
        """See Connection.write."""
        if self.caller.line is self and self.goodbye is None:
            self.caller.hear(decode_server(frame.payload))

    def offer(self, frame: Frame) -> bool:
        """See Connection.offer."""
        self.write(frame)
        return True

    def end(self, goodbye: Goodbye) -> None:
        """See Connection.end."""
        self.goodbye = self.goodbye or goodbye

    def cut(self) -> None:
        """The network has lost the connection; the server notices."""
        assert self.listener is not None
        self.listener.lost()


# Loaded once: a thousand servers are run with them.
GAMES = load_catalogue(installed=False)


@asynccontextmanager
async def running(
    config: Config | None = None,
    *,
    seed: int = 0,
    faults: Faults | None = None,
    games: dict[str, Game] | None = None,
    wall_clock: Callable[[], float] = time,
    store: MemoryStore | None = None,
) -> AsyncIterator[Application]:
    """Run a server without transports; every seed gives the same one, on a `store` that goes on."""
    config = Config() if config is None else config
    application = assemble(
        config,
        games=GAMES if games is None else games,
        store=MemoryStore(faults) if store is None else store,
        source=SeededChance(seed),
        wall_clock=wall_clock,
        workshop=InPlace,
    )
    await application.restore()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(application.store.run)
        nursery.start_soon(application.timers.run)
        nursery.start_soon(application.manager.access.passwords.run)
        yield application
        nursery.cancel_scope.cancel()


def memory_of(application: Application) -> MemoryStore:
    """Return the store in memory that the server runs on."""
    assert isinstance(application.store, MemoryStore)
    return application.store


async def state_of(application: Application, room: str) -> str | None:
    """Return how the store knows a room: awake, asleep or closed; None where it does not."""
    answers, told = list[Any](), trio.Event()

    def take(answer: Any) -> None:
        answers.append(answer)
        told.set()

    application.store.ask(FindRoom(room), take)
    await told.wait()
    return answers[0] and str(answers[0].state)


def call(application: Application, name: str = "Ann", *, address: str = "127.0.0.1", **hello: Any) -> Caller:
    """Return a client that is connected, from an address."""
    number = len(application.registry.sessions) + application.registry.recognition.count + 1
    session = f"{name[:4]}{number}".encode().ljust(16, b".")
    caller = Caller(application, name, session, address=address)
    caller.call(**hello)
    return caller


def last_welcome(caller: Caller) -> Welcome:
    """Return what the caller was told first on its last connection."""
    return [message for message in caller.heard if isinstance(message, Welcome)][-1]


async def settle() -> None:
    """Let everything happen that is about to, published lists included."""
    await trio.sleep(1.5)


async def seat(application: Application, game: str, *names: str) -> list[Caller]:
    """Return clients who sit in one room, ready: the game has started."""
    callers = [call(application, name) for name in names]
    await callers[0].ask(Create, game)
    for caller in callers:
        await caller.ask(Join, room_of(callers[0]))
        await caller.ask(Sit, room_of(callers[0]))
    for caller in callers:
        await caller.ask(Ready, room_of(callers[0]))
    return callers


def room_of(caller: Caller) -> str:
    """Return the id of the room that the caller is in."""
    return next(name.removeprefix("room/") for name in caller.views if name.startswith("room/"))


async def move(caller: Caller) -> Any:
    """Make the first legal move; return the answer."""
    view = caller.seat
    return await caller.ask(Play, room_of(caller), view["game"], view["position"], view["moves"][0])


async def play_on(callers: list[Caller], moves: int) -> None:
    """Let whoever's turn it is make the first move that there is, so many times."""
    for _ in range(moves):
        mover = next(caller for caller in callers if caller.seat["turn"])
        view, room = mover.seat, room_of(mover)
        assert await mover.ask(Play, room, view["game"], view["position"], view["moves"][0]) is None


async def play_out(callers: list[Caller], choose: Callable[[list[Any]], Any]) -> int:
    """Let the callers play until their game is over; return how many moves it took."""
    room, moves = room_of(callers[0]), 0
    while callers[0].views[f"game/{room}"]["result"] is None:
        mover = next(caller for caller in callers if caller.seat["turn"])
        seat_view = mover.seat
        move = choose(seat_view["moves"])
        assert await mover.ask(Play, room, seat_view["game"], seat_view["position"], move) is None
        moves += 1
    return moves
