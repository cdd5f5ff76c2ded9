"""Start: from `python -m lobby` to the first answered request, plain, and after kill -9 with many live rooms.

python -m tests.bench.start --rooms 1000 --rooms 10000

Each room is in the midst of a game, with a log of 40 steps, two players with their sessions, and eight lines
of chat. What was acknowledged is looked for on the disk and in the views of a few clients that come back.
On a busy machine look at the processor's seconds: they are the server's own.
"""

import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

import click
import trio
from attrs import frozen

from clients.client import open_client
from lobby.core.views import view_game
from tests.bench.rooms_on_disk import Log, fill, token_of
from tests.kill.verdict import read_folder

START_SECONDS = 600.0
CLIENTS = 10
TICKS = os.sysconf("SC_CLK_TCK")


@frozen
class Started:
    """A server that answers."""

    process: "subprocess.Popen[str]"
    url: str
    seconds: float  # from the start of the process to the answer
    processor_seconds: float


def start(folder: Path) -> Started:
    """Start a server on the folder and ask it once."""
    began = time.perf_counter()
    words = [sys.executable, "-m", "lobby", "--port", "0", "--data", str(folder), "--log-level", "error"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    url = process.stdout.readline().split()[-1]
    with urlopen(f"{url}/healthz", timeout=START_SECONDS) as response:
        assert response.status == 200
    took = time.perf_counter() - began
    times = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return Started(process, url, took, (int(times[11]) + int(times[12])) / TICKS)


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


def measure(rooms: int, rounds: int) -> None:
    """Measure with so many rooms, and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        logs = trio.run(fill, folder, rooms, 1) if rooms else {}
        kill(start(folder))
        starts = [start(folder)]
        for _ in range(rounds - 1):
            kill(starts[-1])
            starts.append(start(folder))
        lost = trio.run(count_lost, starts[-1], logs)
        kill(starts[-1])
        gone = trio.run(count_gone, folder, logs)
    best = min(starts, key=lambda started: started.seconds)
    steps = sum(len(log.rows) for log in logs.values())
    click.echo(
        f"{rooms} rooms of {steps} steps: first answer after {best.seconds:.2f} s"
        f" ({min(started.processor_seconds for started in starts):.2f} s of processor), best of {rounds};"
        f" {gone} acknowledged steps lost, {lost} views of others"
    )


@click.command()
@click.option("--rooms", multiple=True, type=int, default=(0, 1000, 10_000), show_default=True)
@click.option("--rounds", default=3, show_default=True, help="Starts of each; the best one counts.")
def main(rooms: tuple[int, ...], rounds: int) -> None:
    """Measure starts."""
    load = os.getloadavg()[0]
    click.echo(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {load:.1f}"
    )
    for count in rooms:
        measure(count, rounds)


if __name__ == "__main__":
    main()
