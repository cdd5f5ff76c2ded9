"""Finding a game on the page: search, quick play, the rated queue, profiles, leaders, invitations."""

import pytest
from playwright.sync_api import expect

from tests.end_to_end.games import begin, play_connect_four, play_tic_tac_toe
from tests.end_to_end.person import People, Person
from tests.end_to_end.process import Lobby
from tests.end_to_end.test_pages import meet, photograph

pytestmark = pytest.mark.end_to_end


def quick_play(person: Person, game: str) -> None:
    """Press the button at home."""
    person.get("quick-game").select_option(game)
    person.get("quick-play").click()
    expect(person.get("stand")).to_be_visible()


def wait_in_queue(person: Person, game: str) -> None:
    """Look for a rated game."""
    person.get("quick-game").select_option(game)
    person.get("enqueue").click()


def play_rated(ann: Person, bob: Person) -> None:
    """Both are matched, come, and play; Ann is first in the queue, and has the first seat."""
    wait_in_queue(ann, "connect_four")
    expect(ann.get("queue-panel")).to_be_visible()
    wait_in_queue(bob, "connect_four")
    for person in (ann, bob):
        person.get("found-play").click()
    for person in (ann, bob):
        expect(person.get("board")).to_be_visible()
    play_connect_four(ann, bob)
    expect(ann.get("result")).to_be_visible()


def test_quick_play_brings_people_together_at_one_table(people: People) -> None:
    everybody = [people.come(name) for name in ("Ann", "Bob", "Cy", "Dot")]

    for person in everybody:
        quick_play(person, "tic_tac_toe")

    codes = [person.get("room-code").inner_text() for person in everybody]
    assert codes[0] == codes[1] != codes[2] == codes[3]
    begin(*everybody[:2])
    play_tic_tac_toe(*everybody[:2])


def test_tables_are_searched_by_name_and_kind_and_told_by_pages(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    ann.open_table("connect_four", "A quiet corner")
    bob.open_table("tic_tac_toe", "The noisy one")
    cy = people.come("Cy")

    cy.get("search-text").fill("quiet")

    entries = cy.get("search-list").get_by_test_id("room-entry")
    expect(entries).to_have_count(1)
    expect(entries).to_contain_text("A quiet corner")
    photograph(cy.page, "search")
    cy.get("search-text").fill("")
    cy.get("search-filters").click()
    cy.get("search-free").check()
    expect(entries).to_have_count(2)
    cy.get("search-pace").select_option("slow")
    expect(cy.page.get_by_text("No table fits.")).to_be_visible()
    photograph(cy.page, "search-nothing")
    cy.get("search-pace").select_option("")
    entries.filter(has_text="noisy").click()
    expect(cy.get("room-code")).to_be_visible()


def test_two_in_the_queue_are_matched_play_and_are_rated(people: People) -> None:
    ann, bob, watcher = people.come("Ann"), people.come("Bob"), people.come("Cy")
    wait_in_queue(ann, "connect_four")
    expect(ann.get("queue-place")).to_contain_text("Place 1 of 1")
    photograph(ann.page, "queue")

    wait_in_queue(bob, "connect_four")
    expect(ann.get("found")).to_contain_text("Against Bob")
    photograph(ann.page, "found")
    for person in (ann, bob):
        person.get("found-play").click()
    for person in (ann, bob):
        expect(person.get("board")).to_be_visible()
    play_connect_four(ann, bob)
    expect(ann.get("rated-by")).to_contain_text("+")
    photograph(ann.page, "rated-over")
    ann.page.get_by_role("button", name="Bob", exact=True).first.click()
    ann.get("person-profile").click()
    expect(ann.get("rating-connect_four")).to_contain_text("1 rated game")
    expect(ann.get("change")).to_contain_text("−")
    photograph(ann.page, "profile")

    watcher.get("to-leaders").click()
    watcher.page.get_by_role("link", name="Connect four").click()
    expect(watcher.get("leader")).to_have_count(2)
    expect(watcher.get("leader").first).to_contain_text("Ann")
    photograph(watcher.page, "leaders")


def test_who_does_not_want_the_match_sends_the_other_back_into_the_queue(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    for person in (ann, bob):
        wait_in_queue(person, "tic_tac_toe")

    bob.get("found-decline").click()

    expect(bob.get("found")).to_be_hidden()
    expect(bob.get("queue-panel")).to_be_hidden()
    expect(ann.get("found")).to_be_hidden()
    expect(ann.get("queue-panel")).to_be_visible()
    ann.get("dequeue").click()
    expect(ann.get("queue-panel")).to_be_hidden()
    expect(ann.get("toast")).to_have_count(0)


def test_somebody_who_was_met_is_invited_and_comes(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    play_rated(ann, bob)
    for person in (ann, bob):
        person.visit("/")

    ann.get("me").click()
    ann.get("own-profile").click()
    ann.get("met").get_by_role("button").click()

    expect(ann.get("room-code")).to_be_visible()
    expect(ann.get("stand")).to_be_visible()
    expect(bob.get("invitation")).to_contain_text("Ann wants to play Connect four")
    photograph(bob.page, "invitation")
    bob.get("invitation").click()
    expect(bob.get("room-code")).to_be_visible()


def test_a_restart_ends_the_queue_and_the_page_says_so(people: People, lobby: Lobby) -> None:
    ann = people.come("Ann")
    ann.expects_cuts = True
    wait_in_queue(ann, "tic_tac_toe")
    expect(ann.get("queue-panel")).to_be_visible()

    port = int(lobby.url.rpartition(":")[2])
    lobby.kill()
    lobby.start(port)

    expect(ann.get("toast")).to_contain_text("not in the queue any more")
    expect(ann.get("queue-panel")).to_be_hidden()


def test_who_was_not_met_is_not_invited_the_page_says_why_and_no_table_is_opened(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    bob.get("me").click()
    bob.get("own-profile").click()
    expect(bob.get("profile-page")).to_be_visible()

    ann.visit(bob.page.url.removeprefix(bob.url))
    expect(ann.get("not-invitable")).to_have_text("You can invite people you have met lately.")
    ann.page.get_by_role("button", name="Open a table and invite Bob").click(force=True)
    photograph(ann.page, "not-met")

    ann.get("home-link").click()
    expect(ann.page.get_by_text("No open table right now.")).to_be_visible()


def test_who_was_met_is_invited_to_a_new_table(people: People) -> None:
    ann, bob = meet(people, "tic_tac_toe")
    table = ann.page.url
    begin(ann, bob)
    play_tic_tac_toe(ann, bob)
    expect(ann.get("result")).to_be_visible()
    for person in (ann, bob):
        person.get("leave").click()
        expect(person.get("your-games")).to_be_visible()
    ann.get("me").click()
    ann.get("own-profile").click()

    ann.get("met").get_by_role("button", name="Open a table and invite Bob").click()

    expect(ann.get("room-code")).to_be_visible()
    assert ann.page.url != table
    expect(bob.get("invitation")).to_contain_text("Ann wants to play Tic-tac-toe with you")
