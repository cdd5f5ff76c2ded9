"""All that a host may decide is in reach on the page: for a new table, between games, and while one runs."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.end_to_end.games import begin
from tests.end_to_end.person import People, Person
from tests.end_to_end.pictures import take_sizes

pytestmark = [pytest.mark.end_to_end, pytest.mark.shares_server]

Sheet = Callable[[str], Locator]


def decide(host: Person) -> Sheet:
    """Open the host's sheet; return what finds its parts."""
    host.get("host").click()
    sheet = host.get("host-sheet")
    expect(sheet).to_be_visible()
    return sheet.get_by_test_id


def close(host: Person) -> None:
    """Leave the sheet."""
    host.get("host-sheet-close").click()
    expect(host.get("host-sheet")).to_be_hidden()


def title(person: Person) -> Locator:
    """Return the name of the table, with what is played below."""
    return person.page.locator(".room-title")


def play(people: People) -> tuple[Person, Person]:
    """Return the host of a table and who plays with them, in a game that has just begun."""
    ann, bob = people.come("Ann"), people.come("Bob")
    code = ann.open_table("tic_tac_toe", "Friday night")
    ann.sit()
    bob.join_by_code(code)
    bob.sit()
    begin(ann, bob)
    return ann, bob


def test_a_host_sets_the_table_up_anew_between_games(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    code = ann.open_table("liars_dice", "Friday night")
    ann.sit()
    bob.join_by_code(code)
    bob.sit()
    bob.get("ready").click()

    part = decide(ann)
    part("host-name").fill("Late night")
    part("host-name-save").click()
    expect(title(bob)).to_contain_text("Late night")
    part("host-listed").uncheck()
    expect(title(bob)).to_contain_text("by link only")
    part("clock-kind").select_option("per_move")
    part("host-times-save").click()
    expect(title(bob)).to_contain_text("30 s")
    expect(bob.get("ready")).to_have_attribute("aria-pressed", "false")
    part("pace-slow").check()
    part("host-times-save").click()
    expect(bob.get("days-note")).to_be_visible()
    part("pace-live").check()
    part("host-times-save").click()
    expect(bob.get("days-note")).to_be_hidden()
    part("option-dice").fill("2")
    part("host-options").click()
    take_sizes(ann.page, "host-sheet")
    close(ann)

    begin(ann, bob)


def test_while_a_game_runs_the_sheet_says_what_has_to_wait(people: People) -> None:
    ann, bob = play(people)

    part = decide(ann)
    for test_id in ("host-name", "host-name-save", "watching", "clock-kind", "pace-slow", "host-times-save"):
        expect(part(test_id)).to_be_disabled()
    expect(part("host-game-hint")).to_contain_text("A game is running")
    take_sizes(ann.page, "host-sheet-playing")
    part("host-listed").uncheck()
    expect(title(bob)).to_contain_text("by link only")
    part("rule-undo").uncheck()
    close(ann)
    ann.play("square-4")
    expect(bob.get("board")).to_have_attribute("data-turn", "true")
    expect(ann.get("undo")).to_have_count(0)
    ann.get("resign").click()
    ann.get("resign").click()
    expect(bob.get("result")).to_be_visible()
    expect(decide(ann)("host-name")).to_be_enabled()


def test_rules_that_are_chosen_for_a_new_table_are_those_of_the_table(people: People) -> None:
    ann = people.come("Ann")
    ann.get("game-select").select_option("tic_tac_toe")
    ann.get("watching").select_option("delayed")
    ann.get("delay").select_option("30000")
    ann.get("more-rules").locator("summary").click()
    ann.get("rule-undo").uncheck()
    ann.get("rule-rotate").uncheck()
    ann.get("rule-watchers_heard").uncheck()
    ann.get("rule-countdown_ms").select_option("10000")
    ann.get("rule-lend").select_option("random")
    take_sizes(ann.page, "new-table-rules")
    ann.open_table("tic_tac_toe", "My rules")

    part = decide(ann)
    for rule in ("undo", "rotate", "watchers_heard"):
        expect(part(f"rule-{rule}")).not_to_be_checked()
    expect(part("rule-countdown_ms")).to_have_value("10000")
    expect(part("rule-lend")).to_have_value("random")
    expect(part("watching")).to_have_value("delayed")
    expect(part("delay")).to_have_value("30000")
    part("delay").select_option("600000")
    part("rule-undo").check()
    close(ann)
    part = decide(ann)
    expect(part("delay")).to_have_value("600000")
    expect(part("rule-undo")).to_be_checked()


def test_where_the_host_says_so_players_do_not_hear_who_watches(people: People) -> None:
    ann, bob, cy = people.come("Ann"), people.come("Bob"), people.come("Cy")
    code = ann.open_table("tic_tac_toe", "Quiet please")
    ann.sit()
    for person in (bob, cy):
        person.join_by_code(code)
    part = decide(ann)
    part("rule-watchers_heard").uncheck()
    close(ann)

    bob.say("take the corner!")

    expect(cy.get("chat-line").last).to_contain_text("take the corner!")
    expect(bob.page.get_by_text("Only those who watch hear you")).to_be_visible()
    expect(ann.page.get_by_text("take the corner!")).to_have_count(0)


def test_a_seat_in_a_running_game_is_given_up_with_two_taps(people: People) -> None:
    ann, bob = play(people)

    ann.get("stand").click()
    expect(ann.get("stand")).to_have_text("Really give up the seat?")
    expect(bob.get("result")).to_have_count(0)
    ann.get("stand").click()

    expect(bob.get("result")).to_have_text("You win!")


def test_two_tabs_of_a_host_keep_their_drafts_and_undo_nothing_of_each_other(people: People) -> None:
    ann = people.come("Ann")
    code = ann.open_table("snake_arena", "Friday night")
    other = people.open_tab(ann.page.context)
    other.join_by_code(code)
    here, there = decide(ann), decide(other)

    here("host-name").fill("Half typ")
    here("option-rounds").fill("7")
    there("option-seconds").fill("30")
    there("host-options").click()
    expect(here("option-seconds")).to_have_value("30")
    expect(here("option-rounds")).to_have_value("7")
    expect(here("host-name")).to_have_value("Half typ")
    here("host-options").click()

    expect(there("option-rounds")).to_have_value("7")
    expect(there("option-seconds")).to_have_value("30")
    there("host-name").fill("Late night")
    there("host-name-save").click()
    expect(title(ann)).to_contain_text("Late night")
    expect(here("host-name")).to_have_value("Half typ")


@pytest.mark.shares_server(False)  # whoever waits in the queue would be matched with the next one
def test_in_the_room_of_a_match_the_host_is_offered_what_the_server_grants(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    for person in (ann, bob):
        person.get("quick-game").select_option("tic_tac_toe")
        person.get("enqueue").click()
    ann.get("found-play").click()

    part = decide(ann)
    expect(part("host-match")).to_be_visible()
    for name in ("host-name", "host-lock", "host-listed", "clock-kind", "watching", "rule-undo"):
        expect(part(name)).to_have_count(0)
    take_sizes(ann.page, "match-ahead")
    close(ann)
    expect(ann.get("ready")).to_have_count(0)
    bob.get("found-play").click()
    expect(ann.get("board")).to_be_visible()
    part = decide(ann)
    part("host-lock").check()
    expect(title(bob)).to_contain_text("Locked")
    expect(part("host-name")).to_have_count(0)
    expect(part("host-match")).to_contain_text("match")
    take_sizes(ann.page, "match-runs")
    close(ann)
    ann.get("kick-1").click()
    expect(ann.get("stays-in-rated")).to_be_visible()
    expect(ann.get("person-kick")).to_have_count(0)
    take_sizes(ann.page, "match-person")
