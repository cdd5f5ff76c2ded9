"""Games over days, as they are met on the page: nobody stays, and everything is found again."""

import re

import pytest
from playwright.sync_api import expect

from tests.end_to_end.contrast import find_faint_texts
from tests.end_to_end.games import alternate, begin, play_connect_four, play_tic_tac_toe
from tests.end_to_end.person import People, Person
from tests.end_to_end.process import Lobby
from tests.end_to_end.test_pages import photograph

pytestmark = [pytest.mark.end_to_end, pytest.mark.shares_server]

SLEEPY = """[room]
empty_seconds = 0
sleep_seconds = 1
[server]
comeback_ms = 50
comeback_spread_ms = 100
"""
NO_LOOKS = "[room]\nempty_seconds = 0\n[limits]\nlooks_burst = 1\nlooks_per_second = 0.01\n"


def open_slow_table(person: Person, name: str) -> str:
    """Open a table over days from the home page; return its code."""
    person.get("pace-slow").check()
    code = person.open_table("connect_four", name)
    expect(person.get("stand")).to_be_visible()
    return code


def begin_slowly(people: People, name: str) -> tuple[Person, Person]:
    """Ann and Bob are in the middle of a slow game, and it is Ann's turn."""
    ann, bob = people.come("Ann"), people.come("Bob")
    bob.join_by_code(open_slow_table(ann, name))
    bob.sit()
    begin(ann, bob)
    alternate(ann, bob, ["column-0", "column-1"])
    ann.wait_turn()
    return ann, bob


def go_to_sleep(lobby: Lobby, *everybody: Person) -> None:
    """All close their pages, and the room goes out of memory."""
    for person in everybody:
        person.page.close()
    assert lobby.settle({"lobby_rooms": 0}) == {"lobby_rooms": 0}


def come_back(people: People, person: Person) -> Person:
    """The same browser opens the home page again."""
    return people.open_tab(person.page.context)


def go_to_own(person: Person, state: str) -> None:
    """Follow the way that home shows to a game of one's own."""
    game = person.get("your-games").locator(f"[data-testid=own-game][data-state={state}]")
    expect(game).to_have_count(1)
    game.click()


def end_table(*everybody: Person) -> None:
    """All leave a table of one sitting, and it closes."""
    for person in everybody:
        person.get("leave").click()
        expect(person.get("create-room")).to_be_visible()


@pytest.mark.shares_server(False)  # which is killed
@pytest.mark.parametrize("config", [SLEEPY], ids=["sleepy"])
def test_a_game_over_days_goes_on_over_closed_pages_and_a_killed_server(people: People, lobby: Lobby) -> None:
    ann, bob = begin_slowly(people, "Over days")
    ann.play("column-0")

    go_to_sleep(lobby, ann, bob)
    bob = come_back(people, bob)
    expect(bob.get("own-game")).to_contain_text(re.compile("Your move.*2 days 23 h left"))
    go_to_own(bob, "your_turn")
    bob.play("column-1")
    expect(bob.get("away-0")).to_contain_text("seat kept")
    expect(bob.get("turn")).to_contain_text("2 days 23 h left")
    photograph(bob.page, "days-room")
    go_to_sleep(lobby, bob)
    lobby.kill()
    lobby.start(lobby.port)
    ann = come_back(people, ann)
    photograph(ann.page, "days-your-turn")
    go_to_own(ann, "your_turn")
    bob = come_back(people, bob)
    go_to_own(bob, "waiting")
    alternate(ann, bob, ["column-0", "column-1", "column-0"])

    for person, outcome in ((ann, "Won"), (bob, "Lost")):
        expect(person.get("result")).to_be_visible()
        person.get("home-link").click()
        expect(person.get("own-game").locator(".outcome")).to_have_text(outcome)


@pytest.mark.shares_server(False)  # which must be empty in between
@pytest.mark.parametrize("config", [SLEEPY], ids=["sleepy"])
def test_who_opens_a_slow_table_may_go_at_once_and_finds_the_game_begun(people: People, lobby: Lobby) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    code = open_slow_table(ann, "Come when you like")
    ann.get("ready").click()
    expect(ann.get("ready")).to_have_attribute("aria-pressed", "true")
    go_to_sleep(lobby, ann)

    bob.join_by_code(code)
    expect(bob.get("away-0")).to_contain_text("ready, away")
    bob.sit()
    photograph(bob.page, "days-gathering")
    bob.get("ready").click()
    expect(bob.get("turn")).to_contain_text("Ann’s turn")
    ann = come_back(people, ann)
    go_to_own(ann, "your_turn")
    expect(ann.get("leave")).to_have_text("Leave for good")
    ann.play("column-3")


