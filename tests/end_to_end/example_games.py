"""How people play the examples: on the pages that they bring, and on the default page."""

import json
import re
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.end_to_end.person import Person

EXAMPLES = Path(__file__).parents[2] / "examples"
LOOKS_MAX = 5000  # at whose turn it is


def find_answer(question: str) -> str:
    """Return what counts as an answer."""
    book = json.loads((EXAMPLES / "quiz" / "questions.json").read_text(encoding="utf-8"))
    return str({asked: answer for asked, answer, *_ in book}[question])


def part(person: Person, selector: str) -> Locator:
    """Return a part of the game's own page."""
    return person.get("own-stage").locator(selector)


def open_table(person: Person, game: str, **options: int) -> str:
    """Open a table with these options; return its code."""
    person.get("game-select").select_option(game)
    for name, value in options.items():
        person.get(f"option-{name}").fill(str(value))
    person.get("create-room").click()
    return person.get("room-code").inner_text()


def begin(host: Person, *guests: Person, game: str, **options: int) -> None:
    """All sit down at a new table, and the game begins."""
    code = open_table(host, game, **options)
    for person in (host, *guests):
        if person is not host:
            person.join_by_code(code)
        person.sit()
    for person in (host, *guests):
        person.get("ready").click()
    for person in (host, *guests):
        expect(person.get("board")).to_be_visible()


def answer(person: Person, *, right: bool) -> None:
    """Answer the question on the quiz's own page."""
    words = find_answer(part(person, ".quiz-question").inner_text()) if right else "no idea"
    part(person, ".quiz-input").fill(words.upper())
    part(person, ".quiz-input").press("Enter")
    expect(part(person, ".quiz-form")).to_be_hidden()


def play_cards(*players: Person) -> None:
    """Play crazy eights on its own page, always the first card that fits, until somebody has won."""
    for _ in range(LOOKS_MAX):
        if players[0].get("result").is_visible():
            return
        for player in players:
            if player.get("board").get_attribute("data-turn") == "true":
                play_card(player)
    raise AssertionError("nobody has won")


def play_card(player: Person) -> None:
    """Do what there is to do, with the keyboard; return when the page shows it."""
    before = read_cards(player)
    fitting = part(player, ".eights-hand .is-legal")
    if fitting.count():
        is_eight = (fitting.first.get_attribute("data-card") or "").startswith("8")
        fitting.first.locator("button").press("Enter")
        if is_eight:
            part(player, ".eights-choice").first.press("Enter")
    elif part(player, ".eights-stock").is_enabled():
        part(player, ".eights-stock").press("Enter")
    else:
        part(player, ".eights-pass").press("Enter")
    player.page.wait_for_function(f"before => {_READ_CARDS} !== before", arg=before)


def read_cards(player: Person) -> str:
    """Return what the player sees of the game, as one text."""
    return str(player.page.evaluate(f"() => {_READ_CARDS}"))


_READ_CARDS = """[
  ...document.querySelectorAll(".eights-hand li"),
  ...[".eights-pile svg:last-child", ".eights-player.is-turn", "[data-testid=board]", "[data-testid=result]"]
    .map((selector) => document.querySelector(selector)),
].map((found) => JSON.stringify([found?.dataset, found?.ariaLabel])).join()"""


def find_artist(*players: Person) -> tuple[Person, Person]:
    """Return who draws and who guesses, once both pages show it."""
    for player in players:
        expect(part(player, ".sketch-title")).to_have_text(re.compile("draw"))
    is_first = "You draw" in part(players[0], ".sketch-title").inner_text()
    artist, guesser = players if is_first else players[::-1]
    expect(part(artist, ".sketch-tools")).to_be_visible()
    expect(part(guesser, ".sketch-form")).to_be_visible()
    return artist, guesser


def draw_line(artist: Person, *corners: tuple[float, float], lift: bool = True) -> None:
    """Draw with the mouse through corners, in shares of the sheet."""
    sheet = part(artist, ".sketch-sheet")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box is not None
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in corners]
    artist.page.mouse.move(*places[0])
    artist.page.mouse.down()
    for place in places[1:]:
        artist.page.mouse.move(*place, steps=8)
    if lift:
        artist.page.mouse.up()


def drag_finger(artist: Person, *corners: tuple[float, float]) -> None:
    """Draw with a finger through corners, in shares of the sheet."""
    sheet = part(artist, ".sketch-sheet")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box is not None
    screen = artist.page.context.new_cdp_session(artist.page)
    for number, (x, y) in enumerate(corners):
        place = {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
        kind = "touchMove" if number else "touchStart"
        screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [place]})
    screen.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def wait_ink(person: Person, layer: int, *, there: bool = True) -> None:
    """Return when there is something on the sheet: layer 0 has finished strokes, 1 those that are not."""
    person.page.wait_for_function(
        """([layer, there]) => {
          const { width, height } = document.querySelector(".sketch-sheet canvas");
          const copy = Object.assign(document.createElement("canvas"), { width, height });
          const pen = copy.getContext("2d", { willReadFrequently: true });
          pen.drawImage(document.querySelectorAll(".sketch-sheet canvas")[layer], 0, 0);
          const { data } = pen.getImageData(0, 0, width, height);
          return data.some((part) => part > 0) === there;
        }""",
        arg=[layer, there],
    )


def guess(person: Person, words: str) -> None:
    """Guess on sketch's own page."""
    part(person, ".sketch-input").fill(words)
    part(person, ".sketch-input").press("Enter")
