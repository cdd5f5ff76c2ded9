"""What was stored comes to its place by itself, and what can't come there keeps nothing else from it."""

import shutil
import threading
from contextlib import closing
from itertools import count as count_up
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest
import trio
from attrs import evolve
from sqlalchemy import create_engine, event
from structlog.testing import capture_logs

from lobby.core.ids import RoomId, SessionId
from lobby.settings import RetentionSection, StoreSection
from lobby.shell.questions import ListAnswers, Unreadable
from lobby.shell.records import ForgetSession, KeepAnswer
from lobby.shell.stores import poster, sqlite
from lobby.shell.stores.files import FILE
from lobby.shell.stores.migrations.run import migrate
from lobby.shell.stores.poster import Poster
from lobby.shell.stores.posting import renew
from lobby.shell.stores.sqlite import SqliteStore
from lobby.testing.storing import OTHER, PLAYER, ROOM, SESSION, append, ask, read, tidy, write
from tests.shell.stores.tables import count, rows_in

QUICK = StoreSection(gather_ms=0, idle_probe_seconds=0.05)


async def settle(store: SqliteStore) -> None:
    """Wait until the journal is empty."""
    with trio.fail_after(10):
        while store.writer.journal:  # noqa: ASYNC110 -- a thread does it
            await trio.sleep(0.01)


def refuse(folder: Path, room: RoomId) -> None:
    """Let no row of the room come to its place, as where a page of the file is damaged."""
    with closing(connect(folder / FILE)) as connection:
        connection.execute(
            f"CREATE TRIGGER refuse BEFORE INSERT ON logs WHEN new.room = '{room}'"
            " BEGIN SELECT raise(ABORT, 'the page is damaged'); END"
        )


def allow(folder: Path) -> None:
    with closing(connect(folder / FILE)) as connection:
        connection.execute("DROP TRIGGER refuse")


async def test_in_a_calm_all_comes_to_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "_CALM_SECONDS", 0.01)
    monkeypatch.setattr(poster, "_TOGETHER_BYTES", 300)
    store, file = SqliteStore(tmp_path, QUICK), tmp_path / FILE
    await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        for number in range(1, 30):
            answer = KeepAnswer(SESSION.id, number, b"%d" % number)
            store.append(ROOM, 1, number, b"%d" % number, lambda _: None, records=(answer,))
        assert await append(store, 30, b"30", PLAYER, SESSION)
        await settle(store)

        assert (count(file, "journal"), count(file, "answers")) == (0, 1)
        assert rows_in(file) == await read(store, ROOM) == [b"%d" % number for number in range(1, 31)]
        assert len(await ask(store, ListAnswers(SESSION.id))) == 29
        nursery.cancel_scope.cancel()


async def test_under_load_no_more_stays_in_the_journal_than_it_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_CALM_SECONDS", 600.0)
    monkeypatch.setattr(poster, "_TOGETHER_BYTES", 1_000)
    store, file = SqliteStore(tmp_path, evolve(QUICK, journal_kib=5)), tmp_path / FILE
    await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        for number in range(1, 200):
            assert await append(store, number, bytes(100))
            assert await append(store, number, bytes(100), room=OTHER)
            assert store.writer.journal.size < 5 * 1024 + 2 * 200
        nursery.cancel_scope.cancel()
    assert 10 < count(file, "journal") < 50, "about 25 rows of 200 bytes"
    assert rows_in(file) == [bytes(100)] * 199


async def test_where_the_disk_hangs_meanwhile_it_is_seen(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path, evolve(QUICK, journal_kib=0, stuck_seconds=0.1))
    await store.load()
    commits, goes_on, outcomes = count_up(), threading.Event(), list[bool]()

    @event.listens_for(store.writer.engine, "commit")
    def hang(_: object) -> None:
        if next(commits) == 1:  # after the one of the step
            goes_on.wait(10)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        assert await append(store, 1, b"one")
        store.append(ROOM, 1, 2, b"two", outcomes.append)
        with trio.fail_after(5):
            while not store.is_failing:  # noqa: ASYNC110 -- a thread hangs
                await trio.sleep(0.01)
        assert outcomes == []
        goes_on.set()
        assert await append(store, 3, b"three")
        assert (store.is_failing, outcomes) == (False, [True])
        nursery.cancel_scope.cancel()


