"""Any number of seeds on all cores: `make sim SEEDS=10000 FROM=0`; see docs/explanation/delivery.md."""

import argparse
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial

from attrs import define, field

from tests.simulation.run import KINDS, Run, run_seed, set_up

PROGRESS_SECONDS = 5.0
SHOWN = 5  # faults of one seed, and seeds that failed
FIGURES = (
    *("connections", "cut", "reset", "half_open", "stalled", "refused", "commands", "steps", "shown"),
    *("overflows", "polls", "taken_over", "commits_failed", "kills", "power cuts"),
)


@define(eq=False)
class Sum:
    """The figures of all seeds so far."""

    seeds: int = 0
    counts: Counter[str] = field(factory=Counter)
    kinds: Counter[str] = field(factory=Counter)
    failed: list[Run] = field(factory=list)

    def add(self, run: Run) -> None:
        """Add one seed."""
        self.seeds += 1
        self.counts += run.counts
        self.kinds.update(fault.partition(":")[0] for fault in run.faults)
        if run.faults:
            self.failed.append(run)


def main() -> int:
    """Run the seeds; return the exit status, 1 where anything was found."""
    arguments = parse()
    total, began = Sum(), time.monotonic()
    told = began
    seeds = range(arguments.first, arguments.first + arguments.seeds)
    for run in run_all(seeds, arguments.jobs, is_crashing=arguments.crashes):
        total.add(run)
        if run.faults and len(total.failed) <= SHOWN:
            show_failure(run, is_crashing=arguments.crashes)
        if time.monotonic() - told > PROGRESS_SECONDS:
            told = time.monotonic()
            rate = total.seeds / (told - began)
            say(f"{total.seeds} of {arguments.seeds} seeds, {rate:.1f}/s, {len(total.failed)} failed")
    show_sum(total, time.monotonic() - began)
    return 1 if total.failed else 0


def parse() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000, help="how many seeds (default: %(default)s)")
    parser.add_argument(
        "--from", dest="first", type=int, default=0, help="the first one (default: %(default)s)"
    )
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="processes (default: %(default)s)"
    )
    parser.add_argument(
        "--crashes",
        action="store_true",
        help="kill servers, also by power cuts, and let disks hang",
    )
    return parser.parse_args()


def run_all(seeds: range, jobs: int, *, is_crashing: bool) -> Iterator[Run]:
    """Run the seeds in so many processes; each is told as soon as it is there."""
    run = partial(run_seed, is_crashing=is_crashing)
    if jobs == 1 or len(seeds) == 1:
        set_up()
        yield from map(run, seeds)
        return
    # Spawned, not forked: a child that inherits descriptors and threads is no process of its own.
    with multiprocessing.get_context("spawn").Pool(jobs, set_up) as pool:
        yield from pool.imap_unordered(run, seeds)


def show_failure(run: Run, *, is_crashing: bool) -> None:
    """Say what went wrong, and how to see it again."""
    say(f"\nseed {run.seed} failed:")
    for fault in run.faults[:SHOWN]:
        say(f"  {fault}")
    if len(run.faults) > SHOWN:
        say(f"  and {len(run.faults) - SHOWN} more")
    say(f"again: make sim SEEDS=1 FROM={run.seed}{' CRASHES=1' if is_crashing else ''}\n")


def show_sum(total: Sum, seconds: float) -> None:
    """Print the figures, and the zeros."""
    say(f"{total.seeds} seeds in {seconds:.0f} s, {total.seeds / seconds:.1f} a second")
    say(", ".join(f"{total.counts[name]} {name.replace('_', ' ')}" for name in FIGURES))
    say(", ".join(f"{total.kinds[kind]} {kind}" for kind in KINDS))
    if total.failed:
        say(f"failed: {' '.join(str(run.seed) for run in total.failed[:100])}")


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201 - this is a command


if __name__ == "__main__":
    sys.exit(main())
