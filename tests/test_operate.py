"""Backup, restore, vacuum and export on the command line: what they write, what they say if they can't."""

import errno
import resource
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import trio

from lobby.cli import main
from lobby.core.events import Moved, Opened, Row
from lobby.core.history.lines import read_lines
from lobby.core.history.log import pack_row
from lobby.core.ids import Code
from lobby.operate import fetch_film
from lobby.shell.records import KeepFilm
from lobby.shell.store import CantStore
from lobby.shell.stores.copying import needing_room
from lobby.shell.stores.sqlite import SqliteStore
from lobby.testing.stores_later import ANN, AWAKE, result
from lobby.testing.storing import ROOM, append, write

GAME = result("game", 5)
ROWS = [
    Row(1, 0, (Opened(ROOM, Code("ABCDE"), "", True, "chess", 3, {}, ANN, bytes(32), 0, 0, 0, 9, "e"),)),
    Row(2, 7, (Moved(0, ["e2", "e4"]),)),
]


@pytest.fixture
def data(tmp_path: Path) -> str:
    """Return a data directory with a room in it."""

    async def fill(folder: Path) -> None:
        store = SqliteStore(folder)
        await store.load()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(store.run)
            await append(store, 1, pack_row(ROWS[0]), AWAKE)
            await append(store, 2, pack_row(ROWS[1]), GAME)
            await write(store, KeepFilm(GAME.id, b"film"))
            nursery.cancel_scope.cancel()

    (tmp_path / "data").mkdir()
    trio.run(fill, tmp_path / "data")
    return str(tmp_path / "data")


