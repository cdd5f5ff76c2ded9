"""Durable moves: how many one processor acknowledges a second, each on the disk, and how long they wait.

    python -m tests.bench.durable --rooms 1000 --seconds 5 --rate 0 --rate 3000

The real server on one processor, over real sockets and the real disk; on another one a program in C that
plays, see players.c. With rate 0 each room makes its next move when the last one is answered, which shows the
most that there is; with a rate the rooms move at their times, and waits count from when a move was due. At
the end the server is killed, and every move that was answered is looked for on the disk.

Before each time the disk alone is measured, see disk.py. Where a folder is in memory (/dev/shm) the same is
done with the data there: what is left of the waits then is the server's.

Processor time is what the scheduler counts for the threads of the server, so that it holds on a busy machine,
where times of the wall don't. The generator is no bottleneck as long as it uses little of its own processor
and sends its moves when they are due, which is printed.
"""

import os
import platform
import shutil
import subprocess
import tempfile
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import trio
from attrs import define, frozen

from lobby.core.events import Moved
from lobby.core.history.log import unpack_row
from lobby.wire.codec import encode
from lobby.wire.messages import Create, Join, Play, Ready, Sit
from tests.bench import disk
from tests.bench.interpreter import describe_python
from tests.bench.raw import Raw
from tests.bench.served import Served, Spent, pinned, serving
from tests.kill.verdict import read_folder

CONFIG = """
[limits]
connections_per_address = 100000
frames_per_second = 100000
frames_burst = 100000
silence_ms = 600000

[access]
rooms_per_address = 100000
openings_burst = 1000000
openings_per_minute = 1000000
address_openings_burst = 1000000
address_openings_per_minute = 1000000

[door]
sessions_per_second = 1000000
sessions_burst = 1000000
"""
GAME = Path(__file__).with_name("counting.py")
SOURCE = Path(__file__).with_name("players.c")
WARMUP_SECONDS = 1.0
NUMBER, POSITION = 0x11111111, 0x22222222  # which players.c replaces
COMMANDS = 3  # of each player before the first move


@define(eq=False)
class Table:
    """Two connections in a room, with what they have said and played so far."""

    players: tuple[Raw, Raw]
    room: str = ""
    moves: int = 0

    def describe(self) -> str:
        """Return the line that players.c reads."""
        frame = encode(Play(NUMBER, self.room, 1, POSITION, 1)).hex()
        one, two = (raw.socket.fileno() for raw in self.players)
        numbers = f"{COMMANDS + (self.moves + 1) // 2} {COMMANDS + self.moves // 2}"
        return f"{one} {two} {numbers} {self.moves} {frame}\n"


@frozen
class Played:
    """What came of playing for a while."""

    seconds: float
    answered: int
    frames: int
    refused: int
    unanswered: int
    generator_seconds: float
    late_ms: float
    waits_us: "array[int]"  # sorted
    spent: Spent

    def describe(self, rate: float) -> str:
        """Return it as a few lines."""
        moves, spent = self.answered, self.spent
        asked = f"{rate:.0f} a second" if rate else "as many as there can be"
        own = self.generator_seconds / (self.seconds + WARMUP_SECONDS)
        return "\n  ".join(
            (
                f"{asked}: {moves / self.seconds:.0f} durable moves a second,"
                f" {disk.describe(disk.parts_of(self.waits_us))}",
                f"{spent.all / moves:.0f} us of processor each (rooms {spent.main / moves:.0f},"
                f" store {spent.others / moves:.0f}), {self.frames / moves:.2f} frames told of each;"
                f" {self.refused} refused, {self.unanswered} unanswered",
                f"the server had {spent.all / self.seconds / 1e6:.0%} of its processor, the generator"
                f" {own:.0%} of its own, and was late by {self.late_ms:.1f} ms at most",
            )
        )


def sit_down(port: int, rooms: int) -> list[Table]:
    """Return so many rooms in which a game has begun."""
    tables = [Table((Raw.connect(port), Raw.connect(port))) for _ in range(rooms)]
    for table in tables:
        table.players[0].say(Create(1, "counting"))
    for table in tables:
        table.room = table.players[0].wait_answer(1).result["room"]
        table.players[1].say(Join(1, table.room))
    for table in tables:
        table.players[1].wait_answer(1)
        for seat, raw in enumerate(table.players):
            raw.say(Sit(2, table.room, seat))
    for table in tables:
        for raw in table.players:
            raw.wait_answer(2)
            raw.say(Ready(3, table.room))
    for table in tables:
        for raw in table.players:
            raw.wait_answer(3)
    for table in tables:
        for raw in table.players:
            raw.drain(0.001)
    return tables


