"""Every command of the page on a server's data is run, in its order, and says what the page says."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lobby.cli import main
from lobby.config import load_config
from lobby.settings import Config
from lobby.shell.metrics import Metrics
from lobby.wire.codes import GOODBYES
from tests.test_operate import data

PAGE = (Path(__file__).parents[2] / "docs" / "howto" / "operate.md").read_text(encoding="utf-8")

NAMED = re.findall(r"`(?:store\.)?(\w+_\w+)`", PAGE)

Run = Callable[[str], str]

__all__ = ["data"]


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)


def shape_of(text: str) -> str:
    """Return the text without what is another each time."""
    return re.sub(r"[\d,.:-]*\d", "N", text.strip())


def commands() -> Iterator[str]:
    for block in blocks("sh"):
        yield from block.splitlines()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command of the page in its folder; return what it says. A process for each would take seconds."""
    monkeypatch.chdir(tmp_path)

    def run(command: str) -> str:
        program, *words = command.split()
        assert program == "lobby"
        with pytest.raises(SystemExit) as ended:
            main(words)
        told = capsys.readouterr()
        assert ended.value.code == 0, told.err
        return told.out

    return run


def test_the_commands_of_the_page_say_what_it_says(data: str, tmp_path: Path, run: Run) -> None:
    told = [run(command) for command in commands()]

    backup, restore, export, exported, vacuum = told
    assert [shape_of(text) for text in (backup, restore, vacuum)] == [shape_of(t) for t in blocks("text")]
    assert export == "wrote rooms.jsonl, 1 log\n"
    assert (tmp_path / "rooms.jsonl").read_text() == exported


def test_the_lines_of_the_page_have_the_fields_of_real_ones(data: str, run: Run) -> None:
    [shown] = blocks("json")
    header, first, *_ = map(json.loads, shown.splitlines())

    lines = [json.loads(line) for line in run("lobby export --all").splitlines()]

    assert header.keys() == lines[0].keys()
    assert first.keys() == lines[1].keys()
    assert first["events"][0].keys() - {"…"} <= lines[1]["events"][0].keys()


def test_the_settings_of_the_page_are_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "lobby.toml").write_text(blocks("toml")[0])

    assert load_config(tmp_path / "lobby.toml").retention == Config().retention


@pytest.mark.parametrize("name", [name for name in NAMED if not name.startswith("lobby_")])
def test_what_the_page_names_is_there(name: str) -> None:
    config = Config()
    fields = {name for section in (config.store, config.retention, config.door) for name in dir(section)}
    assert name in fields | GOODBYES.keys() | {"touched_ms", "at_ms", "game_number", "room_days"}, name


async def test_the_metrics_of_the_page_are_there() -> None:
    named = {name for name in NAMED if name.startswith("lobby_")} - {"lobby_log"}
    metrics = Metrics()
    metrics.turned_away["known"] = 1
    told = metrics.render().decode()

    assert named
    assert [name for name in sorted(named) if f"\n{name}" not in told] == []
