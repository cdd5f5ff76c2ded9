"""The examples as their authors would test them: pytest in the game's own folder, and how long they are."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lobby.catalogue import load_game

EXAMPLES = Path(__file__).parents[2] / "examples"
TEST_SECONDS = 300
# Lines that hold something: code, comments and docstrings.
LINES_MAX = {"quiz": 60, "crazy_eights": 80, "sketch": 200, "sticks": 60, "paddles": 60, "lanterns": 80}


def test_every_example_is_looked_at_here() -> None:
    assert {folder.name for folder in EXAMPLES.iterdir() if folder.is_dir()} == set(LINES_MAX)


@pytest.mark.parametrize("game", LINES_MAX)
def test_an_example_is_short(game: str) -> None:
    lines = (EXAMPLES / game / f"{game}.py").read_text(encoding="utf-8").splitlines()

    assert len([line for line in lines if line.strip()]) <= LINES_MAX[game]


@pytest.mark.parametrize("game", LINES_MAX)
def test_an_example_has_a_page_a_test_and_a_text(game: str) -> None:
    folder = EXAMPLES / game

    loaded = load_game(str(folder))
    # A game with a bot of its own needs no agent.
    needed = ("README.md", "view.js", f"test_{game}.py", *(() if loaded.bot else ("agent.py",)))

    assert loaded.folder == str(folder)
    assert all((folder / name).is_file() for name in needed)


@pytest.mark.parametrize("game", LINES_MAX)
def test_an_example_imports_what_games_may_import_only(game: str) -> None:
    source = (EXAMPLES / game / f"{game}.py").read_text(encoding="utf-8")
    imported = {line.split()[1] for line in source.splitlines() if line.startswith(("import ", "from "))}

    assert {name for name in imported if name.startswith(("lobby", "clients"))} == {"lobby.core.game"}


@pytest.mark.end_to_end
@pytest.mark.parametrize("game", LINES_MAX)
def test_an_examples_own_tests_pass_in_a_folder_of_their_own(game: str, tmp_path: Path) -> None:
    folder = shutil.copytree(EXAMPLES / game, tmp_path / game)
    words = [
        "pytest",
        "-q",
        "-W",
        "error",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(folder),
        "-c",
        "/dev/null",
    ]

    ended = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=TEST_SECONDS,
        check=False,
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
