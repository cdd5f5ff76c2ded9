"""A start that fails leaves nothing behind that was not there, and says why in one line."""

import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from lobby.shell.stores.lock import InUse, Lock, sign
from lobby.shell.stores.opening import explain

SMALL_FILES = 'ulimit -f 16; exec "$@"'  # of 512 bytes or of 1,024, as the shell counts


def fail(*arguments: str, shell: str = 'exec "$@"') -> str:
    """Start a server that can't be, in a process of its own; return its one line."""
    command = ["sh", "-c", shell, "sh", sys.executable, "-m", "lobby", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2, done.stdout + done.stderr
    (line,) = done.stderr.splitlines()
    return line


@pytest.mark.end_to_end
def test_where_the_port_is_taken_no_database_and_no_lock_are_left(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with socket.create_server(("127.0.0.1", 0)) as other:
        line = fail("--port", str(other.getsockname()[1]), "--data", str(data))

    assert "address" in line.lower() or "port" in line.lower()
    assert list(data.iterdir()) == []


@pytest.mark.end_to_end
def test_where_the_database_is_none_it_is_left_and_the_lock_is_not(tmp_path: Path) -> None:
    (tmp_path / "lobby.sqlite").write_bytes(b"no database" * 1000)

    line = fail("--port", "0", "--data", str(tmp_path))

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


@pytest.mark.end_to_end
def test_a_file_that_can_not_grow_leaves_nothing_behind(tmp_path: Path) -> None:
    line = fail("--port", "0", "--data", str(tmp_path), shell=SMALL_FILES)

    assert line.startswith("lobby: can't open the database ")
    assert list(tmp_path.iterdir()) == []


def test_on_a_full_disk_a_lock_is_held_without_the_name_of_who_holds_it(tmp_path: Path) -> None:
    (tmp_path / "lobby.lock").touch()
    with open("/dev/full", "wb", buffering=0) as full:  # noqa: PTH123 -- of its own kind
        sign(full.fileno())
    first, second = (Lock(tmp_path / "lobby.lock") for _ in range(2))
    first.take()
    (tmp_path / "lobby.lock").write_bytes(b"")

    with pytest.raises(InUse, match=r"^another server is using"):
        second.take()
    first.release()


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
