"""What all end-to-end tests share: the real process, and real pages in front of it."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.end_to_end.person import WAIT_MS, People, give_name_back
from tests.end_to_end.process import Houses, Lobby

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
def flags() -> tuple[str, ...]:
    """What else `lobby` is started with; a module may put more in its place."""
    return ()


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    """The servers that tests of a module share."""
    with Houses(lambda: tmp_path_factory.mktemp("house")) as houses:
        yield houses


@pytest.fixture
def shared(request: pytest.FixtureRequest, config: str, flags: tuple[str, ...]) -> Iterator[Lobby]:
    """A server of the module, at which the test finds no rooms and leaves none, nor a name."""
    lobby: Lobby = request.getfixturevalue("houses").find(config, flags)
    with_browser = "new_context" in request.fixturenames
    if with_browser:
        request.getfixturevalue("new_context")  # before the server: it then closes its pages after this
    yield lobby
    lobby.check()
    for context in request.getfixturevalue("browser").contexts if with_browser else ():
        give_name_back(context, lobby.url)
    lobby.clear()


@pytest.fixture
def alone(tmp_path: Path, config: str, flags: tuple[str, ...]) -> Iterator[Lobby]:
    """A server of the test's own, which must end well."""
    lobby = Lobby(tmp_path / "lobby", config, flags)
    lobby.start()
    yield lobby
    lobby.stop()


@pytest.fixture
def lobby(request: pytest.FixtureRequest, config: str, flags: tuple[str, ...]) -> Lobby:
    """A running server: one of the test's own, or where `shares_server` says so, one of its module.

    `config` and `flags` are asked for here, too, as pytest must see that a parameter may set them.
    """
    marker = request.node.get_closest_marker("shares_server")
    is_shared = marker is not None and marker.args != (False,)
    lobby: Lobby = request.getfixturevalue("shared" if is_shared else "alone")
    return lobby


@pytest.fixture
def people(new_context: Callable[..., BrowserContext], lobby: Lobby) -> Iterator[People]:
    """Visitors of `lobby`, each with a browser profile of their own; none may see an error."""
    people = People(new_context, lobby.url)
    yield people
    people.check()
