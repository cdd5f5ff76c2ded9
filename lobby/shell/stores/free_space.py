"""Whether a disk that was full has space again: what is asked before a store counts as working again."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import attrs

from lobby.shell.records import Record
from lobby.shell.stores.inbox import Append, Job, Write


def has_space(folder: Path, size: int) -> bool:
    """Tell whether a file of so many bytes can be made there now; none is left.

    The disk is tried, not asked: only so quotas, limits of the process and what is kept for root count, too.
    """
    try:
        with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, size)
            else:
                file.write(bytes(size))
    except OSError:
        return False
    return True


def weigh(jobs: Sequence[Job]) -> int:
    """Return about how many bytes these jobs bring to the disk."""
    return sum(_weigh_job(job) for job in jobs)


def _weigh_job(job: Job) -> int:
    match job:
        case Append():
            return len(job.row) + sum(_weigh_record(record) for record in job.records)
        case Write():
            return sum(_weigh_record(record) for record in job.records)
        case _:
            return 0


def _weigh_record(record: Record) -> int:
    values = (getattr(record, name.name) for name in attrs.fields(type(record)))
    return sum(len(value) for value in values if isinstance(value, bytes | str))
