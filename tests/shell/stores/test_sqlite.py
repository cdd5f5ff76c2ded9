"""What the SQLite store does when the disk, another program or another version is in its way."""

import os
import resource
import shutil
import sqlite3
import stat
import threading
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import trio
from attrs import evolve
from sqlalchemy import Connection, create_engine, event
from structlog.testing import capture_logs

from lobby.core.ids import PlayerId
from lobby.settings import StoreSection
from lobby.shell.questions import FindFilm, FindPlayers, FindRoom, KnownPlayer, Unreadable
from lobby.shell.records import KeepPlayer, KeepRoom, KeepSnapshot
from lobby.shell.store import CantStore, Kept, KeptRoom
from lobby.shell.stores.files import FILE
from lobby.shell.stores.migrations.run import migrate
from lobby.shell.stores.schema import METADATA, ROOMS, VERSIONS
from lobby.shell.stores.sqlite import SqliteStore
from lobby.testing.storing import OTHER, PLAYER, ROOM, append, ask, read, write
from tests.shell.stores.tables import rows_in

QUICK = StoreSection(busy_seconds=0.05, probe_seconds=0.05)
POISON = KeepPlayer(PlayerId("q" * 16), b"h", "\ud800", "bot")  # no text that SQLite takes


async def settle(store: SqliteStore) -> None:
    """Wait until the store has found out that commits work again."""
    with trio.fail_after(10):
        while store.is_failing:  # noqa: ASYNC110 -- a thread finds out
            await trio.sleep(0.01)


def schema_of(path: Path) -> list[str]:
    """Return what the tables of a database are made of."""
    names = (*sorted(METADATA.tables), "alembic_version")
    with closing(sqlite3.connect(path)) as connection:
        tables = [str(row) for name in names for row in connection.execute(f"PRAGMA table_info({name})")]
        indexes = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'index' ORDER BY name")
        return [*(row[0] for row in indexes if row[0]), *tables]


def files_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# --- opening -------------------------------------------------------------------------------------


async def test_two_servers_never_use_one_folder(tmp_path: Path) -> None:
    first, second = SqliteStore(tmp_path), SqliteStore(tmp_path)
    await first.load()

    with pytest.raises(CantStore, match=r"another server .* is using the data directory"):
        await second.load()

    first.close()
    await second.load()
    second.close()


async def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    await store.load()

    files = [*os.scandir(tmp_path)]
    assert {file.name: file.stat().st_mode & 0o777 for file in files} == dict.fromkeys(
        ("lobby.lock", "lobby.sqlite", "lobby.sqlite-wal", "lobby.sqlite-shm"), 0o600
    )
    store.close()


async def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    await store.load()
    store.close()
    with closing(sqlite3.connect(tmp_path / "lobby.sqlite")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()

    with pytest.raises(CantStore, match="written by a newer lobby: schema 9999, this one knows"):
        await SqliteStore(tmp_path).load()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"this is no database at all" * 100, "not a database"),
        (b"SQLite format 3\0" + bytes(5000), "can't open the database"),
    ],
)
async def test_what_is_no_database_is_refused_and_left_alone(
    tmp_path: Path, content: bytes, message: str
) -> None:
    (tmp_path / "lobby.sqlite").write_bytes(content)

    with pytest.raises(CantStore, match=message):
        await SqliteStore(tmp_path).load()

    assert (tmp_path / "lobby.sqlite").read_bytes() == content


async def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "lobby.sqlite")) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")

    with pytest.raises(CantStore, match="is a database of something else"):
        await SqliteStore(tmp_path).load()


async def test_a_folder_that_can_not_be_written_to_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CantStore, match="missing"):
        await SqliteStore(tmp_path / "missing").load()


@pytest.mark.parametrize("name", ["lobby.sqlite", "lobby.sqlite-wal"])
async def test_a_database_that_can_not_be_written_to_is_refused_and_leaves_nothing(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lobby.sqlite").touch()
    (tmp_path / name).touch()
    (tmp_path / name).chmod(0o400)
    # Root may write to everything.
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).stat().st_mode & 0o200 != 0)

    with pytest.raises(CantStore, match=rf"can't write to the database .*{name}: Permission denied"):
        await SqliteStore(tmp_path).load()

    assert files_in(tmp_path) == {"lobby.sqlite", name}


def test_the_migrations_make_the_tables_that_a_new_file_has(tmp_path: Path) -> None:
    for name, make in (("migrated", lambda c: migrate(c, VERSIONS[-1])), ("made", METADATA.create_all)):
        with create_engine(f"sqlite:///{tmp_path / name}").begin() as connection:
            make(connection)

    assert schema_of(tmp_path / "migrated")[:-1] == schema_of(tmp_path / "made")
    assert len(METADATA.tables) == 16


