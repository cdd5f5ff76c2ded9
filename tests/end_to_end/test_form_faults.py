"""What is wrong in the form of a new table is seen and heard, also where it is off the screen of a phone."""

import pytest
from playwright.sync_api import Locator, expect

from tests.end_to_end.person import Person
from tests.end_to_end.test_hosting import PHONE, Come, come

__all__ = ["come"]
pytestmark = [pytest.mark.end_to_end, pytest.mark.shares_server]


def expect_shown(person: Person, field: Locator, fault: Locator) -> None:
    """The field has the focus and is on the screen with what is wrong with it, which is read out."""
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport()
    expect(fault).to_be_in_viewport()
    expect(fault).to_have_role("alert")
    assert person.page.url.endswith("/"), "no table was opened"


def test_a_fault_in_an_option_is_brought_onto_the_screen(come: Come) -> None:
    ann = come("Ann", PHONE)
    ann.get("game-select").select_option("liars_dice")
    ann.get("option-dice").fill("99")
    ann.get("create-room").scroll_into_view_if_needed()
    expect(ann.get("option-dice")).not_to_be_in_viewport()

    ann.get("create-room").click()

    expect_shown(ann, ann.get("option-dice"), ann.get("field-fault"))
    ann.get("option-dice").fill("3")
    ann.get("create-room").click()
    expect(ann.get("room-code")).to_be_visible()


def test_a_fault_in_the_clock_is_brought_onto_the_screen(come: Come) -> None:
    ann = come("Ann", PHONE)
    ann.get("clock-kind").select_option("fischer")
    first = ann.page.locator(".clock-numbers input").first
    first.fill("0")
    first.blur()
    ann.page.evaluate("document.body.style.paddingBottom = '2000px'; scrollTo(0, 1e6)")
    expect(first).not_to_be_in_viewport()

    ann.get("room-name").evaluate("name => name.form.requestSubmit()")

    expect_shown(ann, first, ann.get("clock-fault"))
