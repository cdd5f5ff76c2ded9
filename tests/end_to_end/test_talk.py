"""Who hears whom at a table, who watches late, and what is done about people who talk badly."""

import pytest
from playwright.sync_api import expect

from tests.end_to_end.games import begin
from tests.end_to_end.person import People, Person
from tests.end_to_end.pictures import take_sizes

pytestmark = [pytest.mark.end_to_end, pytest.mark.shares_server]


def open_watched(person: Person, watching: str) -> str:
    """Open a table of tic-tac-toe that is watched so; return its code."""
    person.visit()
    person.get("watching").select_option(watching)
    take_sizes(person.page, f"create-{watching}")
    return person.open_table("tic_tac_toe", "A table")


def test_who_watches_late_is_told_so_and_talks_to_watchers(people: People) -> None:
    ann, bob, cy, dan = (people.come(name) for name in ("Ann", "Bob", "Cy", "Dan"))
    code = open_watched(ann, "delayed")
    for person in (bob, cy, dan):
        person.join_by_code(code)
    for person in (ann, bob):
        person.sit()
    begin(ann, bob)
    ann.play("square-4")

    expect(cy.get("late")).to_have_text("2 minutes behind")
    expect(ann.get("late")).to_have_count(0)
    cy.say("did you see that?")
    expect(dan.get("chat-line").last).to_contain_text("did you see that?")
    expect(cy.page.get_by_text("Only those who watch hear you")).to_be_visible()
    ann.say("hello everybody")
    expect(bob.get("chat-line").last).to_contain_text("hello everybody")
    expect(dan.page.get_by_text("hello everybody")).to_have_count(0)
    expect(ann.page.get_by_text("did you see that?")).to_have_count(0)
    take_sizes(cy.page, "late")
    take_sizes(ann.page, "player")


def test_where_watching_is_closed_the_board_is_for_players_only(people: People) -> None:
    ann, bob, cy = (people.come(name) for name in ("Ann", "Bob", "Cy"))
    code = open_watched(ann, "closed")
    for person in (bob, cy):
        person.join_by_code(code)
    for person in (ann, bob):
        person.sit()
    begin(ann, bob)

    expect(cy.get("watching-closed")).to_be_visible()
    expect(cy.get("square-4")).to_have_count(0)
    ann.get("chat-to").select_option("seats")
    ann.say("between us")
    expect(bob.get("chat-line").last).to_contain_text("to players")
    expect(bob.get("chat-line").last).to_contain_text("between us")
    expect(cy.page.get_by_text("between us")).to_have_count(0)
    take_sizes(cy.page, "closed")
    take_sizes(bob.page, "channels")


