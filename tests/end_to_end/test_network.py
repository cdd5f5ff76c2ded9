"""Whatever the network does in the midst of a game and a burst of talk, both pages end equal and complete."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attrs import frozen
from playwright.sync_api import Browser, BrowserContext, WebSocketRoute, expect

from lobby.wire.codec import encode
from lobby.wire.messages import Goodbye
from tests.end_to_end.asleep import put_to_sleep
from tests.end_to_end.games import begin
from tests.end_to_end.line import Line, open_line
from tests.end_to_end.person import People, Person
from tests.end_to_end.process import Lobby

pytestmark = [pytest.mark.end_to_end, pytest.mark.shares_server]

CONFIG = "[room]\ngrace_seconds = 60\nempty_seconds = 0\n[limits]\nping_ms = 700\nsilence_ms = 2000\n"
TACITURN = CONFIG + "chat_burst = 3\nchat_per_second = 0.01\n"
LINES = 6
AWAY = re.compile("reconnecting|offline")


@pytest.fixture
def config() -> str:
    return CONFIG


@frozen
class Match:
    """Ann in seat 0 with a good line, Bob in seat 1 over a line that may break; it is Bob's turn."""

    ann: Person
    bob: Person
    line: Line
    code: str


@pytest.fixture
def line(lobby: Lobby) -> Iterator[Line]:
    with open_line(lobby.port) as line:
        yield line


@pytest.fixture
def far_people(new_context: Callable[..., BrowserContext], line: Line) -> Iterator[People]:
    """Visitors who come over the line."""
    people = People(new_context, line.url)
    yield people
    people.check()


@pytest.fixture
def match(people: People, far_people: People, line: Line) -> Match:
    return sit_down(people.come("Ann"), far_people.come("Bob"), line)


def sit_down(ann: Person, bob: Person, line: Line) -> Match:
    """Let a game begin, with one disc in column 3."""
    bob.expects_cuts = True
    code = ann.open_table("connect_four", "A bad line")
    ann.sit()
    bob.join_by_code(code)
    bob.sit()
    begin(ann, bob)
    ann.play("column-3")
    bob.wait_turn()
    return Match(ann, bob, line, code)


def go_offline(match: Match) -> None:
    match.bob.page.context.set_offline(True)


def cut(match: Match) -> None:
    match.line.cut()


def go_silent(match: Match) -> None:
    match.line.go_silent()


def block_websockets(match: Match) -> None:
    match.line.block_websockets()


@pytest.mark.parametrize("trouble", [go_offline, cut, go_silent, block_websockets])
def test_in_the_middle_of_a_game_and_talk_nothing_is_lost_and_nothing_comes_twice(
    trouble: Callable[[Match], None], match: Match
) -> None:
    ann, bob = match.ann, match.bob
    for number in range(LINES):
        if number == LINES // 2:
            trouble(match)
            bob.get("column-3").click()
        ann.say(f"ann {number}")
        bob.say(f"bob {number}")
    bob.page.context.set_offline(False)

    ann.wait_turn()
    bob.wait_online()
    ann.play("column-2")
    bob.play("column-2")
    ann.wait_turn()

    expect(bob.get("chat-sending")).to_have_count(0)
    expect(ann.get("chat-line")).to_have_count(2 * LINES)
    assert read_talk(bob) == read_talk(ann)
    for name in ("Ann", "Bob"):
        said = [text for who, text in read_talk(ann) if who == name]
        assert said == [f"{name.lower()} {number}" for number in range(LINES)]
    assert read_board(bob) == read_board(ann)
    assert sum("empty" not in column for column in read_board(ann)) == 2
    expect(ann.get("seat-1")).to_have_attribute("data-status", "taken")
    expect(bob.get("cut-strip")).to_have_count(0)
    carried = "polling" if trouble is block_websockets else "websocket"
    expect(bob.get("connection-state")).to_have_attribute("data-transport", carried)


