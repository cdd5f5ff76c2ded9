"""One run: a server, its clients and a bad network in virtual time; all of it from one seed."""

import math
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from random import Random

import trio
from attrs import define, field

from clients.choice import Wanted
from clients.client import open_client
from clients.dial import Dialler, StreamDialler
from clients.errors import Lost
from lobby.catalogue import load_catalogue
from lobby.testing.network import Fault, Network
from lobby.testing.serve import ADDRESS, LobbyServer, serve
from lobby.wire.messages import Create, Join, Leave, Subscribe
from tests.delivery.people import Person
from tests.delivery.trace import Trace
from tests.delivery.watched import Watched, is_quiet
from tests.simulation.plans import Conditions, add_crashes, draw_conditions

GAMES = tuple(load_catalogue().values())
NAMES = ("Ann", "Bob", "Cy", "Ann")  # who is named twice has two clients
ACTIONS = 16
BUFFER_BYTES = 1024  # of what lies between a client and the network, and between it and the server
SETTLE_SECONDS = 600.0  # a client that has not caught up after so long on a calm network never will
SILENCE_SECONDS = 15.0  # by then everybody has found out which connections are dead


@define(eq=False)
class World:
    """One run, for who looks at what came of it."""

    seed: int
    conditions: Conditions
    trace: Trace
    server: LobbyServer
    network: Network
    keeper: Watched  # has opened the rooms, stays in them, and is never cut
    clients: AsyncExitStack  # closing it closes them
    tasks_before: int  # of the server alone
    rooms: tuple[str, ...] = ()
    people: list[Person] = field(factory=list)
    faults: list[str] = field(factory=list)
    largest: dict[str, int] = field(factory=dict)
    counts: Counter[str] = field(factory=Counter)  # of the servers that are no more
    overflows: int = 0  # how often an outbox was seen that had dropped frames

    @property
    def everybody(self) -> list[Watched]:
        """All clients."""
        return [self.keeper, *(person.watched for person in self.people)]

    async def live(self) -> None:
        """Let everybody act while the network is bad, and then catch up."""
        ruler = Person(self.keeper, self.rooms, derive(self.seed, "keeper"), self.conditions.pause_seconds)
        async with trio.open_nursery() as nursery:
            for person in self.people:
                nursery.start_soon(person.live, ACTIONS)
            nursery.start_soon(ruler.rule, tuple(sorted({w.player for w in self.everybody[1:]})), ACTIONS)
            nursery.start_soon(self._crash)
        self.network.calm()
        self.server.store.faults = None
        await self._settle()

    async def part(self) -> None:
        """Let everybody leave all rooms and go."""
        for watched in self.everybody:
            for room in self.rooms:
                await watched.wait(Leave(0, room))
        await self.clients.aclose()

    def measure(self, what: str, size: int) -> None:
        """Remember the largest of something that must be bounded."""
        self.largest[what] = max(size, self.largest.get(what, 0))

    async def _crash(self) -> None:
        """Lose the server and run the next one, as often as the conditions say."""
        for crash in self.conditions.crashes:
            await trio.sleep(crash.after_seconds)
            await self._wait_known()
            kind = "loses power" if crash.is_power_cut else "is killed"
            self.trace.note("server", kind, crash.down_seconds)
            self.counts += count_server(self.server)
            self.counts["power cuts" if crash.is_power_cut else "kills"] += 1
            store = self.server.store
            store = store.after_power_cut() if crash.is_power_cut else store.after_crash()
            await self.server.restart(store, down_seconds=crash.down_seconds)

    async def _wait_known(self) -> None:
        """Return when every session is stored: of one that never did anything a server may know nothing."""
        for watched in self.everybody:
            while not any(
                asked.is_done and isinstance(asked.command, Create | Join) for asked in watched.asked
            ):
                await watched.client.wait_change()

    async def _settle(self) -> None:
        await trio.sleep(SILENCE_SECONDS)
        with trio.move_on_after(SETTLE_SECONDS) as patience:
            for watched in self.everybody:
                while not is_quiet(watched):
                    await watched.client.wait_change()
        if patience.cancelled_caught:
            self.faults += [f"{w.name} did not catch up" for w in self.everybody if not is_quiet(w)]
            return
        # Everybody is to be there at the end, whoever was kicked or has left.
        for watched in self.everybody:
            for room in self.rooms:
                result = await watched.wait(Join(0, room))
                if not isinstance(result, dict):
                    self.faults.append(f"{watched.name} can't join {room}: {result}")
        await trio.sleep(2)


