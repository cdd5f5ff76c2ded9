"""Snake arena against bots: on a bad line that is cut, and on a phone by touch."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.end_to_end.games import begin
from tests.end_to_end.person import People, Person
from tests.end_to_end.pictures import take_picture
from tests.end_to_end.process import Lobby
from tests.end_to_end.test_pages import photograph

pytestmark = pytest.mark.end_to_end

# Turn one's own snake, and tell after how many pictures its head looks there. A snake that is away can't
# turn, and one that is about to crash may be gone before: it is tried until one was there all the time.
TURN = """async ([how]) => {
  const arena = document.querySelector("[data-testid=arena]");
  const picture = () => new Promise((done) => requestAnimationFrame(done));
  const keys = [["ArrowUp", "KeyW"], ["ArrowRight", "KeyD"], ["ArrowDown", "KeyS"], ["ArrowLeft", "KeyA"]];
  for (let tried = 0; tried < 1000; tried += 1) {
    await picture();
    const heading = Number(arena.dataset.heading ?? -1);
    if (heading < 0) continue;
    const wanted = (heading + (tried % 2 ? 1 : 3)) % 4;
    dispatchEvent(new KeyboardEvent("keydown", { code: keys[wanted][how] }));
    for (let pictures = 1; pictures <= 3; pictures += 1) {
      await picture();
      const now = Number(arena.dataset.heading);
      if (now === wanted) return pictures;
      if (now < 0) break;
    }
  }
  return null;
}"""


def bots(lobby: Lobby, code: str, count: int) -> AbstractContextManager[None]:
    """Bots that sit at the table and are ready whenever they can be."""
    return run_bots(lobby.url, code, count)


@contextmanager
def run_bots(url: str, code: str, count: int) -> Iterator[None]:
    """The same, at a server with that address."""
    command = [sys.executable, "-m", "tests.end_to_end.snakes", url, code, str(count)]
    with subprocess.Popen(command) as process:
        try:
            yield
            assert process.poll() is None, "the bots have ended by themselves"
        finally:
            process.terminate()


def open_arena(person: Person, seconds: int = 10) -> str:
    """Open a table for one short round, and sit down."""
    person.get("game-select").select_option("snake_arena")
    person.get("option-rounds").fill("1")
    person.get("option-seconds").fill(str(seconds))
    person.get("create-room").click()
    code = person.get("room-code").inner_text()
    person.sit()
    return code


def worsen_line(person: Person, **conditions: int) -> None:
    """Set the bad line in the settings of the page."""
    person.get("settings").click()
    if not person.get("bad-line-delay").is_visible():
        person.get("bad-line").locator("summary").click()
    for name, value in conditions.items():
        person.get(f"bad-line-{name}").fill(str(value))
        person.get(f"bad-line-{name}").press("Tab")
    person.page.keyboard.press("Escape")
    person.wait_online()


def wait_begun(person: Person) -> None:
    """Return when the snakes move."""
    expect(person.get("arena-clock")).to_contain_text("left")


def test_on_a_bad_line_one_s_own_snake_turns_at_once_and_the_match_goes_to_its_end(
    people: People, lobby: Lobby
) -> None:
    ann, cy = people.come("Ann"), people.come("Cy")
    ann.expects_cuts = True
    code = open_arena(ann, seconds=20)
    worsen_line(ann, delay=150, jitter=50)
    cy.join_by_link(code)

    with bots(lobby, code, 3):
        expect(ann.get("seat-3")).to_have_attribute("data-status", "taken")
        begin(ann)
        wait_begun(ann)
        pictures = [ann.page.evaluate(TURN, [number % 2]) for number in range(6)]
        photograph_playing(ann, "arena-bad-line")
        expect(cy.get("arena")).to_be_visible()
        assert cy.get("pad").count() == 0
        worsen_line(ann, cuts=3)
        after_cuts = [ann.page.evaluate(TURN, [0]) for _ in range(2)]
        expect(ann.get("result")).to_be_visible(timeout=60_000)
        expect(cy.get("result")).to_be_visible()
        worsen_line(ann, delay=0, jitter=0, cuts=0)
        photograph(ann.page, "arena-over")
    watch_again(ann)

    assert None not in pictures
    assert None not in after_cuts
    expect(ann.get("score").locator("tbody tr")).to_have_count(4)


def watch_again(person: Person) -> None:
    """See the replay to its end, with the whole arena above the controls in each size."""
    person.get("watch-replay").click()
    for width, height in ((390, 844), (1280, 800)):
        person.page.set_viewport_size({"width": width, "height": height})
        expect(person.get("replay-slider")).to_be_visible()
        arena = person.get("arena").bounding_box()
        controls = person.page.locator(".replay-controls").bounding_box()
        assert arena is not None
        assert controls is not None
        assert arena["y"] + arena["height"] <= controls["y"], (width, height)
    person.get("replay-speed").select_option("16")
    person.get("replay-play").click()
    expect(person.get("result")).to_be_visible()
    expect(person.get("replay-play")).to_have_attribute("data-playing", "false")
    expect(person.get("arena-won")).to_be_visible()


def test_on_a_phone_the_snake_is_steered_by_the_pad_and_by_swipes_and_there_is_a_rematch(
    lobby: Lobby, new_context: Callable[..., BrowserContext]
) -> None:
    people = People(
        lambda: new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True), lobby.url
    )
    ann = people.come("Ann")
    code = open_arena(ann)

    with bots(lobby, code, 1):
        expect(ann.get("seat-1")).to_have_attribute("data-status", "taken")
        begin(ann)
        expect(ann.get("pad")).to_be_visible()
        wait_begun(ann)
        turn_by(ann, lambda heading: ann.get(f"pad-{heading}").tap())
        turn_by(ann, lambda heading: swipe(ann, heading))
        photograph_playing(ann, "arena-phone")
        expect(ann.get("result")).to_be_visible(timeout=60_000)
        ann.get("rematch").click()
        wait_begun(ann)

    people.check()


def test_the_form_offers_what_real_time_takes_and_a_cut_promises_no_steering(people: People) -> None:
    ann = people.come("Ann")
    ann.expects_cuts = True
    ann.get("game-select").select_option("connect_four")
    ann.get("pace-slow").check()
    ann.get("clock-kind").select_option("fischer")
    ann.get("watching").select_option("delayed")

    ann.get("game-select").select_option("snake_arena")
    for name in ("pace-slow", "clock-kind"):
        expect(ann.get(name)).to_have_count(0)
    expect(ann.get("watching").locator("option")).to_have_count(2)
    ann.get("play-bots").click()
    expect(ann.get("arena-clock")).to_be_visible()

    ann.rename("Ann of the Lakes")
    ann.page.set_viewport_size({"width": 390, "height": 844})
    height = ann.page.locator("header.top").evaluate("(one) => one.offsetHeight")
    ann.page.context.set_offline(True)
    expect(ann.get("cut-strip")).to_contain_text("steering has no effect until you are back")
    expect(ann.get("cut-strip")).not_to_contain_text("will be sent")
    assert ann.page.locator("header.top").evaluate("(one) => one.offsetHeight") == height
    ann.page.context.set_offline(False)
    ann.wait_online()


HEADINGS = ("up", "right", "down", "left")


def turn_by(person: Person, steer: Callable[[str], None]) -> None:
    """Steer to the side until the head looks there; a snake that has crashed in between is tried again."""
    arena = person.get("arena")
    for _ in range(40):
        heading = int(arena.get_attribute("data-heading") or -1)
        if heading < 0:
            person.page.wait_for_function(
                "document.querySelector('[data-testid=arena]').dataset.heading >= 0", timeout=20_000
            )
            continue
        wanted = (heading + 1) % 4
        steer(HEADINGS[wanted])
        if arena.get_attribute("data-heading") == str(wanted):
            return
    raise AssertionError("the snake was never turned")


def swipe(person: Person, heading: str) -> None:
    """Draw a finger over the arena."""
    box = person.get("arena").bounding_box()
    assert box is not None
    right, down = {"up": (0, -1), "right": (1, 0), "down": (0, 1), "left": (-1, 0)}[heading]
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    client = person.page.context.new_cdp_session(person.page)
    for kind, part in (("touchStart", 0), ("touchMove", 40), ("touchEnd", None)):
        points = [] if part is None else [{"x": x + right * part, "y": y + down * part}]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def photograph_playing(person: Person, name: str) -> None:
    """Keep how a running game looks, light and dark, in the size that it has: there is no time for more."""
    for scheme in ("light", "dark"):
        person.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        expect(person.page.locator("html")).to_have_attribute("data-theme", scheme)
        take_picture(person.page, f"{name}-{scheme}")
