"""Bots of the server in front of real pages: added and removed by the host, played against, lent a seat."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.end_to_end.games import begin
from tests.end_to_end.person import People, Person
from tests.end_to_end.process import Lobby
from tests.end_to_end.test_pages import photograph

pytestmark = [pytest.mark.end_to_end, pytest.mark.shares_server]

QUICK = "[room]\ngrace_seconds = 1\nempty_seconds = 0\n[bots]\nthink_ms = 150\npace_ms = 200\n"


@pytest.fixture
def config() -> str:
    return QUICK


def play_any(person: Person) -> None:
    """Take the first free square of tic-tac-toe."""
    person.wait_turn()
    person.page.locator("[data-testid^=square-]:not([aria-disabled=true])").first.click()


def test_the_host_adds_a_bot_plays_it_to_the_end_and_removes_it(people: People) -> None:
    ann = people.come("Ann")
    ann.open_table("tic_tac_toe", "Ann and the bot")
    ann.sit()
    ann.get("add-bot").click()
    ann.get("add-bot-mcts").click()
    expect(ann.get("seat-1")).to_have_attribute("data-status", "taken")
    expect(ann.get("seat-1")).to_contain_text("Thinking bot")
    expect(ann.get("seat-1")).to_have_attribute("data-ready", "true")
    photograph(ann.page, "bot-gathering")
    ann.get("ready").click()
    for _ in range(5):
        if ann.get("result").is_visible():
            break
        play_any(ann)
        expect(
            ann.page.locator("[data-testid=board][data-turn=true], [data-testid=result]").first
        ).to_be_visible()
    expect(ann.get("result")).to_be_visible()
    photograph(ann.page, "bot-over")
    ann.get("kick-1").click()
    ann.get("kick-1").click()

    expect(ann.get("seat-1")).to_have_attribute("data-status", "open")


@pytest.mark.parametrize("size", [(390, 844), (1280, 800)], ids=["phone", "desktop"])
def test_one_press_at_home_begins_a_game_against_the_computer(
    lobby: Lobby, new_context: Callable[..., BrowserContext], size: tuple[int, int]
) -> None:
    viewport = {"width": size[0], "height": size[1]}
    people = People(lambda: new_context(viewport=viewport), lobby.url)
    ann = people.come("Ann")
    ann.get("game-select").select_option("connect_four")
    ann.get("play-bots").click()
    ann.play("column-3")
    ann.wait_turn()

    expect(ann.get("seat-1")).to_contain_text("bot")
    assert ann.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    people.check()


def test_a_lost_seat_is_played_by_a_bot_and_given_back(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    code = ann.open_table("connect_four", "Lent")
    ann.get("lend").check()
    ann.sit()
    bob.join_by_code(code)
    bob.sit()
    begin(ann, bob)
    ann.play("column-3")
    bob.wait_turn()
    context = bob.page.context
    bob.page.close()

    expect(ann.get("seat-1")).to_have_attribute("data-status", "lent")
    expect(ann.get("lent-1")).to_be_visible()
    ann.wait_turn()
    photograph(ann.page, "bot-lent")
    bob = people.open_tab(context)
    bob.join_by_link(code)

    expect(ann.get("seat-1")).to_have_attribute("data-status", "taken")
    expect(ann.get("lent-1")).to_be_hidden()
    ann.play("column-0")
    bob.play("column-0")
    ann.wait_turn()


def test_bots_are_offered_in_german_too(lobby: Lobby, new_context: Callable[..., BrowserContext]) -> None:
    people = People(lambda: new_context(locale="de-DE"), lobby.url)
    ann = people.come("Ann")
    photograph(ann.page, "bot-home-german")
    ann.open_table("liars_dice")
    ann.get("add-bot").click()

    expect(ann.get("add-bot-mcts")).to_have_text("Denkender Bot")
    photograph(ann.page, "bot-choice-german")
    people.check()
