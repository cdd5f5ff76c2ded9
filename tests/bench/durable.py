"""Durable moves: how many are acknowledged a second, and how soon a server with many rooms serves again.

taskset --cpu-list 0 python -m tests.bench.durable --rooms 1000 --seconds 5 --rate 3000

The real server and the real store on the real disk, without sockets: clients speak frames to its door.
Without `--rate` each room makes its next move when the last one is answered, which shows the most that
there is, and a delay that is the number of rooms divided by it. With a rate the rooms move at their times,
and waits count from when a move was due. The clients' own work is in the figures. At the end the server
is dropped as by `kill -9`, and started again over the same folder.
"""

import os
import platform
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import click
import trio
from attrs import define, evolve, field

from lobby.app import Application, assemble
from lobby.core.game import Game
from lobby.settings import Config
from lobby.shell import collector
from lobby.shell.connection import Frame, Listener, Peer
from lobby.wire.codec import decode_server, encode
from lobby.wire.messages import ClientMessage, Create, Done, Goodbye, Hello, Join, Play, Ready, Refused, Sit

GAME = Game(
    id="count",
    title="Count",
    version=1,
    seats_min=2,
    seats_max=2,
    start=lambda seats, options, dice: 0,
    play=lambda state, seat, move, dice: state + 1,
    public=lambda state: state,
    result=lambda state: None,
    moves=lambda state, seat: [1, 2] if seat == state % 2 else [],
)
LIMITS = Config().limits
CONFIG = Config(limits=evolve(LIMITS, rooms=100_000, rooms_per_player=10_000, sessions_per_player=100_000))


@define(eq=False)
class Client:
    """A client that counts its answers, and forgets what it is shown."""

    number: int = 0
    listener: Listener | None = None
    results: dict[int, Done | Refused] = field(factory=dict)
    answered: trio.Event = field(factory=trio.Event)

    def write(self, frame: Frame) -> None:
        """See Connection.write."""
        if frame.answer is not None:
            message = decode_server(frame.payload)
            assert isinstance(message, Done | Refused)
            self.results[message.number] = message
            self.answered.set()

    def end(self, goodbye: Goodbye) -> None:
        """See Connection.end."""

    def call(self, application: Application, name: bytes) -> None:
        """Say hello."""
        self.listener = application.reception.open(self, Peer("127.0.0.1"))
        self._say(Hello((1, 1), name.ljust(16, b"."), name.ljust(16, b"."), "bot"))

    async def ask(self, message: ClientMessage, number: int) -> Done:
        """Say a command and return its answer."""
        self.answered = trio.Event()
        self._say(message)
        while number not in self.results:
            await self.answered.wait()
            self.answered = trio.Event()
        answer = self.results.pop(number)
        assert isinstance(answer, Done), answer
        return answer

    def _say(self, message: ClientMessage) -> None:
        assert self.listener is not None
        self.listener.hear(encode(message))


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[Application, float]]:
    """Run a server over the folder; tell how long it took to take in what was there."""
    began = time.perf_counter()
    application = assemble(CONFIG, games={GAME.id: GAME}, data=folder)
    with application.watchdog.running():
        with collector.paused():
            await application.restore()
        collector.settle(CONFIG.server.collect_objects)
        async with trio.open_nursery() as nursery:
            for run in (application.store.run, application.timers.run, application.reports.run):
                nursery.start_soon(run)
            yield application, time.perf_counter() - began
            nursery.cancel_scope.cancel()


@define(eq=False)
class Table:
    """Two clients in a room."""

    clients: tuple[Client, Client]
    room: str = ""
    moves: int = 0
    waits: list[float] = field(factory=list)

    async def sit(self) -> None:
        """Open the room and start the game."""
        for seat, client in enumerate(self.clients):
            if seat == 0:
                self.room = (await client.ask(Create(1, GAME.id), 1)).result["room"]
            else:
                await client.ask(Join(1, self.room), 1)
            await client.ask(Sit(2, self.room, seat), 2)
        for client in self.clients:
            await client.ask(Ready(3, self.room, True), 3)

    async def play(self, until: float, first: float, every_seconds: float) -> None:
        """Move in turn, from a first time on so often; 0: as fast as the answers come."""
        numbers, due = [4, 4], first
        while (now := time.perf_counter()) < until:
            if every_seconds and now < due:
                await trio.sleep(due - now)
            seat = self.moves % 2
            began = due if every_seconds else now
            due += every_seconds
            play = Play(numbers[seat], self.room, 1, max(self.moves, 0), 1)
            await self.clients[seat].ask(play, numbers[seat])
            self.waits.append(time.perf_counter() - began)
            numbers[seat] += 1
            self.moves += 1


async def run(rooms: int, seconds: float, folder: Path, rate: float = 0.0) -> None:
    """Measure, and print."""
    async with running(folder) as (application, _):
        tables = [Table((Client(), Client())) for _ in range(rooms)]
        for number, table in enumerate(tables):
            for seat, client in enumerate(table.clients):
                client.call(application, b"%d/%d" % (number, seat))
        began = time.perf_counter()
        async with trio.open_nursery() as nursery:
            for table in tables:
                nursery.start_soon(table.sit)
        click.echo(f"{rooms} rooms opened and started in {time.perf_counter() - began:.2f} s")
        processor, began = time.process_time(), time.perf_counter()
        async with trio.open_nursery() as nursery:
            every = rooms / rate if rate else 0.0
            for number, table in enumerate(tables):
                first = began + every * number / rooms
                nursery.start_soon(table.play, began + seconds, first, every)
        took, spent = time.perf_counter() - began, time.process_time() - processor
        waits = sorted(wait for table in tables for wait in table.waits)
        click.echo(
            f"{len(waits) / took:.0f} durable moves a second"
            f" ({spent / len(waits) * 1e6:.0f} us of processor each),"
            f" p50 {waits[len(waits) // 2] * 1000:.0f} ms, p99 {waits[len(waits) * 99 // 100] * 1000:.0f} ms"
        )
    async with running(folder) as (application, took):
        steps = sum(host.room.step for host in application.manager.rooms.hosts.values())
        click.echo(f"restored {len(application.manager.members)} rooms of {steps} steps in {took:.2f} s")


@click.command()
@click.option("--rooms", default=1000, show_default=True)
@click.option("--seconds", default=5.0, show_default=True)
@click.option("--rate", default=0.0, help="Moves a second of all rooms.  [default: as many as there can be]")
def main(rooms: int, seconds: float, rate: float) -> None:
    """Measure the store and the restart."""
    cores = len(os.sched_getaffinity(0))
    python, load = platform.python_version(), os.getloadavg()[0]
    click.echo(f"{platform.machine()}, {cores} cores for it, Python {python}, load {load:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        trio.run(run, rooms, seconds, Path(folder), rate)


if __name__ == "__main__":
    main()