async def test_what_was_stored_by_the_first_schema_is_all_there(tmp_path: Path) -> None:
    path = tmp_path / "lobby.sqlite"
    with create_engine(f"sqlite:///{path}").begin() as connection:
        migrate(connection, "0001")
    with closing(sqlite3.connect(path)) as old:
        old.execute(
            "INSERT INTO rooms VALUES ('aaaaaaaaaaaa', 3, ''), ('bbbbbbbbbbbb', 1, 'its game is gone')"
        )
        old.execute("INSERT INTO steps VALUES ('aaaaaaaaaaaa', 1, x'01'), ('bbbbbbbbbbbb', 1, x'02')")
        old.execute("INSERT INTO players VALUES (?, ?, 'Ann', 'person')", (PLAYER.id, PLAYER.token_hash))
        old.commit()

    store = SqliteStore(tmp_path)
    kept = await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)

        assert (kept.rooms, kept.strangers) == ([KeptRoom(ROOM, 4, [b"\x01"])], 1)
        assert await ask(store, FindPlayers((PLAYER.token_hash,))) == (KnownPlayer(PLAYER),)
        assert (kept.asleep, kept.codes, kept.lived_ms) == ([], [], 0)
        assert await ask(store, FindRoom(ROOM)) == KeepRoom(ROOM, "", "awake", "", False, (), 0, b"")
        assert (await ask(store, FindRoom(OTHER))).state == "closed"
        assert await append(store, 2, b"two", incarnation=4)
        nursery.cancel_scope.cancel()
    with closing(sqlite3.connect(tmp_path / "lobby.sqlite.0001")) as backup:
        assert list(backup.execute("SELECT id, incarnation FROM rooms")) == [(ROOM, 3), (OTHER, 1)]


async def test_a_migration_that_fails_has_changed_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lobby.sqlite"
    with create_engine(f"sqlite:///{path}").begin() as connection:
        migrate(connection, "0001")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE films (something)")
    before = schema_of(path)

    with pytest.raises(CantStore, match="table films already exists"):
        await SqliteStore(tmp_path).load()

    assert schema_of(path) == before
    assert stat.S_IMODE((tmp_path / "lobby.sqlite.0001").stat().st_mode) == 0o600


async def test_a_new_file_is_whole_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(connection: Connection) -> None:
        ROOMS.create(connection)
        raise OSError("the process was killed")

    monkeypatch.setattr(METADATA, "create_all", fail)
    with pytest.raises(CantStore, match="the process was killed"):
        await SqliteStore(tmp_path).load()
    monkeypatch.undo()

    store = SqliteStore(tmp_path)
    assert await store.load() == Kept([], [], [], [], [], [])
    store.close()