def run(*arguments: str) -> None:
    """Run a command that succeeds."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 0


def fail(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command that can't succeed; return its one line."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    return line


def logs_in(text: str) -> list[tuple[dict[str, Any], list[Row]]]:
    return list(read_lines(text.splitlines()))


def test_a_backup_is_written_and_restored(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = tmp_path / "backup"
    run("backup", str(backup), "--data", data)
    assert capsys.readouterr().out == f"wrote {backup}, {backup.stat().st_size:,} bytes\n"
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    (Path(data) / "lobby.sqlite").write_bytes(b"spoiled")

    run("--data", data, "restore", str(backup))

    first, second = capsys.readouterr().out.splitlines()
    assert first == f"{data}/lobby.sqlite is {backup} now"
    assert second.startswith(f"what was there is {data}/lobby.sqlite.2")
    run("export", "--all", "--data", data)
    assert len(logs_in(capsys.readouterr().out)) == 1


def test_on_a_new_machine_restore_makes_the_data_directory(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("backup", str(tmp_path / "backup"), "--data", data)
    folder = tmp_path / "new" / "data"
    assert fail(capsys, "restore", str(tmp_path), "--data", str(folder)).endswith(f"no file {tmp_path}")
    (tmp_path / "none").write_bytes(b"this is no database")
    assert "is no sound database" in fail(capsys, "restore", str(tmp_path / "none"), "--data", str(folder))
    assert not folder.parent.exists(), "what failed has left nothing"

    run("restore", str(tmp_path / "backup"), "--data", str(folder))

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    run("export", "ABCDE", "--data", str(folder))
    assert len(logs_in(capsys.readouterr().out.partition("\n")[2])) == 1


def test_an_emptied_database_is_neither_copied_nor_touched(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (Path(data) / "lobby.sqlite").write_bytes(b"")
    (Path(data) / "lobby.sqlite-wal").write_bytes(b"all that is left")

    for command in (["backup", str(tmp_path / "backup")], ["vacuum"], ["export", "--all"]):
        assert "lobby.sqlite is empty, but" in fail(capsys, *command, "--data", data)

    assert (Path(data) / "lobby.sqlite-wal").read_bytes() == b"all that is left"


def test_a_file_that_is_there_is_written_over_only_by_force(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "backup").write_text("precious")
    backup = str(tmp_path / "backup")

    assert fail(capsys, "backup", backup, "--data", data).endswith("is there already; --force writes over it")
    assert (tmp_path / "backup").read_text() == "precious"

    run("backup", backup, "--data", data, "--force")
    assert (tmp_path / "backup").read_bytes().startswith(b"SQLite format 3")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup", "data"]


def test_the_log_of_a_room_is_exported_by_any_of_its_names(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (ROOM, "ABCDE", GAME.id):
        run("export", name, "--data", data)
        [(header, rows)] = logs_in(capsys.readouterr().out)
        assert (header["room"], header["game"], header["version"], rows) == (ROOM, "chess", 3, ROWS)
    assert header["game_number"] == 1

    run("export", "--all", str(tmp_path / "all.jsonl"), "--data", data)
    assert capsys.readouterr().out == f"wrote {tmp_path / 'all.jsonl'}, 1 log\n"
    assert [rows for _, rows in logs_in((tmp_path / "all.jsonl").read_text())] == [ROWS]


def test_a_film_is_fetched_for_who_shows_it(data: str) -> None:
    assert fetch_film(Path(data), GAME.id) == b"film"
    with pytest.raises(CantStore, match="there is no finished game of the id 'nosuch'"):
        fetch_film(Path(data), "nosuch")


def test_the_data_directory_may_be_named_by_the_configuration(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "lobby.toml").write_text('[server]\ndata = "data"\n')

    run("--config", str(tmp_path / "lobby.toml"), "vacuum")
    run("vacuum", "--config", str(tmp_path / "lobby.toml"))

    assert capsys.readouterr().out.count("the database had ") == 2


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["backup", "{0}/missing/file"], "can't write {0}/missing/file: No such file or directory"),
        (["backup", "{0}/data/lobby.sqlite/x"], "can't write {0}/data/lobby.sqlite/x: Not a directory"),
        (["backup", "{0}/file", "--data", "{0}/x"], "there is no database in the data directory {0}/x"),
        (["export", "NOSUCH"], "there is no room and no finished game of the id or code 'NOSUCH'"),
        (["export"], "name a room or a finished game, or say --all"),
        (["restore", "{0}/missing"], "there is no file {0}/missing"),
        (["vacuum", "--config", "{0}/no.toml"], "{0}/no.toml: No such file or directory"),
        (["backup", "-"], "a backup goes into a file; - is none"),
    ],
)
def test_what_can_not_be_done_is_one_line(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], line: str
) -> None:
    given = [argument.format(tmp_path) for argument in arguments]
    where = [] if "--data" in given or "--config" in given else ["--data", data]

    assert fail(capsys, *given, *where) == f"lobby: {line.format(tmp_path)}"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


@pytest.mark.parametrize("command", ["backup {0}", "export --all {0}"])
def test_what_does_not_fit_is_one_line_and_leaves_nothing(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300, before[1]))
    try:
        line = fail(capsys, *command.format(tmp_path / "new").split(), "--data", data)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert line.startswith("lobby: ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_a_disk_without_room_for_a_copy_is_named(tmp_path: Path) -> None:
    needed = 10**18
    full = r"the disk of .* is full: a copy needs about 1,000,0.* bytes, [\d,]+ are free; make room"
    with pytest.raises(CantStore, match=full), needing_room("a copy", tmp_path, needed):
        raise sqlite3.OperationalError("disk I/O error")

    with pytest.raises(OSError, match="Input/output"), needing_room("a copy", tmp_path, 0):
        raise OSError(errno.EIO, "Input/output error")


def test_what_is_no_file_is_never_written_over(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert fail(capsys, "backup", data, "--data", data, "--force") == f"lobby: {data} is no file"


@pytest.mark.parametrize("name", ["lobby.sqlite", "lobby.sqlite-wal", "lobby.lock", "link"])
@pytest.mark.parametrize("command", ["backup", "export --all"])
def test_the_files_that_a_server_works_with_are_never_written_over(
    data: str, capsys: pytest.CaptureFixture[str], name: str, command: str
) -> None:
    (Path(data) / "link").symlink_to(Path(data) / "lobby.sqlite")
    before = (Path(data) / "lobby.sqlite").read_bytes()
    file = str(Path(data) / name)

    line = fail(capsys, *command.split(), file, "--data", data, "--force")

    assert line == f"lobby: {file} is a file of the server's own"
    assert (Path(data) / "lobby.sqlite").read_bytes() == before


@pytest.mark.parametrize("what", ["damaged", "newer", "foreign"])
@pytest.mark.parametrize("command", ["backup", "vacuum"])
def test_a_database_that_could_not_be_put_back_costs_no_good_copy(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str, command: str
) -> None:
    backup, path = tmp_path / "backup", Path(data) / "lobby.sqlite"
    run("backup", str(backup), "--data", data)
    good = backup.read_bytes()
    spoil(path, what)
    before = path.read_bytes()
    capsys.readouterr()

    arguments = [str(backup), "--force"] if command == "backup" else []
    line = fail(capsys, command, *arguments, "--data", data)

    assert str(path) in line
    assert backup.read_bytes() == good
    assert path.read_bytes()[100:] == before[100:], "but for the header, in which the journal's kind stands"


def spoil(path: Path, what: str) -> None:
    """Make something else of a database."""
    if what == "damaged":
        content = path.read_bytes()
        path.write_bytes(content[:8192] + b"\xaa" * (len(content) - 8192))
        return
    if what == "foreign":
        path.unlink()
    with closing(sqlite3.connect(path)) as database:
        if what == "foreign":
            database.execute("CREATE TABLE something (else_)")
        else:
            database.execute("UPDATE alembic_version SET version_num = '0009'")
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
