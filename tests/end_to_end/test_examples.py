"""The examples on a real server: played to the end by people on real pages, and by bots."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.end_to_end.contrast import find_faint_texts
from tests.end_to_end.example_games import (
    EXAMPLES,
    answer,
    begin,
    drag_finger,
    draw_line,
    find_answer,
    find_artist,
    guess,
    open_table,
    part,
    play_cards,
    wait_ink,
)
from tests.end_to_end.person import People, Person
from tests.end_to_end.process import Lobby

pytestmark = [pytest.mark.end_to_end, pytest.mark.shares_server]

GAMES = ("quiz", "crazy_eights", "sketch")
SCREENSHOTS = Path(__file__).parent / "screenshots"
SIZES = {"phone": (390, 844), "desktop": (1280, 800)}
NARROWEST = 360
PAUSE_MS = 20_000  # for a word or an answer that is shown for some seconds, on a busy machine


@pytest.fixture
def with_pages() -> bool:
    """Whether the games bring their pages; a parameter may say that they don't."""
    return True


@pytest.fixture(scope="module")
def pageless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the games without their pages."""
    folder = tmp_path_factory.mktemp("pageless")
    for game in GAMES:
        pages = shutil.ignore_patterns("view.js", "assets")
        shutil.copytree(EXAMPLES / game, folder / game, ignore=pages)
    return folder


@pytest.fixture
def flags(with_pages: bool, pageless: Path) -> tuple[str, ...]:
    """The examples."""
    folder = EXAMPLES if with_pages else pageless
    return tuple(word for game in GAMES for word in ("--game", str(folder / game)))


@pytest.fixture
def phone(people: People, new_context: Callable[..., BrowserContext]) -> Person:
    """Ann, with a phone in her hand."""
    width, height = SIZES["phone"]
    context = new_context(
        viewport={"width": width, "height": height}, has_touch=True, reduced_motion="reduce"
    )
    return people.open_tab(context, "Ann")


def photograph(person: Person, name: str) -> None:
    """Keep how the page looks in each size and scheme; all can be read, and nothing scrolls sideways."""
    before = person.page.viewport_size
    for size, (width, height) in SIZES.items():
        person.page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            person.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            path = SCREENSHOTS / f"example-{name}-{size}-{scheme}.png"
            person.page.screenshot(path=path, animations="disabled", full_page=size == "phone")
            assert find_faint_texts(person.page, ".own-stage") == [], f"{name} on a {size}, {scheme}"
    person.page.set_viewport_size({"width": NARROWEST, "height": 740})
    width = person.page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROWEST, f"{name} is {width} pixels wide where {NARROWEST} are"
    assert before is not None
    person.page.set_viewport_size(before)


def test_a_quiz_is_played_to_the_end_on_its_own_page(people: People, phone: Person) -> None:
    ann, bob, cy = phone, people.come("Bob"), people.come("Cy")
    begin(ann, bob, cy, game="quiz", questions=2, seconds=60)

    photograph(ann, "quiz-asked")
    answer(ann, right=True)
    photograph(ann, "quiz-waiting")
    first = part(ann, ".quiz-question").inner_text()
    answer(bob, right=False)
    answer(cy, right=True)
    expect(part(bob, ".quiz-answer")).to_have_text(find_answer(first))
    expect(part(bob, ".quiz-score")).to_have_text(["5", "0", "4"])
    expect(part(bob, ".quiz-question")).not_to_have_text(first, timeout=PAUSE_MS)
    for player in (cy, bob, ann):
        answer(player, right=player is not bob)

    expect(ann.get("result")).to_be_visible()
    expect(part(ann, ".quiz-score")).to_have_text(["9", "0", "9"])
    photograph(ann, "quiz-over")


def test_a_question_that_nobody_answers_is_over_in_time(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    begin(ann, bob, game="quiz", questions=1, seconds=5)

    expect(part(ann, ".quiz-answer")).not_to_be_empty(timeout=PAUSE_MS)
    expect(ann.get("result")).to_be_visible()


def test_crazy_eights_is_played_to_the_end_on_its_own_page(people: People, phone: Person) -> None:
    ann, bob, cy = phone, people.come("Bob"), people.come("Cy")
    begin(ann, bob, cy, game="crazy_eights")

    photograph(ann, "eights-dealt")
    play_cards(ann, bob, cy)

    for player in (ann, bob, cy):
        expect(player.get("result")).to_be_visible()
    photograph(bob, "eights-over")


def test_sketch_is_played_to_the_end_with_a_finger_and_a_mouse(people: People, phone: Person) -> None:
    ann, bob = phone, people.come("Bob")
    begin(ann, bob, game="sketch", seconds=110)

    for number in range(2):
        artist, guesser = find_artist(ann, bob)
        draw = drag_finger if artist is ann else draw_line
        draw(artist, (0.2, 0.3), (0.5, 0.8), (0.8, 0.3), (0.2, 0.3))
        wait_ink(guesser, 0)
        word = part(artist, ".sketch-word").inner_text()
        guess(guesser, "nothing like it")
        expect(part(artist, ".sketch-guesses")).to_contain_text("nothing like it")
        photograph(artist, f"sketch-draws-{number}")
        photograph(guesser, f"sketch-guesses-{number}")
        guess(guesser, f"{word}x")
        expect(part(guesser, ".sketch-close")).to_contain_text("is close")
        expect(part(artist, ".sketch-guesses")).not_to_contain_text(f"{word}x")
        guess(guesser, word.upper())
        expect(part(guesser, ".sketch-shown")).to_have_text(word)
        if number == 0:
            expect(part(guesser, ".sketch-tools")).to_be_visible(timeout=PAUSE_MS)

    for player in (ann, bob):
        expect(player.get("result")).to_be_visible()
        expect(part(player, ".sketch-score")).to_have_text(["7", "7"])


def test_a_line_is_seen_while_it_is_being_drawn_and_can_be_taken_back(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    begin(ann, bob, game="sketch")
    artist, guesser = find_artist(ann, bob)

    draw_line(artist, (0.2, 0.2), (0.8, 0.8), lift=False)
    wait_ink(guesser, 1)
    wait_ink(guesser, 0, there=False)
    artist.page.mouse.up()
    wait_ink(guesser, 0)
    part(artist, ".sketch-actions button").first.click()

    wait_ink(guesser, 0, there=False)


@pytest.mark.parametrize("with_pages", [False])
def test_the_quiz_is_played_to_the_end_in_the_default_view(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    begin(ann, bob, game="quiz", questions=1, seconds=60)

    for person in (ann, bob):
        person.get("move-answer").fill("no idea")
        person.get("move-send").click()

    expect(ann.get("result")).to_be_visible()
    expect(ann.get("own-stage")).to_have_count(0)


@pytest.mark.parametrize("with_pages", [False])
def test_crazy_eights_is_played_to_the_end_in_the_default_view(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    begin(ann, bob, game="crazy_eights")

    for _ in range(5000):
        for person in (ann, bob):
            if person.get("board").get_attribute("data-turn") == "true" and person.get("move-0").is_visible():
                person.get("move-0").press("Enter")
        if ann.get("result").is_visible():
            break

    expect(ann.get("result")).to_be_visible()


@pytest.mark.parametrize("with_pages", [False])
def test_sketch_is_played_to_the_end_in_the_default_view(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    begin(ann, bob, game="sketch")

    is_ann_first = ann.page.get_by_text("Only you see").is_visible()
    for artist in (ann, bob) if is_ann_first else (bob, ann):
        expect(artist.page.get_by_text("Only you see")).to_be_visible(timeout=PAUSE_MS)
        artist.get("move-form").get_by_role("radio", name="Give up").check()
        artist.get("move-send").click()

    expect(ann.get("result")).to_be_visible()


@pytest.mark.parametrize("thinks", [True, False], ids=["with a policy", "without"])
@pytest.mark.parametrize(
    ("game", "options"),
    [("quiz", {"questions": 2, "seconds": 10}), ("crazy_eights", {}), ("sketch", {"seconds": 15})],
)
def test_bots_play_to_the_end_while_somebody_watches(
    game: str, options: dict[str, int], thinks: bool, people: People, lobby: Lobby
) -> None:
    ann = people.come("Ann")
    code = open_table(ann, game, **options)
    policy = ["--policy", f"{EXAMPLES / game / 'agent.py'}:act"] if thinks else []
    words = ["bot", "--url", lobby.url, "--code", code, "--count", "3", "--seed", "7", *policy]

    ended = subprocess.run(
        [sys.executable, "-m", "clients", *words], capture_output=True, text=True, timeout=240, check=False
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
    expect(ann.get("result")).to_be_visible()
    expect(ann.get("own-failed")).to_have_count(0)
