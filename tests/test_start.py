"""What a start loads: only what the first answer needs. Each module costs a millisecond, some fifty."""

import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import click

from lobby.cli import Elsewhere, command

# Each of these is for something that most starts never come to.
SPARED = {
    *("alembic", "argon2", "openskill", "prometheus_client", "rich.console", "segno"),
    *("clients", "lobby.admin", "lobby.operate", "lobby.replaying", "lobby.testing", "lobby.thinking"),
}


def loaded_by(*words: str) -> tuple[str, set[str]]:
    """Run Python with these words until its end; return what it printed, and the modules that it loaded."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *words], capture_output=True, text=True, check=True
    )
    return done.stdout, read_modules(done.stderr)


def read_modules(lines: str) -> set[str]:
    """Return the modules in what `-X importtime` prints."""
    return {line.rpartition("|")[2].strip() for line in lines.splitlines() if line.startswith("import time:")}


def test_a_server_that_answers_has_loaded_nothing_that_is_for_later(tmp_path: Path) -> None:
    words = [sys.executable, "-X", "importtime", "-m", "lobby", "--port", "0", "--data", str(tmp_path)]
    with (tmp_path / "stderr").open("w") as stderr:
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=stderr, text=True)
    try:
        assert process.stdout is not None
        with process.stdout, urlopen(process.stdout.readline().split()[-1] + "/healthz") as answer:
            assert answer.status == 200
    finally:
        process.kill()
        process.wait()

    loaded = read_modules((tmp_path / "stderr").read_text())
    assert {"lobby.service", "sqlalchemy", "trio"} <= loaded
    assert not loaded & SPARED


def test_help_loads_no_server_and_none_of_the_other_commands() -> None:
    text, loaded = loaded_by("-m", "lobby", "--help")

    assert "backup" in text
    assert not loaded & {"trio", "attrs", "sqlalchemy", "lobby.service", "lobby.operate", "lobby.config"}


def test_every_command_that_is_named_is_where_its_name_says() -> None:
    elsewhere = [known for known in command.commands.values() if isinstance(known, Elsewhere)]

    assert elsewhere
    for known in elsewhere:
        found = known.load()
        assert isinstance(found, click.Command)
        assert found.name == known.name
        assert found.help


def test_structlog_is_loaded_without_rich_and_rich_can_be_loaded_later() -> None:
    load = "import lobby.cli; lobby.cli._load_structlog(); import structlog; print(structlog.dev.rich)"

    text, loaded = loaded_by("-c", f"{load}; import rich.console; print(rich.console.Console.__name__)")

    assert text.split() == ["None", "Console"]
    assert "rich.console" in loaded
