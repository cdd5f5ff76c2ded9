"""A backup becomes the database: checked first, what was there is kept, and nothing is half done."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import trio
from attrs import evolve
from sqlalchemy import create_engine

from lobby.core.events import Opened, Row
from lobby.core.history.log import pack_row, unpack_row
from lobby.core.ids import Code
from lobby.shell.store import CantStore, Kept
from lobby.shell.stores.copying import copy_database
from lobby.shell.stores.migrations.run import migrate
from lobby.shell.stores.replacing import restore
from lobby.shell.stores.sqlite import SqliteStore
from lobby.testing.stores_later import ANN, AWAKE
from lobby.testing.storing import ROOM, append

OPENED = Opened(
    ROOM, Code("ABCDE"), "Ann's", True, "chess", 1, {}, ANN, bytes(32), 0, 60_000, 0, 100, "epoch 1"
)


async def live(folder: Path, *texts: bytes) -> Kept:
    """Run a store on a data directory that adds rows to the room; return what it has found."""
    store = SqliteStore(folder)
    kept = await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        if kept.rooms:
            steps, incarnation = len(kept.rooms[0].rows), kept.rooms[0].incarnation
        else:
            await append(store, 1, pack_row(Row(1, 0, (OPENED,))), AWAKE)
            steps, incarnation = 1, 1
        for number, text in enumerate(texts, start=steps + 1):
            assert await append(store, number, text, incarnation=incarnation)
        nursery.cancel_scope.cancel()
    return kept


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def names(folder: Path) -> list[str]:
    return sorted(path.name.split(".2")[0] for path in folder.iterdir())


async def test_the_backup_is_the_database_and_the_one_before_is_kept(folder: Path, tmp_path: Path) -> None:
    await live(folder, b"two")
    copy_database(folder / "lobby.sqlite", tmp_path / "backup")
    await live(folder, b"after the backup")

    replaced = restore(tmp_path / "backup", folder)

    assert replaced.path == folder / "lobby.sqlite"
    assert replaced.kept is not None
    (tmp_path / "kept").mkdir()
    replaced.kept.rename(tmp_path / "kept" / "lobby.sqlite")
    [before], [after] = [(await live(path)).rooms for path in (tmp_path / "kept", folder)]
    assert b"after the backup" in before.rows
    assert after.rows[1:] == [b"two"]
    assert names(folder) == ["lobby.lock", "lobby.sqlite"]


async def test_clients_take_everything_anew_after_that(folder: Path, tmp_path: Path) -> None:
    await live(folder, b"two")
    with closing(sqlite3.connect(folder / "lobby.sqlite")) as connection:
        connection.execute("INSERT INTO snapshots VALUES (?, 1, x'01')", (ROOM,))
        connection.commit()
    copy_database(folder / "lobby.sqlite", tmp_path / "backup")
    restore(tmp_path / "backup", folder)

    [room] = (await live(folder)).rooms

    [opened] = unpack_row(room.rows[0]).events
    assert isinstance(opened, Opened)
    assert opened.epoch != OPENED.epoch
    assert evolve(opened, epoch=OPENED.epoch) == OPENED
    assert room.snapshot is None


async def test_a_backup_of_an_older_schema_is_brought_up_to_date(folder: Path, tmp_path: Path) -> None:
    with create_engine(f"sqlite:///{tmp_path / 'old'}").begin() as connection:
        migrate(connection, "0001")

    assert restore(tmp_path / "old", folder).kept is None
    assert await live(folder) == Kept([], [], [], [], [], [])
    assert names(folder) == ["lobby.lock", "lobby.sqlite"]


async def test_a_database_that_was_copied_by_hand_is_taken_with_its_log(folder: Path, tmp_path: Path) -> None:
    store = SqliteStore(folder)
    await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        await append(store, 1, pack_row(Row(1, 0, (OPENED,))), AWAKE)
        for end in ("", "-wal"):
            (tmp_path / f"copy{end}").write_bytes((folder / f"lobby.sqlite{end}").read_bytes())
        nursery.cancel_scope.cancel()

    restore(tmp_path / "copy", folder)

    assert [room.id for room in (await live(folder)).rooms] == [ROOM]


async def test_a_damaged_database_is_kept_as_it_is(folder: Path, tmp_path: Path) -> None:
    await live(folder, b"two")
    copy_database(folder / "lobby.sqlite", tmp_path / "backup")
    (folder / "lobby.sqlite").write_bytes(b"what is left of it" * 1000)
    (folder / "lobby.sqlite-wal").write_bytes(b"and of its log")

    replaced = restore(tmp_path / "backup", folder)

    assert replaced.kept is not None
    assert replaced.kept.read_bytes() == b"what is left of it" * 1000
    assert replaced.kept.with_name(f"{replaced.kept.name}-wal").read_bytes() == b"and of its log"
    assert len((await live(folder)).rooms) == 1


def nothing(path: Path) -> None:
    """There is no such file."""


def text(path: Path) -> None:
    path.write_text("this is no database at all" * 100)


def recipes(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")


def newer(path: Path) -> None:
    with create_engine(f"sqlite:///{path}").begin() as connection:
        migrate(connection, "0002")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


def damaged(path: Path) -> None:
    with create_engine(f"sqlite:///{path}").begin() as connection:
        migrate(connection, "0002")
    with closing(sqlite3.connect(path)) as connection:
        connection.executemany("INSERT INTO steps VALUES ('r', ?, ?)", [(n, bytes(900)) for n in range(99)])
        connection.commit()
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] + b"\xff" * 8192 + content[len(content) // 2 + 8192 :])


def cut_off(path: Path) -> None:
    damaged(path)
    path.write_bytes(path.read_bytes()[:50_000])


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (nothing, "there is no file .*backup$"),
        (text, "backup is no sound database: file is not a database"),
        (recipes, "backup is no database of a lobby"),
        (newer, "backup was written by a newer lobby: schema 9999"),
        (damaged, "backup is damaged"),
        (cut_off, "backup is no sound database: database disk image is malformed|backup is damaged"),
    ],
)
async def test_what_is_no_backup_is_refused_and_nothing_has_changed(
    folder: Path, tmp_path: Path, make: Callable[[Path], None], fault: str
) -> None:
    await live(folder, b"two")
    before = (folder / "lobby.sqlite").read_bytes()
    make(tmp_path / "backup")

    with pytest.raises(CantStore, match=fault):
        restore(tmp_path / "backup", folder)

    assert (folder / "lobby.sqlite").read_bytes() == before
    assert names(folder) == ["lobby.lock", "lobby.sqlite"]


async def test_beside_a_running_server_nothing_is_restored(folder: Path, tmp_path: Path) -> None:
    await live(folder, b"two")
    copy_database(folder / "lobby.sqlite", tmp_path / "backup")
    store = SqliteStore(folder)
    await store.load()

    with pytest.raises(CantStore, match=r"another server \(process \d+\) is using .*: stop it first"):
        restore(tmp_path / "backup", folder)

    store.close()
    restore(tmp_path / "backup", folder)
