"""The whole server on memory streams, and clients that poll it."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import trio
from attrs import define, evolve, field
from trio.testing import memory_stream_pair

from lobby.app import Application
from lobby.settings import Config, LimitsSection
from lobby.shell.http.application import make_app
from lobby.shell.http.board import LobbyBoard
from lobby.shell.http.poll_endpoint import PollEndpoint
from lobby.shell.network.front import Front, Site
from lobby.shell.network.live import Live
from lobby.shell.stores.memory import Faults, MemoryStore
from lobby.shell.transports.polling import Polls
from lobby.wire.codec import decode_server, encode
from lobby.wire.messages import ClientMessage, Create, Goodbye, Hello, Join, Offset, Ready, ServerMessage, Sit
from lobby.wire.poll import join_frames, split_frames
from tests.shell.callers import ANSWER_SECONDS, Caller, room_of, running
from tests.shell.echo import Client, write_head

NO_FILES = Path("there is no such folder")


@define(eq=False)
class Whole:
    """A server, and what a test wants to see of it."""

    application: Application
    front: Front
    polls: Polls
    nursery: trio.Nursery
    clients: list[Client] = field(factory=list)

    def connect(self) -> Client:
        """Return a client with a connection of its own."""
        return self._connect(*memory_stream_pair())

    def connect_unix(self) -> Client:
        """Return a client with a connection over a pair of unix sockets, which hold only so much."""
        ours, theirs = (trio.SocketStream(trio.socket.from_stdlib_socket(end)) for end in socket.socketpair())
        return self._connect(ours, theirs)

    def _connect(self, ours: trio.abc.Stream, theirs: trio.abc.Stream) -> Client:
        self.nursery.start_soon(self._handle, theirs)
        self.clients.append(Client(ours))
        return self.clients[-1]

    async def _handle(self, transport: trio.abc.Stream) -> None:
        await self.front.handle(transport)
        await trio.aclose_forcefully(transport)


@asynccontextmanager
async def open_site(
    config: Config | None = None,
    *,
    faults: Faults | None = None,
    store: MemoryStore | None = None,
    seed: int = 0,
    **limits: Any,
) -> AsyncIterator[Whole]:
    """Yield a server; when the block ends, its connections must end by themselves."""
    config = config or Config(limits=evolve(LimitsSection(), **limits))
    async with running(config, faults=faults, store=store, seed=seed) as application:
        live = Live(config.server)
        polls = Polls(application.reception, config.limits, application.metrics, application.timers, live)
        board = LobbyBoard(application.games, application.lobby, application.store)
        endpoint = PollEndpoint(polls, config, application.porter)
        app = make_app(board, config, application.metrics, NO_FILES, polls=endpoint)
        front = Front(Site(app, application.reception, config, application.metrics, live, application.porter))
        async with trio.open_nursery() as nursery:
            site = Whole(application, front, polls, nursery)
            yield site
            for client in site.clients:
                await trio.aclose_forcefully(client.stream)
            nursery.cancel_scope.deadline = trio.current_time() + 3600
        assert not nursery.cancel_scope.cancelled_caught, "a connection did not end"


@define(eq=False)
class Poller:
    """A client that polls; it folds what the answer of its newest poll says."""

    site: Whole
    name: str
    session: bytes
    folded: Caller = field(init=False)
    attempt: int = 0

    def __attrs_post_init__(self) -> None:
        self.folded = Caller(self.site.application, self.name, self.session)

    @property
    def views(self) -> dict[str, Any]:
        """What the client shows."""
        return self.folded.views

    @property
    def room_views(self) -> dict[str, Any]:
        """See Caller.room_views."""
        return self.folded.room_views

    @property
    def offsets(self) -> dict[str, Offset]:
        """What the client has."""
        return self.folded.offsets

    def body(self, *more: ClientMessage, **changes: Any) -> bytes:
        """Return the next poll's body: the hello, all that has no answer, and what else is said."""
        self.attempt += 1
        own: dict[str, Any] = {
            "last": self.folded.number,
            "offsets": dict(self.offsets),
            "attempt": self.attempt,
        }
        hello = Hello((1, 1), self.session, self.session, "person", name=self.name, **own)
        says = [evolve(hello, **changes), *self.folded.unanswered.values(), *more]
        return join_frames([encode(message) for message in says])

    async def poll(self, *more: ClientMessage, wait_ms: int = 0, **changes: Any) -> list[ServerMessage]:
        """Send a poll and return its answer, folded unless a newer one was sent meanwhile."""
        body = self.body(*more, **changes)
        mine = self.attempt
        told = read_answer(await post(self.site.connect(), body, wait_ms))
        if mine == self.attempt:
            self.hear(told)
        return told

    def hear(self, told: list[ServerMessage]) -> None:
        """Fold an answer."""
        for message in told:
            self.folded.hear(message)

    async def ask(self, kind: Any, *fields: Any) -> Any:
        """Say a command, and poll until it has its answer; return the result or the code of the refusal."""
        number = self.command(kind, *fields)
        with trio.fail_after(ANSWER_SECONDS):
            while number not in self.folded.answers:
                await self.poll(wait_ms=8000)
        return await_answer(self.folded, number)

    def command(self, kind: Any, *fields: Any) -> int:
        """Take note of the next command; the next poll says it. Return its number."""
        assert self.folded.line is None
        return self.folded.command(kind, *fields)


def await_answer(caller: Caller, number: int) -> Any:
    """Return the result of a command that was answered, or the code of its refusal."""
    answer = caller.answers[number][0]
    return getattr(answer, "code", None) or getattr(answer, "result", None)


async def post(client: Client, body: bytes, wait_ms: int = 0, **headers: bytes) -> tuple[int, bytes]:
    """Send a poll and return the status and the body of its answer."""
    await send_post(client, body, wait_ms, **headers)
    return await client.read_response()


async def send_post(client: Client, body: bytes, wait_ms: int = 0, **headers: bytes) -> None:
    """Send a poll."""
    named = {name.replace("_", "-").encode(): value for name, value in headers.items()}
    named = {b"Host": b"lobby.test", b"Content-Length": str(len(body)).encode(), **named}
    await client.send(write_head(b"/poll?wait_ms=%d" % wait_ms, b"POST", named) + body)


def read_answer(response: tuple[int, bytes]) -> list[ServerMessage]:
    """Return what an answer says."""
    status, body = response
    assert status == 200, (status, body)
    return [decode_server(frame) for frame in split_frames(body, 10_000)]


def goodbye_of(told: list[ServerMessage]) -> str | None:
    """Return the code of the goodbye that an answer ends with, None without."""
    return told[-1].code if isinstance(told[-1], Goodbye) else None


async def seat_pollers(site: Whole, game: str, *names: str) -> list[Poller]:
    """Return clients who sit in one room, ready: the game has started."""
    pollers = [Poller(site, name, name.encode().ljust(16, b".")) for name in names]
    for poller in pollers:
        await poller.poll()
    room = (await pollers[0].ask(Create, game))["room"]
    for poller in pollers:
        await poller.ask(Join, room)
        await poller.ask(Sit, room)
    for poller in pollers:
        await poller.ask(Ready, room)
    for poller in pollers:
        await poller.poll()
    return pollers


def room_where(poller: Poller) -> str:
    """Return the id of the room that a client is in."""
    return room_of(poller.folded)
