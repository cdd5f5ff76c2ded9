"""What people settle at a table: who sits where, when it begins, a draw, a move taken back, giving up."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.end_to_end.person import People, Person
from tests.end_to_end.pictures import take_schemes
from tests.end_to_end.process import Lobby

pytestmark = [pytest.mark.end_to_end, pytest.mark.shares_server]

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
SIZES = {"phone": PHONE, "desktop": DESKTOP}


def photograph(page: Page, name: str) -> None:
    """Keep how the page looks in both schemes; it may not scroll sideways."""
    take_schemes(page, f"settling-{name}")
    too_wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not too_wide, f"{name} scrolls sideways"


def sit_together(people: People, game: str = "connect_four") -> tuple[Person, Person]:
    """Return two who sit at a table, the first of whom is its host."""
    ann, bob = people.come("Ann"), people.come("Bob")
    code = ann.open_table(game)
    ann.sit()
    bob.join_by_link(code)
    bob.sit()
    return ann, bob


def begin(ann: Person, bob: Person) -> None:
    """Let both get ready, and wait for the countdown."""
    for person in (ann, bob):
        person.get("ready").click()
    expect(ann.get("board")).to_be_visible()
    expect(bob.get("board")).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_two_settle_all_there_is(lobby: Lobby, new_context: Callable[..., BrowserContext], size: str) -> None:
    people = People(lambda: new_context(**SIZES[size]), lobby.url)
    ann, bob = sit_together(people)

    # Seats are swapped by consent.
    bob.get("swap-0").click()
    expect(ann.get("offer-swap")).to_contain_text("Bob asks to swap seats with you")
    photograph(ann.page, f"swap-{size}")
    ann.get("agree").click()
    expect(ann.get("seat-0")).to_contain_text("Bob")
    expect(ann.get("seat-1")).to_contain_text("Ann")
    expect(bob.get("offer-swap")).to_have_count(0)

    # The countdown is seen, said once, and stopped by whoever is not ready any more.
    ann.get("ready").click()
    bob.get("ready").click()
    expect(ann.get("countdown")).to_be_visible()
    expect(ann.get("countdown-said")).to_have_text("Starting in 3 seconds")
    bob.get("ready").click()
    expect(ann.get("countdown")).to_have_count(0)
    bob.get("ready").click()
    expect(ann.get("countdown")).to_be_visible()
    photograph(ann.page, f"countdown-{size}")  # of the one that nobody has to stop in its three seconds
    expect(ann.get("board")).to_be_visible()

    # Bob has seat 0 now, begins, and regrets it.
    bob.play("column-3")
    ann.wait_turn()
    bob.get("undo").click()
    expect(ann.get("offer-undo")).to_contain_text("Bob asks to take a move back")
    photograph(ann.page, f"undo-{size}")
    ann.get("agree").click()
    bob.wait_turn()
    bob.play("column-2")

    # A draw is offered, and declined.
    ann.wait_turn()
    ann.get("draw").click()
    expect(bob.get("offer-draw")).to_contain_text("Ann offers a draw")
    expect(ann.get("offer-draw")).to_contain_text("Waiting for Bob")
    photograph(bob.page, f"draw-{size}")
    bob.get("decline").click()
    expect(ann.get("offer-draw")).to_have_count(0)

    # Giving up takes two taps; then the same people play again, with the seats swapped.
    ann.get("resign").click()
    expect(ann.get("resign")).to_have_text("Really resign?")
    ann.get("resign").click()
    expect(bob.get("result")).to_have_text("You win!")
    expect(bob.get("resigned")).to_have_text("Ann resigned.")
    photograph(ann.page, f"over-{size}")
    ann.get("rematch").click()
    bob.get("rematch").click()
    ann.wait_turn()
    expect(ann.get("seat-0")).to_contain_text("Ann")
    people.check()


def test_a_draw_is_agreed_to(people: People) -> None:
    ann, bob = sit_together(people, "tic_tac_toe")
    begin(ann, bob)
    ann.get("draw").click()
    bob.get("agree").click()

    expect(ann.get("result")).to_have_text("A draw")
    expect(ann.page.get_by_role("log", name="Chat")).to_contain_text("Bob agrees")


def test_one_moves_to_an_open_seat(people: People) -> None:
    ann = people.come("Ann")
    ann.open_table("connect_four")
    ann.sit()
    ann.get("move-1").click()

    expect(ann.get("seat-1")).to_contain_text("Ann")
    expect(ann.get("move-0")).to_be_visible()


def test_the_host_chooses_other_options_before_the_game(people: People) -> None:
    ann, bob = sit_together(people, "liars_dice")
    expect(bob.get("next-options")).to_have_count(0)
    ann.get("next-options").locator("summary").click()

    for (size, screen), dice in zip(SIZES.items(), ("3", "2"), strict=True):
        ann.page.set_viewport_size(screen["viewport"])
        bob.get("ready").click()
        expect(bob.get("seat-1")).to_have_attribute("data-ready", "true")
        ann.get("option-dice").fill(dice)
        photograph(ann.page, f"options-{size}")
        ann.get("save-options").click()
        expect(bob.get("seat-1")).to_have_attribute("data-ready", "false")

    begin(ann, bob)
    expect(ann.page.get_by_text("No bid yet; 4 dice are on the table")).to_be_visible()


@pytest.mark.parametrize("flags", [("--game", "examples/sticks")], ids=["sticks"])
def test_two_pairs_choose_their_sides_and_play(
    people: People, new_context: Callable[..., BrowserContext]
) -> None:
    ann, cy = (people.open_tab(new_context(**PHONE), name) for name in ("Ann", "Cy"))
    bob, dot = (people.open_tab(new_context(**DESKTOP), name) for name in ("Bob", "Dot"))
    code = ann.open_table("sticks")
    ann.sit()
    ann.get("move-2").click()
    expect(ann.get("seat-2")).to_contain_text("Ann")
    expect(ann.get("seat-2")).to_contain_text("south")
    expect(ann.get("seat-0")).to_contain_text("Team 1")
    for person in (bob, cy, dot):
        person.join_by_link(code)
        person.sit()
    photograph(ann.page, "teams-phone")
    photograph(bob.page, "teams-desktop")
    dot.get("stand").click()
    expect(ann.get("teams-short")).to_have_text("Team 2: 1 open seat")
    dot.sit()
    expect(ann.get("teams-short")).to_have_count(0)
    for person in (ann, bob, cy, dot):
        person.get("ready").click()

    expect(bob.get("turn")).to_contain_text("Your turn")
    bob.page.get_by_role("button", name="Take 3 of heap 1").click()
    expect(cy.get("turn")).to_contain_text("Your turn")
    photograph(cy.page, "teams-playing-phone")
    photograph(bob.page, "teams-playing-desktop")
    cy.page.get_by_role("button", name="Take 1 of heap 2").click()
    expect(ann.get("turn")).to_contain_text("Your turn")
