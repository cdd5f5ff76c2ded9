"""Where nothing is, or nobody gets in just now: the page says so, and what can be done."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.end_to_end.accessibility import find_violations
from tests.end_to_end.person import People, Person
from tests.end_to_end.process import Lobby

pytestmark = pytest.mark.end_to_end

ONE_PLAYER = "[limits]\nplayers = 1\n"


def test_who_is_not_there_and_an_address_of_nothing_lead_to_the_lobby(people: People) -> None:
    ann = people.come("Ann")
    ann.expects_cuts = True  # the browser tells its console of the 404
    for path, title in (
        ("/player/nobody", "That player is not here any more"),
        ("/no/such/page", "Nothing is at /no/such/page"),
    ):
        ann.page.goto(f"{ann.url}{path}")
        expect(ann.page.get_by_role("heading", level=1)).to_have_text(title)
        assert find_violations(ann.page) == []

    ann.page.get_by_role("link", name="To the lobby").click()

    expect(ann.get("create-room")).to_be_visible()


@pytest.mark.parametrize("config", [ONE_PLAYER], ids=["full"])
def test_who_finds_the_server_full_is_told_so_and_not_that_it_is_gone(
    people: People, lobby: Lobby, new_context: Callable[..., BrowserContext]
) -> None:
    ann = people.come("Ann")
    ann.rename("Anna")  # who did something keeps the place

    bob = Person(new_context().new_page(), lobby.url)
    bob.page.goto(lobby.url)

    expect(bob.get("cut-strip")).to_contain_text("The server is full. You come in by yourself")
    expect(bob.get("cut-strip")).to_contain_text(re.compile(r"Next try in \d+ s\."))