def test_a_closed_table_tells_what_was_played_and_calls_the_same_people_together(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    code = ann.open_table("tic_tac_toe", "Friday evening")
    ann.sit()
    bob.join_by_code(code)
    bob.sit()
    begin(ann, bob)
    play_tic_tac_toe(ann, bob)
    expect(ann.get("result")).to_be_visible()
    end_table(ann, bob)
    expect(ann.get("room-entry")).to_have_count(0)

    ann.visit(f"/r/{code}")
    expect(ann.get("closed-table")).to_contain_text("Friday evening")
    expect(ann.get("closed-game")).to_contain_text(re.compile("Ann wins.*Ann, Bob.*just now", re.DOTALL))
    photograph(ann.page, "days-closed")
    ann.get("closed-table").get_by_role("button", name="Bob", exact=True).click()
    expect(ann.get("block")).to_be_visible()
    ann.get("person-close").click()
    expect(ann.get("person")).to_have_count(0)
    ann.get("watch-replay").click()
    expect(ann.page).to_have_url(re.compile("/replay/[0-9a-f]{32}$"))
    ann.page.go_back()
    ann.get("play-again").click()
    ann.sit()
    expect(bob.get("invitation")).to_contain_text("Ann wants to play Tic-tac-toe again")
    photograph(bob.page, "days-invitation")
    bob.visit(f"/r/{code}")
    expect(bob.get("opened-again")).to_have_text("Ann has opened a new table for the same people.")
    photograph(bob.page, "days-opened-again")
    bob.get("home-link").click()
    bob.get("invitation").click()
    bob.sit()

    begin(ann, bob)
    bob.get("home-link").click()
    expect(bob.get("invitation")).to_have_count(0)
    go_to_own(bob, "playing")
    expect(bob.get("board")).to_be_visible()


def test_a_stranger_sees_what_was_played_but_calls_nobody(people: People) -> None:
    ann, bob, cy = people.come("Ann"), people.come("Bob"), people.come("Cy")
    code = ann.open_table("connect_four")
    ann.sit()
    bob.join_by_code(code)
    bob.sit()
    begin(ann, bob)
    play_connect_four(ann, bob)
    expect(ann.get("result")).to_be_visible()
    end_table(ann, bob)
    expect(cy.get("room-entry")).to_have_count(0)

    cy.get("join-code").fill(code)
    cy.get("join-submit").click()

    expect(cy.get("closed-game")).to_contain_text("Ann wins")
    expect(cy.get("play-again")).to_have_count(0)


def test_a_table_closes_under_the_eyes_of_who_looks_at_its_page(people: People) -> None:
    ann = people.come("Ann")
    code = ann.open_table("connect_four")
    ann.sit()
    other = people.open_tab(ann.page.context)
    other.visit(f"/r/{code}")
    expect(other.get("stand")).to_be_visible()

    ann.get("leave").click()

    expect(other.page.get_by_role("heading", name="You left this table")).to_be_visible()
    expect(ann.get("room-entry")).to_have_count(0)
    other.page.get_by_role("button", name="Come in again").click()
    expect(other.get("closed-table")).to_contain_text("No game was finished here.")


@pytest.mark.shares_server(False)  # whose looks are used up
@pytest.mark.parametrize("config", [NO_LOOKS], ids=["one look"])
def test_what_can_not_be_told_now_is_not_called_gone(people: People) -> None:
    ann = people.come("Ann")
    ann.visit("/r/XXXXX")
    expect(ann.page.get_by_role("heading", name="There is no open table with that code")).to_be_visible()

    ann.visit("/r/YYYYY")

    expect(ann.page.get_by_role("heading", name=re.compile("can’t be told right now"))).to_be_visible()
    again = ann.page.get_by_role("button", name="Try again")
    expect(again).to_have_text(re.compile("Try again in "))
    expect(again).to_have_attribute("aria-disabled", "true")


def test_the_texts_of_these_pages_stand_out_in_both_schemes(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bartholomew the Second")
    bob.join_by_code(open_slow_table(ann, "A rather long name for a table of old friends"))
    bob.sit()
    begin(ann, bob)
    ann.page.close()
    expect(bob.get("away-0")).to_be_visible()
    faint = list_faint(bob, ".room-board") + list_faint(bob, ".seats")
    ann = come_back(people, ann)
    for game in ("tic_tac_toe", "liars_dice"):
        ann.get("home-link").click()
        code = ann.open_table(game)
        ann.sit()
        bob.get("home-link").click()
        bob.join_by_code(code)
        bob.sit()
        begin(ann, bob)
        ann.get("stand").click()
        ann.get("stand").click()
        expect(ann.get("result")).to_be_visible()
    ann.get("home-link").click()
    expect(ann.get("own-game").and_(ann.page.locator("[data-state=finished]"))).to_have_count(2)
    photograph(ann.page, "days-own")
    faint += list_faint(ann, ".your-games") + list_faint(ann, ".paces")

    assert faint == []


def list_faint(person: Person, within: str) -> list[str]:
    """Return the texts that are too faint, by light and by dark."""
    found = []
    for scheme in ("light", "dark"):
        person.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        found += [f"{scheme}: {text}" for text in find_faint_texts(person.page, within)]
    return found
