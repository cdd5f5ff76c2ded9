"""What calls a player who looks elsewhere, and what one sets: colours and sounds."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.end_to_end.games import begin
from tests.end_to_end.person import People, Person
from tests.end_to_end.test_pages import meet

pytestmark = [pytest.mark.end_to_end, pytest.mark.shares_server]

# Headless tabs are never hidden by themselves.
_HIDE = "Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })"
_WARNING_HERTZ = 1047  # of the sound `clock` in alerts/tones.ts
_COUNT_TONES = """
window.tones = [];
window.OscillatorNode = class extends OscillatorNode {
  constructor(context, options) { super(context, options); window.tones.push(options.frequency); }
};
"""


def sign_of(page: Page) -> str:
    """Return the file of the tab's sign."""
    href: str = page.locator("link[rel=icon]").get_attribute("href") or ""
    return href.rpartition("/")[2]


def expect_title(person: Person, title: str, sign: str) -> None:
    """The tab has this title and sign."""
    expect(person.page).to_have_title(title)
    assert sign_of(person.page) == sign


def test_the_tab_tells_of_a_turn_at_the_table_and_from_home(people: People) -> None:
    ann, bob = meet(people, "tic_tac_toe")
    expect_title(bob, "Ann's Tic-tac-toe", "favicon.svg")
    begin(ann, bob)
    ann.play("square-4")

    expect_title(bob, "● Your turn – Ann's Tic-tac-toe", "favicon_turn.svg")
    expect_title(ann, "Ann's Tic-tac-toe", "favicon.svg")
    bob.get("home-link").click()
    expect_title(bob, "● Your turn at a table – Lobby", "favicon_turn.svg")


def test_a_game_over_days_calls_in_every_tab_of_its_player(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    other_tab = people.open_tab(bob.page.context)
    ann.get("pace-slow").check()
    bob.join_by_code(ann.open_table("tic_tac_toe"))
    bob.sit()
    begin(ann, bob)

    ann.play("square-4")

    expect_title(other_tab, "● Your turn at a table – Lobby", "favicon_turn.svg")


def test_lines_that_came_while_the_tab_was_hidden_are_counted_until_it_is_looked_at(people: People) -> None:
    ann, bob = meet(people, "tic_tac_toe")
    bob.page.evaluate(_HIDE)

    ann.say("Hello?")
    ann.say("Are you there?")

    expect_title(bob, "(2) Ann's Tic-tac-toe", "favicon_unread.svg")
    bob.page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    expect_title(bob, "Ann's Tic-tac-toe", "favicon.svg")


def test_a_move_is_heard_until_sounds_are_switched_off(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    bob.page.add_init_script(_COUNT_TONES)
    bob.visit()
    bob.join_by_code(ann.open_table("tic_tac_toe"))
    ann.sit()
    bob.sit()
    begin(ann, bob)
    before = bob.page.evaluate("tones.length")
    ann.play("square-4")
    bob.wait_turn()
    assert bob.page.evaluate("tones.length") > before

    bob.get("settings").click()
    bob.get("sound").uncheck()
    bob.page.keyboard.press("Escape")
    silent = bob.page.evaluate("tones.length")
    bob.play("square-0")
    ann.play("square-1")
    bob.wait_turn()

    assert bob.page.evaluate("tones.length") == silent
    bob.page.reload()
    bob.wait_online()
    bob.get("settings").click()
    expect(bob.get("sound")).not_to_be_checked()


def test_the_last_seconds_are_heard_by_whose_they_are(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    for person in (ann, bob):
        person.page.add_init_script(_COUNT_TONES)
        person.visit()
    ann.get("clock-kind").select_option("per_move")
    ann.get("clock-moveSeconds").fill("5")
    bob.join_by_code(ann.open_table("tic_tac_toe"))
    ann.sit()
    bob.sit()

    begin(ann, bob)

    ann.wait_turn()
    ann.page.wait_for_function(f"tones.includes({_WARNING_HERTZ})")
    assert _WARNING_HERTZ not in bob.page.evaluate("tones")


def test_colours_are_chosen_and_there_before_anything_of_the_page_is(people: People) -> None:
    ann = people.come("Ann")
    ann.page.emulate_media(color_scheme="light")
    ann.get("settings").click()
    ann.get("theme-dark").click()
    expect(ann.page.locator("html")).to_have_attribute("data-theme", "dark")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    ann.page.route("**/assets/*.js", hold)

    ann.page.goto(f"{ann.url}/", wait_until="commit")

    expect(ann.page.locator("html")).to_have_attribute("data-theme", "dark")
    assert ann.page.locator("#app > *").count() == 0
    for route in held:
        route.continue_()
    ann.page.unroute("**/assets/*.js", hold)
    ann.wait_online()
    bars = ann.page.locator("meta[name=theme-color]").all()
    assert [bar.get_attribute("content") for bar in bars] == ["#121a1b"] * 2
    ann.get("settings").click()
    ann.get("theme-auto").click()
    expect(ann.page.locator("html")).to_have_attribute("data-theme", "light")
