"""One seed from its beginning to its end, with all that is wrong with it and its figures."""

import traceback
from collections import Counter
from functools import partial

import structlog
import trio
from attrs import define, field
from structlog.testing import capture_logs
from trio.testing import MockClock

from lobby.core.ids import RoomId
from lobby.testing.chance import scheduling_from
from tests.delivery.trace import Trace
from tests.simulation.checks import check
from tests.simulation.leaks import check_bounds, check_leaks, look_around
from tests.simulation.plans import KEEP_SECONDS, RETENTION_DAYS
from tests.simulation.world import World, count_server, open_world

# What a fault begins with, before a colon.
KINDS = (
    *("lost", "twice", "reordered", "unequal", "unstored", "restarted"),
    *("leaked", "unbounded", "stuck", "logged", "raised"),
)
RUN_SECONDS = 7200.0  # of virtual time; a run that takes longer hangs


@define(eq=False)
class Run:
    """What came of one seed."""

    seed: int
    faults: list[str] = field(factory=list)
    counts: Counter[str] = field(factory=Counter)
    digest: str = ""  # of all that happened, in order


def set_up() -> None:
    """Prepare a process: what is logged is read by the run, not printed."""
    structlog.configure(processors=[])


def run_seed(seed: int, trace: Trace | None = None, *, is_crashing: bool = False) -> Run:
    """Run one seed in virtual time. Whatever is raised is a fault of the run.

    `is_crashing`: the server is killed now and then, with or without the power, and the disk may hang.
    """
    run, trace = Run(seed), trace or Trace()
    # From Trio's first task on: its own and ours share a batch before any of the world's code runs.
    with capture_logs() as logs, scheduling_from(seed):
        try:
            trio.run(partial(_run, run, trace, is_crashing), clock=MockClock(autojump_threshold=0))
        except Exception as error:
            run.faults.append(f"raised: {''.join(traceback.format_exception(error))}")
    run.digest = trace.digest
    run.faults += [f"logged: {entry}" for entry in logs if entry["log_level"] in {"error", "critical"}]
    return run


async def _run(run: Run, trace: Trace, is_crashing: bool) -> None:
    with trio.move_on_after(RUN_SECONDS) as patience:
        await _live(run, trace, is_crashing)
    if patience.cancelled_caught:
        run.faults.append(f"stuck: not over after {RUN_SECONDS:g} s")


async def _live(run: Run, trace: Trace, is_crashing: bool) -> None:
    async with open_world(run.seed, trace, is_crashing=is_crashing) as world:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(look_around, world)
            await world.live()
            nursery.cancel_scope.cancel()
        run.faults += [*check(world), *check_bounds(world)]
        count(run, world, trace)
        if not run.faults:
            await world.part()
            await trio.sleep(KEEP_SECONDS + 60)
            await trio.sleep(RETENTION_DAYS * 2 * 86_400)
            await world.server.application.tidier.tidy()
            run.faults += check_leaks(world)


def count(run: Run, world: World, trace: Trace) -> None:
    """Add the figures of a run, and what it ended with to its trace."""
    run.counts.update(world.network.counts)
    run.counts["connections"] += world.network.connections
    run.counts["commands"] += sum(len(watched.asked) for watched in world.everybody)
    run.counts["shown"] += sum(len(watched.displays) for watched in world.everybody)
    run.counts["overflows"] += world.overflows
    run.counts += world.counts + count_server(world.server)
    for room in world.rooms:
        for row in world.server.store.rows(RoomId(room)):
            trace.note("row", row.hex())
    for watched in world.everybody:
        trace.note(watched.name, *(f"{asked.number}:{asked.outcome}" for asked in watched.asked))
