"""Where our server spends its time: samples of its main thread by processor time."""

import json
import os
import runpy
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

EVERY_SECONDS = 0.001  # of processor time
SHOWN = 14
WRITTEN_SECONDS = 30
GAME = "lobby_game_"  # what the catalogue calls the module of a game's file, before its path
SAMPLE = "tests.bench.profiling.record.<locals>.sample"
GENERATED = "<attrs generated methods "  # which attrs puts before the name of the class
OUTER = 0.98  # what is above it all is no news
ROOT = str(Path(__file__).parents[2]) + os.sep


def record(file: Path) -> None:
    """From now on SIGUSR2 begins to sample, and the next one ends that and writes."""
    own, within = Counter[str](), Counter[str]()
    is_running = [False]

    def sample(_: int, frame: FrameType | None) -> None:
        names = list(names_of(frame))
        if SAMPLE not in names:  # one that is late may come while the last one is noted
            own[names[0]] += 1
            within.update(set(names))

    def switch(_: int, __: FrameType | None) -> None:
        is_running[0] = not is_running[0]
        seconds = EVERY_SECONDS if is_running[0] else 0.0
        signal.setitimer(signal.ITIMER_PROF, seconds, seconds)
        if not is_running[0]:
            unfinished = file.with_suffix(".part")
            unfinished.write_text(json.dumps({"own": own, "within": within}), encoding="utf-8")
            unfinished.rename(file)

    signal.signal(signal.SIGPROF, sample)
    signal.signal(signal.SIGUSR2, switch)


def summarise(file: Path) -> dict[str, Any]:
    """Return shares of the samples: by part of the program, by function, and with what it calls."""
    told: dict[str, dict[str, int]] = json.loads(file.read_text(encoding="utf-8"))
    total = sum(told["own"].values())
    parts = Counter[str]()
    for name, count in told["own"].items():
        parts[_part(name)] += count
    within = told["within"].items()
    inner = {name: n for name, n in within if name.startswith("lobby.") and n < OUTER * total}
    return {
        "samples": total,
        "parts": _most(parts, total),
        "own": _most(told["own"], total),
        "within": _most(inner, total),
    }


def _most(counts: dict[str, int], total: int) -> list[tuple[str, float]]:
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]
    return [(name, round(count / total, 4)) for name, count in most]


def _part(name: str) -> str:
    return ".".join(name.split(".")[:2]) if name.startswith("lobby.") else name.split(".", maxsplit=1)[0]


def names_of(frame: FrameType | None) -> Iterator[str]:
    """Yield the functions of a stack, the innermost first."""
    while frame is not None:
        yield _name(frame.f_code)
        frame = frame.f_back


@cache
def _name(code: CodeType) -> str:
    file = code.co_filename.removeprefix(GENERATED).removesuffix(">")
    if file == code.co_filename.removesuffix(">"):
        outside = file.rpartition("site-packages/")[2] if "site-packages/" in file else Path(file).name
        short = file.removeprefix(ROOT) if file.startswith(ROOT) and outside == Path(file).name else outside
        file = short.removesuffix(".py").replace("/", ".").strip("<>")
    file = "game" if file.startswith(GAME) else file
    return f"{file}.{code.co_qualname}"


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
