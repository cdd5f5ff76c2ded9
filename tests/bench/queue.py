"""A simulated queue: how long people wait, and against whom: `python -m tests.bench.queue`.

Once event-driven, and twice at ticks: the same players arrive in each run, and the same code matches them;
only when it is asked differs. Writes docs/images/queue.svg. All time is simulated, so a run takes seconds and
is the same each time.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

from attrs import field, frozen

from lobby.core.finding.groups import QueueWish, Ticket, Widening
from lobby.core.finding.queue import Group, Queue
from lobby.core.ids import PlayerId
from tests.bench.curves import Curve, Panel, draw

TARGET = Path(__file__).parents[2] / "docs" / "images" / "queue.svg"
WISH = QueueWish("chess", 2)
SPREAD_POINTS = 250  # the standard deviation of the players' ratings
SHARES = (50, 90, 99)
HEAD = """One player comes in so many seconds; for 50, 90 and 99 % of the players and matches:
   gap   | queue        | waiting, seconds     | difference, points
"""


@frozen
class Outcome:
    """What became of all who were matched in one run."""

    waits_ms: list[int] = field(factory=list)
    differences: list[int] = field(factory=list)

    def add(self, matches: Iterable[Group], now_ms: int) -> None:
        """Note matches that are made now."""
        for group in matches:
            self.differences.append(group.difference)
            self.waits_ms.extend(now_ms - ticket.since_ms for ticket in group.tickets)


def arrivals(count: int, gap_ms: float, seed: int) -> list[Ticket]:
    """Return players who arrive at random, so long after each other on average, the first one first."""
    random, at_ms, tickets = Random(seed), 0.0, list[Ticket]()
    for number in range(count):
        at_ms += random.expovariate(1 / gap_ms)
        rating = round(random.gauss(1000, SPREAD_POINTS))
        tickets.append(Ticket(PlayerId(f"p{number}"), "", "person", WISH, rating, int(at_ms)))
    return tickets


def run_driven(tickets: Sequence[Ticket], widening: Widening) -> Outcome:
    """Match whenever somebody comes, and at the times that the queue names."""
    queue, outcome = Queue(widening), Outcome()
    for ticket in tickets:
        while (due_ms := queue.due_ms()) is not None and due_ms < ticket.since_ms:
            outcome.add(queue.match(due_ms), due_ms)
        queue.enter(ticket)
        outcome.add(queue.match(ticket.since_ms), ticket.since_ms)
    return outcome


def run_ticking(tickets: Sequence[Ticket], widening: Widening, tick_ms: int) -> Outcome:
    """Match at each tick, and at no other time."""
    queue, outcome, now_ms = Queue(widening), Outcome(), tick_ms
    for ticket in tickets:
        while now_ms < ticket.since_ms:
            outcome.add(queue.match(now_ms), now_ms)
            now_ms += tick_ms
        queue.enter(ticket)
    return outcome


def share(values: Sequence[int], percent: int) -> int:
    """Return what so many percent of the values do not go beyond."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def main() -> None:
    """Print the figures for several crowds, and draw those of the middle one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--players", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--svg", type=Path, default=TARGET)
    wanted = parser.parse_args()
    widening = Widening()
    sys.stdout.write(HEAD)
    for gap_ms in (500.0, 3000.0, 15_000.0):
        tickets = arrivals(wanted.players, gap_ms, wanted.seed)
        runs = {
            "event-driven": run_driven(tickets, widening),
            "1 s tick": run_ticking(tickets, widening, 1000),
            "15 s tick": run_ticking(tickets, widening, 15_000),
        }
        for name, outcome in runs.items():
            waits = " ".join(f"{share(outcome.waits_ms, percent) / 1000:6.1f}" for percent in SHARES)
            differences = " ".join(f"{share(outcome.differences, percent):5}" for percent in SHARES)
            line = f"{gap_ms / 1000:6g} s | {name:12} | {waits:>20} | {differences:>17}\n"
            sys.stdout.write(line)
        if gap_ms == 3000:
            wanted.svg.write_text(_draw(runs), encoding="utf-8")


def _draw(runs: dict[str, Outcome]) -> str:
    waits = [Curve(name, [wait / 1000 for wait in run.waits_ms]) for name, run in runs.items()]
    differences = [Curve(name, [float(one) for one in run.differences]) for name, run in runs.items()]
    return draw(
        [
            Panel("Waiting time, seconds", waits, 30),
            Panel("Rating difference, points", differences, 400),
        ]
    )


if __name__ == "__main__":
    main()
