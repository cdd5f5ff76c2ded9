"""The whole server on memory streams: for testing games, bots and clients without a port.

async def test_two_players_sit_down(autojump_clock):
    async with serve("quiz.py", seed=7) as server, server.open_client("Ann") as ann:
        room = await ann.create("quiz")
        assert await room.sit() == 0
"""

import logging
import math
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from random import Random
from types import ModuleType
from typing import Any, TypeAlias

import structlog
import trio
from attrs import Factory, define, field

from clients.address import Address
from clients.bot import Task
from clients.choice import Wanted
from clients.client import Client, open_client
from clients.crowd import Order, run_crowd
from clients.dial import Dialler, StreamDialler
from clients.errors import Lost
from clients.policy import Act, Policy
from clients.tally import Tally
from lobby.app import Application, assemble
from lobby.catalogue import load_catalogue
from lobby.config import Config
from lobby.core.game import Game
from lobby.service import Service, run_service
from lobby.settings import AccessSection, BotsSection, LimitsSection, TalkSection
from lobby.shell.stores.memory import Faults, MemoryStore
from lobby.testing.chance import SeededChance, scheduling_from
from lobby.testing.check_game import load_named
from lobby.testing.fetch import Response, fetch
from lobby.testing.memory import MemoryListener
from lobby.testing.network import Network
from lobby.testing.thinking import InPlace
from lobby.wire.messages import Kind

# Under a clock that jumps no time passes while somebody is busy: what is counted by the second never ends.
CONFIG = Config(
    limits=LimitsSection(frames_per_second=1e6, frames_burst=10**6, chat_burst=1000),
    access=AccessSection(openings_burst=10**6, address_openings_burst=10**6),
    talk=TalkSection(seats_burst=1000, names_burst=1000, houses_burst=100_000),
    bots=BotsSection(iterations=30),  # they think in place, and nobody waits for strong ones
)
START_SECONDS = 1_700_000_000.0  # the wall clock at time 0 of Trio's
ADDRESS = Address("lobby.test", 80)

Named: TypeAlias = Game | ModuleType | str  # a game, or what `--game` takes


@define(eq=False)
class LobbyServer:
    """A running server. `application` holds its parts, for who must look inside."""

    application: Application
    store: MemoryStore
    seed: int
    listener: MemoryListener  # the server's own door, past the network
    network_entrance: MemoryListener | None = None  # where clients connect, if a network lies before the door
    is_reachable: bool = True  # False: whoever connects meets no server, until it is True again
    lives: int = 1  # servers so far, this one included
    _shutdown: trio.Event = field(factory=trio.Event)
    _life: trio.CancelScope = field(factory=trio.CancelScope)
    _next: trio.Event = field(factory=trio.Event)  # the server after a crash may begin
    _answering: trio.Event = field(factory=trio.Event)
    _chance: Random = Factory(lambda self: Random(self.seed), takes_self=True)

    def open_client(
        self, name: str = "", *, kind: Kind = "bot", token: bytes = b"", transport: Wanted = "websocket"
    ) -> AbstractAsyncContextManager[Client]:
        """Connect the Python client, as a player of that name; see clients.client.open_client.

        It speaks msgpack over the real WebSocket, or over polls, and comes back by itself after a `cut`.
        `token` is that of a client before (`client.token`), to be the same player.
        """
        token = token or self._chance.randbytes(32)
        random = Random(self._chance.getrandbits(64))
        return open_client(
            self.dialler, name=name, kind=kind, token=token, random=random, transport=transport
        )

    @property
    def entrance(self) -> MemoryListener:
        """Where clients connect; a network may lie behind it."""
        return self.network_entrance or self.listener

    @property
    def dialler(self) -> Dialler:
        """What `open_client` and bots take in place of an address."""
        return StreamDialler(ADDRESS, self._open_stream)

    async def _open_stream(self) -> trio.abc.Stream:
        await trio.lowlevel.checkpoint()
        if not self.is_reachable:
            raise Lost("the server is not reachable")
        try:
            return self.entrance.connect()
        except trio.BrokenResourceError as error:
            raise Lost("no server is running") from error

    async def get(self, path: str) -> Response:
        """Ask for a path over HTTP, as /api/games; return status, headers and body."""
        async with self.entrance.connect() as stream:
            return await fetch(stream, path, ADDRESS.host)

    def cut(self) -> None:
        """Cut every connection, with all that is on its way; clients come back by themselves."""
        self.entrance.cut()

    async def restart(self, store: MemoryStore | None = None, *, down_seconds: float = 0.0) -> None:
        """Lose the process as by `kill -9`, and run the next one so much later; returns when it answers.

        It goes on from what `store` holds, without one from all that was committed. Clients come back by
        themselves.
        """
        store = store or self.store.after_crash()
        self._next, self._answering = trio.Event(), trio.Event()
        # Also what is still on its way to this server: the next one is another end of the line.
        self.entrance.cut()
        self.listener.cut()
        self._life.cancel()
        await trio.sleep(down_seconds)
        self.lives += 1
        source = SeededChance(Random(f"{self.seed}/{self.lives}").getrandbits(64))
        config, games = self.application.config, self.application.games
        self.store, self.listener = store, self.listener.renew()
        self.application = assemble(
            config, games=games, store=store, source=source, wall_clock=_read_clock, workshop=InPlace
        )
        self._next.set()
        await self._answering.wait()

    async def play_bots(
        self,
        game: str,
        count: int = 2,
        *,
        games: int = 1,
        code: str | None = None,
        act: Act | None = None,
        options: dict[str, Any] | None = None,
        timeout_seconds: float = 3600.0,
    ) -> Tally:
        """Let `count` bots play so many games at each of their tables, and leave; return what they did.

        `code` sends them to a room; `options` are those of the game in rooms of their own. Without `act` they
        choose any legal move; an `act(view, moves, rng)` is called in this thread, since threads and a clock
        that jumps don't go together. The time is the server's, in seconds. `tally.problems` says what went
        wrong, `tally.complete` that nothing did.
        """
        policy = Policy(act, is_threaded=False)
        task = Task(self.dialler, game, games, policy, pace_ms=0, public=code is None, options=options or {})
        tally = Tally(self.seed, say=_say_nothing)
        await run_crowd(Order(task, count, None, code, self.seed, timeout_seconds), tally, trio.Event())
        return tally


