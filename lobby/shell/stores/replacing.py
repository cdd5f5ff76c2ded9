"""Puts a backup in the place of the database, while no server runs: checked first, and nothing half done."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from attrs import evolve, frozen

from lobby.core.events import Opened
from lobby.core.history.log import pack_row, unpack_row
from lobby.shell.store import CantStore
from lobby.shell.stores.copying import check_sound, connect, needing_room, sync, telling
from lobby.shell.stores.files import (
    FILE,
    LOCK,
    LOG_END,
    RESTORING,
    give_away,
    remove_unfinished,
    size_of,
)
from lobby.shell.stores.lock import InUse, Lock
from lobby.shell.stores.opening import open_file
from lobby.shell.stores.posting import post_all
from lobby.wire.values import load, pack


@frozen
class Replaced:
    """The database is another one; `kept` is where the one before lies, None if there was none."""

    path: Path
    kept: Path | None


def restore(file: Path, folder: Path) -> Replaced:
    """Make `file`, a backup, the database of the data directory; raise CantStore, with nothing changed."""
    if not file.is_file():
        raise CantStore(f"there is no file {file}")
    with _directory(folder), _holding(folder), telling(file), _workplace(folder) as place:
        return _swap(_prepare(file, Path(place) / FILE), folder / FILE)


def _workplace(folder: Path) -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix=RESTORING, dir=folder)


@contextmanager
def _directory(folder: Path) -> Iterator[None]:
    """Have a data directory in this block: a new machine has none yet. One that was made is its owner's,
    alone, and goes again if the block fails."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    with telling(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        for path in missing:
            path.rmdir()
        raise


@contextmanager
def _holding(folder: Path) -> Iterator[None]:
    """Keep servers away from a data directory in this block."""
    lock = Lock(folder / LOCK)
    was_there = lock.path.exists()
    try:
        lock.take()
    except InUse as held:
        raise CantStore(f"{held}: stop it first, then restore") from held
    try:
        remove_unfinished(folder)
        yield
    except BaseException:
        if not was_there:
            lock.remove()
        raise
    finally:
        lock.release()


def _prepare(file: Path, copy: Path) -> Path:
    """Return a copy of the backup that is known to be sound, and of this version of the schema."""
    # With what the database has not taken into its file yet, where somebody has copied it by hand.
    with needing_room("what is restored is checked there first, which", copy.parent.parent, size_of(file)):
        for end in ("", LOG_END):
            if file.with_name(file.name + end).exists():
                shutil.copyfile(file.with_name(file.name + end), copy.with_name(copy.name + end))
    copy.chmod(0o600)
    check_sound(file, copy)
    engine = open_file(copy, 0, name=file)
    with engine.begin() as put:
        post_all(put)
    engine.dispose()
    with closing(connect(copy)) as connection:
        _renew_epochs(connection)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    give_away(copy, copy.parent.parent)
    sync(copy)
    return copy


def _renew_epochs(connection: sqlite3.Connection) -> None:
    """Let clients take every topic anew: they may have seen steps that the backup does not have.

    The epoch stands in the first row of a log; a snapshot may hold it as well, and is made again later.
    """
    first = connection.execute(
        "SELECT room, min(last), rows FROM logs JOIN rooms ON id = room"
        " WHERE state IN ('awake', 'asleep') GROUP BY room"
    ).fetchall()
    connection.execute("BEGIN")
    for room, last, packed in first:
        rows = load(packed)
        changed = pack([_renew_epoch(rows[0]), *rows[1:]])
        connection.execute("UPDATE logs SET rows = ? WHERE room = ? AND last = ?", (changed, room, last))
    connection.execute("DELETE FROM snapshots")
    connection.execute("COMMIT")


def _renew_epoch(packed: bytes) -> bytes:
    """Return the row with another epoch, if it has one."""
    row = unpack_row(packed)
    events = [
        evolve(event, epoch=os.urandom(8).hex()) if isinstance(event, Opened) else event
        for event in row.events
    ]
    return pack_row(evolve(row, events=tuple(events)))


def _swap(fresh: Path, present: Path) -> Replaced:
    kept = _keep(present) if _has_left_something(present) else None
    fresh.replace(present)
    sync(present.parent)
    return Replaced(present, kept)


def _has_left_something(present: Path) -> bool:
    """Tell whether there is a database, or only its log, which must never meet another database."""
    return present.exists() or present.with_name(present.name + LOG_END).exists()


def _keep(present: Path) -> Path:
    """Give the database a second name, and return it; from now on the first one can be another's."""
    now = datetime.now(UTC)
    kept = present.with_name(f"{present.name}.{now:%Y%m%d-%H%M%S}-{now.microsecond:06}")
    wal, kept_wal = (path.with_name(path.name + LOG_END) for path in (present, kept))
    if wal.exists():
        shutil.copyfile(wal, kept_wal)
    if _take_log_in(present):
        kept_wal.unlink(missing_ok=True)
    if present.exists():
        _link(present, kept)
    for end in (LOG_END, "-shm"):
        present.with_name(present.name + end).unlink(missing_ok=True)
    return kept


def _take_log_in(present: Path) -> bool:
    """Bring all that a database has into its file; False where that can't be, and it is kept as it is."""
    if not present.exists() or not present.stat().st_size:
        return False  # to SQLite that is a new one, and its log nothing
    try:
        with closing(connect(present)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError:
        return False  # damaged, which may be why it is replaced
    return True


def _link(path: Path, name: Path) -> None:
    try:
        name.hardlink_to(path)
    except OSError:
        # Not every file system has links.
        shutil.copy2(path, name)
        sync(name)
