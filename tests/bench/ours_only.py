"""What only our server does, measured by rigs of its own: moves that are on the disk once answered."""

import os
import signal
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from attrs import evolve

from tests.bench import durable, profiling
from tests.bench.contestants import CONTESTANTS, Contestant, Tools
from tests.bench.loading import run_load
from tests.bench.served import pinned, serving
from tests.bench.workloads import Bench, Figures, connected

ROOMS = 1000
PROFILED = 3  # times as long as a measurement, for enough samples
RATES = (0.0, 3000.0)  # moves a second of all rooms; 0: as many as there can be


def run_durable(bench: Bench) -> Figures:
    """Durable moves in 1,000 rooms; see tests/bench/durable.py."""
    rooms = 100 if bench.is_quick else ROOMS
    flags = ("--game", str(durable.GAME))
    runs = []
    with (
        durable.compiled() as program,
        serving(durable.CONFIG, *flags, core=bench.server_core) as served,
        pinned(bench.load_core),
    ):
        tables = durable.sit_down(served.port, rooms)
        for rate in RATES:
            played = durable.play(program, served, tables, bench.seconds, rate)
            waits, last = played.waits_us, len(played.waits_us) - 1
            runs.append(
                {
                    "rate": rate,
                    "moves_per_second": round(played.answered / played.seconds, 1),
                    "us_per_move": round(played.spent.all / max(played.answered, 1), 1),
                    "rooms_us": round(played.spent.main / max(played.answered, 1), 1),
                    "refused": played.refused,
                    "unanswered": played.unanswered,
                    "answer_ms": {
                        name: waits[min(int(len(waits) * part), last)] / 1000
                        for name, part in durable.PARTS.items()
                    }
                    if waits
                    else {},
                }
            )
    return {"rooms": rooms, "runs": runs}


def run_profile(bench: Bench) -> Figures:
    """Where the time goes in the three workloads of the targets."""
    ours = next(one for one in CONTESTANTS if one.id == "ours")
    shapes = {"echo": ("echo", 20, 10), "fan-50": ("say", 10, 50), "command": ("command", 200, 1)}
    told = {}
    for name, (does, rooms, members) in shapes.items():
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "samples.json"
            sampled = evolve(ours, command=partial(_sampled, ours, file))
            with connected(bench, sampled, does, rooms, members) as (served, wires):
                os.kill(served.pid, signal.SIGUSR2)
                run_load(
                    bench.tools,
                    served,
                    sampled,
                    wires,
                    speakers=10,
                    seconds=bench.seconds * PROFILED,
                    warmup=0.0,
                    rate=0,
                    hearers=members if does == "say" else 1,
                )
                os.kill(served.pid, signal.SIGUSR2)
                profiling.wait_written(file)
            told[name] = profiling.summarise(file)
    return told


def _sampled(contestant: Contestant, file: Path, tools: Tools, does: str) -> list[str]:
    return profiling.wrap(file, contestant.command(tools, does))


OURS_ONLY: dict[str, Callable[[Bench], Figures]] = {"durable": run_durable, "profile": run_profile}
