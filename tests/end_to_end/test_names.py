"""A name leads to who it is: in one's own games, in a match that was found, in a result."""

import pytest
from playwright.sync_api import expect

from tests.end_to_end.fits import find_misfits
from tests.end_to_end.games import play_tic_tac_toe
from tests.end_to_end.person import People, Person
from tests.end_to_end.test_finding import wait_in_queue

pytestmark = pytest.mark.end_to_end


def press_name(person: Person, part: str, name: str) -> None:
    """Press a name in a part of the page; the sheet about them opens, and is closed again."""
    person.get(part).get_by_role("button", name=name, exact=True).click()
    expect(person.get("person")).to_contain_text(name)
    expect(person.get("block")).to_be_visible()
    person.page.keyboard.press("Escape")
    expect(person.get("person")).to_have_count(0)


def test_names_open_who_they_are_in_the_match_the_result_and_ones_own_games(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    for person in (ann, bob):
        wait_in_queue(person, "tic_tac_toe")

    expect(bob.get("found-play")).to_be_focused()
    press_name(bob, "found", "Ann")
    expect(bob.get("found")).to_be_visible()
    for person in (ann, bob):
        person.get("found-play").click()
    for person in (ann, bob):
        expect(person.get("board")).to_be_visible()
    play_tic_tac_toe(ann, bob)
    expect(bob.get("result")).to_have_text("Ann wins")
    press_name(bob, "result", "Ann")
    bob.visit()
    press_name(bob, "own-game", "Ann")

    assert find_misfits(bob.page) == []
    link = bob.get("own-game").get_by_role("link")
    expect(link).to_have_accessible_description("Lost")
    bob.get("own-game").click()
    expect(bob.get("room-code")).to_be_visible()
