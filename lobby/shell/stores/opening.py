"""Opening the SQLite file: made if missing, brought up to date after a backup, read as a whole."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, Row, create_engine, event, select, text, update

from lobby.core.ids import PlayerId, RoomId, SessionId
from lobby.shell.store import CantStore, KeepAnswer, KeepPlayer, KeepSession, Kept, KeptRoom
from lobby.shell.stores.schema import ANSWERS, METADATA, PLAYERS, ROOMS, SESSIONS, STEPS, VERSIONS
from lobby.wire.values import unpack

log = structlog.get_logger()


def open_file(path: Path, busy_seconds: float) -> Engine:
    """Return the database of this version of the schema; raise CantStore."""
    engine = _make_engine(path, busy_seconds)
    try:
        path.touch(0o600)  # who may read it reads chats and hands
        version = _read_version(path, engine)
        if version is None:
            _create(engine)
        elif version != VERSIONS[-1]:
            _migrate(path, engine, version)
    except CantStore:
        engine.dispose()
        raise
    except Exception as error:
        engine.dispose()
        raise CantStore(f"can't open the database {path}: {_shorten(error)}") from error
    return engine


def read_all(path: Path, engine: Engine) -> Kept:
    """Return what is stored; every room has a new incarnation from now on. Raise CantStore."""
    try:
        with engine.begin() as connection:
            connection.execute(update(ROOMS).values(incarnation=ROOMS.c.incarnation + 1))
            return Kept(
                list(_read_rooms(connection)),
                [KeepPlayer(*row) for row in connection.execute(select(PLAYERS))],
                [_session(row) for row in connection.execute(select(SESSIONS))],
                list(_read_answers(connection)),
            )
    except Exception as error:
        raise CantStore(f"can't read the database {path}: {_shorten(error)}") from error


def _make_engine(path: Path, busy_seconds: float) -> Engine:
    # Used by whatever thread Trio gives, but only by one at a time.
    arguments = {"check_same_thread": False, "timeout": busy_seconds}
    engine = create_engine(f"sqlite:///{path}", connect_args=arguments)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    return engine


def _read_version(path: Path, engine: Engine) -> str | None:
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


def _create(engine: Engine) -> None:
    # As the migrations would, but without the tenth of a second that alembic takes to import.
    with engine.begin() as connection:
        METADATA.create_all(connection)
        connection.execute(
            text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        )
        connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": VERSIONS[-1]})


def _migrate(path: Path, engine: Engine, version: str) -> None:
    from lobby.shell.stores.migrations.run import migrate  # noqa: PLC0415 -- seldom needed, and slow

    backup = path.with_name(f"{path.name}.{version}")
    with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(backup)) as copy:
        old.backup(copy)
    log.info("migrating the database", old=version, new=VERSIONS[-1], backup=str(backup))
    with engine.begin() as connection:
        migrate(connection, VERSIONS[-1])


def _read_rooms(connection: Connection) -> Iterator[KeptRoom]:
    live = select(ROOMS.c.id, ROOMS.c.incarnation).where(ROOMS.c.set_aside == "")
    incarnations: dict[str, int] = {row.id: row.incarnation for row in connection.execute(live)}
    steps = connection.execute(select(STEPS).order_by(STEPS.c.room, STEPS.c.number))
    for room, rows in groupby(steps, key=lambda row: str(row.room)):
        if room in incarnations:
            yield KeptRoom(RoomId(room), incarnations[room], [row.row for row in rows])


def _read_answers(connection: Connection) -> Iterator[KeepAnswer]:
    columns = select(ANSWERS.c.session, ANSWERS.c.number, ANSWERS.c.result)
    for row in connection.execute(columns.order_by(ANSWERS.c.session, ANSWERS.c.number)):
        yield KeepAnswer(*row)


def _session(row: Row[Any]) -> KeepSession:
    rooms = tuple(RoomId(room) for room in unpack(row.rooms))
    topics = tuple(unpack(row.topics))
    return KeepSession(SessionId(row.id), row.secret_hash, PlayerId(row.player), row.first, rooms, topics)


def _shorten(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    return " ".join(str(cause).split())[:200]
