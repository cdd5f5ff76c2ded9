"""Where the focus is of somebody with keys alone, when what had it is gone: never nowhere."""

import pytest
from playwright.sync_api import Locator, expect

from tests.end_to_end.games import alternate, begin
from tests.end_to_end.person import People, Person
from tests.end_to_end.test_pages import meet

pytestmark = [pytest.mark.end_to_end, pytest.mark.shares_server]


def press(person: Person, test_id: str, key: str = "Enter") -> None:
    """Do what somebody does who uses keys: the part has the focus, and a key is pressed on it."""
    person.get(test_id).focus()
    person.page.keyboard.press(key)


def game_of(person: Person) -> Locator:
    """Return the part of the page that the next tabulator leads into."""
    return person.page.get_by_role("region", name="Game", exact=True)


def test_seat_countdown_game_and_rematch_hand_the_focus_on(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    code = ann.open_table("tic_tac_toe")
    bob.join_by_code(code)
    press(ann, "sit")
    expect(game_of(ann)).to_be_focused()
    bob.sit()
    bob.get("ready").click()

    press(ann, "ready")

    ann.wait_turn()
    expect(ann.get("square-0")).to_be_focused()
    alternate(ann, bob, [f"square-{square}" for square in (0, 3, 1, 4)])
    ann.wait_turn()
    press(ann, "square-2")
    expect(ann.get("square-2")).to_be_focused()
    bob.get("rematch").click()
    press(ann, "rematch")
    bob.wait_turn()
    expect(game_of(ann)).to_be_focused()


def test_standing_up_resigning_and_leaving_hand_the_focus_on(people: People) -> None:
    ann, bob = meet(people, "connect_four")
    press(ann, "stand")
    expect(ann.get("sit")).to_be_focused()
    press(ann, "sit")
    expect(game_of(ann)).to_be_focused()
    begin(ann, bob)

    press(ann, "resign")
    ann.page.keyboard.press("Enter")

    # One press more than meant must not bind to a rematch.
    expect(game_of(ann)).to_be_focused()
    press(ann, "leave")
    expect(ann.page.locator("#content")).to_be_focused()


def test_who_is_sent_away_is_led_to_what_can_be_done_next(people: People) -> None:
    ann, bob = meet(people, "connect_four")
    bob.get("chat-input").focus()
    bob.page.keyboard.type("hm")

    press(ann, "kick-1")
    expect(ann.get("person-kick")).to_be_visible()
    press(ann, "person-kick")

    expect(bob.page.get_by_role("button", name="See open tables")).to_be_focused()
    expect(ann.page.locator(":focus")).to_have_count(1)
    assert ann.page.evaluate("document.activeElement !== document.body")
