"""The real server when its disk is full, its database spoiled, gone, or another one put in its place."""

import json
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError

import pytest
import trio

from clients.client import open_client
from clients.errors import CommandRefused
from clients.room import Room
from lobby.shell.stores.files import FILE
from tests.end_to_end.process import Lobby, run_lobby

pytestmark = pytest.mark.end_to_end

SECONDS = 60
WAL = f"{FILE}-wal"


@pytest.fixture
def config() -> str:
    return "[server]\ncomeback_ms = 50\ncomeback_spread_ms = 100\n[limits]\nchat_burst = 1000\n"


def health(lobby: Lobby) -> tuple[int, str]:
    """Return the status of /healthz, and what it says."""
    try:
        return 200, str(json.loads(lobby.get("/healthz"))["status"])
    except HTTPError as error:
        return error.code, str(json.loads(error.read())["status"])


def command(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command line."""
    return subprocess.run(
        [sys.executable, "-m", "lobby", *words], capture_output=True, text=True, timeout=SECONDS, check=False
    )


def limit_files(lobby: Lobby, most_bytes: int) -> None:
    """Let no file of the server grow past that: what a full disk is to it."""
    assert lobby.process is not None
    hard = resource.prlimit(lobby.process.pid, resource.RLIMIT_FSIZE)[1]
    resource.prlimit(lobby.process.pid, resource.RLIMIT_FSIZE, (most_bytes, hard))


def lines_in(room: Room) -> list[str]:
    return [line["text"] for line in room.view["chat"] if line["kind"] == "said"]


async def wait_health(lobby: Lobby, wanted: tuple[int, str]) -> None:
    """Return when the server says that of itself."""
    while await trio.to_thread.run_sync(health, lobby) != wanted:  # noqa: ASYNC110 -- nobody tells
        await trio.sleep(0.05)


async def say_lines(room: Room, count: int) -> list[str]:
    """Say so many lines and return them; all are confirmed."""
    lines = [f"line {number}" for number in range(count)]
    for line in lines:
        await room.say(line)
    return lines


async def test_a_full_disk_refuses_turns_health_red_and_all_goes_on_when_there_is_room(lobby: Lobby) -> None:
    with trio.fail_after(SECONDS):
        async with open_client(lobby.url, name="Ann") as ann:
            room = await ann.create("connect_four")
            said = await say_lines(room, 10)
            limit_files(lobby, 40_000)  # enough for the index of its log, which SQLite makes anew
            with pytest.raises(CommandRefused, match="store"):
                await room.say("into the void")
            await wait_health(lobby, (503, "steps can't be stored"))
            assert lines_in(room) == said
            limit_files(lobby, resource.RLIM_INFINITY)
            await wait_health(lobby, (200, "ok"))
            await room.say("back again")
            await trio.to_thread.run_sync(lobby.kill)
            await trio.to_thread.run_sync(lobby.start, lobby.port)
            await room.say("after the restart")

            assert lines_in(room) == [*said, "back again", "after the restart"]


async def test_a_full_disk_with_the_log_on_it_ends_no_server(lobby: Lobby) -> None:
    with trio.fail_after(SECONDS):
        async with open_client(lobby.url, name="Ann") as ann:
            room = await ann.create("connect_four")
            said = await say_lines(room, 3)
            with (lobby.data.parent / "log").open("a", encoding="utf-8") as log:
                log.write("\n" * 50_000)  # more than may be in a file from now on
            limit_files(lobby, 40_000)
            with pytest.raises(CommandRefused, match="store"):
                await room.say("into the void")
            await wait_health(lobby, (503, "steps can't be stored"))
            limit_files(lobby, resource.RLIM_INFINITY)
            await wait_health(lobby, (200, "ok"))
            await room.say("back again")

            assert lines_in(room) == [*said, "back again"]
            assert "store works again" in lobby.log


async def wait_still(room: Room, *, is_still: bool) -> None:
    """Return when time stands still in the room, or goes on."""
    while room.is_still != is_still:
        await room.wait_change()


async def test_while_the_disk_is_full_time_stands_still_and_players_are_told_so(lobby: Lobby) -> None:
    with trio.fail_after(SECONDS):
        async with open_client(lobby.url, name="Ann") as ann:
            room = await ann.create("connect_four")
            said, zero_ms = await say_lines(room, 10), room.view["zero_ms"]
            limit_files(lobby, 40_000)
            with pytest.raises(CommandRefused, match="store"):
                await room.say("into the void")
            await wait_still(room, is_still=True)
            stood_ms = room.crowd["still_ms"]
            await trio.to_thread.run_sync(lobby.get, "/")
            assert room.crowd["still_ms"] == stood_ms
            limit_files(lobby, resource.RLIM_INFINITY)
            await wait_still(room, is_still=False)

            assert room.view["zero_ms"] > zero_ms
            assert lines_in(room) == said


async def kill_after(lobby: Lobby, count: int) -> None:
    """Let a client say lines, and kill the server."""
    with trio.fail_after(SECONDS):
        async with open_client(lobby.url, name="Ann") as ann:
            await say_lines(await ann.create("connect_four"), count)
            await trio.to_thread.run_sync(lobby.kill)


def torn(log: Path) -> None:
    log.write_bytes(log.read_bytes()[:-5000])


def followed_by_nonsense(log: Path) -> None:
    log.write_bytes(log.read_bytes() + b"\x5a" * 7000)


@pytest.mark.parametrize("spoil", [torn, followed_by_nonsense])
async def test_a_half_written_last_record_is_none(lobby: Lobby, spoil: Callable[[Path], None]) -> None:
    await kill_after(lobby, 20)
    spoil(lobby.data / WAL)

    await trio.to_thread.run_sync(lobby.start)

    logs = await trio.to_thread.run_sync(command, "export", "--all", "--data", str(lobby.data))
    events = [event for line in logs.stdout.splitlines()[1:] for event in json.loads(line)["events"]]
    said = [event["text"] for event in events if event["event"] == "Said"]
    assert said == [f"line {number}" for number in range(len(said))]
    assert len(said) == 20 if spoil is followed_by_nonsense else 10 < len(said) < 20
    assert events[-1]["event"] == "Restarted"


async def test_a_damaged_database_starts_no_server_and_a_backup_brings_it_back(
    lobby: Lobby, tmp_path: Path
) -> None:
    data, backup = lobby.data, str(tmp_path / "backup")
    await kill_after(lobby, 40)
    copied = await trio.to_thread.run_sync(command, "backup", backup, "--data", str(data))
    assert copied.returncode == 0, copied.stderr
    with closing(sqlite3.connect(data / FILE)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = (data / FILE).read_bytes()
    (data / FILE).write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))

    refused = await trio.to_thread.run_sync(run_lobby, "--port", "0", "--data", str(data))
    restored = await trio.to_thread.run_sync(command, "restore", backup, "--data", str(data))
    await trio.to_thread.run_sync(lobby.start)

    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == (
        f"lobby: can't open the database {data / FILE}: database disk image is malformed;"
        " `lobby restore` puts a backup in its place\n"
    )
    assert restored.returncode == 0, restored.stderr
    assert next(data.glob(f"{FILE}.2*")).read_bytes()[4096:8192] == b"\xff" * 4096
    assert json.loads(lobby.get("/api/rooms"))


async def test_after_a_restore_clients_show_what_was_restored(lobby: Lobby, tmp_path: Path) -> None:
    data, backup = str(lobby.data), str(tmp_path / "backup")
    with trio.fail_after(SECONDS):
        async with open_client(lobby.url, name="Ann") as ann, open_client(lobby.url, name="Bob") as bob:
            rooms = [room := await ann.create("connect_four"), await bob.join(room.code)]
            before = await say_lines(room, 5)
            copied = await trio.to_thread.run_sync(command, "backup", backup, "--data", data)
            assert copied.returncode == 0, copied.stderr
            await room.say("forgotten by the backup")
            refused = await trio.to_thread.run_sync(command, "restore", backup, "--data", data)
            await trio.to_thread.run_sync(lobby.stop)
            restored = await trio.to_thread.run_sync(command, "restore", backup, "--data", data)
            await trio.to_thread.run_sync(lobby.start, lobby.port)
            await rooms[1].say("and on it goes")
            while not all(lines_in(room)[-1:] == ["and on it goes"] for room in rooms):
                await ann.wait_change()

            assert [lines_in(room) for room in rooms] == [[*before, "and on it goes"]] * 2
    assert refused.returncode == 2
    assert "stop it first" in refused.stderr
    assert restored.returncode == 0, restored.stderr


@pytest.mark.parametrize("what", ["deleted", "replaced"])
async def test_moves_are_refused_when_the_database_was_taken_away(lobby: Lobby, what: str) -> None:
    file = lobby.data / FILE
    with trio.fail_after(SECONDS):
        async with open_client(lobby.url, name="Ann") as ann:
            room = await ann.create("connect_four")
            file.rename(file.with_name("elsewhere"))
            if what == "replaced":
                shutil.copy(file.with_name("elsewhere"), file)
            with pytest.raises(CommandRefused, match="store"):
                await room.say("into the void")
            await wait_health(lobby, (503, "steps can't be stored"))
            file.with_name("elsewhere").replace(file)
            await wait_health(lobby, (200, "ok"))
            await room.say("back again")

            assert lines_in(room) == ["back again"]
