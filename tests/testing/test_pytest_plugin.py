"""The fixture as authors meet it: in a folder of their own, with and without trio_mode and marks."""

from pathlib import Path

import pytest

from tests.testing.test_serve import HEADS

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.end_to_end

TEST = """
import pytest
import trio


{mark}
async def test_an_hour_with_bots(lobby_server{clock}):
    async with lobby_server("heads.py", seed=2) as server:
        tally = await server.play_bots("heads", 2)
        await trio.sleep(3600)

    assert tally.complete, tally.problems
    assert 3600 <= trio.current_time() < 4000
"""


@pytest.fixture(name="folder")
def _folder(pytester: pytest.Pytester) -> Path:
    """A folder with a game, in which pytest runs as a process of its own would."""
    folder = pytester.mkdir("game")
    (folder / "heads.py").write_text(HEADS, encoding="utf-8")
    return folder


@pytest.mark.parametrize("mode", ["true", "false"])
@pytest.mark.parametrize("clock", ["", ", autojump_clock"])
def test_the_fixture_brings_trio_a_jumping_clock_and_the_game_beside_the_test(
    pytester: pytest.Pytester, folder: Path, mode: str, clock: str
) -> None:
    pytester.makeini(f"[pytest]\ntrio_mode = {mode}")
    (folder / "test_heads.py").write_text(TEST.format(mark="", clock=clock), encoding="utf-8")

    outcome = pytester.runpytest_subprocess("--strict-markers", "-W", "error")

    outcome.assert_outcomes(passed=1)


def test_a_mark_of_the_authors_own_is_as_good(pytester: pytest.Pytester, folder: Path) -> None:
    (folder / "test_heads.py").write_text(TEST.format(mark="@pytest.mark.trio", clock=""), encoding="utf-8")

    pytester.runpytest_subprocess("--strict-markers").assert_outcomes(passed=1)


def test_without_pytest_trio_only_who_asks_for_a_server_is_told(
    pytester: pytest.Pytester, folder: Path
) -> None:
    text = "def test_no_server(): pass\n\ndef test_server(lobby_server): pass\n"
    (folder / "test_heads.py").write_text(text, encoding="utf-8")

    outcome = pytester.runpytest_subprocess("-p", "no:trio")

    outcome.assert_outcomes(passed=1, errors=1)
    outcome.stdout.fnmatch_lines(["*lobby_server needs pytest-trio: pip install 'trio-lobby*testing*'*"])


def test_who_does_not_use_it_imports_nothing_of_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_nothing_is_there():
            assert not {"lobby.app", "lobby.testing.serve", "starlette", "clients"} & sys.modules.keys()
        """
    )

    pytester.runpytest_subprocess().assert_outcomes(passed=1)
