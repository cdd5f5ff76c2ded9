"""What docs/howto/test-a-game.md shows is run as it stands there: its files, its commands, its output."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "howto" / "test-a-game.md").read_text(encoding="utf-8")
pytestmark = pytest.mark.end_to_end

TESTS = ("test_rules.py", "test_properties.py", "test_server.py")
COMMANDS = {"lobby": [sys.executable, "-m", "lobby"], "python": [sys.executable]}


def blocks(language: str) -> Iterator[tuple[str, str]]:
    """Yield each block of a language with the text between it and the block before."""
    before = 0
    for found in re.finditer(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL):
        if found[1] == language:
            yield PAGE[before : found.start()], found[2]
        before = found.end()


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all files that the reader is told to write; each is named before its block."""
    folder = tmp_path_factory.mktemp("high_card")
    for text, block in blocks("python"):
        (folder / re.findall(r"`(\w+\.py)`", text)[-1]).write_text(block, encoding="utf-8")
    return folder


def run(folder: Path, *command: str) -> str:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), *sys.path[1:]])}
    done = subprocess.run(
        [*COMMANDS[command[0]], *command[1:]],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout + done.stderr


def shown() -> Iterator[tuple[str, str]]:
    """Yield the commands of the page, each with its output there."""
    return zip((text for _, text in blocks("sh")), (text for _, text in blocks("text")), strict=True)


@pytest.mark.parametrize(("command", "output"), list(shown()))
def test_a_command_says_what_the_page_says(folder: Path, command: str, output: str) -> None:
    assert run(folder, *command.split()).strip() == output.strip()


@pytest.mark.parametrize("name", TESTS)
def test_a_test_of_the_page_passes(folder: Path, name: str) -> None:
    assert " passed in " in (told := run(folder, "python", "-m", "pytest", "-q", name).splitlines())[-1], told


def test_every_file_of_the_page_is_run(folder: Path) -> None:
    names = {path.name for path in folder.glob("*.py")}

    assert names == {"high_card.py", "leaky.py", "night.py", *TESTS}
