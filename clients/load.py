"""A run of load for operators: rooms full of clients that talk or play at a rate, and what they measure.

The clients are those of clients/client.py, so what counts as heard is what a client would show, and one whose
connection is cut comes back by itself, as people's would. Each of them says something when it is due; waits
count from then, so that a server that can't keep up is seen by waits that grow.
"""

import secrets
import time
from collections.abc import Awaitable, Sequence
from random import Random

import trio
from attrs import define, field, frozen

from clients.client import Client, open_client
from clients.dial import Dialler
from clients.errors import CannotConnect, ClientError, CommandRefused
from clients.events import Shown, StateChanged, TopicGone
from clients.load_tally import LoadTally, Said
from clients.policy import Policy, choose
from clients.room import Room
from clients.server_process import ServerProcess
from lobby.wire.values import Value

CONNECTING_MAX = 20  # clients that connect at the same time
SETTLE_SECONDS = 5.0  # at most, for answers and deliveries that are on their way at the end
SETTLE_LOOKS = 50  # in that time
LOOK_SECONDS = 0.5  # between two looks at the server's memory, and at what has come


@frozen
class LoadOrder:
    """What a run was asked for."""

    server: str | Dialler
    game: str
    rooms: int
    players: int  # in each room
    rate: float  # lines or moves of each player a second
    duration_seconds: float
    line_bytes: int = 64
    policy: Policy | None = None  # None: they talk; else they play
    seed: int = 0


@define(eq=False)
class Table:
    """One room of the run."""

    code: str = ""
    lines: dict[str, Said] = field(factory=dict)  # by what is said
    moves: list[tuple[int, Said]] = field(factory=list)  # with the number of the view it was decided on


@define(eq=False)
class Run:
    """What all members share."""

    order: LoadOrder
    tally: LoadTally
    begins: trio.Event = field(factory=trio.Event)
    began_at: float = 0.0
    ends_at: float = float("inf")
    mark: str = field(factory=lambda: secrets.token_hex(3))


async def run_load(
    order: LoadOrder, tally: LoadTally, stop: trio.Event, process: ServerProcess | None = None
) -> None:
    """Connect, load, and measure; when this returns, every client has left.

    It ends after the duration, or when `stop` is set. Raises CannotConnect where not all clients got in,
    and CommandRefused where a room can't be had.
    """
    run = Run(order, tally)
    problem: ClientError | None = None
    async with trio.open_nursery() as nursery:
        try:
            members = await _gather(run, nursery)
            if not stop.is_set():
                await _measure(run, members, stop, process)
        except ClientError as error:
            # Raised below: out of the nursery it would come as a group.
            problem = error
        nursery.cancel_scope.cancel()
    if problem is not None:
        raise problem


async def _gather(run: Run, nursery: trio.Nursery) -> "list[Member]":
    """Open the rooms and bring everybody in; the nursery may be given the members' tasks."""
    order, limiter = run.order, trio.CapacityLimiter(CONNECTING_MAX)
    tables = [Table() for _ in range(order.rooms)]
    members = [
        Member(run, table, index, Random(f"{order.seed}/{number}/{index}"))
        for number, table in enumerate(tables)
        for index in range(order.players)
    ]
    for is_opener in (True, False):
        async with trio.open_nursery() as arriving:
            group = [member for member in members if (member.index == 0) is is_opener]
            for member in group:
                arriving.start_soon(member.arrive, nursery, limiter)
        if failed := [member.failure for member in members if member.failure is not None]:
            raise _say_how_many(failed[0], run.tally.connected, len(members))
    return members


def _say_how_many(failure: ClientError, connected: int, wanted: int) -> ClientError:
    if isinstance(failure, CommandRefused) and failure.code == "no_such_game":
        return failure
    return CannotConnect(f"{connected} of {wanted} clients got in; then: {failure}")


async def _measure(
    run: Run, members: "Sequence[Member]", stop: trio.Event, process: ServerProcess | None
) -> None:
    tally, began, own = run.tally, trio.current_time(), time.process_time()
    before = process.read() if process else None
    run.began_at, run.ends_at = began, began + run.order.duration_seconds
    run.begins.set()
    while trio.current_time() < run.ends_at and not stop.is_set():
        tally.seconds = trio.current_time() - began
        used = process.read() if process else None
        if used is not None:
            tally.memory_bytes_max = max(tally.memory_bytes_max, used.memory_bytes)
            tally.cpu_seconds = used.cpu_seconds - before.cpu_seconds if before else None
        tally.own_cpu_seconds = time.process_time() - own
        with trio.move_on_at(min(trio.current_time() + LOOK_SECONDS, run.ends_at)):
            await stop.wait()
    tally.seconds = trio.current_time() - began
    run.ends_at = min(run.ends_at, trio.current_time())
    for _ in range(SETTLE_LOOKS):
        if not tally.lost and not any(member.waits for member in members):
            break
        await trio.sleep(SETTLE_SECONDS / SETTLE_LOOKS)
    tally.unanswered = sum(member.waits is not None for member in members)


