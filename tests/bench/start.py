"""Start: from `python -m lobby` to the first answered request, plain, and after kill -9 with many live rooms.

python -m tests.bench.start --rooms 1000 --rooms 10000
python -m tests.bench.start --rooms 0 --players 100000

Each room is in the midst of a game, with a log of 40 steps, two players with their sessions, and eight lines
of chat. Measured are: the first answer; a client that comes at once and joins a room that is among the last
to come back; all rooms back. What was acknowledged is looked for on the disk and in the views of a few
clients that come back. `--players` are others whom the store knows, and of whom nobody comes. On a busy
machine look at the processor's seconds: they are the server's own.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from urllib.request import urlopen

import click
import trio
from attrs import frozen

from clients.client import open_client
from lobby.core.views import view_game
from tests.bench.interpreter import describe_python
from tests.bench.rooms_on_disk import Log, fill, fill_players, token_of
from tests.kill.verdict import read_folder

START_SECONDS = 600.0
CLIENTS = 10
POLL_SECONDS = 0.1
TICKS = os.sysconf("SC_CLK_TCK")


@frozen
class Moment:
    """How long after its start a server was so far."""

    seconds: float
    processor_seconds: float

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s ({self.processor_seconds:.2f} s of processor)"


@frozen
class Started:
    """A server that answers, and when it did what."""

    process: "subprocess.Popen[str]"
    url: str
    answered: Moment
    joined_seconds: float | None  # from the first answer until a client saw its game
    all_back: Moment
    resident_bytes: int  # of memory when it first answered


def start(folder: Path, logs: dict[str, Log]) -> Started:
    """Start a server on the folder, ask it once, join a room, and wait until all rooms are back."""
    began = time.perf_counter()
    words = [sys.executable, "-m", "lobby", "--port", "0", "--data", str(folder), "--log-level", "error"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    url = process.stdout.readline().split()[-1]
    ask_health(url)
    answered, resident_bytes = look_at(process, began), measure_memory(process)
    joined_seconds = trio.run(join_last, url, logs) if logs else None
    while ask_health(url)["returning"]:
        time.sleep(POLL_SECONDS)
    return Started(process, url, answered, joined_seconds, look_at(process, began), resident_bytes)


def ask_health(url: str) -> dict[str, int]:
    """Return what /healthz tells."""
    with urlopen(f"{url}/healthz", timeout=START_SECONDS) as response:
        assert response.status == 200
        health: dict[str, int] = json.load(response)
    return health


def look_at(process: "subprocess.Popen[str]", began: float) -> Moment:
    """Return how long a process has run that began at this time of the performance counter."""
    times = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return Moment(time.perf_counter() - began, (int(times[11]) + int(times[12])) / TICKS)


def measure_memory(process: "subprocess.Popen[str]") -> int:
    """Return how many bytes of memory a process has."""
    pages = Path(f"/proc/{process.pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


async def join_last(url: str, logs: dict[str, Log]) -> float:
    """Return how long a player waits for the room that was read last."""
    room, log = list(logs.items())[-1]
    began = time.perf_counter()
    async with open_client(url, token=token_of(log.players[0])) as client:
        await client.join(room)
    return time.perf_counter() - began


def kill(started: Started) -> None:
    """End it as by kill -9."""
    started.process.kill()
    started.process.communicate()


async def count_lost(started: Started, logs: dict[str, Log]) -> int:
    """Return in how many rooms a player who comes back does not see the game as it stood."""
    lost = 0
    for room, log in list(logs.items())[:: max(1, len(logs) // CLIENTS)]:
        async with open_client(started.url, token=token_of(log.players[0])) as client:
            shown = (await client.join(room)).game
            lost += shown["view"] != view_game(log.room)["view"]
    return lost


async def count_gone(folder: Path, logs: dict[str, Log]) -> int:
    """Return how many stored steps are not there any more, or are others."""
    stored = await read_folder(folder)
    return sum(row not in set(stored.rows.get(room, [])) for room, log in logs.items() for row in log.rows)


def measure(rooms: int, players: int, rounds: int) -> None:
    """Measure with so many rooms, and so many players who have gone, and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        logs = trio.run(fill, folder, rooms, 1) if rooms else {}
        if players:
            trio.run(fill_players, folder, players)
        kill(start(folder, logs))
        starts = [start(folder, logs)]
        for _ in range(rounds - 1):
            kill(starts[-1])
            starts.append(start(folder, logs))
        lost = trio.run(count_lost, starts[-1], logs)
        kill(starts[-1])
        gone = trio.run(count_gone, folder, logs)
    steps = sum(len(log.rows) for log in logs.values())
    click.echo(f"{rooms} rooms of {steps} steps, {players} players who have gone, best of {rounds}:")
    click.echo(f"  first answer after {best(started.answered for started in starts)}")
    click.echo(f"  {min(started.resident_bytes for started in starts) / 1e6:.1f} MB of memory then")
    if logs:
        joined = min(started.joined_seconds or 0.0 for started in starts)
        click.echo(f"  a client is in the last room {joined:.2f} s later")
        click.echo(f"  all rooms back after {best(started.all_back for started in starts)}")
    click.echo(f"  {gone} acknowledged steps lost, {lost} views of others")


def best(moments: Iterable[Moment]) -> Moment:
    """Return the least of the seconds, and of the processor's."""
    seconds, processor_seconds = zip(*((m.seconds, m.processor_seconds) for m in moments), strict=True)
    return Moment(min(seconds), min(processor_seconds))


@click.command()
@click.option("--rooms", multiple=True, type=int, default=(0, 1000, 10_000), show_default=True)
@click.option("--players", default=0, show_default=True, help="Players in the store who are not there.")
@click.option("--rounds", default=3, show_default=True, help="Starts of each; the best one counts.")
def main(rooms: tuple[int, ...], players: int, rounds: int) -> None:
    """Measure starts."""
    load = os.getloadavg()[0]
    click.echo(f"{platform.machine()}, {os.cpu_count()} cores, Python {describe_python()}, load {load:.1f}")
    for count in rooms:
        measure(count, players, rounds)


if __name__ == "__main__":
    main()
