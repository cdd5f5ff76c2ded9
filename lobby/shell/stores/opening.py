"""Opening the SQLite file: made if missing, brought up to date after a backup, read as a whole."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import URL, Connection, Engine, create_engine, event, text

from lobby.shell.store import CantStore, Kept
from lobby.shell.stores.copying import copy_database, shorten, sync
from lobby.shell.stores.journal import Journal
from lobby.shell.stores.posting import replay
from lobby.shell.stores.reading import read_all
from lobby.shell.stores.schema import METADATA, VERSIONS

log = structlog.get_logger()

# What a new database and its log take, roughly.
_START_BYTES = 1024 * 1024

WAL_BYTES = 16 * 1024 * 1024  # to which the log of the database is cut when it has grown past that

# After so many pages in its log they are copied into the file, each of them once, however often it changed.
# With SQLite's own 1,000 a quarter of a busy commit was copying, and the disk was waited for all the time.
_CHECKPOINT_PAGES = WAL_BYTES // 4096


def open_file(path: Path, busy_seconds: float, *, name: Path | None = None) -> Engine:
    """Return the database of this version of the schema; raise CantStore, which calls it `name`."""
    name = name or path
    _check_writable(path)
    engine = make_engine(path, busy_seconds)
    try:
        if not path.exists() or not path.stat().st_size:
            _make_file(path, busy_seconds)
        version = read_version(name, engine)
        if version is None:
            _create(engine)
        elif version != VERSIONS[-1]:
            _migrate(path, engine, version)
    except CantStore:
        engine.dispose()
        raise
    except Exception as error:
        engine.dispose()
        raise CantStore(f"can't open the database {name}: {_explain(error, path)}") from error
    return engine


def load(
    path: Path, engine: Engine, answers_max: int, may_wait: Callable[[bytes], bool], *, with_answers: bool
) -> tuple[Kept, Journal]:
    """Return what is stored, and what of that is in the journal; raise CantStore."""
    try:
        # What a killed server wrote last may not be on the disk yet: it is read, and told, as if it were.
        if (written := path.with_name(f"{path.name}-wal")).exists():
            sync(written)
        with engine.begin() as connection:
            journal = replay(connection, answers_max)
            return read_all(connection, journal, may_wait, with_answers=with_answers), journal
    except Exception as error:
        raise CantStore(f"can't read the database {path}: {_explain(error, path)}") from error


def make_engine(path: Path, busy_seconds: float) -> Engine:
    """Return the database in a file, whatever is in it."""
    # Used by whatever thread Trio gives, but only by one at a time.
    arguments = {"check_same_thread": False, "timeout": busy_seconds}
    # Not put together as text: of a folder with a ? or % in its name that would be another one.
    url = URL.create("sqlite", database=str(path.absolute()))
    engine = create_engine(url, connect_args=arguments)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: Any) -> None:
        # So that pages can be given back. It must come first, and only in a new file: else it wants to write.
        if not connection.execute("PRAGMA page_count").fetchone()[0]:
            connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA journal_size_limit={WAL_BYTES}")
        connection.execute(f"PRAGMA wal_autocheckpoint={_CHECKPOINT_PAGES}")
        connection.execute("PRAGMA synchronous=FULL")

    return engine


def read_version(path: Path, engine: Engine) -> str | None:
    """Return the version of the schema, None for a new file; raise CantStore where it is not ours."""
    with engine.connect() as connection:
        tables = {row[0] for row in connection.execute(text("SELECT name FROM sqlite_master"))}
        if not tables:
            return None
        if "alembic_version" not in tables:
            raise CantStore(f"{path} is a database of something else")
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if version not in VERSIONS:
        known = VERSIONS[-1]
        raise CantStore(f"{path} was written by a newer lobby: schema {version}, this one knows {known}")
    return str(version)


def _make_file(path: Path, busy_seconds: float) -> None:
    """Make a new database under another name first: whoever finds an empty one has lost what was in it."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    _remove(unfinished)
    unfinished.touch(0o600)  # who may read it reads chats and hands
    engine = make_engine(unfinished, busy_seconds)
    try:
        _create(engine)
        engine.dispose()
        sync(unfinished)
        unfinished.replace(path)
        sync(path.parent)
    except BaseException:
        engine.dispose()
        _remove(unfinished)
        raise


def _remove(path: Path) -> None:
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def _create(engine: Engine) -> None:
    # As the migrations would, but without the tenth of a second that alembic takes to import.
    with _changing(engine) as connection:
        METADATA.create_all(connection)
        connection.execute(
            text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        )
        connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": VERSIONS[-1]})


def _migrate(path: Path, engine: Engine, version: str) -> None:
    from lobby.shell.stores.migrations.run import migrate  # noqa: PLC0415 -- seldom needed, and slow

    backup = path.with_name(f"{path.name}.{version}")
    unfinished = backup.with_name(f"{backup.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    copy_database(path, unfinished)
    unfinished.replace(backup)
    log.info("migrating the database", old=version, new=VERSIONS[-1], backup=str(backup))
    with _changing(engine) as connection:
        migrate(connection, VERSIONS[-1])


@contextmanager
def _changing(engine: Engine) -> Iterator[Connection]:
    """Change the schema in this block, whole or not at all: by itself each statement would be committed."""
    with engine.begin() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


def _check_writable(path: Path) -> None:
    """Raise CantStore before SQLite leaves files beside it that can't be written to, either."""
    for end in ("", "-wal", "-shm"):
        file = path.with_name(path.name + end)
        if file.exists() and not os.access(file, os.R_OK | os.W_OK):
            raise CantStore(f"can't write to the database {file}: {os.strerror(errno.EACCES)}")


def explain(error: Exception, free_bytes: int) -> str:
    """Return what is wrong with a database on a disk with so much room, with the cure where there is one."""
    cause = getattr(error, "orig", None) or error
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    # SQLite calls a full disk by several names.
    is_of_disk = code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
    if is_of_disk and free_bytes < _START_BYTES:
        return f"the disk is full: {free_bytes:,} bytes are free and {_START_BYTES:,} are needed; make room"
    is_damaged = code == sqlite3.SQLITE_CORRUPT
    return f"{shorten(error)}{'; `lobby restore` puts a backup in its place' * is_damaged}"


def _explain(error: Exception, path: Path) -> str:
    return explain(error, shutil.disk_usage(path.parent).free)
