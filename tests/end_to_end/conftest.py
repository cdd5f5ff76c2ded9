"""What all end-to-end tests share: the real process, and real pages in front of it."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.end_to_end.person import WAIT_MS, People
from tests.end_to_end.process import Lobby

# The one without windows takes half the time for a page; where it is missing, the whole browser does as well.
CHROMIUM = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
CHROMIUM_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def list_flags() -> list[str]:
    """Return what Chromium is started with; as root it runs without its sandbox only."""
    return [*CHROMIUM_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium, which must not look for anything in the network."""
    expect.set_options(timeout=WAIT_MS)
    return {"executable_path": CHROMIUM, "args": list_flags()}


@pytest.fixture(scope="session")
def base_url() -> str:
    """Every test has a server of its own. (pytest-playwright's own fixture is one that pytest deprecates.)"""
    return ""


@pytest.fixture
def config() -> str:
    """The configuration file of `lobby`; a module or a parameter may put another in its place."""
    return "[room]\nempty_seconds = 0\n"


@pytest.fixture
def lobby(tmp_path: Path, config: str) -> Iterator[Lobby]:
    """A running server, which must end well."""
    lobby = Lobby(tmp_path / "lobby", config)
    lobby.start()
    yield lobby
    lobby.stop()


@pytest.fixture
def people(new_context: Callable[..., BrowserContext], lobby: Lobby) -> Iterator[People]:
    """Visitors of `lobby`, each with a browser profile of their own; none may see an error."""
    people = People(new_context, lobby.url)
    yield people
    people.check()