def test_what_is_done_in_a_cut_is_seen_as_waiting_and_then_as_done(match: Match) -> None:
    bob = match.bob
    go_offline(match)
    expect(bob.get("connection-state")).to_have_attribute("data-state", AWAY)

    bob.say("from the tunnel")
    bob.get("column-0").click()

    expect(bob.get("chat-sending")).to_contain_text("from the tunnel")
    expect(bob.get("chat-sending")).to_contain_text("will be sent when you are back")
    bob.get("chat-sending").evaluate("line => { line.dataset.mark = 'the same element' }")
    expect(bob.get("sending-play")).to_have_text("will be sent when you are back")
    expect(bob.get("cut-strip")).to_contain_text("2 things you did will be sent when you are back.")

    bob.page.context.set_offline(False)
    match.ann.wait_turn()
    expect(match.ann.get("chat-line")).to_have_text([re.compile("from the tunnel")])
    expect(bob.get("chat-line")).to_have_text([re.compile("from the tunnel")])
    expect(bob.get("chat-line")).to_have_attribute("data-mark", "the same element")
    for test_id in ("chat-sending", "cut-strip"):
        expect(bob.get(test_id)).to_have_count(0)
    expect(bob.get("sending-play")).to_be_hidden()


@pytest.mark.parametrize("config", [TACITURN], ids=["3 lines of chat"])
def test_a_line_that_is_refused_stays_with_its_reason_and_can_be_put_back(match: Match) -> None:
    bob = match.bob
    for number in range(5):
        bob.say(f"line {number}")
    failed = bob.get("chat-failed").first
    expect(failed).to_contain_text("A little slower, please")
    lost = failed.locator("span").first.inner_text()
    expect(bob.get("chat-failed")).to_have_count(2)
    bob.get("chat-input").fill("typed since")

    failed.get_by_test_id("put-back").click()

    expect(bob.get("chat-input")).to_have_value(f"{lost} typed since")
    expect(bob.get("chat-input")).to_be_focused()
    expect(bob.get("chat-failed")).to_have_count(1)
    assert [text for _, text in read_talk(bob)] == [text for _, text in read_talk(match.ann)]


def test_polls_are_remembered_and_a_websocket_is_taken_again_when_it_opens(match: Match) -> None:
    bob, sockets = match.bob, list[str]()
    state = bob.get("connection-state")
    block_websockets(match)
    expect(state).to_have_attribute("data-transport", "polling")
    expect(state).to_have_text("Slow connection")

    bob.page.on("websocket", lambda socket: sockets.append(socket.url))
    bob.page.reload()
    expect(state).to_have_attribute("data-transport", "polling")
    assert sockets == []
    bob.play("column-0")
    match.ann.play("column-1")
    bob.wait_turn()

    match.line.blocks_websockets = False
    expect(state).to_have_attribute("data-transport", "websocket", timeout=45_000)
    bob.play("column-0")
    match.ann.wait_turn()


@pytest.mark.shares_server(False)  # which outlives the browser
@pytest.mark.parametrize("carried", ["websocket", "polling"])
def test_a_page_that_slept_shows_the_truth_without_a_reload(
    carried: str, people: People, line: Line, launch_browser: Callable[[], Browser]
) -> None:
    browser = launch_browser()
    line.blocks_websockets = carried == "polling"
    ann = people.come("Ann")
    match = sit_down(ann, People(browser.new_context, line.url).come("Bob"), line)
    bob = match.bob
    expect(bob.get("connection-state")).to_have_attribute("data-transport", carried)
    bob.page.evaluate("window.sameAsBefore = true")

    with put_to_sleep(browser):
        expect(ann.get("seat-1")).to_have_attribute("data-status", "away")
        ann.say("are you asleep?")

    expect(bob.get("chat-line").last).to_contain_text("are you asleep?")
    expect(ann.get("seat-1")).to_have_attribute("data-status", "taken")
    bob.play("column-3")
    ann.wait_turn()
    # Who moved may be told after who waits: the answer leaves behind all frames.
    expect(bob.get("board")).to_have_attribute("data-turn", "false")
    assert read_board(bob) == read_board(ann)
    assert bob.page.evaluate("window.sameAsBefore")
    browser.close()


