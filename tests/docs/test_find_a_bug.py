"""The page on finding bugs shows a real report, and its commands and its test do what it says."""

import re
from pathlib import Path

import pytest

from lobby.cli import main
from tests.docs.bug_report import PAGE, make_page, make_report
from tests.shell.broken_game import MENDED, write_game

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_report_on_the_page_is_what_a_server_writes(tmp_path: Path) -> None:
    assert make_page(TEXT, tmp_path) == TEXT, "run: python -m tests.docs.bug_report"


def test_the_commands_on_the_page_end_as_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_report(tmp_path)
    monkeypatch.chdir(tmp_path)
    check, repeat = (
        line.split()[1:] for line in re.findall(r"^    (lobby check .*|lobby repeat data.*)$", TEXT, re.M)
    )

    assert (run(check), run(repeat)) == (1, 1)
    write_game(tmp_path, MENDED)
    assert (run(check), run(repeat)) == (0, 0)
    assert "It is mended" in capsys.readouterr().out


def run(words: list[str]) -> object:
    """Run a command; return its exit code."""
    with pytest.raises(SystemExit) as ended:
        main(words)
    return ended.value.code


def test_the_test_on_the_page_passes_for_the_mended_game(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_report(tmp_path).rename(tmp_path / "three-stones.txt")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)[-1], names)
    test = names["test_whoever_takes_three_may"]
    assert callable(test)

    with pytest.raises(AssertionError):
        test()
    write_game(tmp_path, MENDED)
    test()
