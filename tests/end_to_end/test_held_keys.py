"""A key that is held down, or pressed once too often, does nothing that its user has not seen."""

import pytest
from playwright.sync_api import expect

from tests.end_to_end.games import begin
from tests.end_to_end.person import People, Person
from tests.end_to_end.test_focus import press
from tests.end_to_end.test_pages import meet

pytestmark = [pytest.mark.end_to_end, pytest.mark.shares_server]

REPEATS = 12


def hold_enter(person: Person, test_id: str, gone: str) -> None:
    """Hold Enter on a part until the sheet `gone` has closed, and then as long again."""
    person.get(test_id).focus()
    person.page.keyboard.down("Enter")
    expect(person.get(gone)).to_have_count(0)
    for _ in range(REPEATS):
        person.page.keyboard.down("Enter")
    person.page.keyboard.up("Enter")


def test_enter_held_on_mute_agrees_to_no_draw_and_leaves_the_focus_where_it_was(people: People) -> None:
    ann, bob = meet(people, "connect_four")
    begin(ann, bob)
    bob.get("draw").click()
    expect(ann.get("agree")).to_be_visible()
    press(ann, "kick-1")
    expect(ann.get("mute")).to_be_visible()

    hold_enter(ann, "mute", gone="person")

    expect(ann.get("kick-1")).to_be_focused()
    expect(bob.get("muted-note")).to_be_visible()
    expect(ann.get("agree")).to_be_visible()
    expect(ann.get("person")).to_have_count(0)
    expect(ann.get("result")).to_have_count(0)


def test_enter_held_on_remove_makes_nobody_ready(people: People) -> None:
    ann, bob = meet(people, "connect_four")
    press(ann, "kick-1")
    expect(ann.get("person-kick")).to_be_visible()

    hold_enter(ann, "person-kick", gone="person")

    expect(bob.page.get_by_role("button", name="See open tables")).to_be_visible()
    expect(ann.get("kick-1")).to_have_count(0)
    assert ann.page.evaluate("document.activeElement !== document.body")
    expect(ann.get("ready")).not_to_be_focused()
    expect(ann.get("ready")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize(("opener", "sheet"), [("kick-1", "person"), ("settings", "settings-sheet")])
def test_going_back_closes_the_sheet_that_lay_over_the_page(people: People, opener: str, sheet: str) -> None:
    ann, _ = meet(people, "connect_four")
    press(ann, opener)
    expect(ann.get(sheet)).to_be_visible()

    ann.page.go_back()

    expect(ann.get("create-room")).to_be_visible()
    expect(ann.page.locator("dialog[open]")).to_have_count(0)
    expect(ann.page.locator("#content")).to_be_focused()