@define(eq=False)
class Member:
    """One client in one room."""

    run: Run
    table: Table
    index: int
    random: Random
    failure: ClientError | None = None
    waits: Said | None = None  # for its answer
    _arrived: trio.Event = field(factory=trio.Event)
    _last_line: int = 0  # number of the newest line of chat that was looked at
    _next_move: int = 0  # of the table's, that was not heard yet
    _seen: set[str] = field(factory=set)

    async def arrive(self, nursery: trio.Nursery, limiter: trio.CapacityLimiter) -> None:
        """Start this member's task in the nursery, and return when it is in its room, or never will be."""
        async with limiter:
            nursery.start_soon(self._live)
            await self._arrived.wait()

    async def _live(self) -> None:
        name = f"Load {self.index}"
        try:
            async with open_client(self.run.order.server, name=name, random=self.random) as client:
                room = await self._enter(client)
                self.run.tally.connected += 1
                self._arrived.set()
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(self._listen, client, room)
                    await self.run.begins.wait()
                    await self._speak(client, room)
        except ClientError as error:
            if self._arrived.is_set():
                self.run.tally.problems.append(str(error))
            self.failure = error
        finally:
            self._arrived.set()

    async def _enter(self, client: Client) -> Room:
        if self.index:
            room = await client.join(self.table.code)
        else:
            room = await client.create(self.run.order.game, public=False)
            self.table.code = room.code
        if self.run.order.policy is not None and self.index < len(room.view["seats"]):
            await room.sit()
        return room

    # --- what it says ------------------------------------------------------------------------------

    async def _speak(self, client: Client, room: Room) -> None:
        """Say something whenever it is due, until the end of the load; then go on listening."""
        every = 1 / self.run.order.rate
        due = self.run.began_at + self.random.random() * every
        while due < self.run.ends_at:
            await trio.sleep_until(due)
            if due >= self.run.ends_at:
                return
            try:
                if self.run.order.policy is None:
                    await self._talk(room, due)
                else:
                    await self._play(client, room, self.run.order.policy, due)
            except CommandRefused as error:
                self.run.tally.refused[error.code] += 1
            except (ClientError, ValueError) as error:
                self.run.tally.problems.append(str(error))
                return
            due += every

    async def _talk(self, room: Room, due: float) -> None:
        said = Said(due, self.run.order.players)
        text = f"{self.run.mark} {self.index} {len(self.table.lines)} ".ljust(self.run.order.line_bytes, ".")
        self.table.lines[text] = said
        await self._wait_answer(said, room.say(text))

    async def _play(self, client: Client, room: Room, policy: Policy, due: float) -> None:
        seat, game = room.seat, room.game
        if seat is None:
            return
        if room.view["phase"] != "playing":
            await room.ready()
            return
        if not seat["turn"]:
            return
        view = {
            "public": game["view"],
            "secret": seat["secret"],
            "seat": seat["seat"],
            "seats": len(game["players"]),
            "turn": game["turn"],
            "options": room.view["options"],
        }
        choice = await choose(policy, view, seat["moves"], self.random, room.view["move"])
        said = Said(due, self.run.order.players)
        self.table.moves.append((client.views.shown[f"game/{room.id}"].number, said))
        await self._wait_answer(said, room.play(choice.move, seat=seat))

    async def _wait_answer(self, said: Said, answer: Awaitable[object]) -> None:
        self.run.tally.said.append(said)
        self.waits = said
        try:
            await answer
        except CommandRefused as error:
            self.run.tally.refused[error.code] += 1
            said.is_refused = True
        else:
            self.run.tally.answer(said, trio.current_time())
        self.waits = None

    # --- what it hears -----------------------------------------------------------------------------

    async def _listen(self, client: Client, room: Room) -> None:
        names = {f"room/{room.id}", f"game/{room.id}"}
        async for event in client.events():
            match event:
                case Shown(topics) if topics & names:
                    self._look(client, room)
                case StateChanged("reconnecting"):
                    self.run.tally.reconnects += 1
                case TopicGone(topic, reason) if topic in names:
                    self.run.tally.problems.append(f"room {room.code}: {reason}")
                case _:
                    pass
        self.run.tally.problems.append(f"a client has ended: {client.ended}")

    def _look(self, client: Client, room: Room) -> None:
        at = trio.current_time()
        for line in self._new_lines(room):
            said = self.table.lines.get(line["text"])
            if said is None:
                continue
            if line["text"] in self._seen:
                self.run.tally.duplicates += 1
            else:
                self._seen.add(line["text"])
                self.run.tally.hear(said, at)
        game = client.views.shown.get(f"game/{room.id}")
        moves = self.table.moves
        while game and self._next_move < len(moves) and moves[self._next_move][0] < game.number:
            if not moves[self._next_move][1].is_refused:
                self.run.tally.hear(moves[self._next_move][1], at)
            self._next_move += 1

    def _new_lines(self, room: Room) -> list[dict[str, Value]]:
        fresh = []
        for line in reversed(room.view["chat"]):
            if line["number"] <= self._last_line:
                break
            fresh.append(line)
        if fresh:
            self._last_line = fresh[0]["number"]
        return [line for line in reversed(fresh) if line["kind"] == "said"]
