"""Turn clocks on the page: chosen in words, ticking at each seat, and lost on."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.end_to_end.games import begin
from tests.end_to_end.person import People, Person
from tests.end_to_end.process import Lobby

pytestmark = [pytest.mark.end_to_end, pytest.mark.shares_server]

OPEN_FAST_TABLE = """async () => {
  const { connect } = await import(new URL("sdk.js", document.baseURI).href);
  const opened = (window.opened = connect(document.baseURI, { name: "Opener" }));
  const clock = { kind: "fischer", base_ms: 9000, increment_ms: 1000 };
  return (await opened.create("connect_four", { clock })).code;
}"""
SHOWS_LESS = """(seconds) => {
  const shown = document.querySelector("[data-testid=clock-1] [role=timer]").textContent.split(":");
  return Number(shown[0]) * 60 + Number(shown[1]) < seconds;
}"""
SHOWS_MORE = SHOWS_LESS.replace("< seconds", "> seconds")
CLOSE = "() => window.opened.close()"


def left_seconds(person: Person, seat: int) -> float:
    """Return the time that the clock of a seat shows."""
    shown = person.get(f"clock-{seat}").get_by_role("timer").inner_text()
    minutes, seconds = shown.split(":")
    return int(minutes) * 60 + float(seconds)


def choose_fischer(person: Person) -> None:
    """Choose three minutes for the game, and two seconds more with each move."""
    person.get("clock-kind").select_option("fischer")
    person.get("clock-preset-1").check(force=True)


def test_a_game_with_a_clock_that_was_chosen_in_the_form_ticks_for_both(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    choose_fischer(ann)
    expect(ann.get("clock-minutes")).to_have_value("3")
    expect(ann.get("clock-increment")).to_have_value("2")
    ann.open_table("connect_four", "Evening")
    expect(bob.get("room-entry")).to_contain_text("3 min each + 2 s a move")
    bob.join_from_list("Evening")
    expect(bob.page.get_by_text("3 min each + 2 s a move")).to_be_visible()
    for person in (ann, bob):
        person.sit()
    begin(ann, bob)

    for person in (ann, bob):
        expect(person.get("clock-0")).to_have_attribute("data-running", "true")
        expect(person.get("clock-0").get_by_role("timer")).to_have_text(re.compile(r"2:5\d"))
        expect(person.get("clock-1").get_by_role("timer")).to_have_text("3:00")
    ann.play("column-3")
    for person in (ann, bob):
        expect(person.get("clock-1")).to_have_attribute("data-running", "true")
        assert 175 < left_seconds(person, 0) < 182, "what was spent is gone, the increment is there"
        expect(person.get("clock-1").get_by_role("timer")).to_have_text(re.compile(r"2:5\d"))


def test_who_lets_the_time_run_out_loses_and_both_see_why(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    opener = people.come("Opener")
    code = opener.page.evaluate(OPEN_FAST_TABLE)
    for person in (ann, bob):
        person.join_by_link(code)
        person.sit()
    opener.page.evaluate(CLOSE)
    begin(ann, bob)
    ann.play("column-3")

    expect(bob.page.locator(".seat-time-left.hurry")).to_have_text(re.compile(r"0:0\d\.\d"))
    expect(ann.get("result")).to_have_text("You win!", timeout=30_000)
    expect(ann.get("time-up")).to_have_text("Bob’s time was up")
    expect(bob.get("result")).to_have_text("Ann wins")
    expect(bob.get("time-up")).to_have_text("Your time was up")
    expect(bob.get("clock-1")).to_contain_text("time is up")
    for person in (ann, bob):
        person.get("rematch").click()
    expect(ann.get("clock-0")).to_have_attribute("data-running", "true")


def test_numbers_that_make_no_clock_are_told_and_open_no_table(people: People) -> None:
    ann = people.come("Ann")
    ann.get("clock-kind").select_option("per_move")
    ann.get("clock-moveSeconds").fill("0")
    ann.get("create-room").click()

    expect(ann.get("clock-fault")).to_have_text("Seconds: a whole number from 1 to 86400")
    expect(ann.get("create-room")).to_be_visible()
    ann.get("clock-preset-1").check(force=True)
    expect(ann.get("clock-moveSeconds")).to_have_value("30")
    ann.open_table("tic_tac_toe")
    expect(ann.page.get_by_text("30 s a move")).to_be_visible()


def test_a_screen_reader_finds_timers_that_keep_silent(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    ann.get("clock-kind").select_option("byo_yomi")
    code = ann.open_table("tic_tac_toe")
    bob.join_by_link(code)
    for person in (ann, bob):
        person.sit()
    begin(ann, bob)

    expect(timer(bob.page, "Bob")).to_have_attribute("aria-label", "Time of Bob: 20:00, then 5 × 30 s")
    expect(timer(bob.page, "Ann")).to_be_visible()
    assert bob.page.locator(".clocks [aria-live=assertive], .clocks [role=timer][aria-live]").count() == 0


def timer(page: Page, name: str) -> Locator:
    """Return the timer of a player."""
    return page.get_by_role("timer", name=f"Time of {name}")


@pytest.mark.shares_server(False)  # which is killed
def test_after_a_kill_the_clock_goes_on_where_it_stood(people: People, lobby: Lobby) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    for person in (ann, bob):
        person.expects_cuts = True
    choose_fischer(ann)
    bob.join_by_link(ann.open_table("connect_four"))
    for person in (ann, bob):
        person.sit()
    begin(ann, bob)
    ann.play("column-3")
    expect(bob.get("clock-1")).to_have_attribute("data-running", "true")
    lobby.kill()
    before = left_seconds(bob, 1)
    # The page's own clock goes on, as it can't know better.
    bob.page.wait_for_function(SHOWS_LESS, arg=before - 8)
    shown = left_seconds(bob, 1)
    lobby.start(lobby.port)
    for person in (ann, bob):
        person.wait_online()

    # The room comes back a little later than the connection: then there is more time than the page had left.
    bob.page.wait_for_function(SHOWS_MORE, arg=shown + 1)
    expect(bob.get("clock-1")).to_have_attribute("data-running", "true")
    assert left_seconds(bob, 1) <= 180
    bob.play("column-3")
    expect(ann.get("clock-0")).to_have_attribute("data-running", "true")
