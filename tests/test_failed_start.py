"""A start that fails leaves nothing behind that was not there, and says why in one line."""

import resource
import socket
import sqlite3
from pathlib import Path

import pytest

from lobby.shell.stores.lock import InUse, Lock
from lobby.shell.stores.opening import explain
from tests.test_operate import fail


def test_where_the_port_is_taken_no_database_and_no_lock_are_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    with socket.create_server(("127.0.0.1", 0)) as other:
        line = fail(capsys, "--port", str(other.getsockname()[1]), "--data", str(data))

    assert "address" in line.lower() or "port" in line.lower()
    assert list(data.iterdir()) == []


def test_where_the_database_is_none_it_is_left_and_the_lock_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "lobby.sqlite").write_bytes(b"no database" * 1000)

    line = fail(capsys, "--port", "0", "--data", str(tmp_path))

    assert "file is not a database" in line
    assert [path.name for path in tmp_path.iterdir()] == ["lobby.sqlite"]
    assert (tmp_path / "lobby.sqlite").read_bytes() == b"no database" * 1000


@pytest.mark.parametrize("code", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_CANTOPEN])
def test_a_disk_without_room_is_called_so_whatever_sqlite_calls_it(code: int) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code

    full = "the disk is full: 4,096 bytes are free and 1,048,576 are needed; make room"
    assert explain(error, 4096) == full
    assert explain(error, 10**9) == "disk I/O error"


def test_a_file_that_can_not_grow_leaves_nothing_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, before[1]))
    try:
        line = fail(capsys, "--port", "0", "--data", str(tmp_path))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert line.startswith("lobby: can't open the database ")
    assert list(tmp_path.iterdir()) == []


def test_a_lock_that_is_taken_away_with_its_file_is_nobodys(tmp_path: Path) -> None:
    first, second, third = (Lock(tmp_path / "lobby.lock") for _ in range(3))
    first.take()
    with pytest.raises(InUse):
        second.take()
    first.remove()
    assert list(tmp_path.iterdir()) == []

    second.take()
    with pytest.raises(InUse):
        third.take()
    second.release()
