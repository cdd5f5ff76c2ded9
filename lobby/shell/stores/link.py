"""The connection of the thread that writes: made when it is needed, thrown away when something went wrong."""

import sqlite3
from pathlib import Path

import structlog
from attrs import define, field
from sqlalchemy import Connection, Engine, text

# Waits for whoever reads or writes; tells first whether that was in vain.
_EMPTY_LOG = text("PRAGMA wal_checkpoint(TRUNCATE)")

log = structlog.get_logger()


@define(eq=False)
class Link:
    """A connection, or none yet, to a file that must stay the one it was."""

    engine: Engine
    path: Path
    is_doubtful: bool = False  # a commit has failed, and may stand in the log of the database all the same
    _connection: Connection | None = None
    _file: tuple[int, int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._file = _identify(self.path)

    def connect(self) -> Connection:
        """Return the connection."""
        if self._connection is None:
            self._connection = self.engine.connect()
        return self._connection

    def commit(self) -> None:
        """Commit what could be done again without harm, should it have happened though this raises."""
        try:
            self.connect().commit()
        except Exception as error:
            self.is_doubtful = not is_full(error)
            raise

    def make_sure(self) -> None:
        """Let nothing hang on what may never reach the disk, or is in no file any more when the process ends;
        raises where that can't be.

        What stands in the log of the database after a sync of it has failed can be read, and may be lost, and
        with it what comes behind it: the next sync tells nothing of what an earlier one has dropped. So all
        of it is written once more, into the file, and the log begins anew.
        """
        if _identify(self.path) != self._file:
            raise OSError(f"{self.path} was deleted, or is another file now")
        if self.is_doubtful and self.connect().execute(_EMPTY_LOG).scalar():
            raise OSError("another program reads the database")
        self.is_doubtful = False

    def give_up(self, error: Exception) -> None:
        """Take nothing of the connection for granted, unless it is certain that only the room on the disk was
        missing: a new one would need some, too."""
        if not (is_full(error) and self._roll_back()):
            self.disconnect()

    def disconnect(self) -> None:
        """Throw the connection away."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.invalidate()
                connection.close()
            except Exception as error:
                # It was thrown away because it failed; that it can't even be closed adds nothing.
                log.debug("connection not closed", error=str(error))

    def _roll_back(self) -> bool:
        try:
            self.connect().rollback()
        except Exception as error:
            log.debug("not rolled back", error=str(error))
            return False
        return True


def explain(error: Exception) -> str:
    """Return what the database says is wrong, in one line."""
    return " ".join(str(getattr(error, "orig", None) or error).split())[:200]


def is_full(error: Exception) -> bool:
    """Tell whether a transaction found no room for its end: it has not happened, now or after a crash."""
    return getattr(getattr(error, "orig", error), "sqlite_errorcode", None) == sqlite3.SQLITE_FULL


def _identify(path: Path) -> tuple[int, int]:
    """Return what tells a file from all others that may have its name."""
    found = path.stat()
    return found.st_dev, found.st_ino
