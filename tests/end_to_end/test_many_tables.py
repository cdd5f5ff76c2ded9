"""A lobby with many tables: the list begins short, since what else can be done stands below it on a phone."""

import pytest
import trio
from playwright.sync_api import expect

from clients.client import open_client
from tests.end_to_end.accessibility import find_violations
from tests.end_to_end.fits import find_misfits
from tests.end_to_end.person import People
from tests.end_to_end.process import Lobby

pytestmark = pytest.mark.end_to_end

TABLES = 15


@pytest.mark.parametrize("config", ["[room]\nempty_seconds = 600\n"], ids=["kept"])
def test_a_long_list_is_shown_by_and_by_and_the_keys_go_on_where_it_went_on(
    people: People, lobby: Lobby
) -> None:
    async def open_tables() -> None:
        async with open_client(lobby.url, name="Host") as host:
            for number in range(TABLES):
                await host.create("tic_tac_toe", name=f"Table {number}")

    trio.run(open_tables)
    ann = people.come("Ann")
    entries = ann.get("room-entry")

    expect(entries).to_have_count(10)
    expect(ann.get("list-more")).to_have_text("Show more (5)")
    assert find_misfits(ann.page) == []
    ann.get("list-more").focus()
    ann.page.keyboard.press("Enter")

    expect(entries).to_have_count(TABLES)
    expect(entries.nth(10)).to_be_focused()
    expect(ann.get("list-more")).to_be_hidden()
    assert find_violations(ann.page) == []
