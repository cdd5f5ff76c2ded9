"""One round: a server that is killed again and again, clients that play on, and what came of it."""

import math
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from random import Random
from typing import Protocol

import trio
from attrs import define, field

from clients.choice import Wanted
from clients.client import open_client
from lobby.wire.messages import Create, Join, Kick, Subscribe
from tests.delivery.people import Person
from tests.delivery.trace import Trace
from tests.delivery.watched import Watched, is_quiet
from tests.kill.instants import Kind, draw_kinds, kills_of, strike
from tests.kill.server import DidNotStart, Server

GAMES = ("connect_four", "liars_dice", "tic_tac_toe")
NAMES = ("Ann", "Bob", "Cy", "Ann", "Dee", "Eve", "Fay", "Bob")  # who is named twice has two clients
TRANSPORTS: tuple[Wanted, ...] = ("websocket", "polling", "auto")
ROOMS_MAX = 8
PAUSE_SECONDS = 0.02  # between what a client does and the next, in the mean
STAYING = 0.6  # the share of what a seated person does that is done where it sits
OPEN_SECONDS = 0.7  # between the rooms that are opened while the server is killed
KICK_PERCENT = 2
PATIENCE_SECONDS = 90.0  # who is not back by then never will be
SLOW_SHARE = 0.5  # of the rounds in which rooms take their time to come back
CALM_SECONDS = 1.5  # for what comes by itself at the end: who is there, who watches


@define(eq=False)
class Round:
    """What a round has to show."""

    server: Server
    random: Random
    everybody: list[Watched] = field(factory=list)
    rooms: list[str] = field(factory=list)
    kills: Counter[Kind] = field(factory=Counter)
    faults: list[str] = field(factory=list)
    back_seconds: list[float] = field(factory=list)  # from listening again to everybody being online
    _over: bool = False

    @property
    def keeper(self) -> Watched:
        """Who opens rooms and stays in them."""
        return self.everybody[0]

    async def live(self, kills: int) -> None:
        """Let everybody act while the server is killed so many times, and then catch up."""
        async with trio.open_nursery() as nursery:
            for number, watched in enumerate(self.everybody):
                person = Person(
                    watched, self.rooms, Random(f"{self.random.random()} {number}"), PAUSE_SECONDS
                )
                nursery.start_soon(self._act, person)
            nursery.start_soon(self._open_more)
            try:
                await self._strike(kills)
            except DidNotStart as error:
                self.faults.append(f"stuck: the server did not start again: {error}")
                nursery.cancel_scope.cancel()
            self._over = True
        if not self.faults:
            await self._settle()

    async def _strike(self, kills: int) -> None:
        for kind in draw_kinds(self.random, kills):
            await strike(self.server, kind, self.random)
            self.kills[kind] += kills_of(kind)
            began = trio.current_time()
            if not await self._wait_all(lambda watched: watched.client.state == "online"):
                return
            self.back_seconds.append(trio.current_time() - began)

    async def _act(self, person: Person) -> None:
        watched = person.watched
        while not self._over and watched.client.ended is None:
            if watched is self.keeper and person.random.randrange(100) < KICK_PERCENT:
                other = person.random.choice(self.everybody[1:]).player
                watched.ask(Kick(0, person.random.choice(self.rooms), other))
            elif not watched.client._session.full:
                person.act(self._choose(person))
            await trio.sleep(person.random.expovariate(1 / PAUSE_SECONDS))

    def _choose(self, person: Person) -> str:
        """Return a room, rather one where the person has a say: else there would be few moves."""
        seats = {room: seat for room in self.rooms if (seat := person.watched.seat_view(room)) is not None}
        due = [room for room, seat in seats.items() if seat["turn"]]
        stays = seats and person.random.random() < STAYING
        return person.random.choice(due or (list(seats) if stays else self.rooms))

    async def _open_more(self) -> None:
        while not self._over and len(self.rooms) < ROOMS_MAX:
            await trio.sleep(self.random.uniform(0, 2 * OPEN_SECONDS))
            await open_room(self, GAMES[len(self.rooms) % len(GAMES)])

    async def _settle(self) -> None:
        """Return when everybody has all answers, is in all rooms, and shows what there is."""
        if not await self._wait_all(is_quiet):
            return
        for watched in self.everybody:
            for room in self.rooms:
                result = await watched.wait(Join(0, room))
                if not isinstance(result, dict):
                    self.faults.append(f"lost: {watched.name} can't join {room}: {result}")
        await trio.sleep(CALM_SECONDS)
        await self._wait_all(is_quiet)

    async def _wait_all(self, is_so: "Is") -> bool:
        """Return whether it is so for everybody, within the patience; else that is a fault."""
        with trio.move_on_after(PATIENCE_SECONDS):
            for watched in self.everybody:
                while not is_so(watched) and watched.client.ended is None:
                    await watched.client.wait_change()
            return True
        late = [watched.name for watched in self.everybody if not is_so(watched)]
        self.faults.append(f"stuck: not back after {PATIENCE_SECONDS:g} s: {', '.join(late)}")
        return False


class Is(Protocol):
    """Something that is so for a client, or not."""

    def __call__(self, watched: Watched, /) -> bool:
        """Tell whether it is so."""


@asynccontextmanager
async def open_round(folder: Path, module: str, seed: str) -> AsyncIterator[Round]:
    """Start a server, connect the clients and open the first rooms; nothing of it is left after the block."""
    chance = Random(seed)
    server = Server(folder, module, is_slow=chance.random() < SLOW_SHARE)
    await server.begin()
    try:
        await server.wait_listening()
        async with AsyncExitStack() as stack:
            play = Round(server, chance)
            for number, name in enumerate(("Keeper", *NAMES)):
                transport = TRANSPORTS[number % len(TRANSPORTS)]
                joining = _join(server, name, number, transport, seed)
                play.everybody.append(await stack.enter_async_context(joining))
            for game in GAMES:
                await open_room(play, game)
            for watched in play.everybody:
                # From now on each session is stored: one that never did anything may be forgotten.
                await watched.wait(Join(0, play.rooms[0]))
                await watched.wait(Subscribe(0, "lobby/chat"))
            yield play
    finally:
        with trio.CancelScope(shield=True):
            await server.kill()


@asynccontextmanager
async def _join(
    server: Server, name: str, number: int, transport: Wanted, seed: str
) -> AsyncIterator[Watched]:
    async with open_client(
        server.url,
        name=name,
        token=Random(f"{seed} {name}").randbytes(32),
        patience_seconds=math.inf,
        transport=transport,
    ) as client:
        watched = Watched(f"{name}{number}", client, Trace())
        watched.begin()
        yield watched


async def open_room(play: Round, game: str) -> None:
    """Let the keeper open a room, which from then on everybody knows."""
    opened = await play.keeper.wait(Create(0, game, house={"rated": True}))
    if isinstance(opened, dict):
        play.rooms.append(str(opened["room"]))
