"""Kill the real server under real clients: `make kill N=100`, or `python -m tests.kill --count 100`."""

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import structlog
import trio
from attrs import define, field

from tests.delivery.truth import Truth
from tests.kill.instants import KINDS
from tests.kill.play import Round, open_round
from tests.kill.ratings import count_ended
from tests.kill.verdict import check, read_folder

ROUND_KILLS = 10  # then everything is compared, and a new server begins with new rooms
SHOWN = 5  # faults of one kind and round

# What a fault begins with, before a colon, and what the table calls it.
ZEROS = {
    "lost": "acknowledged and lost",
    "twice": "applied twice, or never acknowledged",
    "reordered": "out of order",
    "unseated": "seats lost",
    "restarted": "clients that began anew",
    "unstored": "steps shown before they were stored",
    "unequal": "views that were never so",
    "stuck": "servers or clients that did not come back",
}


@define(eq=False)
class Sum:
    """The figures of all rounds so far."""

    kills: Counter[str] = field(factory=Counter)
    acknowledged: Counter[str] = field(factory=Counter)
    counts: Counter[str] = field(factory=Counter)
    zeros: Counter[str] = field(factory=Counter)
    start_seconds: list[float] = field(factory=list)
    back_seconds: list[float] = field(factory=list)

    def add(self, play: Round, faults: list[str], truths: dict[str, Truth]) -> None:
        """Add one round."""
        self.kills.update(play.kills)
        done = [asked for watched in play.everybody for asked in watched.asked if asked.is_done]
        self.acknowledged.update(type(asked.command).__name__.lower() for asked in done)
        self.counts["commands"] += sum(len(watched.asked) for watched in play.everybody)
        self.counts["shown"] += sum(len(watched.displays) for watched in play.everybody)
        self.counts["steps"] += sum(len(truth.rows) for truth in truths.values())
        self.counts["rated games"] += sum(count_ended(truth) for truth in truths.values())
        self.counts["rooms"] += len(truths)
        self.counts["clients"] += len(play.everybody)
        self.zeros.update(fault.partition(":")[0] for fault in faults)
        self.start_seconds += play.server.start_seconds
        self.back_seconds += play.back_seconds


def main() -> int:
    """Run the rounds; return the exit status, 1 where anything was found."""
    arguments = parse()
    structlog.configure(processors=[])
    total, began = Sum(), time.monotonic()
    for number in range((arguments.count + ROUND_KILLS - 1) // ROUND_KILLS):
        kills = min(ROUND_KILLS, arguments.count - number * ROUND_KILLS)
        run_round(arguments, number, kills, total)
        seconds = time.monotonic() - began
        killed, done = sum(total.kills.values()), sum(total.acknowledged.values())
        say(
            f"{killed} of {arguments.count} kills after {seconds:.0f} s:"
            f" {done} commands acknowledged, {sum(total.zeros.values())} faults"
        )
    show_sum(total, time.monotonic() - began)
    return 1 if total.zeros else 0


def parse() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.kill", description=__doc__)
    parser.add_argument("--count", type=int, default=100, help="how many kills (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="draws the instants (default: %(default)s)")
    parser.add_argument(
        "--server", default="lobby", help="the module that is run as the server (default: %(default)s)"
    )
    return parser.parse_args()


def run_round(arguments: argparse.Namespace, number: int, kills: int, total: Sum) -> None:
    """Run one round in a folder of its own, which is kept where something was found."""
    folder = Path(tempfile.mkdtemp(prefix="lobby-kill-"))
    seed = f"{arguments.seed}/{number}"
    play, faults, truths = trio.run(_run, folder, arguments.server, seed, kills)
    total.add(play, faults, truths)
    if not faults:
        remove(folder)
        return
    say(f"\nround {number} failed:")
    for kind, count in Counter(fault.partition(":")[0] for fault in faults).items():
        for fault in [fault for fault in faults if fault.startswith(f"{kind}:")][:SHOWN]:
            say(f"  {fault[:400]}")
        if count > SHOWN:
            say(f"  and {count - SHOWN} more {kind}")
    say(f"its data and its log are kept in {folder}")
    say("instants are real time and never quite the same again; the nearest to it:")
    say(f"  python -m tests.kill --seed {arguments.seed} --count {(number + 1) * ROUND_KILLS}\n")


async def _run(folder: Path, module: str, seed: str, kills: int) -> tuple[Round, list[str], dict[str, Truth]]:
    async with open_round(folder, module, seed) as play:
        await play.live(kills)
        await play.server.kill()
        faults, truths = check(play, await read_folder(play.server.data))
        if "Traceback" in play.server.log:
            faults.append(f"stuck: the server has logged a traceback, see {folder / 'log'}")
        return play, faults, truths


def remove(folder: Path) -> None:
    """Remove a folder with all that is in it."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()


def show_sum(total: Sum, seconds: float) -> None:
    """Print the figures, and the zeros."""
    say("")
    row("seconds", f"{seconds:.0f}")
    row("kills", f"{sum(total.kills.values())}: {', '.join(f'{total.kills[kind]} {kind}' for kind in KINDS)}")
    row("starts", f"{len(total.start_seconds)}, {describe(total.start_seconds)}")
    row("everybody online again", describe(total.back_seconds))
    for name in ("clients", "rooms", "steps", "rated games", "commands", "shown"):
        row(name, f"{total.counts[name]}")
    told = ", ".join(f"{count} {name}" for name, count in total.acknowledged.most_common())
    row("acknowledged", f"{sum(total.acknowledged.values())}: {told}")
    for kind, name in ZEROS.items():
        row(name, f"{total.zeros[kind]}")


def describe(seconds: list[float]) -> str:
    """Return the middle and the longest of some times."""
    ordered = sorted(seconds) or [0.0]
    return f"median {ordered[len(ordered) // 2]:.2f} s, longest {ordered[-1]:.2f} s"


def row(name: str, value: str) -> None:
    """Print one row of the table."""
    say(f"{name:>42}  {value}")


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201 - this is a command


if __name__ == "__main__":
    sys.exit(main())
