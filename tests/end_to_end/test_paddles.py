"""The example in real time, on the page that it brings: on a bad line, in the plain view, and as a replay."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.end_to_end.example_games import EXAMPLES, begin, part
from tests.end_to_end.person import People
from tests.end_to_end.process import Lobby
from tests.end_to_end.test_arena import worsen_line
from tests.end_to_end.test_pages import photograph

pytestmark = pytest.mark.end_to_end

# Press a key, and tell after how many pictures the own paddle moves: the server answers later by hundreds
# of milliseconds, and pictures come 60 times a second, or as often as the machine can.
PRESS = """async (code) => {
  const paddle = document.querySelector("svg.paddles rect.mine");
  const before = paddle.getAttribute("y");
  document.body.dispatchEvent(new KeyboardEvent("keydown", { code, bubbles: true }));
  for (let pictures = 1; pictures <= 6; pictures += 1) {
    await new Promise((done) => requestAnimationFrame(done));
    if (paddle.getAttribute("y") !== before) return pictures;
  }
  return null;
}"""


@pytest.fixture
def lobby(tmp_path: Path) -> Iterator[Lobby]:
    """A server with the example."""
    lobby = Lobby(tmp_path / "lobby", flags=["--game", str(EXAMPLES / "paddles")])
    lobby.start()
    yield lobby
    lobby.stop()


def test_one_s_own_paddle_answers_at_once_on_a_bad_line_and_the_game_can_be_seen_again(
    people: People,
) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    begin(ann, bob, game="paddles", goal=20)
    expect(part(bob, "svg.paddles")).to_be_visible()
    ann.expects_cuts = True
    worsen_line(ann, delay=150, jitter=50)
    expect(part(ann, "rect.mine")).to_have_count(1)
    expect(ann.get("live-numbers")).to_contain_text("Ping")

    moved = ann.page.evaluate(PRESS, "KeyW")
    expect(part(bob, "svg.paddles rect").first).to_have_attribute("y", "0")
    photograph(bob.page, "paddles")
    bob.get("own-switch").click()
    expect(bob.get("live-any")).to_contain_text("Points")
    bob.get("live-move-2").click()
    expect(part(ann, "svg.paddles rect").nth(1)).to_have_attribute("y", "680")

    bob.get("leave").click()
    bob.get("leave").click()
    expect(ann.get("result")).to_be_visible()
    ann.get("watch-replay").click()
    ann.get("replay-play").click()
    expect(ann.get("replay-play")).to_have_attribute("data-playing", "true")
    expect(part(ann, "svg.paddles")).to_be_visible()
    assert moved is not None