@asynccontextmanager
async def open_world(seed: int, trace: Trace, *, is_crashing: bool) -> AsyncIterator[World]:
    """Run a server and clients under the conditions of a seed; all are connected, and two rooms are open."""
    conditions = draw_conditions(seed)
    if is_crashing:
        conditions = add_crashes(conditions, seed)

    def note(fault: Fault) -> None:
        trace.note("network", fault.connection, fault.kind, fault.detail)

    network = Network(conditions.plan, seed, tell=note)
    async with (
        serve(
            GAMES,
            seed=seed,
            config=conditions.config,
            faults=conditions.faults,
            network=network,
            buffer_bytes=BUFFER_BYTES,
        ) as server,
        AsyncExitStack() as stack,
    ):
        tasks = count_tasks()
        keeping = _join("Keeper", 0, trace, dial=_past_network(server), seed=seed, transport="websocket")
        keeper = await stack.enter_async_context(keeping)
        world = World(seed, conditions, trace, server, network, keeper, stack, tasks)
        world.rooms = await _open_rooms(keeper, conditions)
        for number, name in enumerate(NAMES):
            transport = conditions.transports[number]
            joining = _join(name, number, trace, dial=server.dialler, seed=seed, transport=transport)
            watched = await stack.enter_async_context(joining)
            chance = derive(seed, f"person {number}")
            world.people.append(Person(watched, world.rooms, chance, conditions.pause_seconds))
        yield world


@asynccontextmanager
async def _join(
    name: str, number: int, trace: Trace, *, dial: Dialler, seed: int, transport: Wanted
) -> AsyncIterator[Watched]:
    """Connect one client, watched from its first moment on; ends with the block."""
    async with open_client(
        dial,
        name=name,
        token=derive(seed, f"token {name}").randbytes(32),
        patience_seconds=math.inf,
        random=derive(seed, f"client {name} {number}"),
        transport=transport,
    ) as client:
        watched = Watched(f"{name}{number}", client, trace)
        watched.begin()
        yield watched


def _past_network(server: LobbyServer) -> Dialler:
    """Return what leads straight to the server's door."""

    async def open_stream() -> trio.abc.Stream:
        await trio.lowlevel.checkpoint()
        try:
            return server.listener.connect()
        except trio.BrokenResourceError as error:
            raise Lost("no server is running") from error

    return StreamDialler(ADDRESS, open_stream)


async def _open_rooms(keeper: Watched, conditions: Conditions) -> tuple[str, ...]:
    """Open a room for each game, however often the store fails on it."""
    rooms = []
    for game, clock in zip(conditions.games, conditions.clocks, strict=True):
        while not isinstance(opened := await keeper.wait(Create(0, game, clock=clock)), dict):
            assert opened == "store", opened
        rooms.append(str(opened["room"]))
    await keeper.wait(Subscribe(0, "lobby/chat"))
    return tuple(rooms)


def count_tasks() -> int:
    """Return how many tasks there are."""
    return trio.lowlevel.current_statistics().tasks_living


def count_server(server: LobbyServer) -> Counter[str]:
    """Return the figures of the present server."""
    metrics = server.application.metrics
    return Counter(
        steps=metrics.steps,
        polls=metrics.polls,
        commits_failed=metrics.commits_failed,
        taken_over=metrics.goodbyes["taken_over"],
        silent=metrics.goodbyes["silent"],
    )


def derive(seed: int, purpose: str) -> Random:
    """Return chance for one purpose."""
    return Random(f"{seed}/{purpose}")
