"""A phone that slept in the midst of a game: it comes back by itself, and shows what there is now."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.end_to_end.asleep import put_to_sleep
from tests.end_to_end.games import begin
from tests.end_to_end.line import Line, open_line
from tests.end_to_end.person import People, Person
from tests.end_to_end.process import Lobby
from tests.end_to_end.test_arena import open_arena

pytestmark = pytest.mark.end_to_end

PHONE = {"width": 390, "height": 844}
# By the silence nobody finds out that a line is dead before the test is over.
PATIENT = "[room]\nempty_seconds = 0\n[limits]\nsilence_ms = 600000\n"
HASTY = "[room]\nempty_seconds = 0\ngrace_seconds = 1\n[limits]\nping_ms = 500\nsilence_ms = 2000\n"
QUICK = "[server]\ncomeback_ms = 50\ncomeback_spread_ms = 100\n[room]\nempty_seconds = 0\n"


@pytest.fixture
def phone(launch_browser: Callable[[], Browser]) -> Iterator[Browser]:
    """A browser of its own, which can be put to sleep."""
    browser = launch_browser()
    yield browser
    browser.close()


@pytest.fixture
def line(lobby: Lobby) -> Iterator[Line]:
    with open_line(lobby.port) as line:
        yield line


@pytest.fixture
def ann(people: People) -> Person:
    """Who stays awake."""
    ann = people.come("Ann")
    ann.expects_cuts = True
    return ann


@pytest.fixture
def bob(phone: Browser, line: Line) -> Iterator[Person]:
    """Who has the phone."""
    bob = People(lambda: phone.new_context(viewport=PHONE), line.url).come("Bob")  # type: ignore[arg-type]
    bob.expects_cuts = True
    yield bob
    assert bob.complaints == []


def begin_arena(ann: Person, bob: Person) -> None:
    code = open_arena(ann, seconds=120)
    join(bob, code)
    begin(ann, bob)
    expect(bob.get("arena-clock")).to_contain_text("left")


def join(bob: Person, code: str) -> None:
    bob.join_by_code(code)
    bob.sit()
    bob.page.evaluate("window.isTheSame = true")


def wait_present(bob: Person) -> None:
    """Return when the page shows the game as it is now, with both at the table."""
    bob.wait_online()
    expect(bob.page.locator(".live-stale")).to_have_count(0)
    bob.page.wait_for_function("Number(document.querySelector('[data-testid=live-numbers]').dataset.age) > 0")
    for seat in (0, 1):
        expect(bob.get(f"seat-{seat}")).to_have_attribute("data-status", "taken")
    assert bob.page.evaluate("window.isTheSame")


@pytest.mark.parametrize("config", [PATIENT], ids=["patient"])
def test_who_wakes_in_another_network_leaves_the_dead_line_and_plays_on(
    ann: Person, bob: Person, phone: Browser, line: Line
) -> None:
    begin_arena(ann, bob)
    with put_to_sleep(phone):
        line.move("127.0.0.2")
        ann.page.wait_for_timeout(2_000)

    expect(bob.page.locator(".live-stale")).to_have_count(1)
    wait_present(bob)


@pytest.mark.parametrize("config", [QUICK], ids=["quick return"])
def test_who_sleeps_over_a_restart_plays_on(ann: Person, bob: Person, phone: Browser, lobby: Lobby) -> None:
    begin_arena(ann, bob)
    with put_to_sleep(phone):
        lobby.kill()
        lobby.start(lobby.port)
        ann.wait_online()
        expect(ann.get("live-waits")).to_contain_text("Bob")

    wait_present(bob)
    expect(ann.get("live-waits")).to_have_count(0)


@pytest.mark.parametrize("config", [HASTY], ids=["short grace"])
def test_who_sleeps_longer_than_the_seat_is_kept_is_told_so(ann: Person, bob: Person, phone: Browser) -> None:
    code = ann.open_table("connect_four")
    ann.sit()
    join(bob, code)
    begin(ann, bob)
    with put_to_sleep(phone):
        expect(ann.get("result")).to_be_visible()

    expect(bob.get("result")).to_have_text("Ann wins")
    expect(bob.get("lost-seat")).to_contain_text("You were away for too long")
    expect(bob.get("sit")).to_be_visible()
    assert ann.get("lost-seat").count() == 0
    bob.sit()
    expect(bob.get("lost-seat")).to_have_count(0)


def test_who_goes_back_to_the_page_of_the_table_plays_on(
    people: People, line: Line, launch_browser: Callable[..., Browser]
) -> None:
    ann = people.come("Ann")
    browser = launch_browser(ignore_default_args=["--disable-back-forward-cache"])
    bob = People(browser.new_context, ann.url).come("Bob")
    bob.expects_cuts = True
    code = ann.open_table("connect_four")
    ann.sit()
    join(bob, code)
    begin(ann, bob)

    bob.page.goto(f"{line.url}/")
    ann.say("where are you?")
    ann.play("column-3")
    # A page that the browser has kept is not loaded.
    bob.page.go_back(wait_until="commit")

    expect(bob.get("chat-line").last).to_contain_text("where are you?")
    bob.play("column-3")
    ann.wait_turn()
    assert bob.complaints == []
    browser.close()


def test_a_part_of_the_page_that_does_not_come_in_a_cut_is_fetched_again(people: People) -> None:
    ann = people.come("Ann")
    ann.expects_cuts = True
    left = iter(("first", "second"))

    def answer(route: Route) -> None:
        if next(left, None):
            route.abort()
        else:
            route.continue_()

    ann.page.route(re.compile(r"/assets/live_board-.*\.js"), answer)
    ann.page.evaluate("window.isTheSame = true")
    ann.get("game-select").select_option("snake_arena")
    ann.get("play-bots").click()

    expect(ann.get("arena")).to_be_visible()
    assert next(left, None) is None
    assert ann.page.evaluate("window.isTheSame")
