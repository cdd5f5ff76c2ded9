"""What lies in the data directory for the store."""

import os
from pathlib import Path
from typing import Final

FILE: Final = "lobby.sqlite"
LOCK: Final = "lobby.lock"
SOCKET: Final = "control.sock"


def size_of(path: Path) -> int:
    """Return how many bytes a database has, with what is only in its log yet."""
    log = path.with_name(f"{path.name}-wal")
    return path.stat().st_size + (log.stat().st_size if log.exists() else 0)


def give_away(path: Path, folder: Path) -> None:
    """Let a file that root has made in somebody's folder be theirs, as SQLite does with its own."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        owner = folder.stat()
        os.chown(path, owner.st_uid, owner.st_gid)
