"""Somebody in front of a real page: what people do at a table, in their words."""

import re
from collections.abc import Callable

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Response,
    expect,
)
from playwright.sync_api import TimeoutError as TooSlow

from lobby.wire.codec import encode
from lobby.wire.messages import SetName
from lobby.wire.poll import join_frames
from tests.end_to_end.wire import make_hello

OnResponse = Callable[[Response], None]

WAIT_MS = 15_000
_CUT = re.compile(
    r"WebSocket connection to .* failed|net::ERR_|the (list of games|texts of \w+) did not come|status of 40"
)


class Person:
    """One page, and what its console complains of."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.expects_cuts = False  # where the line is cut on purpose the browser says so, too
        self._complaints: list[str] = []
        page.set_default_timeout(WAIT_MS)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._complaints.append(f"uncaught: {error}"))

    @property
    def complaints(self) -> list[str]:
        """Errors and warnings of the page, those of a broken Content-Security-Policy too."""
        return [text for text in self._complaints if not (self.expects_cuts and _CUT.search(text))]

    def get(self, test_id: str) -> Locator:
        """Return the part of the page."""
        return self.page.get_by_test_id(test_id)

    def visit(self, path: str = "/") -> None:
        """Open a page of the site, and wait until it is connected."""
        self.page.goto(f"{self.url}{path}")
        self.wait_online()

    def wait_online(self) -> None:
        """Return when the page says that it is connected."""
        expect(self.get("connection-state")).to_have_attribute("data-state", "online")
        expect(self.get("me")).to_be_visible()

    def rename(self, name: str) -> None:
        """Take another name."""
        self.get("me").click()
        try:
            self.get("name-input").fill(name, timeout=5000)
        except TooSlow:  # a page of an older build has loaded itself anew just then
            self.get("me").click()
            self.get("name-input").fill(name)
        self.get("name-save").click()
        expect(self.get("name-input")).to_be_hidden()

    def become_another(self) -> None:
        """Play as another guest in this tab."""
        before = self.get("me").inner_text()
        self.get("me").click()
        self.get("another-guest").click()
        expect(self.get("me")).not_to_have_text(before)
        self.wait_online()

    def open_table(self, game: str, name: str = "") -> str:
        """Open a table from the home page; return its code."""
        self.get("game-select").select_option(game)
        self.get("room-name").fill(name)
        self.get("create-room").click()
        return self.get("room-code").inner_text()

    def join_by_code(self, code: str) -> None:
        """Type the code on the home page."""
        self.get("join-code").fill(code.lower())
        self.get("join-submit").click()
        expect(self.get("room-code")).to_have_text(code)

    def join_by_link(self, code: str) -> None:
        """Follow the link that a friend has sent."""
        self.visit(f"/r/{code}")
        expect(self.get("room-code")).to_have_text(code)

    def join_from_list(self, name: str) -> None:
        """Choose the table in the live list."""
        self.get("room-entry").filter(has_text=name).click()
        expect(self.get("room-code")).to_be_visible()

    def sit(self) -> None:
        """Take the first open seat."""
        self.get("sit").click()
        expect(self.get("stand")).to_be_visible()

    def say(self, text: str) -> None:
        """Say a line in the chat of the page."""
        self.get("chat-input").fill(text)
        self.get("chat-send").click()

    def play(self, test_id: str) -> None:
        """Make a move as soon as it is this person's turn."""
        self.wait_turn()
        self.get(test_id).click()

    def wait_turn(self) -> None:
        """Return when the page lets this person move."""
        expect(self.get("board")).to_have_attribute("data-turn", "true")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._complaints.append(message.text)


def introduce(context: BrowserContext, url: str, name: str) -> None:
    """Let a new browser's player have a name before the first page: to type it takes longer."""
    hello = join_frames([encode(make_hello(kind="person", name=name))])
    context.request.get(f"{url}/")  # whose answer names the player, in a cookie
    context.request.post(f"{url}/poll", data=hello, headers={"content-type": "application/msgpack"})


def give_name_back(context: BrowserContext, url: str) -> None:
    """Let a browser's player have a name that nobody else will want: theirs is kept as long as they are."""
    hello = make_hello(kind="person")
    body = join_frames([encode(hello), encode(SetName(1, f"Gone {hello.session.hex()[:12]}"))])
    context.request.post(f"{url}/poll?wait_ms=0", data=body, headers={"content-type": "application/msgpack"})


class People:
    """Everybody who visits one server during a test."""

    def __init__(self, new_context: Callable[..., BrowserContext], url: str) -> None:
        self._new_context = new_context
        self._url = url
        self._all: list[Person] = []

    def come(self, name: str = "", on_response: OnResponse | None = None) -> Person:
        """Somebody new with a browser of their own opens the home page."""
        return self.open_tab(self._new_context(), name, on_response)

    def open_tab(
        self, context: BrowserContext, name: str = "", on_response: OnResponse | None = None
    ) -> Person:
        """Open one more page in a browser; `on_response` hears all that it loads."""
        if name and not context.cookies():
            introduce(context, self._url, name)
        person = Person(context.new_page(), self._url)
        if on_response is not None:
            person.page.on("response", on_response)
        self._all.append(person)
        person.visit()
        if name and name not in person.get("me").inner_text():
            person.rename(name)
        return person

    def check(self) -> None:
        """Nobody's page may have complained."""
        complaints = [person.complaints for person in self._all]
        assert not any(complaints), complaints
