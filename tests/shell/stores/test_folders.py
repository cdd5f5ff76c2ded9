"""Data directories with odd names, behind links, and with what killed commands have left in them."""

import stat
from pathlib import Path

import pytest
import trio

from lobby.cli import main
from lobby.shell.stores.copying import copy_database
from lobby.shell.stores.replacing import restore
from lobby.shell.stores.sqlite import SqliteStore
from lobby.testing.storing import append

ODD = ["two words", "ü-日本", "50%25 off", "%2e%2e", "what?mode=memory", "hash#tag", "plus+and&", "file:x"]


async def live(folder: Path, *rows: bytes) -> list[bytes]:
    """Run a store on a folder that adds rows to a room; return those that it has found."""
    store = SqliteStore(folder)
    kept = await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        for number, row in enumerate(rows, start=1):
            assert await append(store, number, row)
        nursery.cancel_scope.cancel()
    return [bytes(row) for room in kept.rooms for row in room.rows]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("name", ODD)
async def test_the_database_is_in_its_folder_whatever_that_is_called(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "sub" / name
    folder.mkdir(parents=True)

    assert await live(folder, b"one", b"two") == []

    assert await live(folder) == [b"one", b"two"]
    assert (folder / "lobby.sqlite").stat().st_size
    assert (names(tmp_path), names(folder.parent)) == (["sub"], [name])


async def test_a_folder_whose_name_is_given_from_the_present_one_is_none_of_a_url(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file:x?y").mkdir()

    await live(Path("file:x?y"), b"one")

    assert names(tmp_path) == ["file:x?y"]
    assert await live(tmp_path / "file:x?y") == [b"one"]


async def test_a_link_to_a_folder_is_that_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")

    await live(tmp_path / "link", b"one")

    assert await live(tmp_path / "real") == [b"one"]


async def test_a_start_takes_away_what_killed_commands_have_begun(tmp_path: Path) -> None:
    await live(tmp_path, b"one")
    for begun in (".restore-x1", ".backup-x2"):
        (tmp_path / begun).mkdir()
        (tmp_path / begun / "lobby.sqlite").write_bytes(b"half")

    assert await live(tmp_path) == [b"one"]

    assert names(tmp_path) == ["lobby.lock", "lobby.sqlite"]


async def test_so_does_a_restore(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    await live(folder)
    copy_database(folder / "lobby.sqlite", tmp_path / "backup")
    (folder / ".restore-x1").mkdir()

    with pytest.raises(Exception, match="no file"):
        restore(tmp_path / "nothing", folder)
    assert ".restore-x1" in names(folder), "nothing has happened"
    restore_kept = restore(tmp_path / "backup", folder).kept

    assert restore_kept is not None
    assert names(folder) == sorted(["lobby.lock", "lobby.sqlite", restore_kept.name])


def test_a_new_data_directory_is_its_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"

    with pytest.raises(SystemExit):  # a start that fails later, when there is one
        main(["--data", str(folder), "--unix", "/nowhere/x"])

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
