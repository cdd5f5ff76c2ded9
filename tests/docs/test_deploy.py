"""The page on deploying shows the files that the end-to-end tests run, and they fit the settings."""

import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

from lobby.config import parse_config
from lobby.settings import Config
from lobby.shell.metrics import Metrics

HOWTO = Path(__file__).parents[2] / "docs" / "howto"
PAGE = (HOWTO / "deploy.md").read_text(encoding="utf-8")
FILES = sorted((HOWTO / "deploy").iterdir())
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)


def read_unit(name: str) -> ConfigParser:
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(HOWTO / "deploy" / name, encoding="utf-8")
    return unit


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_is_shown_as_it_is_and_named(path: Path) -> None:
    assert path.read_text(encoding="utf-8") in [text for _, text in BLOCKS]
    assert f"`{path.name}`" in PAGE


def test_the_configurations_on_the_page_are_read_by_the_server() -> None:
    shown = [parse_config(text) for language, text in BLOCKS if language == "toml"]

    assert [config.server.public_url for config in shown] == ["https://play.example.org"] * 2


def test_the_unit_leaves_the_server_the_room_that_its_settings_ask_for() -> None:
    service = read_unit("lobby.service")["Service"]
    config = parse_config((HOWTO / "deploy" / "lobby.toml").read_text(encoding="utf-8"))
    limits = config.limits

    assert int(service["LimitNOFILE"]) > limits.connections + limits.refusals + 1000
    assert int(service["MemoryMax"].removesuffix("G")) * 1024**3 > config.server.memory_bytes
    assert float(service["TimeoutStopSec"]) > config.server.shutdown_seconds
    assert f"/run/{service['RuntimeDirectory']}/lobby.sock" == config.server.unix
    assert f"/var/lib/{service['StateDirectory']}" == config.server.data


@pytest.mark.parametrize("name", ["nginx.conf", "nginx-path.conf", "Caddyfile"])
def test_the_proxies_are_more_patient_than_clients_and_less_than_the_server(name: str) -> None:
    text = (HOWTO / "deploy" / name).read_text(encoding="utf-8")
    limits = Config().limits
    kept = [int(seconds) for seconds in re.findall(r"^\s*keepalive(?:_timeout)? (\d+)s", text, re.MULTILINE)]
    waits = [int(seconds) for seconds in re.findall(r"proxy_read_timeout (\d+)s", text)]

    assert kept or waits
    assert all(seconds < limits.keep_alive_seconds for seconds in kept)
    assert all(seconds * 1000 > limits.silence_ms for seconds in waits)


async def test_the_metrics_that_the_page_speaks_of_are_there() -> None:
    named = set(re.findall(r"`(lobby_\w+)", PAGE))
    metrics = Metrics()
    metrics.goodbyes["internal"] = 1
    metrics.ticks.slowed["snake_arena"] = 1
    told = metrics.render().decode()

    assert len(named) >= 5
    assert [name for name in sorted(named) if f"\n{name}" not in told] == []


def test_the_unit_is_one_that_systemd_understands(tmp_path: Path) -> None:
    known = {"Unit", "Service", "Install"}
    assert set(read_unit("lobby.service").sections()) == known
    assert set(read_unit("tls.conf").sections()) == {"Service"}
    if program := shutil.which("systemd-analyze"):
        text = (HOWTO / "deploy" / "lobby.service").read_text(encoding="utf-8")
        unit = tmp_path / "lobby.service"
        unit.write_text(re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", text), encoding="utf-8")
        (tmp_path / "lobby.service.d").mkdir()
        shutil.copy(HOWTO / "deploy" / "tls.conf", tmp_path / "lobby.service.d")
        said = subprocess.run([program, "verify", unit], capture_output=True, text=True, check=False)

        assert (said.returncode, said.stderr) == (0, "")
