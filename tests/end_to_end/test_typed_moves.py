"""A game that lists no moves, named by its file: typed in a terminal against a bot that draws."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.test_crowd import GUESSING
from tests.end_to_end.process import Lobby

pytestmark = pytest.mark.end_to_end

CLIENTS = [sys.executable, "-m", "clients"]


@pytest.fixture
def game(tmp_path: Path) -> Path:
    """The file of a game in which both guess even numbers at the same time."""
    (tmp_path / "guess.py").write_text(GUESSING)
    return tmp_path / "guess.py"


@pytest.fixture
def server(tmp_path: Path, game: Path) -> Iterator[Lobby]:
    """A running server with that game, which must end well."""
    lobby = Lobby(tmp_path / "lobby", flags=["--game", str(game)])
    lobby.start()
    yield lobby
    lobby.stop()


def test_a_person_types_moves_that_are_not_listed_and_each_note_is_told_once(
    server: Lobby, game: Path
) -> None:
    words = [*CLIENTS, "play", "--url", server.url, "--game", str(game), "--name", "Ann"]
    with subprocess.Popen(
        words, text=True, bufsize=1, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        said = list(_play(process, server.url))

    assert process.returncode == 0
    assert any(line.startswith('your turn: /move and what you do, as /move {"number": ') for line in said)
    assert said.count("Ann has guessed") == said.count("you said 4") == 3
    assert "refused: only even numbers (illegal_move)" in said
    assert "game 1 is over: seat 0 wins, places 1 2" in said


def _play(process: "subprocess.Popen[str]", url: str) -> Iterator[str]:
    """Guess three, which the rules forbid, once, and then four, whenever it is Ann's turn."""
    assert process.stdin is not None and process.stdout is not None
    guesses = ["/move 3\n/move 4\n", '/move {"number": 4}\n', "4\n"]
    for line in process.stdout:
        yield line.rstrip("\n")
        if code := re.search(r"room (\w{6}):", line):
            bot = subprocess.Popen(
                [*CLIENTS, "bot", "--url", url, "--code", code[1], "--count", "1"], stdout=subprocess.DEVNULL
            )
        elif "(ready)" in line and "Ann (ready)" not in line:
            process.stdin.write("/ready\n")
        elif line.startswith("your turn: "):
            process.stdin.write(guesses.pop(0))
        elif "is over: " in line:
            process.stdin.write("/leave\n")
    assert bot.wait(20) == 0


def test_bots_find_a_game_by_its_file(server: Lobby, game: Path) -> None:
    words = [*CLIENTS, "bot", "--url", server.url, "--seed", "1", "--game"]
    found = subprocess.run([*words, str(game)], capture_output=True, text=True, timeout=60, check=False)
    game.write_text("title = 3\n")
    broken = subprocess.run([*words, str(game)], capture_output=True, text=True, timeout=60, check=False)

    assert found.returncode == 0, found.stdout + found.stderr
    assert "1 of 1 games finished" in found.stdout
    assert broken.returncode == 2
    assert f"--game: {game}:1: `title` must be a text" in broken.stderr
