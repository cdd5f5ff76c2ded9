"""What lies in the data directory for the store."""

import os
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Final

from lobby.shell.store import CantStore

FILE: Final = "lobby.sqlite"
LOCK: Final = "lobby.lock"
SOCKET: Final = "control.sock"
REPORTS: Final = "reports"  # of games that failed
LOG_END: Final = "-wal"  # of the name of a database's own log
RESTORING: Final = ".restore-"  # begins the names of folders in which a database is put together
BACKING_UP: Final = ".backup-"


def size_of(path: Path) -> int:
    """Return how many bytes a database has, with what is only in its log yet."""
    log = path.with_name(f"{path.name}-wal")
    return path.stat().st_size + (log.stat().st_size if log.exists() else 0)


def give_away(path: Path, folder: Path) -> None:
    """Let a file that root has made in somebody's folder be theirs, as SQLite does with its own."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        owner = folder.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def remove_unfinished(folder: Path) -> None:
    """Take away what commands have begun that were killed; only who holds the folder may.

    Each is as large as the database, and all of it is in there: chats, hands, the hashes of tokens.
    """
    for begun in (RESTORING, BACKING_UP):
        for path in folder.glob(f"{begun}*"):
            shutil.rmtree(path, ignore_errors=True)


def check_not_emptied(folder: Path, made: Collection[Path] = ()) -> None:
    """Raise CantStore where the database is empty or missing, but was not always: files of a server's beside
    it, other than those that this start has `made`, tell. To SQLite an empty file is a new one, whose log it
    deletes, and all players would be gone without a word."""
    path = folder / FILE
    is_there = path.exists()
    if is_there and path.stat().st_size:
        return
    left = [file for file in _left_by_servers(folder, is_there=is_there) if file not in made]
    if left:
        what, names = "empty" if is_there else "missing", ", ".join(sorted(file.name for file in left)[:5])
        raise CantStore(
            f"{path} is {what}, but {folder} has been used before ({names}): put a backup in its place with"
            " `lobby restore FILE`, or move all that away to begin anew"
        )


def _left_by_servers(folder: Path, *, is_there: bool) -> list[Path]:
    """Return what shows that a folder has held a database. One that is missing was taken away on purpose, and
    is missed only by its log."""
    log = folder / f"{FILE}{LOG_END}"
    logs = [log] if log.exists() and log.stat().st_size else []
    if not is_there:
        return logs
    others = (folder / name for name in (LOCK, SOCKET, REPORTS))
    return [*logs, *(path for path in others if path.exists()), *folder.glob(f"{FILE}.*")]
