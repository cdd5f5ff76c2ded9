"""What a table must show at its end: what the server says, what its film says, what a fresh page shows."""

import json
import time
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
    room, game = read_server(url, code)
    replay = str(game["replay"])
    film = fetch_film(url, replay)
    last = list(watch(film))[-1].view
    assert isinstance(last, dict)
    for part in ("view", "result"):
        compare(f"{part} at the end of the film", pack(last[part]), pack(game[part]))
    said = [(line["name"], line["text"]) for line in room["chat"] if line["kind"] == "said"]
    seats = room["seats"][: len(people)]
    compare("seats", [seat["status"] for seat in seats], ["taken"] * len(people))
    compare("names", [seat["name"] for seat in seats], [read_name(person) for person in people])
    compare("players", [seat["player"] for seat in seats], [player["player"] for player in game["players"]])
    fresh = open_fresh(people[0], url, code)
    for person, name in zip(people, [seat["name"] for seat in seats], strict=True):
        compare(
            f"what {name} sees", person.page.evaluate(SHOWN), read_shown(fresh, person.page.evaluate(SHOWN))
        )
        compare(f"the talk that {name} sees", read_talk(person), said)
    compare("complaints", fresh.complaints, [])
    fresh.page.context.close()


def compare(what: str, found: object, wanted: object) -> None:
    """Say both where they differ."""
    assert found == wanted, f"{what}: {found!r}, not {wanted!r}"


def read_shown(fresh: Person, wanted: object) -> object:
    """Return what a page shows as soon as it is what is wanted: it may be just loading its parts."""
    give_up = time.monotonic() + SETTLE_SECONDS
    while (shown := fresh.page.evaluate(SHOWN)) != wanted and time.monotonic() < give_up:
        fresh.page.wait_for_timeout(LOOK_EVERY_SECONDS * 1000)
    return shown


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
