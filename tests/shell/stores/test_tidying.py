"""The SQLite file gets as small again as what is left in it, and a file of before 0002 is left alone."""

import sqlite3
from contextlib import closing
from pathlib import Path

import trio
from attrs import evolve

from lobby.core.ids import RoomId
from lobby.shell.questions import FindRoom, Tidied, Unreadable
from lobby.shell.stores.sqlite import SqliteStore
from lobby.testing.stores_later import CLOSED, DAY_MS, NOW_MS, SHORT
from lobby.testing.storing import append, ask, read, tidy


def room_named(number: int) -> RoomId:
    return RoomId(f"{number:012}")


async def fill(store: SqliteStore, rooms: int) -> None:
    """Open rooms, play in them and close them."""
    for number in range(rooms):
        room = room_named(number)
        for step in range(1, 20):
            store.append(room, 1, step, bytes(2_000), lambda _: None)
        assert await append(store, 20, b"end", evolve(CLOSED, id=room), room=room)


async def place(store: SqliteStore) -> None:
    """Let all come to its place: else it would do so in a calm, a second later."""
    is_done = trio.Event()
    store.convert(lambda _: is_done.set())
    await is_done.wait()


async def test_of_a_log_that_is_going_nothing_can_be_read(tmp_path: Path) -> None:
    store, room = SqliteStore(tmp_path), room_named(1)
    await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        for step in range(1, 6):
            assert await append(store, step, b"row", room=room)
            await place(store)
        assert await append(store, 6, b"end", evolve(CLOSED, id=room), room=room)  # in the journal only
        late_ms, slices = NOW_MS + 2 * DAY_MS + 9, list[Tidied | Unreadable]()
        store.tidy(evolve(SHORT, slice_rows=3), late_ms, slices.append)

        assert await read(store, room) == []
        assert [slice_.rows for slice_ in slices if isinstance(slice_, Tidied)] == [3]
        nursery.cancel_scope.cancel()
    store = SqliteStore(tmp_path)
    await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        assert await read(store, room) == []
        await tidy(store, SHORT, late_ms)
        assert await ask(store, FindRoom(room)) is None
        nursery.cancel_scope.cancel()


async def test_a_full_disk_can_be_tidied(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        await fill(store, 20)
        await place(store)
        assert await append(store, 1, bytes(20_000), room=room_named(20))
        connection = store.writer._link.connect()
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

        assert not await append(store, 2, bytes(200_000), room=room_named(20))
        assert sum(slice_.rows for slice_ in await tidy(store, SHORT, NOW_MS + 2 * DAY_MS + 9)) >= 40
        assert await append(store, 2, bytes(20_000), room=room_named(20))
        nursery.cancel_scope.cancel()


async def test_the_file_shrinks_when_rooms_have_gone(tmp_path: Path) -> None:
    store, file = SqliteStore(tmp_path), tmp_path / "lobby.sqlite"
    await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        await fill(store, 100)
        await place(store)
        slices = await tidy(store, SHORT, NOW_MS + 2 * DAY_MS + 9)

        assert max(slice_.pages for slice_ in slices) <= SHORT.slice_pages
        assert sum(slice_.pages for slice_ in slices) > 500
        assert file.stat().st_size < 400_000, "4 MB were in it"
        assert await append(store, 1, b"one", room=room_named(100))
        nursery.cancel_scope.cancel()


async def test_the_pages_of_a_file_of_before_are_used_again_but_stay(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "lobby.sqlite")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE t (x)")
        connection.execute("DROP TABLE t")
        connection.commit()
    store = SqliteStore(tmp_path)
    await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        await fill(store, 5)
        slices = await tidy(store, SHORT, NOW_MS + 2 * DAY_MS + 9)

        assert [slice_.pages for slice_ in slices if slice_.pages] == []
        nursery.cancel_scope.cancel()
