"""The control socket: what the command line asks of a running server, and how little it costs the server."""

import os
import socket
import sqlite3
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
import trio
from attrs import evolve, frozen

from lobby.settings import ControlSection, RetentionSection
from lobby.shell.control.client import perform
from lobby.shell.control.frames import HEAD, read_frame, write_frame
from lobby.shell.control.server import Control
from lobby.shell.control.socket import address_of
from lobby.shell.keeping.tidier import Tidier
from lobby.shell.records import KeepFilm
from lobby.shell.store import CantStore
from lobby.shell.stores.archive import log_parts
from lobby.shell.stores.sqlite import SqliteStore
from lobby.testing.stores_later import AWAKE, CLOSED, result
from lobby.testing.storing import OTHER, ROOM, append, write
from tests.shell.stores.tables import rows_in

SETTINGS = ControlSection(request_seconds=0.3)
GAME = result("game", 5)


@frozen(eq=False)
class Server:
    """What answers, and the store behind it."""

    folder: Path
    store: SqliteStore

    async def ask(self, what: str, key: str | None = None) -> list[Any]:
        """Return the parts that the command line gets."""
        return await trio.to_thread.run_sync(lambda: list(perform(self.folder, what, key)))

    async def fail(self, what: str, key: str | None = None) -> str:
        """Return why the command line gets nothing."""
        with pytest.raises(CantStore) as caught:
            await self.ask(what, key)
        return str(caught.value)

    def dial(self) -> socket.socket:
        """Connect, for those who speak no sense."""
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(10)
        with address_of(self.folder / "control.sock") as address:
            line.connect(address)
        return line


@asynccontextmanager
async def serving(folder: Path, settings: ControlSection = SETTINGS) -> AsyncIterator[Server]:
    """Run a store with its control socket, and a few things in it."""
    store = SqliteStore(folder)
    await store.load()
    tidier = Tidier(store, evolve(RetentionSection(), pause_ms=0), lambda: 0.0)
    with trio.fail_after(60):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(store.run)
            nursery.start_soon(Control(folder, settings, store, tidier).run)
            while not (folder / "control.sock").exists():  # noqa: ASYNC110 -- nobody tells
                await trio.sleep(0.01)
            yield Server(folder, store)
            nursery.cancel_scope.cancel()


async def fill(store: SqliteStore) -> None:
    """Play a game in one room and begin in another."""
    assert await append(store, 1, b"one", AWAKE)
    assert await append(store, 2, b"two", CLOSED, GAME)
    assert await append(store, 1, bytes(600_000), evolve(AWAKE, id=OTHER, code="OTHER"), room=OTHER)
    assert await append(store, 2, b"more", room=OTHER)
    assert await write(store, KeepFilm(GAME.id, b"film"))


def hear(line: socket.socket) -> Iterator[Any]:
    """Yield what the server says, until it hangs up."""
    while head := line.recv(HEAD.size):
        yield read_frame(line.recv(HEAD.unpack(head)[0]))


def unfinished(folder: Path) -> list[str]:
    """Return the copies that are being made."""
    return [path.name for path in folder.glob(".backup*")]


async def say(server: Server, said: bytes) -> Any:
    """Return the one answer to some bytes."""

    def converse() -> Any:
        with server.dial() as line:
            line.sendall(said)
            return list(hear(line))

    return await trio.to_thread.run_sync(converse)


# --- what can be asked for -----------------------------------------------------------------------


