"""What the tutorial shows works: its game is a good one, and its bot plays by the rules."""

import re
from pathlib import Path
from random import Random

import pytest

from clients.policy import load_policy
from lobby.catalogue import load_catalogue
from lobby.testing.check_game import check_game

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial" / "first-evening.md"


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    """A folder with the two files that the reader is told to write."""
    blocks = re.findall(r"```python\n(.*?)```", TUTORIAL.read_text(encoding="utf-8"), re.DOTALL)
    for name, text in zip(("last_match.py", "agent.py"), blocks, strict=True):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_game_of_the_tutorial_is_loaded_like_any_other(folder: Path) -> None:
    games = load_catalogue([str(folder / "last_match.py")])

    assert games["last_match"].title == "Last match"


def test_the_game_of_the_tutorial_keeps_its_promises(folder: Path) -> None:
    report = check_game(str(folder / "last_match.py"), seed=1)

    assert report.games == 30
    assert len((folder / "last_match.py").read_text(encoding="utf-8").splitlines()) <= 30


def test_the_bot_of_the_tutorial_leaves_one_more_than_a_multiple_of_four(folder: Path) -> None:
    act = load_policy(f"{folder / 'agent.py'}:act")

    left_after = [left - act({"public": {"left": left}}, [1, 2, 3], Random(1)) for left in (2, 4, 6, 8)]

    assert left_after == [1, 1, 5, 5]