async def test_before_a_migration_the_file_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SqliteStore(tmp_path)
    await store.load()
    store.close()
    # As if the one before the first had been another one: nothing has to be changed since then.
    monkeypatch.setattr("lobby.shell.stores.opening.VERSIONS", ("0000", *VERSIONS))
    with closing(sqlite3.connect(tmp_path / "lobby.sqlite")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
        connection.commit()
    ran = list[str]()
    monkeypatch.setattr("lobby.shell.stores.migrations.run.migrate", lambda _, version: ran.append(version))

    store = SqliteStore(tmp_path)
    await store.load()
    store.close()

    assert ran == [VERSIONS[-1]]
    assert schema_of(tmp_path / "lobby.sqlite.0000") == schema_of(tmp_path / "lobby.sqlite")


# --- commits that fail ---------------------------------------------------------------------------


async def test_a_full_disk_refuses_steps_and_says_so_until_there_is_room_again(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path, QUICK)
    await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        assert await append(store, 1, b"one")
        limits = [2]

        @event.listens_for(store.writer.engine, "checkout")
        def limit(connection: sqlite3.Connection, *_: object) -> None:
            connection.execute(f"PRAGMA max_page_count={limits[0]}")

        store.writer.close()
        assert not await append(store, 2, bytes(100_000))
        assert store.is_failing
        limits[0] = 1_000_000
        await settle(store)

        assert await append(store, 2, b"two")
        assert await read(store, ROOM) == [b"one", b"two"]
        nursery.cancel_scope.cancel()


async def test_where_only_small_steps_fit_the_disk_the_store_fails_until_there_is_room(
    tmp_path: Path,
) -> None:
    store = SqliteStore(tmp_path, QUICK)
    await store.load()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    seen, outcomes = list[bool](), list[bool]()
    with capture_logs() as lines:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(store.run)
            assert await append(store, 1, b"one")
            size = (tmp_path / "lobby.sqlite-wal").stat().st_size
            resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100_000, before[1]))
            try:
                for number, row in enumerate([b"two", bytes(200_000), b"three", bytes(200_000)]):
                    outcomes.append(await append(store, 2 + (number + 1) // 2, row))
                    seen.append(store.is_failing)
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, before)
            await settle(store)
            assert await append(store, 4, bytes(200_000))
            nursery.cancel_scope.cancel()

    assert outcomes == [True, False, True, False]
    assert seen == [False, True, True, True]
    assert [line["event"] for line in lines] == ["store failed", "store works again"]


async def test_a_commit_that_hangs_is_seen_and_goes_on(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path, evolve(QUICK, stuck_seconds=0.1))
    await store.load()
    goes_on = threading.Event()

    @event.listens_for(store.writer.engine, "commit")
    def hang(connection: object) -> None:
        goes_on.wait(10)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        outcomes = list[bool]()
        store.append(ROOM, 1, 1, b"one", outcomes.append)
        with trio.fail_after(5):
            while not store.is_failing:  # noqa: ASYNC110 -- a thread hangs
                await trio.sleep(0.01)
        assert outcomes == []
        goes_on.set()
        assert await append(store, 2, b"two")
        assert (store.is_failing, outcomes) == (False, [True])
        nursery.cancel_scope.cancel()


async def test_a_database_that_was_deleted_takes_no_step_until_it_is_back(tmp_path: Path) -> None:
    path, away = tmp_path / "lobby.sqlite", tmp_path / "moved"
    store = SqliteStore(tmp_path, QUICK)
    await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        assert await append(store, 1, b"one")
        path.rename(away)
        assert not await append(store, 2, b"two")
        path.write_bytes(b"")
        assert not await append(store, 2, b"two")
        assert store.is_failing
        away.rename(path)
        await settle(store)

        assert await append(store, 2, b"two")
        nursery.cancel_scope.cancel()
    store = SqliteStore(tmp_path)
    assert [room.rows for room in (await store.load()).rooms] == [[b"one", b"two"]]
    store.close()


async def test_an_idle_server_notices_that_the_database_has_gone_and_that_it_is_back(tmp_path: Path) -> None:
    path, away = tmp_path / "lobby.sqlite", tmp_path / "moved"
    store = SqliteStore(tmp_path, evolve(QUICK, idle_probe_seconds=0.05))
    await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        path.rename(away)
        with trio.fail_after(10):
            while not store.is_failing:  # noqa: ASYNC110 -- a thread finds it out
                await trio.sleep(0.01)
        away.rename(path)
        await settle(store)
        nursery.cancel_scope.cancel()


async def test_while_commits_fail_the_log_does_not_grow_with_them(tmp_path: Path) -> None:
    path, away = tmp_path / "lobby.sqlite", tmp_path / "moved"
    store = SqliteStore(tmp_path, QUICK)
    await store.load()
    with capture_logs() as lines:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(store.run)
            path.rename(away)
            for _ in range(20):
                assert not await append(store, 1, b"one")
            away.rename(path)
            await settle(store)
            nursery.cancel_scope.cancel()

    assert [line["event"] for line in lines] == ["store failed", "store works again"]
    assert lines[1]["failures"] >= 20


async def test_a_page_that_can_not_be_read_costs_no_step(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path, QUICK)
    await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        store.writer._link.connect().exec_driver_sql("DROP TABLE films")
        answers = list[object]()
        store.append(ROOM, 1, 1, b"one", answers.append)
        store.ask(FindFilm("x"), answers.append)
        store.append(ROOM, 1, 2, b"two", answers.append)

        assert await append(store, 3, b"three")
        assert answers == [True, Unreadable("no such table: films"), True]
        assert not store.is_failing
        nursery.cancel_scope.cancel()


async def test_a_room_that_can_not_be_read_costs_no_other_that_is_read_with_it(tmp_path: Path) -> None:
    store, about = SqliteStore(tmp_path, QUICK), b"known"
    await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        for room in (ROOM, OTHER):
            kept = KeepRoom(room, room[:5], "awake", "chess", True, (), 0, about)
            store.append(room, 1, 1, b"one", lambda _: None, records=(kept,))
        assert await write(store, KeepSnapshot(OTHER, 1, b"x" * 20_000))
        nursery.cancel_scope.cancel()
    _damage(tmp_path / "lobby.sqlite", b"x" * 4000)

    store, told = SqliteStore(tmp_path, QUICK), dict[str, Any]()
    assert len((await store.load(lambda data: data == about)).later) == 2
    for room in (OTHER, ROOM):
        store.wake(room, partial(told.__setitem__, room))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        assert await write(store, PLAYER)

        assert told[ROOM] == KeptRoom(ROOM, 2, [b"one"])
        assert isinstance(told[OTHER], Unreadable)
        nursery.cancel_scope.cancel()


def _damage(file: Path, inside: bytes) -> None:
    """Let the page that holds these bytes lead to one that does not exist."""
    data, page = bytearray(file.read_bytes()), 4096
    at = data.index(inside) // page * page + page
    data[at : at + 4] = b"\xff\xff\xff\x00"
    file.write_bytes(data)


async def test_another_program_that_holds_the_database_costs_the_steps_of_that_time(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path, QUICK)
    await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        with closing(sqlite3.connect(tmp_path / "lobby.sqlite")) as other:
            other.execute("BEGIN IMMEDIATE")
            assert not await append(store, 1, b"one")
            assert store.is_failing
        await settle(store)

        assert await append(store, 1, b"one")
        nursery.cancel_scope.cancel()


async def test_what_can_not_be_stored_takes_nothing_else_along(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path, evolve(QUICK, probe_seconds=600.0))
    await store.load()
    outcomes = list[tuple[str, bool]]()
    store.append(ROOM, 1, 1, b"one", lambda done: outcomes.append(("one", done)))
    store.append(OTHER, 1, 1, b"bad", lambda done: outcomes.append(("bad", done)), records=(POISON,))
    store.append(OTHER, 1, 2, b"after", lambda done: outcomes.append(("after", done)))
    store.append(ROOM, 1, 2, b"two", lambda done: outcomes.append(("two", done)))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        assert await write(store, PLAYER)

        assert outcomes == [("one", True), ("bad", False), ("after", False), ("two", True)]
        assert await read(store, OTHER) == []
        nursery.cancel_scope.cancel()


@pytest.mark.parametrize("has_happened", [True, False])
async def test_a_commit_of_unknown_outcome_is_looked_up(tmp_path: Path, has_happened: bool) -> None:
    store = SqliteStore(tmp_path, QUICK)
    await store.load()
    failures = [2]

    @event.listens_for(store.writer.engine, "commit")
    def fail(connection: object) -> None:
        if failures[0]:
            failures[0] -= 1
            if has_happened:
                connection.connection.driver_connection.commit()  # type: ignore[attr-defined]
            raise OSError("the answer got lost")

    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        assert await append(store, 1, b"one") is has_happened
        failures[0] = 0
        await settle(store)

        assert await append(store, 2 if has_happened else 1, b"next")
        assert await read(store, ROOM) == ([b"one", b"next"] if has_happened else [b"next"])
        nursery.cancel_scope.cancel()


async def test_a_commit_of_unknown_outcome_is_told_once_it_is_in_the_file_itself(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path, QUICK)
    await store.load()
    failures, outcomes = [0], list[bool]()

    @event.listens_for(store.writer.engine, "commit")
    def fail_to_sync(connection: object) -> None:
        if failures[0]:
            failures[0] -= 1
            connection.connection.driver_connection.commit()  # type: ignore[attr-defined]
            raise OSError("it is in the log, which may be on the disk, or not")

    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        assert await append(store, 1, b"one")
        with closing(sqlite3.connect(tmp_path / FILE)) as reader:  # the log can't be let go while it reads
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM logs").fetchone()
            failures[0] = 1
            store.append(ROOM, 1, 2, b"two", outcomes.append)
            with trio.fail_after(5):
                while not (outcomes or store.is_failing):  # noqa: ASYNC110 -- a thread finds out
                    await trio.sleep(0.01)
            assert outcomes == []
        await settle(store)
        assert outcomes == [True]

        alone = shutil.copyfile(tmp_path / FILE, tmp_path / "alone.sqlite")
        with closing(sqlite3.connect(alone)) as connection:
            assert connection.execute("SELECT count(*) FROM journal").fetchone() == (2,)
        assert rows_in(alone) == [b"one", b"two"]
        nursery.cancel_scope.cancel()


async def test_what_a_killed_server_wrote_last_is_synced_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SqliteStore(tmp_path, QUICK)
    await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        assert await append(store, 1, b"one")
        killed = shutil.copytree(tmp_path, tmp_path / "killed", ignore=shutil.ignore_patterns("lobby.lock"))
        nursery.cancel_scope.cancel()
    synced, fsync = list[str](), os.fsync

    def note(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    after = SqliteStore(killed, QUICK)
    kept = await after.load()
    after.close()

    assert kept.rooms
    assert f"{FILE}-wal" in synced
