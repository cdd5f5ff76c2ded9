"""A database file without a byte in it is none: only where nothing else lies beside it is it a new one."""

from pathlib import Path

import pytest
import trio

from lobby.shell.store import CantStore, Kept
from lobby.shell.stores.files import check_not_emptied
from lobby.shell.stores.replacing import restore
from lobby.shell.stores.schema import METADATA
from lobby.shell.stores.sqlite import SqliteStore
from lobby.testing.storing import append

LEFT = {"lobby.sqlite", "lobby.lock"}
NOTHING = Kept([], [], [], [], [], [])


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


async def run_once(folder: Path) -> Kept:
    """Start a store and stop it; return what it has found."""
    store = SqliteStore(folder)
    kept = await store.load()
    store.close()
    return kept


async def leave_log(folder: Path) -> bytes:
    """Leave a database behind as a killed server does: with a log; return the log."""
    store = SqliteStore(folder)
    await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        assert await append(store, 1, b"one")
        log = (folder / "lobby.sqlite-wal").read_bytes()
        nursery.cancel_scope.cancel()
    (folder / "lobby.sqlite-wal").write_bytes(log)
    return log


async def test_an_empty_file_alone_in_its_folder_is_a_new_database(tmp_path: Path) -> None:
    (tmp_path / "lobby.sqlite").touch()

    assert await run_once(tmp_path) == NOTHING


@pytest.mark.parametrize("beside", ["lobby.lock", "lobby.sqlite.0005", "reports", "lobby.sqlite-wal"])
async def test_an_empty_file_beside_what_a_server_left_starts_none_and_is_left_alone(
    tmp_path: Path, beside: str
) -> None:
    (tmp_path / "lobby.sqlite").touch()
    (tmp_path / beside).write_bytes(b"left")

    with pytest.raises(CantStore, match=rf"lobby.sqlite is empty, but .*{beside}.*lobby restore FILE"):
        await run_once(tmp_path)

    assert (tmp_path / "lobby.sqlite").stat().st_size == 0
    assert {"lobby.sqlite", beside} <= names_in(tmp_path) <= {*LEFT, beside}


async def test_an_emptied_database_costs_nothing_of_its_log(tmp_path: Path) -> None:
    log = await leave_log(tmp_path)
    (tmp_path / "lobby.sqlite").write_bytes(b"")

    with pytest.raises(CantStore, match="is empty"):
        await run_once(tmp_path)

    assert (tmp_path / "lobby.sqlite-wal").read_bytes() == log


async def test_a_log_without_its_database_starts_no_server(tmp_path: Path) -> None:
    log = await leave_log(tmp_path)
    (tmp_path / "lobby.sqlite").unlink()

    with pytest.raises(CantStore, match=r"lobby.sqlite is missing, but .*lobby.sqlite-wal.*lobby restore"):
        await run_once(tmp_path)

    assert (tmp_path / "lobby.sqlite-wal").read_bytes() == log


@pytest.mark.parametrize("what", ["emptied", "missing"])
async def test_restore_keeps_the_log_of_a_database_that_has_gone_and_does_not_mix_them(
    tmp_path: Path, what: str
) -> None:
    (tmp_path / "backup").mkdir()
    await run_once(tmp_path / "backup")
    (tmp_path / "data").mkdir()
    log = await leave_log(tmp_path / "data")
    database = tmp_path / "data" / "lobby.sqlite"
    database.write_bytes(b"") if what == "emptied" else database.unlink()

    replaced = restore(tmp_path / "backup" / "lobby.sqlite", tmp_path / "data")

    assert replaced.kept is not None
    assert replaced.kept.with_name(f"{replaced.kept.name}-wal").read_bytes() == log
    assert not database.with_name("lobby.sqlite-wal").exists()
    assert await run_once(tmp_path / "data") == NOTHING


async def test_a_server_that_is_killed_while_it_makes_its_database_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = list[set[str]]()
    make = METADATA.create_all

    def look(*arguments: object) -> None:
        seen.append(names_in(tmp_path))
        make(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(METADATA, "create_all", look)
    (tmp_path / "lobby.sqlite.unfinished").write_bytes(b"of one that was killed")
    await run_once(tmp_path)

    [names] = seen
    assert "lobby.sqlite" not in names
    assert names_in(tmp_path) == LEFT


def test_what_is_no_file_of_a_servers_makes_no_folder_an_old_one(tmp_path: Path) -> None:
    for name in ("lobby.sqlite", "notes.txt", "lobby.toml"):
        (tmp_path / name).touch()

    check_not_emptied(tmp_path)
