"""Where our server spends its time: samples of its main thread by processor time."""

import json
import os
import runpy
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

EVERY_SECONDS = 0.001  # of processor time
SHOWN = 14
WRITTEN_SECONDS = 30
ROOT = str(Path(__file__).parents[2]) + os.sep


def record(file: Path) -> None:
    """From now on SIGUSR2 begins to sample, and the next one ends that and writes."""
    counts: Counter[str] = Counter()
    is_running = [False]

    def sample(_: int, frame: FrameType | None) -> None:
        if frame is not None:
            counts[_name(frame)] += 1

    def switch(_: int, __: FrameType | None) -> None:
        is_running[0] = not is_running[0]
        seconds = EVERY_SECONDS if is_running[0] else 0.0
        signal.setitimer(signal.ITIMER_PROF, seconds, seconds)
        if not is_running[0]:
            unfinished = file.with_suffix(".part")
            unfinished.write_text(json.dumps(counts), encoding="utf-8")
            unfinished.rename(file)

    signal.signal(signal.SIGPROF, sample)
    signal.signal(signal.SIGUSR2, switch)


def summarise(file: Path) -> dict[str, Any]:
    """Return the functions that had most samples of their own, with their shares."""
    counts: dict[str, int] = json.loads(file.read_text(encoding="utf-8"))
    total = sum(counts.values())
    most = sorted(counts.items(), key=lambda item: -item[1])[:SHOWN]
    return {
        "samples": total,
        "own": [[name, round(count / total, 4)] for name, count in most] if total else [],
    }


def _name(frame: FrameType) -> str:
    file = frame.f_code.co_filename
    short = (
        file.removeprefix(ROOT)
        if file.startswith(ROOT)
        else file.partition("site-packages/")[2] or Path(file).name
    )
    if "site-packages/" in short:
        short = short.partition("site-packages/")[2]
    return f"{short.removesuffix('.py').replace('/', '.')}.{frame.f_code.co_qualname}"


def wrap(file: Path, words: list[str]) -> list[str]:
    """Return the command line of a server (`python -m module …`) that is sampled into the file."""
    assert words[1] == "-m", words
    return [words[0], "-m", "tests.bench.profiling", str(file), *words[2:]]


def wait_written(file: Path) -> None:
    """Return when the samples are there."""
    until = time.monotonic() + WRITTEN_SECONDS
    while not file.exists():
        assert time.monotonic() < until, "the server did not write its samples"
        time.sleep(0.05)


if __name__ == "__main__":
    record(Path(sys.argv[1]))
    del sys.argv[:2]  # what is run sees its own arguments
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
