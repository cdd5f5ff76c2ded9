"""Names as wide as they may be, on every page: nothing scrolls sideways, and no control is out of reach."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.end_to_end.fits import find_misfits
from tests.end_to_end.games import begin, play_connect_four, play_tic_tac_toe
from tests.end_to_end.person import People, Person
from tests.end_to_end.pictures import take_picture
from tests.end_to_end.process import Lobby
from tests.end_to_end.test_finding import wait_in_queue

pytestmark = [pytest.mark.end_to_end, pytest.mark.shares_server]

WIDE = ("W" * 24, "W" * 23 + "M", "M" * 24)

Look = Callable[[Person, str], None]


@pytest.fixture
def people(new_context: Callable[..., BrowserContext], lobby: Lobby) -> Iterator[People]:
    """Visitors who want nothing to move: what slides in would be outside for a moment."""
    people = People(lambda: new_context(reduced_motion="reduce"), lobby.url)
    yield people
    people.check()


@pytest.fixture
def look() -> Iterator[Look]:
    """Look whether a page fits on each screen, and keep a picture of the narrowest."""
    found: list[str] = []

    def look(person: Person, name: str) -> None:
        found.extend(f"{name}, {misfit}" for misfit in find_misfits(person.page))
        person.page.set_viewport_size({"width": 320, "height": 844})
        take_picture(person.page, f"names-{name}")
        person.page.set_viewport_size({"width": 1280, "height": 800})

    yield look
    assert found == []


def come(people: People, *names: str) -> list[Person]:
    """Somebody for each name."""
    return [people.come(name) for name in names]


@pytest.mark.parametrize(
    "names", [WIDE, ("漢" * 24, "龘" * 24, "字" * 24), ("🐘" * 12, "🐙" * 12, "🦒" * 12)]
)
def test_a_table_and_home_hold_the_widest_names(people: People, look: Look, names: tuple[str, ...]) -> None:
    ann, bob, cy = come(people, *names)
    code = ann.open_table("connect_four", names[0] * 2)
    ann.sit()
    bob.join_by_code(code)
    bob.sit()
    cy.join_by_code(code)
    bob.say(names[1] * 3)
    expect(ann.get("chat-line")).to_have_count(1)
    expect(ann.get("watchers")).to_be_visible()
    ann.get("swap-1").click()
    expect(bob.get("offer-swap")).to_be_visible()
    look(ann, "gathering")
    look(bob, "offer")

    begin(ann, bob)
    look(cy, "watching")
    cy.visit()
    cy.say(names[2] * 3)
    expect(cy.get("room-entry")).to_have_count(1)
    expect(cy.get("chat-line").last).to_contain_text(names[2])
    look(cy, "home")


def test_the_sheets_hold_the_widest_names(people: People, look: Look) -> None:
    ann, bob, cy = come(people, *WIDE)
    code = ann.open_table("liars_dice")
    for other in (bob, cy):
        other.join_by_code(code)
        other.sit()
    ann.get("kick-0").click()
    expect(ann.get("person-ban")).to_be_visible()
    look(ann, "host-person")
    ann.get("mute").click()
    expect(ann.get("person")).to_have_count(0)
    ann.get("kick-1").click()
    ann.get("person-reason").fill("W" * 200)
    ann.get("person-ban").click()
    expect(cy.page.get_by_role("heading", name="The host has banned you")).to_be_visible()
    look(cy, "banned")

    ann.get("host").click()
    for people_listed in ("muted", "banned"):
        expect(ann.get(people_listed).get_by_role("listitem")).to_have_count(1)
    look(ann, "host-sheet")
    ann.page.keyboard.press("Escape")
    bob.get("me").click()
    look(bob, "me")


def test_a_game_that_is_over_and_its_replay_hold_the_widest_names(people: People, look: Look) -> None:
    ann, bob, cy = come(people, *WIDE)
    code = ann.open_table("connect_four")
    ann.sit()
    bob.join_by_code(code)
    bob.sit()
    cy.join_by_code(code)
    begin(ann, bob)
    play_connect_four(ann, bob)
    expect(cy.get("result")).to_be_visible()
    look(cy, "over-watched")
    bob.get("rematch").click()
    expect(ann.page.get_by_text("wants to play again")).to_be_visible()
    look(ann, "over")

    cy.get("watch-replay").click()
    expect(cy.get("replay-slider")).to_be_visible()
    look(cy, "replay")


@pytest.mark.shares_server(False)  # whoever waits in the queue would be matched with the next one
def test_the_queue_profiles_and_the_best_hold_the_widest_names(people: People, look: Look) -> None:
    ann, bob, cy = come(people, *WIDE)
    for person in (ann, bob):
        wait_in_queue(person, "tic_tac_toe")
    expect(ann.get("found")).to_be_visible()
    look(ann, "found")
    for person in (ann, bob):
        person.get("found-play").click()
    for person in (ann, bob):
        expect(person.get("board")).to_be_visible()
    play_tic_tac_toe(ann, bob)
    expect(ann.get("rated-by")).to_be_visible()

    ann.get("me").click()
    ann.get("own-profile").click()
    expect(ann.get("met")).to_be_visible()
    look(ann, "own-profile")
    cy.visit("/leaders/tic_tac_toe")
    expect(cy.get("leader")).to_have_count(2)
    look(cy, "leaders")
    cy.get("leader").first.get_by_role("link").click()
    expect(cy.get("not-invitable")).to_be_visible()
    look(cy, "profile")
    cy.get("person-more").click()
    expect(cy.get("report-open")).to_be_visible()
    look(cy, "profile-sheet")