@contextmanager
def compiled() -> Iterator[Path]:
    """Compile players.c."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise click.ClickException("the players are written in C, and there is no C compiler (cc)")
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "players"
        subprocess.run([compiler, "-O2", "-D_GNU_SOURCE", "-o", program, SOURCE], check=True)
        yield program


def play(program: Path, served: Served, tables: list[Table], seconds: float, rate: float) -> Played:
    """Let the tables play."""
    words = [str(program), str(seconds), str(WARMUP_SECONDS), str(rate)]
    descriptors = [raw.socket.fileno() for table in tables for raw in table.players]
    lines = "".join(table.describe() for table in tables).encode()
    with tempfile.TemporaryFile() as rooms:
        rooms.write(lines)
        rooms.seek(0)
        process = subprocess.Popen(words, stdin=rooms, stdout=subprocess.PIPE, pass_fds=descriptors)
    assert process.stdout is not None
    assert process.stdout.readline() == b"start\n"
    before = served.read_spent()
    assert process.stdout.readline() == b"end\n"
    spent = served.read_spent().since(before)
    for table in tables:
        table.moves = int(process.stdout.readline())
    answered, frames, refused, unanswered, own_us, late_us = map(int, process.stdout.readline().split())
    waits = array("I", process.stdout.read())
    process.wait()
    return Played(
        seconds,
        answered,
        frames,
        refused,
        unanswered,
        own_us / 1e6,
        late_us / 1000,
        array("I", sorted(waits)),
        spent,
    )


async def count_lost(served: Served, tables: list[Table]) -> int:
    """Return how many of the moves that were answered are not on the disk."""
    stored = await read_folder(served.folder)
    lost = 0
    for table in tables:
        events = (event for row in stored.rows.get(table.room, []) for event in unpack_row(row).events)
        lost += max(0, table.moves - sum(isinstance(event, Moved) for event in events))
    return lost


@click.command(help=__doc__)
@click.option("--rooms", default=1000, show_default=True)
@click.option("--seconds", default=5.0, show_default=True, help="That count, after one of warming up.")
@click.option(
    "--rate", "rates", multiple=True, type=float, default=(0.0,), help="Moves a second of all rooms."
)
@click.option("--core", default=0, show_default=True, help="The processor of the server.")
@click.option("--memory/--no-memory", default=True, show_default=True, help="Do the same without a disk.")
def main(rooms: int, seconds: float, rates: tuple[float, ...], core: int, *, memory: bool) -> None:
    """Measure, and print."""
    python, load = describe_python(), os.getloadavg()[0]
    click.echo(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {python}, load {load:.1f}; {rooms} rooms"
    )
    other = next(iter(os.sched_getaffinity(0) - {core}), None)
    with compiled() as program:
        for under in (None, disk.MEMORY) if memory and disk.MEMORY.is_dir() else (None,):
            click.echo(f"the data is {'on the disk' if under is None else 'in memory'}")
            with serving(CONFIG, "--game", str(GAME), core=core, under=under) as served, pinned(other):
                measure(program, served, rooms, seconds, rates)


def measure(program: Path, served: Served, rooms: int, seconds: float, rates: tuple[float, ...]) -> None:
    """Let rooms of a server play, kill it, and print what has come of it."""
    tables = sit_down(served.port, rooms)
    for rate in rates:
        syncs = disk.measure_syncs(served.folder, seconds)
        click.echo(f"an append of 8 KiB alone: {disk.describe(disk.parts_of(syncs))}")
        played = play(program, served, tables, seconds, rate)
        click.echo(played.describe(rate))
        if played.unanswered:
            raise click.ClickException("moves were not answered at all")
    click.echo(f"the server holds {served.read_memory() / 2**20:.0f} MiB")
    served.kill()
    moves = sum(table.moves for table in tables)
    click.echo(f"killed: {trio.run(count_lost, served, tables)} of {moves} acknowledged moves lost")


if __name__ == "__main__":
    main()
