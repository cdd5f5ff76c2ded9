"""Every page with axe-core, light and dark, on a phone and a desk; and what keys and screen readers get."""

import re
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.end_to_end.accessibility import COLOUR_RULES, find_violations
from tests.end_to_end.games import alternate, begin, play_connect_four
from tests.end_to_end.person import People, Person
from tests.end_to_end.pictures import take_picture
from tests.end_to_end.process import Lobby
from tests.end_to_end.test_finding import play_rated, wait_in_queue
from tests.end_to_end.test_pages import meet

pytestmark = [pytest.mark.end_to_end, pytest.mark.shares_server]

SIZES = {"phone": (390, 844), "desktop": (1280, 800)}
_PAINTED = """async () => {
  const picture = () => new Promise((done) => requestAnimationFrame(done));
  const ends = (change) => Number.isFinite(change.effect?.getComputedTiming().endTime);
  await picture();
  await picture();
  while (document.getAnimations().some(ends)) {
    for (const change of document.getAnimations().filter(ends)) change.finish();
    await picture();
  }
}"""
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture
def people(new_context: Callable[..., BrowserContext], lobby: Lobby) -> Iterator[People]:
    """Visitors who want nothing to move: what fades in would be too faint for a moment."""
    people = People(lambda: new_context(reduced_motion="reduce"), lobby.url)
    yield people
    people.check()


Examine = Callable[[Person, str], None]


@pytest.fixture
def examine() -> Iterator[Examine]:
    """Let axe-core look at a page in each size, in the dark at its colours only; keep a picture of each."""
    found: list[str] = []

    def look(person: Person, name: str) -> None:
        page = person.page
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            for theme in THEMES:
                page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                expect(page.locator("html")).to_have_attribute("data-theme", theme)
                rules = COLOUR_RULES if theme == "dark" else ()
                page.evaluate(_PAINTED)  # else a colour is looked at on its way to another
                take_picture(page, f"axe-{name}-{size}-{theme}")
                found.extend(f"{name}, {size}, {theme}: {fault}" for fault in find_violations(page, rules))

    yield look
    assert found == []


@pytest.mark.shares_server(False)  # home is empty at first
def test_home_and_the_form_of_a_new_table(people: People, examine: Examine) -> None:
    ann = people.come("Ann")
    examine(ann, "home-empty")
    ann.get("game-select").select_option("liars_dice")
    ann.get("clock-kind").select_option("byo_yomi")
    ann.get("clock-periods").fill("")
    examine(ann, "new-table")

    bob = people.come("Bob")
    bob.open_table("connect_four", "Evening")
    bob.sit()
    ann.say("Who plays?")
    expect(ann.get("room-entry")).to_have_count(1)
    expect(ann.get("chat-line")).to_have_count(1)
    examine(ann, "home")


@pytest.mark.parametrize("sheet", ["settings", "me"])
def test_the_sheets_of_the_header(sheet: str, people: People, examine: Examine) -> None:
    ann = people.come("Ann")

    ann.get(sheet).click()

    examine(ann, sheet)


@pytest.mark.parametrize("game", ["tic_tac_toe", "connect_four", "liars_dice"])
def test_a_table_from_its_opening_to_its_end(game: str, people: People, examine: Examine) -> None:
    ann, bob = meet(people, game)
    cy = people.come("Cy")
    cy.visit(ann.page.url.removeprefix(ann.url))
    ann.say("Good luck")
    expect(bob.get("chat-line")).to_have_count(1)
    examine(bob, f"{game}-gathering")
    bob.get("invite").click()
    examine(bob, f"{game}-invite")
    bob.page.keyboard.press("Escape")

    begin(ann, bob)
    expect(ann.get("turn")).to_be_visible()
    examine(ann, f"{game}-playing")
    examine(cy, f"{game}-spectator")


