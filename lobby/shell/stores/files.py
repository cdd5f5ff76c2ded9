"""What lies in the data directory for the store."""

from pathlib import Path
from typing import Final

FILE: Final = "lobby.sqlite"
LOCK: Final = "lobby.lock"
SOCKET: Final = "control.sock"


def size_of(path: Path) -> int:
    """Return how many bytes a database has, with what is only in its log yet."""
    log = path.with_name(f"{path.name}-wal")
    return path.stat().st_size + (log.stat().st_size if log.exists() else 0)
