"""What a game in real time shows to one seat only is on that seat's page, and on no other."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.end_to_end.example_games import begin
from tests.end_to_end.person import People
from tests.end_to_end.process import Lobby

pytestmark = pytest.mark.end_to_end

RACING = Path(__file__).parents[1] / "racing.py"


@pytest.fixture
def lobby(tmp_path: Path) -> Iterator[Lobby]:
    """A server with a race, whose players see their own fuel only."""
    lobby = Lobby(tmp_path / "lobby", flags=["--game", str(RACING)])
    lobby.start()
    yield lobby
    lobby.stop()


def test_the_own_fuel_is_seen_and_goes_down_tick_by_tick(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    begin(ann, bob, game="racing", goal=100_000)

    expect(ann.get("own-secret")).to_contain_text("Fuel")
    full = ann.get("own-secret").inner_text()
    ann.get("live-any").get_by_role("spinbutton").fill("2")
    ann.get("move-send").click()
    expect(ann.get("own-secret")).not_to_have_text(full)
    assert bob.get("own-secret").inner_text() == full