async def test_what_came_to_its_place_without_anybody_knowing_does_so_once(tmp_path: Path) -> None:
    store, file = (
        SqliteStore(tmp_path, evolve(QUICK, journal_kib=0)),
        tmp_path / FILE,
    )
    await store.load()
    commits = count_up()

    @event.listens_for(store.writer.engine, "commit")
    def fail_to_sync(connection: Any) -> None:
        if next(commits) == 1:  # after the one of the step
            connection.connection.driver_connection.commit()
            raise OSError("it is in the log, which may be on the disk, or not")

    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        with closing(connect(file)) as other:  # else SQLite takes the log in when the connection is given up
            other.execute("SELECT count(*) FROM logs").fetchone()
            assert await append(store, 1, b"one")
            with trio.fail_after(10):
                while count(file, "logs") == 0:  # noqa: ASYNC110 -- a thread does it
                    await trio.sleep(0.01)
            assert await append(store, 2, b"two")
            # Nothing that is told hangs on a log which may never reach the disk.
            alone = shutil.copyfile(file, tmp_path / "alone.sqlite")
            assert count(alone, "logs") == 1
        await settle(store)

        assert (count(file, "logs"), count(file, "journal")) == (2, 0)
        assert rows_in(file) == await read(store, ROOM) == [b"one", b"two"]
        nursery.cancel_scope.cancel()