@asynccontextmanager
async def serve(
    games: Named | Iterable[Named] = (),
    *,
    seed: int = 0,
    config: Config | None = None,
    faults: Faults | None = None,
    network: Network | None = None,
    buffer_bytes: float = math.inf,
) -> AsyncIterator[LobbyServer]:
    """Run the whole server in this block, on memory streams; yield it when it answers.

    `games` are what it offers: loaded games, modules, or what `--game` takes (a file, a folder, a module);
    without any, the built-in ones. All chance comes from the seed: under a clock that jumps (pytest-trio's
    `autojump_clock`, or `trio.run(…, clock=MockClock(autojump_threshold=0))`) the same program meets the
    same ids, codes, dice and order of events again. Its store is memory, which `faults` make late or
    failing. A `network` carries the clients' connections, as badly as its
    plan says; then `buffer_bytes` should bound what is on its way in each direction of a connection, as a
    kernel does. The limits that count by the second are far away, unless a `config` brings others.

    Ends with the block: every connection is told goodbye. Raises GameNotLoaded.
    """
    with scheduling_from(seed), _only_warnings():
        config = CONFIG if config is None else config
        store, source = MemoryStore(faults), SeededChance(seed)
        application = assemble(
            config,
            games=load_games(games),
            store=store,
            source=source,
            wall_clock=_read_clock,
            workshop=InPlace,
        )
        server = LobbyServer(application, store, seed, MemoryListener(buffer_bytes))
        failure: Exception | None = None
        async with (
            _reached_through(network, server, buffer_bytes),
            trio.open_nursery() as nursery,
        ):
            await nursery.start(_run_lives, server)
            try:
                yield server
            except Exception as error:
                # Raised below: out of the nursery it would come as a group.
                failure = error
            server._shutdown.set()
        if failure is not None:
            raise failure


async def _run_lives(server: LobbyServer, *, task_status: trio.TaskStatus[None]) -> None:
    """Run one server after the other, each over what the one before has stored; ends at a shutdown."""
    while True:
        with trio.CancelScope() as server._life:
            await server.application.restore()
            async with trio.open_nursery() as nursery:
                service = Service(server.application, _as_listeners(server.listener), [])
                await nursery.start(run_service, service, server._shutdown)
                server._answering.set()
                if server.lives == 1:
                    task_status.started()
        if server._shutdown.is_set():
            return
        await server._next.wait()


@asynccontextmanager
async def _reached_through(
    network: Network | None, server: LobbyServer, buffer_bytes: float
) -> AsyncIterator[None]:
    """Let clients connect where the network begins that leads to the server, for the length of the block."""
    if network is None:
        yield
        return
    entrance = server.network_entrance = MemoryListener(buffer_bytes)

    async def dial() -> trio.abc.Stream:
        await trio.lowlevel.checkpoint()
        try:
            return server.listener.connect()
        except trio.BrokenResourceError as error:
            raise ConnectionRefusedError("the server has shut down") from error

    async with trio.open_nursery() as nursery:
        nursery.start_soon(network.serve, [entrance], dial)
        yield
        nursery.cancel_scope.cancel()


def _read_clock() -> float:
    # Wall times stand in views: they must be the same in every run.
    return START_SECONDS + trio.current_time()


def load_games(games: Named | Iterable[Named]) -> dict[str, Game]:
    """Return the games by id, the built-in ones where none is named; raise GameNotLoaded."""
    named = [games] if isinstance(games, Game | ModuleType | str) else list(games)
    loaded = [load_named(game) for game in named]
    return {game.id: game for game in loaded} if loaded else load_catalogue()


@contextmanager
def _only_warnings() -> Iterator[None]:
    """Leave out what a server tells of each connection, unless whoever runs it has chosen what to log."""
    if structlog.is_configured():
        yield
        return
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            # Tracebacks with locals would draw the whole server, for minutes.
            structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
    )
    try:
        yield
    finally:
        structlog.reset_defaults()


def _as_listeners(listener: MemoryListener) -> Any:
    # The front takes whatever accepts streams; its type names the sockets that the command line opens.
    return [listener]


def _say_nothing(_: str) -> None:
    """The tally says it all at the end."""