async def test_a_backup_is_the_database_of_one_moment_while_moves_go_on(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    async with serving(tmp_path / "data") as server:
        number = 0
        is_copied = trio.Event()

        async def copy() -> None:
            size, *parts = await server.ask("backup")
            (tmp_path / "copy").write_bytes(b"".join(parts))
            assert (tmp_path / "copy").stat().st_size == size
            is_copied.set()

        for number in range(1, 50):
            await append(server.store, number, bytes(10_000))
        async with trio.open_nursery() as nursery:
            nursery.start_soon(copy)
            while not is_copied.is_set():
                number += 1
                assert await append(server.store, number, b"meanwhile")

    rows = rows_in(tmp_path / "copy")
    with closing(sqlite3.connect(tmp_path / "copy")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert rows == [*[bytes(10_000)] * 49, *[b"meanwhile"] * (len(rows) - 49)]
    assert 49 <= len(rows) <= number
    assert unfinished(tmp_path / "data") == []


async def test_logs_and_films_are_told_by_a_server_as_from_the_file(tmp_path: Path) -> None:
    questions = [
        ("export", ROOM),
        ("export", "ABCDE"),
        ("export", GAME.id),
        ("export", None),
        ("film", GAME.id),
    ]
    async with serving(tmp_path) as server:
        await fill(server.store)
        told = [await server.ask(*question) for question in questions]
    read = [list(perform(tmp_path, *question)) for question in questions]

    assert told == read
    room = {"state": "closed", "touched_ms": CLOSED.touched_ms}
    assert told[0] == told[1] == [room, [b"one", b"two"]]
    assert told[2] == [{**room, "game_number": 1}, [b"one", b"two"]]
    assert [part if isinstance(part, dict) else len(part) for part in told[3]] == [
        room,
        2,
        {"state": "awake", "touched_ms": AWAKE.touched_ms},
        1,
        1,
    ]
    assert told[4] == [b"film"]


async def test_a_room_that_is_told_to_be_over_has_its_last_rows(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        for room in (ROOM, OTHER):
            assert await append(server.store, 1, b"one", evolve(AWAKE, id=room), room=room)
        parts = log_parts(tmp_path, None)
        assert [next(parts), next(parts)][1] == [b"one"]
        assert await append(server.store, 2, b"end", evolve(CLOSED, id=OTHER), room=OTHER)

        about, *rows = list(parts)

        is_over = isinstance(about, dict) and about["state"] == "closed"
        assert rows == [[b"one", b"end"] if is_over else [b"one"]]


async def test_what_is_not_there_is_one_line(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        await fill(server.store)
        await write(server.store, result("filmless", 6))

        assert await server.fail("export", "NOSUCH") == (
            "there is no room and no finished game of the id or code 'NOSUCH'"
        )
        assert await server.fail("film", "nosuch") == "there is no finished game of the id 'nosuch'"
        assert "there is no film of the game 'filmless" in await server.fail("film", result("filmless", 6).id)


async def test_a_file_of_before_gives_its_pages_back_after_a_vacuum(tmp_path: Path) -> None:
    path = tmp_path / "lobby.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")
        connection.execute("DROP TABLE t")
    async with serving(tmp_path) as server:
        assert await append(server.store, 1, bytes(1_000_000))
        server.store.forget(ROOM)
        [sizes] = await server.ask("vacuum")

        assert sizes["before"] > 1_000_000
        assert sizes["after"] < 300_000
        assert path.stat().st_size == sizes["after"]
        assert await append(server.store, 1, b"other", room=OTHER)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA auto_vacuum").fetchone() == (2,)


# --- the socket ----------------------------------------------------------------------------------


async def test_the_socket_is_its_owners_and_goes_with_the_server(tmp_path: Path) -> None:
    async with serving(tmp_path):
        assert stat.S_IMODE((tmp_path / "control.sock").stat().st_mode) == 0o600

    assert not (tmp_path / "control.sock").exists()


async def test_what_a_killed_server_left_is_replaced(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / "control.sock"))
    (tmp_path / ".backup-abc").mkdir()
    (tmp_path / ".backup-abc" / "lobby.sqlite").write_bytes(b"half")
    async with serving(tmp_path) as server:
        while (tmp_path / ".backup-abc").exists():  # noqa: ASYNC110
            await trio.sleep(0.01)
        assert await server.ask("export") == []


async def test_a_path_that_is_too_long_for_a_socket_works(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 100) / ("y" * 100)
    folder.mkdir(parents=True)
    async with serving(folder) as server:
        assert await server.ask("export") == []


async def test_where_no_socket_can_be_the_server_goes_on_and_commands_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lobby.shell.control.client._STARTING_SECONDS", 0.0)
    (tmp_path / "control.sock").write_text("something of somebody")
    async with serving(tmp_path) as server:
        assert await append(server.store, 1, b"one")
        failure = await server.fail("backup")

    assert f"another server (process {os.getpid()}) is using the data directory" in failure
    assert failure.endswith("control.sock: Connection refused")
    assert (tmp_path / "control.sock").read_text() == "something of somebody"


# --- who means harm, or is broken ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (write_frame(["dance", None]), "the server knows no such command: ['dance', None]"),
        (write_frame(["film", None]), "the server knows no such command: ['film', None]"),
        (write_frame(7), "the server knows no such command: 7"),
        (HEAD.pack(2) + b"\xc1\xc1", "2 bytes are not one msgpack value"),
        (HEAD.pack(5000), "frame of 5000 bytes is over the limit of 4096"),
        (b"", "no request came in 0.3 s"),
        (b"\x00", "no request came in 0.3 s"),
    ],
)
async def test_what_is_no_request_is_told_so(tmp_path: Path, said: bytes, answer: str) -> None:
    async with serving(tmp_path) as server:
        assert await say(server, said) == [["error", answer]]
        assert await server.ask("export") == []


async def test_more_commands_at_once_than_allowed_are_refused(tmp_path: Path) -> None:
    settings = evolve(SETTINGS, connections=1, request_seconds=30)
    async with serving(tmp_path, settings) as server:
        with server.dial():
            assert "carries out 1 commands at once" in await server.fail("export")
        with trio.fail_after(10):
            while True:
                try:
                    assert await server.ask("export") == []
                except CantStore:
                    await trio.sleep(0.01)
                else:
                    break


async def test_a_client_that_goes_or_does_not_read_costs_nothing(tmp_path: Path) -> None:
    async with serving(tmp_path, evolve(SETTINGS, seconds=1.0)) as server:
        for number in range(1, 40):
            await append(server.store, number, bytes(100_000))
        with server.dial() as line:
            line.sendall(write_frame(["backup", None]))
        with server.dial() as stalled:
            stalled.sendall(write_frame(["backup", None]))
            while not unfinished(tmp_path):  # noqa: ASYNC110
                await trio.sleep(0.01)
            while unfinished(tmp_path):  # noqa: ASYNC110
                await trio.sleep(0.01)
            assert await append(server.store, 40, b"one more")


async def test_a_server_that_goes_midway_is_told_in_one_line(tmp_path: Path) -> None:
    failures = list[str]()
    async with serving(tmp_path) as server:
        for number in range(1, 40):
            await append(server.store, number, bytes(100_000))
        parts = perform(tmp_path, "backup")
        await trio.to_thread.run_sync(next, parts)
    try:
        list(parts)
    except CantStore as error:
        failures.append(str(error))

    assert failures == ["the server has gone before it was done: the connection ended"]
