"""A bug in a game on a running server: it costs one move, and is found and mended from its report alone."""

import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trio
from attrs import frozen

from clients.client import open_client
from clients.errors import CommandRefused
from clients.room import Room
from tests.end_to_end.process import LOOK_EVERY_SECONDS, SETTLE_SECONDS, Lobby
from tests.shell.broken_game import MENDED, SOURCE, write_game

pytestmark = pytest.mark.end_to_end


@pytest.fixture
def game(tmp_path: Path) -> Path:
    """The file of the game with the bug."""
    return write_game(tmp_path)


@pytest.fixture
def server(tmp_path: Path, game: Path) -> Iterator[Lobby]:
    """A running server with that game, which must end well."""
    lobby = Lobby(tmp_path / "lobby", flags=["--game", str(game)])
    lobby.start()
    yield lobby
    lobby.stop()


@frozen
class Table:
    """Two players at a table where the game has begun."""

    first: Room
    second: Room

    async def play(self, *moves: int) -> None:
        """Make moves, each by the player who has the turn."""
        for move in moves:
            await (await self._wait_turn()).play(move)

    async def _wait_turn(self) -> Room:
        async for _ in self.first.changes():
            if self.first.game["turn"]:
                break
        player = (self.first, self.second)[self.first.game["turn"][0]]
        async for _ in player.changes():
            if player.seat and player.seat["turn"]:
                break
        return player


@asynccontextmanager
async def open_table(url: str) -> AsyncIterator[Table]:
    async with open_client(url, name="Ann") as ann, open_client(url, name="Bob") as bob:
        first = await ann.create("stones")
        second = await bob.join(first.code)
        for room in (first, second):
            await room.sit()
        for room in (first, second):
            await room.ready()
        yield Table(first, second)


def wait_report(server: Lobby, folder: Path) -> Path:
    """Return the only report that there is, as soon as there is one."""
    give_up = time.monotonic() + SETTLE_SECONDS
    while not (files := [*folder.glob("*.txt")]) and time.monotonic() < give_up:
        time.sleep(LOOK_EVERY_SECONDS)
    assert len(files) == 1, (files, server.log)
    return files[0]


def run_lobby(*arguments: str) -> tuple[int, str]:
    """Run a command of `lobby`; return its exit code and what it says."""
    words = [sys.executable, "-m", "lobby", *arguments]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


async def test_a_bug_costs_one_move_and_is_found_and_mended_from_its_report(
    server: Lobby, game: Path, tmp_path: Path
) -> None:
    async with open_table(server.url) as broken, open_table(server.url) as other:
        await broken.play(1)
        with pytest.raises(CommandRefused) as refused:
            await broken.play(3)
        await broken.play(2, 2, 2, 2)
        await other.play(2, 2, 2, 2, 1)
        for room in (broken.first, other.second):
            await wait_end(room)
    report = await trio.to_thread.run_sync(wait_report, server, tmp_path / "lobby" / "data" / "reports")

    assert refused.value.code == "game_failed"
    text = report.read_text(encoding="utf-8")
    line = SOURCE[: SOURCE.index("    return BONUS")].count("\n") + 1
    assert f"play raised KeyError at {game}:{line}, when seat 1 (Bob) played 3" in text
    assert str(report) in server.log
    assert report.stat().st_mode & 0o777 == 0o600

    code, said = run_lobby("repeat", str(report))
    first = [f"runs {game}", "It still fails, when seat 1 (Bob) played 3."]
    assert (code, said.splitlines()[:2]) == (1, first)
    assert f"{game}:{line}: KeyError: 3" in said

    write_game(game.parent, MENDED)
    assert run_lobby("repeat", str(report)) == (
        0,
        f"runs {game}\nIt is mended: when seat 1 (Bob) played 3, stones goes on.\n",
    )


async def wait_end(room: Room) -> None:
    """Return when the game in the room is over."""
    async for _ in room.changes():
        if room.game["result"] is not None:
            return
