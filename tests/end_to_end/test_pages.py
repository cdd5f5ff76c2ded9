"""The pages themselves: how they look, how much they weigh, and that keys are enough."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Response, expect

from tests.end_to_end.games import PLAY, begin, bid_and_call, play_liars_dice
from tests.end_to_end.person import People, Person
from tests.end_to_end.pictures import take_sizes
from tests.end_to_end.process import Lobby
from tests.shell.certificates import make_authority

pytestmark = [pytest.mark.end_to_end, pytest.mark.shares_server]

NARROWEST = 360
FIRST_LOAD_BYTES_MAX = 100_000


def meet(people: People, game: str) -> tuple[Person, Person]:
    """Ann and Bob sit at a table of the game."""
    ann, bob = people.come("Ann"), people.come("Bob")
    code = ann.open_table(game)
    ann.sit()
    bob.join_by_code(code)
    bob.sit()
    return ann, bob


def photograph(page: Page, name: str) -> None:
    """Keep how the page looks in each size and scheme; it may not scroll sideways, however narrow."""
    take_sizes(page, name)
    page.set_viewport_size({"width": NARROWEST, "height": 740})
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROWEST, f"{name} is {width} pixels wide where {NARROWEST} are"
    page.set_viewport_size({"width": 1280, "height": 800})


@pytest.mark.shares_server(False)  # home is empty at first
def test_home_with_tables_and_talk(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bartholomew the Second")
    photograph(ann.page, "home-empty")

    ann.open_table("connect_four", "A rather long name for a table of friends")
    ann.sit()
    bob.say("Who wants to play? " + "Averylongwordthatcannotbebrokenanywhere" * 4)
    expect(bob.get("room-entry")).to_have_count(1)
    expect(bob.get("chat-line")).to_have_count(1)

    photograph(bob.page, "home")
    bob.page.goto(f"{bob.url}/r/ZZZZZ")
    expect(bob.page.get_by_role("button", name="See open tables")).to_be_visible()
    photograph(bob.page, "no-such-table")


def test_a_table_before_the_game_and_its_sheets(people: People) -> None:
    ann, bob = meet(people, "liars_dice")
    ann.say("hi Bob")
    expect(bob.get("chat-line")).to_have_count(1)
    photograph(bob.page, "gathering")

    bob.get("invite").click()
    photograph(bob.page, "invite")
    bob.page.keyboard.press("Escape")
    bob.get("me").click()
    photograph(bob.page, "you")


@pytest.mark.parametrize("game", PLAY)
def test_a_game_and_its_end(game: str, people: People) -> None:
    ann, bob = meet(people, game)
    ann.say("good luck")
    begin(ann, bob)
    play = PLAY[game]
    if game == "liars_dice":
        opens = "Your turn" in ann.get("turn").inner_text()
        bid_and_call(*((ann, bob) if opens else (bob, ann)))
        expect(ann.get("reveal")).to_be_visible()
        ann, bob = (ann, bob) if opens else (bob, ann)
        play = partial(play_liars_dice, from_round=2)
    ann.wait_turn()
    photograph(ann.page, f"{game}-playing")

    play(ann, bob)
    for person in (ann, bob):
        expect(person.get("result")).to_be_visible()
    photograph(ann.page, f"{game}-over")


def test_a_first_load_is_light_and_the_next_one_lighter(people: People) -> None:
    heard: list[Response] = []

    def hear(response: Response) -> None:
        heard.append(response)

    ann = people.come(on_response=hear)
    weight = {response.url: response.request.sizes()["responseBodySize"] for response in heard}

    assert any(".js" in url for url in weight)
    assert sum(weight.values()) <= FIRST_LOAD_BYTES_MAX, weight
    assert all(response.ok for response in heard)

    heard.clear()
    ann.page.reload()
    ann.wait_online()

    # The files whose names have their hash in them are not asked for again.
    asked = [
        response.url for response in heard if not response.from_service_worker and "/assets/" in response.url
    ]
    assert sum(response.request.sizes()["responseBodySize"] for response in heard) < 10_000, asked


def test_a_table_is_opened_and_a_move_made_with_keys_alone(people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")

    tab_to(ann, "game-select")
    ann.page.keyboard.type("Tic")
    tab_to(ann, "create-room")
    ann.page.keyboard.press("Enter")
    code = ann.get("room-code").inner_text()
    tab_to(ann, "sit")
    ann.page.keyboard.press("Enter")
    expect(ann.get("stand")).to_be_visible()
    bob.join_by_code(code)
    bob.sit()
    bob.get("ready").click()
    tab_to(ann, "ready")
    ann.page.keyboard.press("Space")
    ann.wait_turn()
    tab_to(ann, "square-0")
    ann.page.keyboard.press("ArrowRight")
    ann.page.keyboard.press("ArrowDown")
    ann.page.keyboard.press("Enter")

    expect(bob.get("square-4")).to_have_attribute("aria-label", "Row 2, column 2: X")


def test_a_name_is_changed_everywhere(people: People) -> None:
    ann, bob = meet(people, "tic_tac_toe")

    ann.rename("Annabel")

    expect(ann.get("me")).to_contain_text("Annabel")
    expect(bob.get("seat-0")).to_contain_text("Annabel")


def test_over_tls_the_same_page_plays_a_move(
    new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    _, leaf = make_authority()
    leaf.private_key_pem.write_to_path(str(key))
    for part in leaf.cert_chain_pems:
        part.write_to_path(str(cert), append=True)
    lobby = Lobby(tmp_path / "lobby", flags=["--tls-cert", str(cert), "--tls-key", str(key)])
    lobby.start()
    people = People(lambda: new_context(ignore_https_errors=True), lobby.url)

    ann, bob = meet(people, "connect_four")
    begin(ann, bob)
    ann.play("column-3")
    bob.play("column-3")
    ann.wait_turn()

    assert lobby.url.startswith("https://")
    assert ann.page.evaluate("isSecureContext")
    cookies = {cookie["name"]: cookie for cookie in ann.page.context.cookies()}
    assert cookies["lobby_player"]["secure"]
    assert cookies["lobby_player"]["httpOnly"]
    people.check()
    for person in (ann, bob):
        person.page.context.close()
    lobby.stop()


def tab_to(person: Person, test_id: str) -> None:
    """Press the tabulator until the part of the page has the focus."""
    expect(person.get(test_id)).to_be_visible()
    for _ in range(80):
        if person.page.evaluate("document.activeElement.dataset.testid") == test_id:
            return
        person.page.keyboard.press("Tab")
    raise AssertionError(f"eighty tabulators did not lead to {test_id}")
