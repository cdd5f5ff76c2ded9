"""A report is repeated from itself: what fails still fails, what was mended is said to be."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from lobby.catalogue import GameNotLoaded
from lobby.shell.reporting.evidence import read_block, write_block
from lobby.shell.reporting.reports import Reporter
from lobby.testing.repeat import BadEvidence, repeat
from lobby.wire.values import pack
from tests.shell.broken_game import BOB, MENDED, SOURCE, open_table, write_game


@pytest.fixture
async def report(tmp_path: Path) -> str:
    """The report of Bob's three stones."""
    table = open_table(write_game(tmp_path))
    reporter = Reporter()
    reporter.report(table.fail(table.move(BOB, 3)), table.rows)
    return reporter.kept[0]


async def test_a_game_that_was_not_mended_still_fails_with_its_line(report: str, tmp_path: Path) -> None:
    repetition = repeat(report)

    assert repetition.outcome == "fails"
    assert str(repetition).startswith("It still fails, when seat 1 (Bob) played 3.")
    assert f"{tmp_path}/stones.py:25: KeyError: 3" in str(repetition)
    assert "taken = 3" in str(repetition)


async def test_a_game_that_was_mended_goes_on(report: str, tmp_path: Path) -> None:
    write_game(tmp_path, MENDED)

    assert str(repeat(report)) == "It is mended: when seat 1 (Bob) played 3, stones goes on."


async def test_a_move_that_the_rules_refuse_now_is_mended_too(report: str, tmp_path: Path) -> None:
    write_game(tmp_path, SOURCE.replace("return [1, 2, 3]", "return [1, 2]"))

    repetition = repeat(report)

    assert repetition.outcome == "mended"
    assert "stones refuses it (illegal_move: 3 is not a legal move now; legal: 1, 2)" in str(repetition)


async def test_another_error_is_told_as_another(report: str, tmp_path: Path) -> None:
    write_game(tmp_path, SOURCE.replace("BONUS[taken]", "taken // 0 if taken == 3 else 0"))

    assert str(repeat(report)).startswith("It fails otherwise (it was KeyError: 3), when")


@pytest.mark.end_to_end  # it takes the time that the loop may
async def test_a_loop_without_end_is_stopped(report: str, tmp_path: Path) -> None:
    loop = SOURCE.replace("    return BONUS[taken]", "    while taken == 3:\n        pass\n    return 0")
    write_game(tmp_path, loop)

    repetition = repeat(report)

    assert "stopped after" in str(repetition)
    assert f"{tmp_path}/stones.py:2" in str(repetition)


async def test_a_game_that_no_longer_plays_the_log_says_so(report: str, tmp_path: Path) -> None:
    write_game(tmp_path, SOURCE.replace('"turn": 0', '"turns": 0'))

    repetition = repeat(report)

    assert repetition.outcome == "unplayable"
    assert "does not play the room's log any more" in str(repetition)
    assert "KeyError: 'turn'" in str(repetition)


async def test_another_version_and_another_position_are_noted(report: str, tmp_path: Path) -> None:
    write_game(tmp_path, MENDED.replace("(2, 2), 1", "(2, 2), 2").replace('"stones": 9', '"stones": 10'))

    text = str(repeat(report))

    assert "Note: the report is of version 1, this is 2" in text
    assert "lead to another position now" in text


async def test_another_file_may_be_named(report: str, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = write_game(tmp_path / "other", MENDED)

    assert repeat(report, str(other)).outcome == "mended"


async def test_the_file_is_told_before_it_runs(report: str, tmp_path: Path) -> None:
    said: list[str] = []
    write_game(tmp_path, "def start(:")

    with pytest.raises(GameNotLoaded):
        repeat(report, tell=said.append)

    assert said == [f"runs {tmp_path}/stones.py"]


@pytest.mark.parametrize(
    "file", ["stones", "stones.py", "/nowhere/stones.py", "/etc/passwd", "\0", "x" * 9000, ""]
)
async def test_what_is_no_file_of_a_game_here_is_not_run_unasked(
    report: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = write_block(evolve(read_block(report), file=file))

    with pytest.raises(BadEvidence, match="--game"):
        repeat(text)

    assert repeat(text, str(tmp_path / "stones.py")).outcome == "fails"


async def test_of_another_game_nothing_is_said_to_be_mended(report: str) -> None:
    with pytest.raises(BadEvidence, match="it is about the game stones, and not tic_tac_toe"):
        repeat(report, "lobby.games.tic_tac_toe")


EDITS: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "an empty row": lambda rows: [*rows, b""],
    "a row of something else": lambda rows: [*rows, pack(3)],
    "an unknown event": lambda rows: [*rows, pack([1, 2, [["Danced", 3]]])],
    "an empty first row": lambda rows: [pack([1, 0, []]), *rows[1:]],
    "a first row of something else": lambda rows: rows[1:],
    "opened twice": lambda rows: [*rows, rows[0]],
    "a seat of text": lambda rows: [*rows, pack([9, 9, [["Readied", "a", True], ["Moved", "a", 1, False]]])],
    "a time of text": lambda rows: [*rows, pack([9, "soon", []])],
}


@pytest.mark.parametrize("edit", EDITS)
async def test_an_edited_log_is_told_as_no_log(report: str, edit: str) -> None:
    evidence = read_block(report)

    with pytest.raises(BadEvidence, match=r"^its log"):
        repeat(write_block(evolve(evidence, rows=EDITS[edit](evidence.rows))))


@pytest.mark.parametrize(
    "edits", [{"budget": {"dance": 1}}, {"kind": "Dance"}, {"asked": {"player": 3}}, {"at_ms": -5}]
)
async def test_edited_evidence_is_told_as_such_or_makes_no_difference(
    report: str, edits: dict[str, Any]
) -> None:
    try:
        repetition = repeat(write_block(evolve(read_block(report), **edits)))
    except BadEvidence as error:
        assert len(str(error).splitlines()) == 1
    else:
        assert repetition.outcome == "fails"


async def test_what_is_no_report_or_was_cut_off_is_told(report: str, tmp_path: Path) -> None:
    texts = ["", "hello", report[:-100], report.replace("-----BEGIN LOBBY EVIDENCE-----\n", "\\0!\n")]
    changed = report.replace("EVIDENCE-----\neJ", "EVIDENCE-----\nAA")

    for text in (*texts, changed):
        with pytest.raises(BadEvidence):
            repeat(text)


async def test_a_game_that_no_longer_loads_is_told_as_by_the_server(report: str, tmp_path: Path) -> None:
    write_game(tmp_path, "def start(:")

    with pytest.raises(GameNotLoaded, match=r"stones.py:1: "):
        repeat(report)
