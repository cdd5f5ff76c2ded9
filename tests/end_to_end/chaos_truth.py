"""What a table must show at its end: what the server says, what its film says, what a fresh page shows."""

import json
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import trio
from playwright.sync_api import expect

from clients.client import open_client
from lobby.wire.film import Film, unpack_film, watch
from lobby.wire.values import pack
from tests.end_to_end.person import Person
from tests.end_to_end.process import LOOK_EVERY_SECONDS, SETTLE_SECONDS

# All that a page shows of a table but for what says "you".
SHOWN = """() => {
  const texts = (css) => [...document.querySelectorAll(css)].map((one) => one.textContent.trim());
  const labels = (css) => [...document.querySelectorAll(css)].map((one) => one.getAttribute("aria-label"));
  const links = [...document.querySelectorAll("[data-testid=watch-replay]")];
  return {
    cups: labels("[data-testid=board] .cup-dice"),
    revealed: labels("[data-testid=reveal] li svg, [data-testid=reveal] li [role=img]"),
    score: texts("[data-testid=score] tbody td"),
    clock: texts("[data-testid=arena-clock], .arena-round strong"),
    secret: texts("[data-testid=fair] code"),
    replay: links.map((one) => new URL(one.href).pathname),
  };
}"""


def read_talk(person: Person) -> list[tuple[str, str]]:
    """Return who said what, in the order of the page."""
    found: list[Any] = person.page.evaluate(
        """() => [...document.querySelectorAll("[data-testid=chat-line][data-kind=said]")].map(
          (line) => ["b", "span"].map((part) => line.querySelector(part).innerText))"""
    )
    return [(str(who), str(text)) for who, text in found]


def read_failed(person: Person) -> list[str]:
    """Return the lines of which the page says that they were not said."""
    return person.get("chat-failed").locator("> span").all_inner_texts()


def check_game(url: str, code: str, people: list[Person]) -> None:
    """Compare both pages of a table with the server, the film, and a page that came when all was over."""
    # A line that went silent just now is missed a little later, by the server as by the page.
    settle("seats", lambda: read_seats(url, code)[: len(people)], ["taken"] * len(people))
    room, game = read_server(url, code)
    last = list(watch(fetch_film(url, str(game["replay"]))))[-1].view
    assert isinstance(last, dict)
    for part in ("view", "result"):
        compare(f"{part} at the end of the film", pack(last[part]), pack(game[part]))
    said = [(line["name"], line["text"]) for line in room["chat"] if line["kind"] == "said"]
    names = [seat["name"] for seat in room["seats"]][: len(people)]
    compare("names", names, [read_name(person) for person in people])
    players = [seat["player"] for seat in room["seats"]][: len(people)]
    compare("players", players, [player["player"] for player in game["players"]])
    fresh = open_fresh(people[0], url, code)
    for person, name in zip(people, names, strict=True):
        settle(f"the talk that {name} sees", partial(read_talk, person), said)
        settle(f"what comes later than {name}", partial(read_shown, fresh), read_shown(person))
    compare("complaints", fresh.complaints, [])
    fresh.page.context.close()


def compare(what: str, found: object, wanted: object) -> None:
    """Say both where they differ."""
    assert found == wanted, f"{what}: {found!r}, not {wanted!r}"


def settle(what: str, read: Callable[[], object], wanted: object) -> None:
    """Return as soon as it is what is wanted; say both where it is not in time."""
    give_up = time.monotonic() + SETTLE_SECONDS
    while (found := read()) != wanted and time.monotonic() < give_up:
        time.sleep(LOOK_EVERY_SECONDS)
    compare(what, found, wanted)


def read_shown(person: Person) -> object:
    """Return what a page shows of its game."""
    return person.page.evaluate(SHOWN)


def read_seats(url: str, code: str) -> list[str]:
    """Return how the seats are, as the server tells somebody new."""
    room, _ = read_server(url, code)
    return [seat["status"] for seat in room["seats"]]


def read_name(person: Person) -> str:
    """Return the name that the page calls its own."""
    return person.get("me").locator(".me-name").inner_text()


def open_fresh(person: Person, url: str, code: str) -> Person:
    """Open the table in a browser that has seen nothing of it, over a good line."""
    browser = person.page.context.browser
    assert browser is not None
    fresh = Person(browser.new_context().new_page(), url)
    fresh.visit(f"/r/{code}")
    expect(fresh.get("result")).to_be_visible()
    expect(fresh.get("watch-replay")).to_be_visible()
    return fresh


def read_server(url: str, code: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the views of room and game, as the server tells somebody new."""

    async def read() -> tuple[dict[str, Any], dict[str, Any]]:
        with trio.fail_after(SETTLE_SECONDS):
            async with open_client(url, name="Truth") as client:
                room = await client.join(code)
                return dict(room.view), dict(room.game)

    return trio.run(read)


def fetch_film(url: str, replay: str) -> Film:
    """Return the film of a game, as soon as it is made."""
    give_up = time.monotonic() + SETTLE_SECONDS
    while True:
        try:
            with urlopen(f"{url}/api/replays/{replay}") as response:
                return unpack_film(response.read())
        except HTTPError as error:
            assert time.monotonic() < give_up, json.loads(error.read())
            time.sleep(LOOK_EVERY_SECONDS)