def test_a_duplicated_tab_is_the_same_player_and_both_show_the_truth(match: Match) -> None:
    ann, bob = match.ann, match.bob
    with bob.page.expect_popup() as opened:
        bob.page.evaluate("void window.open(location.href)")
    double = Person(opened.value, bob.url)
    double.wait_turn()

    double.play("column-3")
    double.say("from the second tab")

    ann.play("column-2")
    for tab in (bob, double):
        tab.wait_turn()
        expect(tab.get("chat-line")).to_have_count(1)
        assert read_board(tab) == read_board(ann)
    assert double.complaints == []
    bob.page.close()
    double.play("column-2")
    ann.wait_turn()
    expect(ann.get("seat-1")).to_have_attribute("data-status", "taken")


def test_who_was_taken_over_stays_away_until_wanted_here_and_misses_nothing(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    sockets = list[WebSocketRoute]()

    def pass_on(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    bob.page.route_web_socket(re.compile("/ws$"), pass_on)
    bob.visit()
    code = ann.open_table("tic_tac_toe")
    ann.sit()
    bob.join_by_code(code)
    bob.sit()
    begin(ann, bob)

    sockets[-1].send(encode(Goodbye("taken_over", "another connection of this session has taken over")))
    expect(bob.get("use-here")).to_be_visible()
    ann.play("square-4")
    ann.say("where are you?")
    bob.page.evaluate("dispatchEvent(new Event('pageshow')); dispatchEvent(new Event('online'))")
    expect(bob.get("connection-state")).to_have_attribute("data-state", "elsewhere")
    assert len(sockets) == 1
    bob.get("use-here").click()

    expect(bob.get("chat-line")).to_have_count(1)
    bob.play("square-0")
    ann.wait_turn()


def test_a_reload_with_a_move_in_flight_ends_in_the_truth(match: Match) -> None:
    ann, bob = match.ann, match.bob

    bob.page.evaluate("document.querySelector('[data-testid=column-3]').click(); location.reload()")
    bob.wait_online()
    expect(bob.get("board")).to_be_visible()

    # Whether the move had left the browser nobody can know; both pages show the same.
    if "Bob’s turn" in ann.get("turn").inner_text():
        bob.play("column-3")
    ann.play("column-2")
    bob.wait_turn()
    assert read_board(bob) == read_board(ann)


def test_a_line_that_is_gone_is_noticed_within_the_silence_and_met_again(match: Match) -> None:
    bob = match.bob
    go_silent(match)

    expect(match.ann.get("seat-1")).to_have_attribute("data-status", "away")
    expect(match.ann.get("seat-1")).to_have_attribute("data-status", "taken")

    bob.wait_online()
    bob.play("column-3")
    match.ann.wait_turn()


def test_a_browser_without_storage_plays_all_the_same(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    bob.page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, {get() { throw new DOMException('denied', 'SecurityError') }})"
    )
    bob.visit()
    code = ann.open_table("tic_tac_toe")
    ann.sit()
    bob.join_by_code(code)
    bob.sit()
    begin(ann, bob)

    ann.play("square-4")
    bob.play("square-0")
    ann.wait_turn()


def read_talk(person: Person) -> list[tuple[str, str]]:
    """Return who said what, in the order of the page."""
    found: list[Any] = person.get("chat-line").evaluate_all(
        "lines => lines.map(line => ['b', 'span'].map(part => line.querySelector(part).innerText))"
    )
    return [(str(who), str(text)) for who, text in found]


def read_board(person: Person) -> list[str]:
    """Return what the columns say to who can't see them."""
    return [person.get(f"column-{column}").get_attribute("aria-label") or "" for column in range(7)]
