"""`lobby admin` without a server: how it reads times, what its tables look like, and that it says so."""

import time
from datetime import datetime
from pathlib import Path

import pytest

from lobby.admin_text import FOR_EVER, BadTime, parse_until, span_text, table
from tests.test_operate import data, fail

__all__ = ["data"]

NOW_MS = 1_800_000_000_000


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("30m", 1800), ("2h", 7200), ("7d", 604_800), ("2w", 1_209_600)],
)
def test_a_span_is_counted_from_now(text: str, seconds: int) -> None:
    assert parse_until(text, NOW_MS) == NOW_MS + seconds * 1000


def test_a_time_without_a_zone_is_that_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        assert parse_until("2027-02-01T12:00", NOW_MS) == parse_until("2027-02-01T11:00+00:00", NOW_MS)
        local = datetime.fromisoformat("2027-02-01").timestamp()
        assert parse_until("2027-02-01", NOW_MS) == int(local * 1000)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_for_ever_has_no_end() -> None:
    assert parse_until(FOR_EVER, NOW_MS) is None


@pytest.mark.parametrize("text", ["", "soon", "h", "-2h", "2 h", "2y", "٣h", "2027-13-01", "99:99"])
def test_what_is_no_time_is_told_what_is(text: str) -> None:
    with pytest.raises(BadTime, match="is no time, allowed is as 30m, 2h"):
        parse_until(text, NOW_MS)


@pytest.mark.parametrize("text", ["0s", "2020-01-01T00:00", "999999999w", "2999-01-01"])
def test_a_time_that_is_over_or_too_far_is_none(text: str) -> None:
    with pytest.raises(BadTime, match="not within the next ten years"):
        parse_until(text, NOW_MS)


def test_columns_are_as_wide_as_they_must_be_and_nothing_speaks_to_the_terminal() -> None:
    lines = table(("name", "n"), [["Ann", "1"], ["\x1b[31mEve", "22"]])

    assert lines == ["name      n", "Ann       1", "?[31mEve  22"]


@pytest.mark.parametrize(
    ("span_ms", "text"), [(0, "0 s"), (119_000, "119 s"), (120_000, "2 m"), (7_200_000, "2 h")]
)
def test_a_span_is_told_roughly(span_ms: int, text: str) -> None:
    assert span_text(span_ms) == text


@pytest.mark.parametrize(
    "words", [["rooms"], ["drain"], ["ban", "player", "Ann"], ["audit"], ["notice", "hello"]]
)
def test_without_a_server_it_is_one_line(
    data: str, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert (
        fail(capsys, "admin", "--data", data, *words) == f"lobby: no server runs on the data directory {data}"
    )


def test_a_folder_without_a_server_is_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "no server runs" in fail(capsys, "--data", str(tmp_path), "admin", "rooms")
    assert list(tmp_path.iterdir()) == []


def test_a_time_that_is_none_is_one_line(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    line = fail(capsys, "admin", "--data", data, "mute", "Ann", "--until", "soon")
    assert "'soon' is no time, allowed is as 30m, 2h, 7d" in line


@pytest.mark.parametrize(
    "words",
    [["rooms"], ["ban", "player", "Ann"], ["notice", "hello"], ["audit", "--limit", "3"], ["bans", "--json"]],
)
@pytest.mark.parametrize("flag", ["--data", "--config"])
def test_the_data_directory_may_be_named_behind_the_command(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], flag: str
) -> None:
    config = tmp_path / "lobby.toml"
    config.write_text(f'[server]\ndata = "{data}"\n')
    named = [flag, data if flag == "--data" else str(config)]

    assert fail(capsys, "admin", *words, *named) == f"lobby: no server runs on the data directory {data}"


def test_of_two_directories_the_one_behind_the_command_counts(
    data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line = fail(capsys, "--data", "/nowhere", "admin", "rooms", "--data", data)
    assert line == f"lobby: no server runs on the data directory {data}"


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["notice", "x" * 5000], "the notice has 5,000 characters"),
        (["kick", "BRKWQZ", "Ann", "--reason", "ä" * 301], "the reason has 301 characters"),
        (["mute", "A" * 9999], "the player has 9,999 characters"),
    ],
)
def test_a_text_that_is_too_long_is_refused_in_words_of_the_operator(
    data: str, capsys: pytest.CaptureFixture[str], words: list[str], what: str
) -> None:
    assert fail(capsys, "admin", "--data", data, *words) == f"lobby: {what}, allowed are 300"
