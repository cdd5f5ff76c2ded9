"""Who may come to a table, as its host decides on the page: a phone in the dark and a desk in the light."""

import re
from collections.abc import Callable
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.end_to_end.person import People, Person
from tests.end_to_end.process import Lobby

pytestmark = [pytest.mark.end_to_end, pytest.mark.shares_server]

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "color_scheme": "dark",
}
DESKTOP = {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"}
# How wide it is decides what has room, and no theme does: each theme is seen once.
SCREENS = pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone, dark", "desktop, light"])

Come = Callable[..., Person]


@pytest.fixture
def come(people: People, new_context: Callable[..., BrowserContext]) -> Come:
    """Somebody new, with a screen of that width and theme."""

    def open_one(name: str, screen: dict[str, Any]) -> Person:
        return people.open_tab(new_context(**screen), name)

    return open_one


@SCREENS
def test_a_host_bans_lifts_the_ban_and_passes_the_room_on(come: Come, screen: dict[str, Any]) -> None:
    ann, bob, cat = (come(name, screen) for name in ("Ann", "Bob", "Cat"))
    code = ann.open_table("connect_four", "House rules")
    for other in (bob, cat):
        other.join_by_code(code)
    bob.sit()

    ann.get("kick-0").click()
    open_sheet(ann).get_by_test_id("person-reason").fill("stalls every game")
    expect_fits(ann.page)
    open_sheet(ann).get_by_test_id("person-ban").click()

    expect(bob.page.get_by_role("heading", name="The host has banned you")).to_be_visible()
    expect(bob.page.get_by_text("The host says: stalls every game")).to_be_visible()
    expect(cat.get("chat-line").last).to_have_text(
        re.compile("Bob was banned by the host: stalls every game")
    )
    bob.visit(f"/r/{code}")
    expect(bob.page.get_by_role("heading", name="The host does not let you in")).to_be_visible()
    expect(bob.page.get_by_text("The host says: stalls every game")).to_be_visible()
    expect(bob.page.get_by_role("button", name="Try again")).to_have_count(0)

    ann.get("host").click()
    expect(ann.get("banned")).to_contain_text("stalls every game")
    expect_fits(ann.page)
    ann.get("unban").click()
    expect(ann.get("banned")).not_to_contain_text("Bob")
    ann.get("host-sheet-close").click()
    bob.join_by_link(code)

    ann.get("watchers").get_by_role("button", name="Decide about Cat").click()
    open_sheet(ann).get_by_test_id("person-host").click()
    expect(cat.get("host")).to_be_visible()
    expect(ann.get("host")).to_be_hidden()


@SCREENS
def test_a_table_with_a_password_is_entered_with_it_and_a_lock_keeps_the_next_one_out(
    come: Come, screen: dict[str, Any]
) -> None:
    ann, bob, cat = (come(name, screen) for name in ("Ann", "Bob", "Cat"))
    ann.get("room-password").fill("open sesame")
    code = ann.open_table("connect_four", "Members only")

    expect(
        bob.get("room-entry").filter(has_text="Members only").get_by_test_id("guard-password")
    ).to_be_visible()
    bob.get("room-entry").filter(has_text="Members only").click()
    expect_fits(bob.page)
    bob.get("door-password").fill("open barley")
    bob.get("door-enter").click()
    expect(bob.get("door").get_by_role("alert")).to_have_text("That is not the password")
    bob.get("door-password").fill("open sesame")
    bob.get("door-enter").click()
    expect(bob.get("room-code")).to_have_text(code)

    ann.get("host").click()
    ann.get("host-lock").check()
    ann.get("host-password-remove").click()
    expect(ann.get("host-password-remove")).to_be_hidden()
    expect_fits(ann.page)
    cat.visit(f"/r/{code}")
    expect(cat.page.get_by_role("heading", name="The host has locked this table")).to_be_visible()
    bob.page.reload()
    expect(bob.get("room-code")).to_have_text(code)


@SCREENS
def test_an_invitation_has_link_code_and_qr_code(come: Come, lobby: Lobby, screen: dict[str, Any]) -> None:
    ann = come("Ann", screen)
    code = ann.open_table("connect_four", "Come over")

    ann.get("invite").click()

    assert ann.get("invite-link").input_value() == f"{lobby.url}/r/{code}"
    picture = ann.page.locator("img.qr")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 100
    expect_fits(ann.page)
    with urlopen(f"{lobby.url}/r/{code}") as answer:
        page = answer.read().decode()
    assert 'property="og:title" content="Come over · Connect four"' in page
    with urlopen(re.findall(r'property="og:image" content="([^"]*)"', page)[0]) as picture_of:
        assert picture_of.read(8) == b"\x89PNG\r\n\x1a\n"


def open_sheet(person: Person) -> Any:
    """Return the sheet that is open."""
    return person.page.locator("dialog[open]")


def expect_fits(page: Page) -> None:
    """Nothing is wider than the screen."""
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], width