def test_who_is_blocked_is_not_seen_and_who_is_muted_is_not_heard(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    code = ann.open_table("tic_tac_toe", "A table")
    bob.join_by_code(code)
    bob.say("you fool")
    expect(ann.get("chat-line").last).to_contain_text("you fool")

    ann.page.get_by_role("button", name="Bob", exact=True).first.click()
    take_sizes(ann.page, "person")
    ann.get("report-open").click()
    ann.get("report-text").fill("He is rude.")
    ann.get("report").click()
    expect(ann.page.get_by_text("Thank you: it was passed on")).to_be_visible()
    ann.page.get_by_role("button", name="Bob", exact=True).first.click()
    ann.get("mute-minutes").select_option("30")
    ann.get("mute").click()
    expect(ann.get("person")).to_have_count(0)
    expect(bob.get("muted-note")).to_contain_text("Muted until")
    bob.say("and again")
    expect(bob.get("chat-failed")).to_contain_text("The host has muted you")
    take_sizes(bob.page, "muted")
    ann.page.get_by_role("button", name="Bob", exact=True).first.click()
    ann.get("block").click()
    expect(ann.page.get_by_text("you fool")).to_have_count(0)
    ann.get("settings").click()
    ann.get("blocked").get_by_role("button", name="Unblock Bob").click()
    expect(ann.get("blocked").get_by_role("listitem")).to_have_count(0)
    ann.page.keyboard.press("Escape")
    expect(ann.page.get_by_text("you fool")).to_be_visible()


def test_who_was_blocked_is_unblocked_on_their_page_and_by_the_host_at_the_table(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    code = ann.open_table("tic_tac_toe", "A table")
    bob.join_by_code(code)
    bob.sit()
    ann.get("kick-0").click()
    ann.get("block").click()
    expect(ann.page.get_by_text("You no longer see what Bob says").first).to_be_visible()

    ann.get("seat-0").get_by_role("button", name="Bob", exact=True).click()
    expect(ann.get("unblock")).to_be_visible()
    ann.get("person-profile").click()
    ann.get("person-more").click()
    ann.get("unblock").click()
    expect(ann.page.get_by_text("You see again what Bob says").first).to_be_visible()
    ann.get("person-more").click()
    expect(ann.get("block")).to_be_visible()


def test_the_host_sees_who_is_muted_and_until_when_and_lets_them_speak_again(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    code = ann.open_table("tic_tac_toe", "A table")
    bob.join_by_code(code)
    ann.get("watchers").get_by_role("button", name="Bob", exact=True).click()
    ann.get("mute-minutes").select_option("5")
    ann.get("mute").click()
    expect(bob.get("muted-note")).to_contain_text("Muted until")

    ann.get("host").click()
    expect(ann.get("muted")).to_contain_text("Bob")
    expect(ann.get("muted")).to_contain_text("Muted until")
    take_sizes(ann.page, "muted-list")
    ann.get("muted").get_by_role("button", name="Let speak again: Bob").click()

    expect(ann.get("muted").get_by_role("listitem")).to_have_count(0)
    expect(bob.get("muted-note")).to_have_count(0)
    bob.say("thank you")
    expect(ann.get("chat-line").last).to_contain_text("thank you")


def test_who_watches_or_sits_is_blocked_and_reported_by_anybody_without_a_word_said(people: People) -> None:
    ann, bob, cy = (people.come(name) for name in ("Ann", "Bob", "Cy"))
    code = ann.open_table("tic_tac_toe", "A table")
    for person in (bob, cy):
        person.join_by_code(code)
    bob.sit()

    cy.get("seat-0").get_by_role("button", name="Bob", exact=True).click()
    cy.get("report-open").click()
    expect(cy.get("report-text")).to_be_visible()
    expect(cy.get("person-kick")).to_have_count(0)
    cy.page.keyboard.press("Escape")
    bob.get("watchers").get_by_role("button", name="Cy", exact=True).click()
    bob.get("block").click()

    expect(bob.page.get_by_text("You no longer see what Cy says").first).to_be_visible()


def test_the_host_changes_who_may_watch(people: People) -> None:
    ann, bob, cy = (people.come(name) for name in ("Ann", "Bob", "Cy"))
    code = ann.open_table("tic_tac_toe", "A table")
    for person in (bob, cy):
        person.join_by_code(code)
    ann.get("host").click()
    ann.get("host-sheet").get_by_test_id("watching").select_option("closed")
    ann.page.keyboard.press("Escape")
    for person in (ann, bob):
        person.sit()
    begin(ann, bob)

    expect(cy.get("watching-closed")).to_be_visible()
    ann.get("host").click()
    expect(ann.get("host-sheet").get_by_test_id("watching")).to_be_disabled()
    expect(ann.get("host-sheet").get_by_test_id("watching")).to_have_value("closed")


@pytest.mark.parametrize("config", ["[talk]\nnames_burst = 1\nnames_per_minute = 2\n"])
def test_who_is_told_to_wait_sees_the_time_run(people: People) -> None:
    ann = people.come()
    ann.rename("Ann")
    ann.get("me").click()
    ann.get("name-input").fill("Anna")

    ann.get("name-save").click()

    waiting = ann.get("retry")
    expect(waiting).to_contain_text("Try again in")
    first = waiting.inner_text()
    expect(waiting).not_to_have_text(first)
