"""A log that can't be written costs lines of it, and nothing else."""

import os
from contextlib import suppress
from pathlib import Path
from typing import TextIO, cast

import pytest
import structlog

from lobby.shell.logs import Lines

FULL = Path("/dev/full")  # a disk that has never any room


@pytest.mark.skipif(not FULL.exists(), reason="there is no such disk here")
def test_a_log_on_a_full_disk_raises_nothing() -> None:
    with suppress(OSError), FULL.open("w", encoding="utf-8", buffering=1) as full:
        log = structlog.PrintLogger(cast(TextIO, Lines(full)))

        for _ in range(1000):
            log.warning("store failed " + "x" * 100)


def test_a_log_that_nobody_reads_any_more_raises_nothing() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with suppress(OSError), os.fdopen(writing, "w", encoding="utf-8", buffering=1) as pipe:
        structlog.PrintLogger(cast(TextIO, Lines(pipe))).warning("room died")
