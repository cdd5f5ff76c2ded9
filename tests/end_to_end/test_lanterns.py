"""The example in the dark: what only the own seat sees moves at once on a bad line; others do not see it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.end_to_end.example_games import EXAMPLES, begin, part
from tests.end_to_end.person import People
from tests.end_to_end.process import Lobby
from tests.end_to_end.test_arena import photograph_playing, worsen_line

pytestmark = pytest.mark.end_to_end

# Press a key, and tell after how many pictures the own walker moves: the server answers later by hundreds of
# milliseconds, and pictures come 60 times a second, or as often as the machine can.
PRESS = """async (code) => {
  const walker = document.querySelector("svg.lanterns .mine");
  const place = () => walker.getAttribute("transform").match(/-?[\\d.]+/g).map(Number);
  const picture = () => new Promise((done) => requestAnimationFrame(done));
  const before = String(place());
  document.body.dispatchEvent(new KeyboardEvent("keydown", { code, bubbles: true }));
  for (let pictures = 1; pictures <= 6; pictures += 1) {
    await picture();
    if (String(place()) !== before) return pictures;
  }
  return null;
}"""


@pytest.fixture
def lobby(tmp_path: Path) -> Iterator[Lobby]:
    """A server with the example."""
    lobby = Lobby(tmp_path / "lobby", flags=["--game", str(EXAMPLES / "lanterns")])
    lobby.start()
    yield lobby
    lobby.stop()


def test_in_the_dark_one_s_own_walker_answers_at_once_and_only_who_is_near_is_seen(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    begin(ann, bob, game="lanterns", goal=50)
    expect(part(bob, ".mine")).to_be_visible()
    worsen_line(ann, delay=150, jitter=50)
    expect(part(ann, ".mine")).to_be_visible()
    other = part(ann, ".walker").nth(1)
    expect(other).to_be_hidden()

    moved = ann.page.evaluate(PRESS, "KeyD")
    expect(other).to_be_visible()
    expect(part(bob, ".walker").first).to_be_visible()
    photograph_playing(ann, "lanterns")

    ann.get("own-switch").click()
    expect(ann.get("own-secret")).to_contain_text("Way")
    bob.get("leave").click()
    bob.get("leave").click()
    expect(ann.get("result")).to_be_visible()
    assert moved is not None
