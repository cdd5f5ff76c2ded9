"""Who goes, is cut off, reloads or is removed in the middle of a game, and what the others see."""

import re

import pytest
from attrs import frozen
from playwright.sync_api import expect

from tests.end_to_end.games import begin
from tests.end_to_end.person import People, Person
from tests.end_to_end.process import Lobby

pytestmark = [pytest.mark.end_to_end, pytest.mark.shares_server]

BRIEF_GRACE = "[room]\ngrace_seconds = 1\nempty_seconds = 0\n"
LONG_GRACE = "[room]\ngrace_seconds = 60\nempty_seconds = 0\n"
QUICK_EARS = LONG_GRACE + "[limits]\nping_ms = 700\nsilence_ms = 2000\n"


@frozen
class Match:
    """Ann, the host, in seat 0 and Bob in seat 1 of a game of connect four, with one disc in column 3."""

    ann: Person
    bob: Person
    code: str


@pytest.fixture
def match(people: People) -> Match:
    ann, bob = people.come("Ann"), people.come("Bob")
    code = ann.open_table("connect_four", "Departures")
    ann.sit()
    bob.join_by_code(code)
    bob.sit()
    begin(ann, bob)
    ann.play("column-3")
    bob.wait_turn()
    return Match(ann, bob, code)


@pytest.mark.shares_server(False)  # which must be empty at the end
@pytest.mark.parametrize("config", [BRIEF_GRACE], ids=["grace 1 s"])
def test_a_closed_tab_is_away_then_its_seat_is_free_and_the_game_is_over(match: Match, lobby: Lobby) -> None:
    match.bob.page.close()

    expect(match.ann.get("away-1")).to_have_text(re.compile(r"away\s*0:0[01]"))
    expect(match.ann.get("chat-line").last).to_contain_text("Bob lost the connection")
    expect(match.ann.get("chat-line").last).to_have_attribute("data-kind", "lost")
    expect(match.ann.get("seat-1")).to_have_attribute("data-status", "open")
    expect(match.ann.get("result")).to_have_text("You win!")
    assert lobby.measure(["lobby_members"]) == {"lobby_members": 1}

    match.ann.page.close()

    assert lobby.settle({"lobby_members": 0, "lobby_rooms": 0}) == {"lobby_members": 0, "lobby_rooms": 0}


@pytest.mark.parametrize("config", [LONG_GRACE], ids=["grace 60 s"])
def test_who_leaves_is_asked_and_then_frees_the_seat_at_once(match: Match) -> None:
    match.bob.get("leave").click()
    expect(match.bob.get("leave")).to_have_text("Leave and give up?")
    expect(match.ann.get("seat-1")).to_have_attribute("data-status", "taken")
    match.bob.get("leave").click()

    expect(match.ann.get("seat-1")).to_have_attribute("data-status", "open")
    expect(match.ann.get("chat-line").last).to_contain_text("Bob left")
    expect(match.ann.get("result")).to_have_text("You win!")
    expect(match.bob.get("create-room")).to_be_visible()


@pytest.mark.parametrize("config", [LONG_GRACE], ids=["grace 60 s"])
def test_who_gives_up_the_seat_loses_and_watches(match: Match) -> None:
    match.bob.get("stand").click()
    match.bob.get("stand").click()

    expect(match.ann.get("result")).to_have_text("You win!")
    expect(match.bob.get("result")).to_have_text("Ann wins")
    expect(match.bob.get("sit")).to_be_visible()


@pytest.mark.parametrize("config", [LONG_GRACE], ids=["grace 60 s"])
def test_who_is_removed_by_the_host_is_told_and_the_game_is_over(match: Match) -> None:
    match.ann.get("kick-1").click()
    match.ann.get("person-kick").click()

    expect(match.bob.page.get_by_role("heading", name="The host has removed you")).to_be_visible()
    expect(match.ann.get("chat-line").last).to_have_attribute("data-kind", "kicked")
    expect(match.ann.get("seat-1")).to_have_attribute("data-status", "open")
    expect(match.ann.get("result")).to_have_text("You win!")


@pytest.mark.parametrize("config", [LONG_GRACE], ids=["grace 60 s"])
def test_a_reload_keeps_the_seat_and_the_game(match: Match) -> None:
    before = read_board(match.bob)

    match.bob.page.reload()
    match.bob.wait_turn()

    assert read_board(match.bob) == before
    expect(match.ann.get("seat-1")).to_have_attribute("data-status", "taken")
    match.bob.play("column-3")
    match.ann.play("column-2")


@pytest.mark.parametrize("config", [QUICK_EARS], ids=["silence 2 s"])
def test_who_was_offline_comes_back_equal_to_who_was_not(match: Match) -> None:
    bob = match.bob
    bob.expects_cuts = True

    bob.page.context.set_offline(True)
    expect(bob.get("connection-state")).to_have_attribute("data-state", re.compile("reconnecting|offline"))
    expect(match.ann.get("seat-1")).to_have_attribute("data-status", "away")
    expect(bob.get("board")).to_be_visible()
    match.ann.say("are you there?")
    bob.page.context.set_offline(False)
    bob.wait_online()

    expect(match.ann.get("seat-1")).to_have_attribute("data-status", "taken")
    expect(bob.get("chat-line").last).to_contain_text("are you there?")
    bob.play("column-3")
    match.ann.wait_turn()
    assert read_board(bob) == read_board(match.ann)


@pytest.mark.shares_server(False)  # which is killed
@pytest.mark.parametrize("config", [f'{LONG_GRACE}[store]\nkind = "memory"\n'], ids=["nothing is kept"])
def test_a_killed_server_is_told_and_met_again(match: Match, lobby: Lobby) -> None:
    ann, bob = match.ann, match.bob
    ann.expects_cuts = bob.expects_cuts = True

    lobby.kill()
    expect(ann.get("connection-state")).to_have_attribute("data-state", "offline")
    expect(ann.get("board")).to_be_visible()
    lobby.start(lobby.port)
    for person in (ann, bob):
        person.wait_online()

    expect(ann.page.get_by_role("heading", name="This table is gone")).to_be_visible()
    ann.page.get_by_role("button", name="See open tables").click()
    ann.open_table("tic_tac_toe", "After the restart")
    bob.get("home-link").click()
    bob.join_from_list("After the restart")


def read_board(person: Person) -> list[str | None]:
    """Return what the columns say to who can't see them."""
    return [person.get(f"column-{column}").get_attribute("aria-label") for column in range(7)]
