"""Where our server spends its time: samples of its main thread by processor time."""

import json
import os
import signal
import sys
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

EVERY_SECONDS = 0.001  # of processor time
SHOWN = 14
ROOT = str(Path(__file__).parents[2]) + os.sep


def record(file: Path) -> None:
    """Begin and end to sample at SIGUSR2, and write at the end of the process; then run the server."""
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
            file.write_text(json.dumps(counts), encoding="utf-8")

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


def command(file: Path, words: list[str]) -> list[str]:
    """Return the command line of a server that is sampled into the file; `words` are its own."""
    return [sys.executable, "-m", "tests.bench.profiling", str(file), *words]


if __name__ == "__main__":
    from lobby.cli import main

    record(Path(sys.argv[1]))
    main(sys.argv[2:])
