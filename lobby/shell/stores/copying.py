"""Copies of a database that others go on writing to, and what can go wrong with files, in one line."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from lobby.shell.store import CantStore

BUSY_SECONDS = 5.0  # for a database that another program holds

_STEP_PAGES = 1000  # 4 MiB of a copy at a time


def copy_database(source: Path, target: Path) -> None:
    """Write the database as it is now into a new file, which is durable when this returns.

    Others may go on writing meanwhile: all is read in one transaction, which sees nothing of that.
    """
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(connect(source)) as old, closing(sqlite3.connect(target)) as new:
        new.execute("PRAGMA journal_mode=OFF")
        old.execute("BEGIN")
        old.execute("SELECT count(*) FROM sqlite_master").fetchone()
        old.backup(new, pages=_STEP_PAGES, sleep=0)
    sync(target)


def connect(path: Path) -> sqlite3.Connection:
    """Open a database that there is; raise CantStore."""
    if not path.is_file():
        raise CantStore(f"there is no database {path}")
    return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)


def sync(path: Path) -> None:
    """Return when a file, or the names in a folder, would survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def shorten(error: Exception) -> str:
    """Return what a database says is wrong, as a part of a line."""
    cause = getattr(error, "orig", None) or error
    return " ".join(str(cause).split())[:200]


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Raise what goes wrong with the database of this block as CantStore, with one line that says what."""
    try:
        yield
    except CantStore:
        raise
    except OSError as error:
        raise CantStore(f"{error.filename or path}: {error.strerror or error}") from error
    except Exception as error:
        raise CantStore(f"{path}: {shorten(error)}") from error


@contextmanager
def needing_room(why: str, folder: Path, needed: int) -> Iterator[None]:
    """Raise what goes wrong in this block for want of room as CantStore that says where, and how much.

    `why`: what takes about so many bytes in the folder, as the beginning of "needs 5 bytes".
    """
    free = shutil.disk_usage(folder).free
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        if free >= needed:
            raise
        raise CantStore(
            f"the disk of {folder} is full: {why} needs about {needed:,} bytes, {free:,} are free; make room"
        ) from error


def check_sound(file: Path, copy: Path) -> None:
    """Raise CantStore unless the copy of a file is a sound database of a lobby."""
    with closing(connect(copy)) as connection:
        try:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
            fault = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise CantStore(f"{file} is no sound database: {error}") from error
    if not {"alembic_version", "rooms", "players"} <= tables:
        raise CantStore(f"{file} is no database of a lobby")
    if fault != "ok":
        raise CantStore(f"{file} is damaged: {' '.join(fault.split())[:200]}")
