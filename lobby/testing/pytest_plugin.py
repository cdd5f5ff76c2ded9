"""The pytest plugin: the fixture `lobby_server`, a whole server for each test that asks for it.

pytest loads this file for everybody who has the package installed, so it imports nothing else at the top.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from lobby.testing.serve import LobbyServer

FIXTURE = "lobby_server"

Serve = Callable[..., "AbstractAsyncContextManager[LobbyServer]"]


@pytest.fixture
def lobby_server(request: pytest.FixtureRequest) -> Serve:
    """Return `lobby.testing.serve.serve`, which finds a game's file beside the test, too.

    async def test_a_seat_is_free(lobby_server):
        async with lobby_server("quiz.py", seed=7) as server, server.open_client("Ann") as ann:
            room = await ann.create("quiz")
            assert await room.sit() == 0

    The test runs under Trio with a clock that jumps, with or without `trio_mode` and marks.
    """
    if not request.config.pluginmanager.hasplugin("trio"):
        pytest.fail("lobby_server needs pytest-trio: pip install 'trio-lobby[testing]'", pytrace=False)
    from lobby.testing.serve import serve  # noqa: PLC0415

    folder = request.path.parent

    def serve_beside(games: Any = (), **settings: Any) -> "AbstractAsyncContextManager[LobbyServer]":
        several = isinstance(games, list | tuple)
        found = [_find(game, folder) for game in (games if several else [games])]
        return serve(found, **settings)

    return serve_beside


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Have the tests that ask for the fixture run under Trio, with a clock that jumps."""
    if not config.pluginmanager.hasplugin("trio"):
        return
    for item in items:
        if FIXTURE in getattr(item, "fixturenames", ()):
            # Before the marks that are there: pytest-trio takes the first one that says how to run.
            item.add_marker(pytest.mark.trio(run=_run_jumping), append=False)


def _run_jumping(test: Any, *, clock: Any = None, **settings: Any) -> Any:
    """Run a test under Trio; a clock that the test brings itself is the one that counts."""
    import trio  # noqa: PLC0415
    import trio.testing  # noqa: PLC0415

    return trio.run(test, clock=clock or trio.testing.MockClock(autojump_threshold=0), **settings)


def _find(game: Any, folder: Path) -> Any:
    """Return the game's path beside the test where it is there, whatever folder pytest was started in."""
    beside = folder / game if isinstance(game, str) else folder
    return str(beside) if isinstance(game, str) and beside.exists() else game
