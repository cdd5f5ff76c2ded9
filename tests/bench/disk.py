"""What the disk alone does: small appends, each synced, about as often as a busy server commits.

Beside what answers wait it shows whose the waits are: a disk that takes 200 ms once in a thousand times makes
one move in thirty wait, whatever the server does.
"""

import os
import time
from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

MEMORY: Final = Path("/dev/shm")  # a file system that is in memory, on Linux
PARTS: Final[Mapping[str, float]] = {"p50": 0.5, "p99": 0.99, "p99.9": 0.999, "max": 1.0}

_APPEND: Final = bytes(8192)  # some thirty moves, with their answers
_EVERY_SECONDS: Final = 0.01  # as store.gather_ms


def measure_syncs(folder: Path, seconds: float) -> "array[int]":
    """Return how long each of the appends took to be on the disk, in microseconds, sorted."""
    path = folder / "syncs"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    taken = array("I")
    try:
        end = time.monotonic() + seconds
        while (begun := time.monotonic()) < end:
            os.write(descriptor, _APPEND)
            os.fdatasync(descriptor)
            spent = time.monotonic() - begun
            taken.append(int(spent * 1e6))
            time.sleep(max(0.0, _EVERY_SECONDS - spent))
    finally:
        os.close(descriptor)
        path.unlink()
    return array("I", sorted(taken))


def parts_of(sorted_us: Sequence[int]) -> dict[str, float]:
    """Return the percentiles of sorted microseconds, in milliseconds; none of nothing."""
    last = len(sorted_us) - 1
    return {
        name: sorted_us[min(int(len(sorted_us) * part), last)] / 1000
        for name, part in PARTS.items()
        if sorted_us
    }


def describe(parts: Mapping[str, float]) -> str:
    """Return the percentiles in words."""
    return ", ".join(f"{name} {ms:.1f} ms" for name, ms in parts.items())