@pytest.mark.parametrize("size", [10, 200_000])  # of what can't come to its place
async def test_a_room_whose_rows_can_not_come_to_their_place_keeps_no_other_from_it(
    tmp_path: Path, size: int
) -> None:
    settings = evolve(QUICK, journal_kib=0, idle_probe_seconds=0.2)
    store, file = SqliteStore(tmp_path, settings), tmp_path / FILE
    await store.load()
    refuse(tmp_path, ROOM)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        for number in range(1, 4):
            assert await append(store, number, bytes(size))
        for number in range(1, 200):
            assert await append(store, number, b"other %d" % number + bytes(size // 10), room=OTHER)
        with trio.fail_after(10):
            while store.writer.journal.logs.keys() != {ROOM}:  # noqa: ASYNC110 -- a thread does it
                await trio.sleep(0.01)

        assert not store.is_failing
        assert len(await read(store, ROOM)) == 3
        assert len(await read(store, OTHER)) == 199
        assert await tidy(store, RetentionSection(), 1)
        assert await write(store, PLAYER)
        nursery.cancel_scope.cancel()
    assert count(file, "journal") < 100, "of two hundred"

    store = SqliteStore(tmp_path, settings)
    kept = await store.load()
    assert {room.id: len(room.rows) for room in kept.rooms} == {ROOM: 3, OTHER: 199}
    allow(tmp_path)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        assert await append(store, 4, b"end", incarnation=2)
        await settle(store)
        assert rows_in(file) == [*[bytes(size)] * 3, b"end"]
        nursery.cancel_scope.cancel()


async def test_what_can_not_be_read_where_it_belongs_keeps_nothing_else_from_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_CALM_SECONDS", 0.01)
    store, file, stranger = SqliteStore(tmp_path, QUICK), tmp_path / FILE, SessionId(b"t" * 16)
    await store.load()
    with closing(connect(file)) as connection:
        connection.execute("INSERT INTO answers VALUES (?, x'c1')", (SESSION.id,))
        connection.commit()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        for session in (SESSION.id, stranger):
            assert await write(store, KeepAnswer(session, 1, b"one"))
        assert await append(store, 1, b"one")
        with trio.fail_after(10):
            while count(file, "logs") == 0 or count(file, "answers") == 1:  # noqa: ASYNC110 -- a thread
                await trio.sleep(0.01)

        assert isinstance(await ask(store, ListAnswers(SESSION.id)), Unreadable)
        assert await ask(store, ListAnswers(stranger)) == (KeepAnswer(stranger, 1, b"one"),)
        assert not store.is_failing
        with closing(connect(file)) as connection:
            connection.execute("UPDATE answers SET results = x'90' WHERE results = x'c1'")
            connection.commit()
        await settle(store)
        assert await ask(store, ListAnswers(SESSION.id)) == (KeepAnswer(SESSION.id, 1, b"one"),)
        nursery.cancel_scope.cancel()


async def test_after_an_entry_of_which_nobody_knows_whether_it_is_there_the_store_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, file = SqliteStore(tmp_path, evolve(QUICK, journal_kib=0)), tmp_path / FILE
    await store.load()
    refuse(tmp_path, ROOM)
    failures = [0, 0]

    def note(*given: Any) -> Any:
        failures[0] = 1
        return renew(*given)

    @event.listens_for(store.writer.engine, "commit")
    def lose_answer(connection: Any) -> None:
        if failures[0]:
            failures[:] = [0, failures[1] + 1]
            connection.connection.driver_connection.commit()
            raise OSError("the answer got lost")

    monkeypatch.setattr(poster, "renew", note)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        assert await append(store, 1, b"one")
        for number in range(1, 30):
            assert await append(store, number, bytes(200), room=OTHER)
        with trio.fail_after(10):
            while not failures[1]:  # noqa: ASYNC110 -- a thread does it
                await trio.sleep(0.01)
        for number in range(30, 60):
            assert await append(store, number, bytes(200), room=OTHER)
        assert await append(store, 2, b"two")
        nursery.cancel_scope.cancel()
    assert rows_in(file) == [b"one", b"two"]


@pytest.mark.parametrize("damaged", [b"\xc1", b"\x05", b"\x91\x05"])  # no value, no list, no list of rows
async def test_rows_that_are_damaged_break_their_room_alone(tmp_path: Path, damaged: bytes) -> None:
    store, file = SqliteStore(tmp_path, evolve(QUICK, journal_kib=0)), tmp_path / FILE
    await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        for room in (ROOM, OTHER):
            assert await append(store, 1, b"one", room=room)
        await settle(store)
        nursery.cancel_scope.cancel()
    with closing(connect(file)) as connection:
        connection.execute("UPDATE logs SET rows = ? WHERE room = ?", (damaged, OTHER))
        connection.commit()

    store = SqliteStore(tmp_path, QUICK)
    kept = await store.load()

    assert {room.id: room.rows for room in kept.rooms} == {ROOM: [b"one"], OTHER: [damaged]}
    store.close()


async def test_what_is_forgotten_is_gone_wherever_it_stands(tmp_path: Path) -> None:
    store, file = SqliteStore(tmp_path, evolve(QUICK, journal_kib=0)), tmp_path / FILE
    await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        for room in (ROOM, OTHER):
            assert await append(store, 1, b"one", SESSION, KeepAnswer(SESSION.id, 1, b"one"), room=room)
        await settle(store)
        assert await append(store, 2, b"two", KeepAnswer(SESSION.id, 2, b"two"))
        store.forget(ROOM)
        store.write((KeepAnswer(SESSION.id, 3, b"three"),), lambda _: None)
        assert await write(store, ForgetSession(SESSION.id))
        assert await ask(store, ListAnswers(SESSION.id)) == ()
        await settle(store)
        nursery.cancel_scope.cancel()

    store = SqliteStore(tmp_path, QUICK)
    kept = await store.load()
    assert ([room.id for room in kept.rooms], list(kept.answers)) == ([OTHER], [])
    assert (rows_in(file), count(file, "answers"), count(file, "logs")) == ([], 0, 1)
    store.close()


async def test_what_is_forgotten_at_once_does_not_fill_the_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_CALM_SECONDS", 600.0)
    store, file = SqliteStore(tmp_path, evolve(QUICK, journal_kib=20)), tmp_path / FILE
    await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        assert await append(store, 1, b"one")
        for number in range(200):
            session = SessionId(b"%016d" % number)
            assert await write(store, KeepAnswer(session, 1, bytes(1000)))
            assert await write(store, ForgetSession(session))
        nursery.cancel_scope.cancel()
    assert count(file, "journal") < 50


async def test_where_another_program_holds_the_database_it_is_said_and_done_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_CALM_SECONDS", 0.3)
    store = SqliteStore(tmp_path, StoreSection(gather_ms=0, busy_seconds=0.0, idle_probe_seconds=1.0))
    await store.load()
    with closing(connect(tmp_path / FILE)) as other, capture_logs() as logs:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(store.run)
            assert await append(store, 1, b"one")
            other.execute("BEGIN IMMEDIATE")
            with trio.fail_after(10):
                while not logs:  # noqa: ASYNC110 -- a thread does it
                    await trio.sleep(0.01)
            await trio.sleep(0.3)
            assert store.writer.journal
            assert not store.is_failing
            other.execute("COMMIT")
            await settle(store)
            nursery.cancel_scope.cancel()
    assert [entry["event"] for entry in logs] == ["not put in its place"]


@pytest.mark.parametrize("journal_kib", [1000, 0])
async def test_steps_come_first_or_soon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, journal_kib: int
) -> None:
    monkeypatch.setattr(sqlite, "_CALM_SECONDS", 0.0)
    monkeypatch.setattr(poster, "_TOGETHER_BYTES", 1)
    store = SqliteStore(tmp_path, evolve(QUICK, journal_kib=journal_kib))
    await store.load()
    post, told = Poster.post, list[int]()

    def post_and_ask(poster: Poster) -> bool:
        trio.from_thread.run_sync(store.append, ROOM, 1, 2, b"two", lambda _: told.append(waiting()))
        return post(poster)

    def waiting() -> int:
        return len(store.writer.journal.logs)

    async with trio.open_nursery() as nursery:
        for number in range(50):
            store.append(RoomId(f"{number:012}"), 1, 1, b"one", lambda _: None)
        store.append(ROOM, 1, 1, b"one", lambda _: None)
        monkeypatch.setattr(Poster, "post", post_and_ask)
        nursery.start_soon(store.run)
        with trio.fail_after(10):
            while not told:  # noqa: ASYNC110 -- a thread does it
                await trio.sleep(0.01)
        nursery.cancel_scope.cancel()

    assert told[0] >= (50 if journal_kib else 40), "of 51"


async def test_what_was_stored_before_the_journal_is_all_there(tmp_path: Path) -> None:
    with create_engine(f"sqlite:///{tmp_path / FILE}").begin() as connection:
        migrate(connection, "0006")
    with closing(connect(tmp_path / FILE)) as old:
        for room, rows in ((ROOM, 200), (OTHER, 64)):
            old.execute("INSERT INTO rooms (id, incarnation, set_aside) VALUES (?, 1, '')", (room,))
            old.executemany(
                "INSERT INTO steps VALUES (?, ?, ?)",
                [(room, number, b"%s %d" % (room.encode(), number)) for number in range(rows, 0, -1)],
            )
        for session in (SESSION.id, SessionId(b"t" * 16)):
            old.executemany(
                "INSERT INTO answers VALUES (?, ?, ?, ?)",
                [(session, number % 64, number, b"%d" % number) for number in range(70, 6, -1)],
            )
        old.commit()
    store = SqliteStore(tmp_path, QUICK)

    kept = await store.load()

    assert {room.id: room.rows for room in kept.rooms} == {
        room: [b"%s %d" % (room.encode(), number) for number in range(1, rows + 1)]
        for room, rows in ((ROOM, 200), (OTHER, 64))
    }
    assert list(kept.answers) == [
        KeepAnswer(session, number, b"%d" % number)
        for session in (SESSION.id, SessionId(b"t" * 16))
        for number in range(7, 71)
    ]
    store.close()
