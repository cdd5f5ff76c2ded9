"""The page on the architecture speaks of files and functions that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")
PAGE = re.sub(r"`tests/[\w/.]+`", "", TEXT)  # without the tests that it names
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "lobby").rglob("*.py"))


def test_every_file_that_the_page_names_is_there() -> None:
    files = set(re.findall(r"`([\w/]+\.py)`", PAGE))
    modules = {f"{name}.py" for name in re.findall(r"\b(?:shell|core|wire|transports)/\w+", PAGE)}
    named = files | {name for name in modules if not (ROOT / "lobby" / name.removesuffix(".py")).is_dir()}

    assert len(named) > 15
    assert [name for name in sorted(named) if not list((ROOT / "lobby").rglob(name))] == []


def test_every_test_that_the_page_names_is_there() -> None:
    named = re.findall(r"`(tests/[\w/.]+)`", TEXT)

    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_method_that_the_page_names_is_there() -> None:
    methods = set(re.findall(r"\b[A-Z]\w+\.(_?[a-z]\w+)\b", PAGE))

    assert {"give", "deliver"} <= methods
    assert [name for name in sorted(methods) if f"def {name}(" not in SOURCE] == []