def test_a_game_in_real_time_and_the_settings_of_a_bad_network(people: People, examine: Examine) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    ann.get("game-select").select_option("snake_arena")
    ann.get("option-rounds").fill("9")
    ann.get("create-room").click()
    code = ann.get("room-code").inner_text()
    ann.sit()
    bob.join_by_code(code)
    bob.sit()
    begin(ann, bob)
    expect(ann.get("score").locator("tbody tr")).to_have_count(2)
    examine(ann, "arena-playing")
    ann.get("settings").click()
    ann.get("bad-line").locator("summary").click()
    expect(ann.get("bad-line-delay")).to_be_visible()
    examine(ann, "bad-line")


def test_a_game_that_is_over_its_replay_and_the_closed_table(people: People, examine: Examine) -> None:
    ann, bob = meet(people, "connect_four")
    begin(ann, bob)
    play_connect_four(ann, bob)
    expect(ann.get("result")).to_be_visible()
    examine(ann, "over")

    table = ann.page.url.removeprefix(ann.url)
    bob.page.get_by_test_id("watch-replay").click()
    expect(bob.get("replay-slider")).to_be_visible()
    examine(bob, "replay")
    ann.get("leave").click()
    bob.visit(table)
    bob.get("leave").click()
    expect(bob.get("your-games")).to_be_visible()
    examine(bob, "your-games")
    bob.visit(table)
    expect(bob.get("closed-table")).to_be_visible()
    examine(bob, "closed")
    bob.visit("/r/ZZZZZ")
    expect(bob.page.get_by_role("heading", name="There is no open table with that code")).to_be_visible()
    examine(bob, "no-such-table")


def test_the_first_tab_leads_past_the_header(people: People) -> None:
    ann = people.come("Ann")
    ann.visit()

    ann.page.keyboard.press("Tab")
    expect(ann.page.get_by_role("link", name="Skip to the content")).to_be_focused()
    ann.page.keyboard.press("Enter")

    assert ann.page.url == f"{ann.url}/"
    expect(ann.page.locator("#content")).to_be_focused()
    ann.page.keyboard.press("Tab")
    first = "document.querySelector('#content').querySelector('a[href], button, input, select, textarea')"
    assert ann.page.evaluate(f"document.activeElement === {first}")


def test_a_sheet_keeps_the_focus_and_gives_it_back(people: People) -> None:
    ann = people.come("Ann")
    ann.get("settings").focus()
    ann.page.keyboard.press("Enter")
    expect(ann.get("settings-sheet")).to_be_visible()

    for _ in range(12):
        ann.page.keyboard.press("Tab")
        inside = "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        assert ann.page.evaluate(inside)

    ann.page.keyboard.press("Escape")
    expect(ann.get("settings")).to_be_focused()


def test_turns_moves_lines_and_results_are_said_to_who_does_not_see_them(people: People) -> None:
    ann, bob = meet(people, "tic_tac_toe")
    status = bob.page.locator("main > [role=status]")
    begin(ann, bob)
    expect(status).to_have_text("Ann’s turn.")

    ann.play("square-4")

    expect(bob.page.locator(".ttt-said")).to_have_text("Ann: row 2, column 2")
    expect(status).to_have_text("Your turn.")
    alternate(bob, ann, [f"square-{square}" for square in (0, 3, 1, 5)])
    expect(status).to_have_text("Ann wins.")
    ann.say("Well played")
    expect(bob.page.get_by_role("log", name="Chat")).to_contain_text("Well played")
    assert re.search("^Ann", bob.page.get_by_role("log", name="Chat").inner_text())


@pytest.mark.shares_server(False)  # whoever waits in the queue would be matched with the next one
def test_the_search_the_queue_a_player_and_the_best(people: People, examine: Examine) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    ann.get("search-filters").click()
    examine(ann, "search")
    wait_in_queue(ann, "connect_four")
    expect(ann.get("queue-place")).to_be_visible()
    examine(ann, "queue")
    ann.get("dequeue").click()

    play_rated(ann, bob)
    ann.page.get_by_role("button", name="Bob", exact=True).first.click()
    ann.get("person-profile").click()
    expect(ann.get("rating-connect_four")).to_be_visible()
    examine(ann, "profile")
    bob.visit("/leaders/connect_four")
    expect(bob.get("leader")).to_have_count(2)
    expect(bob.page).to_have_title("Best players: Connect four")
    examine(bob, "leaders")
