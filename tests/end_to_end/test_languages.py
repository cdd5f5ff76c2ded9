"""The page in each of its languages: which one it speaks, that it changes at once, and how it looks."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.end_to_end.games import begin, play_connect_four
from tests.end_to_end.person import People, Person
from tests.end_to_end.process import Lobby
from tests.end_to_end.test_pages import photograph

GUEST = re.compile("Gast [A-Z0-9]{4}")

pytestmark = [pytest.mark.end_to_end, pytest.mark.shares_server]


def choose_language(person: Person, code: str) -> None:
    """Choose a language in the settings."""
    person.get("settings").click()
    person.get("language").select_option(code)
    person.page.keyboard.press("Escape")
    expect(person.page.locator("html")).to_have_attribute("lang", code)


def test_a_language_is_changed_at_once_and_stays_in_all_tabs(people: People) -> None:
    ann = people.come("Ann")
    other_tab = people.open_tab(ann.page.context)
    ann.get("room-name").fill("Half typed")

    choose_language(ann, "de")

    expect(ann.page.get_by_role("heading", name="Offene Tische")).to_be_visible()
    expect(ann.get("room-name")).to_have_value("Half typed")
    expect(other_tab.page.get_by_role("heading", name="Offene Tische")).to_be_visible()
    ann.page.reload()
    expect(ann.page.get_by_role("heading", name="Offene Tische")).to_be_visible()
    choose_language(ann, "en")
    expect(ann.page.get_by_role("heading", name="Open tables")).to_be_visible()


def test_the_language_of_the_browser_is_spoken_and_refusals_are_told_in_it(
    lobby: Lobby, new_context: Callable[..., BrowserContext]
) -> None:
    people = People(lambda: new_context(locale="de-AT"), lobby.url)
    ann = people.come("Ann")

    ann.page.goto(f"{lobby.url}/r/ZZZZZ")

    expect(
        ann.page.get_by_role("heading", name="Es gibt keinen offenen Tisch mit diesem Code")
    ).to_be_visible()
    expect(ann.page.locator("html")).to_have_attribute("lang", "de")
    people.check()


def test_every_page_in_german(lobby: Lobby, new_context: Callable[..., BrowserContext]) -> None:
    people = People(lambda: new_context(locale="de-DE"), lobby.url)
    ann, bob = people.come("Ann"), people.come("Bartholomäus")
    photograph(ann.page, "german-home")
    code = ann.open_table("connect_four")
    ann.sit()
    bob.join_by_code(code)
    photograph(bob.page, "german-spectator")
    bob.sit()
    photograph(bob.page, "german-gathering")

    begin(ann, bob)
    play_connect_four(ann, bob)

    photograph(ann.page, "german-over")
    people.check()


def test_a_guest_is_called_in_german_wherever_the_host_meets_them(
    lobby: Lobby, new_context: Callable[..., BrowserContext]
) -> None:
    people = People(lambda: new_context(locale="de-DE"), lobby.url)
    ann, guest = people.come("Ann"), people.come("")
    code = ann.open_table("connect_four")
    guest.join_by_code(code)
    guest.say("hallo")

    expect(ann.get("kick")).to_have_attribute("aria-label", GUEST)
    ann.get("kick").click()
    expect(ann.get("person").get_by_role("heading", level=2)).to_have_text(GUEST)
    guest.get("leave").click()
    expect(ann.get("kick")).to_have_count(0)
    ann.get("mute").click()

    expect(ann.page.get_by_text(GUEST).filter(has_text="stumm")).to_be_visible()
    ann.get("host").click()
    expect(ann.get("muted")).to_contain_text(GUEST)
    ann.page.keyboard.press("Escape")
    ann.page.locator(".chat").get_by_role("button", name=GUEST).click()
    ann.get("person-profile").click()
    expect(ann.page).to_have_title(GUEST)
    people.check()
