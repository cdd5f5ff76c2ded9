"""The sheets and pages that come up in the midst of things with axe-core, in each size and theme."""

import pytest
from playwright.sync_api import expect

from tests.end_to_end.games import begin
from tests.end_to_end.person import People
from tests.end_to_end.test_accessibility import Examine, examine, people
from tests.end_to_end.test_finding import wait_in_queue
from tests.end_to_end.test_pages import meet

__all__ = ["examine", "people"]
pytestmark = [pytest.mark.end_to_end, pytest.mark.shares_server]


def test_what_a_host_decides_about_the_table_and_about_people(people: People, examine: Examine) -> None:
    ann, _ = meet(people, "connect_four")

    ann.get("host").click()
    expect(ann.get("host-sheet")).to_be_visible()
    examine(ann, "host-sheet")
    ann.get("host-password").fill("sesame")
    ann.get("host-password-set").click()
    expect(ann.get("host-password-remove")).to_be_visible()
    ann.page.keyboard.press("Escape")
    expect(ann.get("host")).to_be_focused()

    ann.get("kick-1").click()
    expect(ann.get("person-ban")).to_be_visible()
    examine(ann, "person-sheet")
    ann.get("person-ban").click()
    ann.get("host").click()
    expect(ann.get("unban")).to_be_visible()
    examine(ann, "host-sheet-banned")


def test_what_is_done_about_who_talks(people: People, examine: Examine) -> None:
    ann, bob = meet(people, "connect_four")
    bob.say("hello")
    expect(ann.get("chat-line")).to_have_count(1)

    ann.page.get_by_role("button", name="Bob", exact=True).first.click()
    ann.get("report-open").click()
    expect(ann.get("report-text")).to_be_visible()
    examine(ann, "talk-sheet")
    ann.get("block").click()
    expect(ann.get("person")).to_have_count(0)
    ann.get("settings").click()
    expect(ann.get("blocked")).to_contain_text("Bob")
    examine(ann, "settings-blocked")


def test_an_offer_and_the_answer_to_it(people: People, examine: Examine) -> None:
    ann, bob = meet(people, "connect_four")
    begin(ann, bob)
    ann.wait_turn()

    ann.get("draw").click()

    expect(bob.get("offer-draw")).to_be_visible()
    examine(ann, "offer-made")
    examine(bob, "offer")


@pytest.mark.shares_server(False)  # whoever waits in the queue would be matched with the next one
def test_a_match_that_was_found(people: People, examine: Examine) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    for person in (ann, bob):
        wait_in_queue(person, "connect_four")

    expect(ann.get("found")).to_be_visible()
    examine(ann, "found")


def test_the_door_of_a_table_with_a_password(people: People, examine: Examine) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    ann.get("room-password").fill("sesame")
    code = ann.open_table("connect_four", "Members only")

    bob.visit(f"/r/{code}")
    expect(bob.get("door")).to_be_visible()
    examine(bob, "door")
    bob.get("door-password").fill("no idea")
    bob.get("door-enter").click()
    expect(bob.get("door").get_by_role("alert")).to_be_visible()
    examine(bob, "door-wrong")
