"""Writes the README's screenshots into docs/images/: `python -m tests.end_to_end.make_images`."""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from tests.end_to_end.conftest import CHROMIUM, list_flags
from tests.end_to_end.games import alternate, begin
from tests.end_to_end.person import People, Person
from tests.end_to_end.process import Lobby

IMAGES = Path(__file__).parents[2] / "docs" / "images"
IMAGE_BYTES_MAX = 150_000
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 375, "height": 812}


def main() -> None:
    """Play a little at two tables, and take a picture of each."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        lobby = Lobby(Path(folder))
        lobby.start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list_flags())
        take_room(browser, lobby.url)
        take_phone(browser, lobby.url)
        browser.close()
        lobby.stop()


def take_room(browser: Browser, url: str) -> None:
    """A game of connect four, with some talk."""
    people = People(lambda: browser.new_context(viewport=DESKTOP, color_scheme="light"), url)  # type: ignore[arg-type]
    ada, grace = people.come("Ada"), people.come("Grace")
    meet(ada, grace, "connect_four", "Friday evening")
    talk((ada, "Hello Grace! Best of three?"), (grace, "With pleasure."))
    begin(ada, grace)
    alternate(ada, grace, [f"column-{column}" for column in (3, 2, 2, 3, 3, 4, 4, 1, 5, 3)])
    talk((grace, "Careful with that diagonal…"), (ada, "I see it now :-)"))
    ada.wait_turn()
    take(ada, "room.png")


def take_phone(browser: Browser, url: str) -> None:
    """A round of liar's dice, on a phone."""
    people = People(lambda: browser.new_context(viewport=PHONE, color_scheme="light"), url)  # type: ignore[arg-type]
    alan, edsger = people.come("Alan"), people.come("Edsger")
    meet(alan, edsger, "liars_dice", "Dice at noon")
    begin(alan, edsger)
    opens = "Your turn" in alan.get("turn").inner_text()
    bidder, answerer = (alan, edsger) if opens else (edsger, alan)
    bidder.wait_turn()
    bidder.get("bid-quantity").fill("2")
    bidder.get("bid-face-4").click()
    bidder.get("bid").click()
    answerer.wait_turn()
    take(answerer, "phone.png")


def meet(host: Person, guest: Person, game: str, name: str) -> None:
    """Both sit at a new table."""
    code = host.open_table(game, name)
    host.sit()
    guest.join_by_code(code)
    guest.sit()


def talk(*lines: tuple[Person, str]) -> None:
    """Say the lines one after the other."""
    for person, text in lines:
        person.say(text)
        expect(person.get("chat-line").last).to_contain_text(text)


def take(person: Person, name: str) -> None:
    """Write the picture; it must stay small enough for a README."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    person.page.mouse.move(0, 0)
    picture = person.page.screenshot(path=IMAGES / name, animations="disabled")
    assert len(picture) < IMAGE_BYTES_MAX, f"{name} has {len(picture)} bytes"


if __name__ == "__main__":
    main()
