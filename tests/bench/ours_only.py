"""What only our server does, measured by rigs of its own: moves that are on the disk once answered."""

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import trio
from attrs import evolve

from tests.bench import disk, durable, profiling, stalled_reader, start
from tests.bench.contestants import CONTESTANTS, Contestant, NotThere, Tools
from tests.bench.loading import run_load
from tests.bench.rooms_on_disk import Log, fill
from tests.bench.served import Served, pinned, serving
from tests.bench.workloads import Bench, Figures, connected

ROOMS = 1000
PROFILED = 3  # times as long as a measurement, for enough samples
# The best counts, as what else the machine does only ever makes one longer: of starts after kill -9, and of
# times in which moves are made.
_STARTS = 3
_TRIES = 3
RATES = (0.0, 3000.0, 5000.0)  # moves a second of all rooms; 0: as many as there can be


def run_durable(bench: Bench) -> Figures:
    """Durable moves in 1,000 rooms, on the disk and then in memory; see tests/bench/durable.py."""
    rooms = 100 if bench.is_quick else ROOMS
    places = [None, *([disk.MEMORY] if disk.MEMORY.is_dir() else [])]
    with durable.compiled() as program:
        runs = [run for under in places for run in _play_durably(bench, program, rooms, under)]
    return {"rooms": rooms, "runs": runs}


def _play_durably(bench: Bench, program: Path, rooms: int, under: Path | None) -> list[Figures]:
    """Return what came of each rate with the data `under` a folder."""
    flags = ("--game", str(durable.GAME))
    with (
        serving(durable.CONFIG, *flags, core=bench.server_core, under=under) as served,
        pinned(bench.load_core),
    ):
        tables = durable.sit_down(served.port, rooms)
        # The tries of a rate are apart from each other: the machine has good seconds, and bad ones.
        rounds = [[_play_once(bench, program, served, tables, rate) for rate in RATES] for _ in range(_TRIES)]
    return [_choose(tries, is_in_memory=under is not None) for tries in zip(*rounds, strict=True)]


def _choose(tries: Sequence[Figures], *, is_in_memory: bool) -> Figures:
    """Return the best of the tries of one rate, with what each came to."""
    rate = tries[0]["rate"]
    best = min(tries, key=lambda run: run["answer_ms"]["p99"] if rate else -run["moves_per_second"])
    each = [run["answer_ms"]["p99"] if rate else run["moves_per_second"] for run in tries]
    return {**best, "is_in_memory": is_in_memory, "tries": each}


def _play_once(
    bench: Bench, program: Path, served: Served, tables: list[durable.Table], rate: float
) -> Figures:
    syncs = disk.measure_syncs(served.folder, bench.seconds)
    played = durable.play(program, served, tables, bench.seconds, rate)
    return {
        "rate": rate,
        "moves_per_second": round(played.answered / played.seconds, 1),
        "us_per_move": round(played.spent.all / max(played.answered, 1), 1),
        "rooms_us": round(played.spent.main / max(played.answered, 1), 1),
        "refused": played.refused,
        "unanswered": played.unanswered,
        "answer_ms": disk.parts_of(played.waits_us),
        "disk_ms": disk.parts_of(syncs),
    }


def run_start(bench: Bench) -> Figures:
    """From the start of the process to the first answer, and to all rooms being back; see start.py."""
    runs = []
    for rooms in (0, 100 if bench.is_quick else ROOMS):
        with tempfile.TemporaryDirectory() as name, pinned(bench.server_core):
            folder = Path(name)
            logs = trio.run(fill, folder, rooms, 1) if rooms else {}
            start.kill(start.start(folder, logs))
            starts = [_start(folder, logs) for _ in range(_STARTS)]
            gone = trio.run(start.count_gone, folder, logs) if rooms else 0
        runs.append(
            {
                "rooms": rooms,
                **_tell_best("answered", [started.answered for started in starts]),
                **_tell_best("all_back", [started.all_back for started in starts]),
                "lost_steps": gone,
            }
        )
    return {"runs": runs}


def _start(folder: Path, logs: dict[str, Log]) -> start.Started:
    started = start.start(folder, logs)
    start.kill(started)
    return started


def _tell_best(what: str, moments: list[start.Moment]) -> Figures:
    best = start.best(moments)
    return {
        f"{what}_seconds": round(best.seconds, 3),
        f"{what}_processor_seconds": round(best.processor_seconds, 3),
    }


# What the server holds for one is less than the megabyte by which its memory grows.
_STALLED = 10


def run_stalled(bench: Bench) -> Figures:
    """100 members at 1 MB/s each, without and with one who reads nothing; see stalled_reader.py."""
    if shutil.which("ss") is None:
        raise NotThere("ss is not installed; it comes with iproute2")
    per_second, line_bytes = 1_000_000, 8000
    with serving(stalled_reader.CONFIG, core=bench.server_core) as served, pinned(bench.load_core):
        rig = stalled_reader.Bench(served, line_bytes)
        rig.fill(100, 1)
        rig.run(0, per_second / line_bytes, 6.0)  # to warm up: until the rings are full
        without, with_one, with_many = (
            rig.run(count, per_second / line_bytes, 2 * bench.seconds) for count in (0, 1, _STALLED)
        )
    grown = max(with_many.grown - without.grown, 0) // _STALLED
    return {
        "p99_ms_without": round(_p99(without.delays_ms), 2),
        "p99_ms_with": round(_p99(with_one.delays_ms), 2),
        "missing": with_one.missing,
        "kernel_bytes": max(with_one.held, default=0) + max(with_one.unread, default=0),
        "grown_bytes": grown,
    }


def _p99(delays_ms: list[float]) -> float:
    return delays_ms[int(len(delays_ms) * 0.99)]


# What is asked for, rooms, members, the rate, hearers.
PROFILES = {
    "echo": ("echo", 20, 10, 0.0, 1),
    "fan-50": ("say", 10, 50, 0.0, 50),
    "fan-50, paced": ("say", 10, 50, 100.0, 50),
    "command": ("command", 200, 1, 0.0, 1),
    "input": ("steering", 20, 10, 0.0, -1),
    "moving": ("moving", 100, 10, 1000.0, 0),
}


def run_profile(bench: Bench) -> Figures:
    """Where the time goes in the workloads of the targets."""
    ours = next(one for one in CONTESTANTS if one.id == "ours")
    told = {}
    for name, (does, rooms, members, rate, hearers) in PROFILES.items():
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
                    rate=rate,
                    hearers=hearers,
                )
                os.kill(served.pid, signal.SIGUSR2)
                profiling.wait_written(file)
            told[name] = profiling.summarise(file)
    return told


def _sampled(contestant: Contestant, file: Path, tools: Tools, does: str) -> list[str]:
    return profiling.wrap(file, contestant.command(tools, does))


OURS_ONLY: dict[str, Callable[[Bench], Figures]] = {
    "durable": run_durable,
    "start": run_start,
    "stalled": run_stalled,
    "profile": run_profile,
}
