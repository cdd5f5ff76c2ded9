"""The README says what is so."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_game_in_the_readme_is_the_one_that_is_played_and_has_30_lines() -> None:
    (shown,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    played = (ROOT / "lobby" / "games" / "tic_tac_toe.py").read_text(encoding="utf-8")

    assert shown == played
    assert shown.count("\n") <= 30


def test_every_file_that_the_readme_names_is_there() -> None:
    names = re.findall(r"\]\(([\w./-]+)\)", README)

    assert names
    assert [name for name in names if not (ROOT / name).exists()] == []
