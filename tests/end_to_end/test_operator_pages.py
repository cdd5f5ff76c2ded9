"""What pages show of the operator: notices everywhere, who is banned, muted or removed, and why."""

import pytest
from playwright.sync_api import expect

from tests.end_to_end.person import People
from tests.end_to_end.process import Lobby
from tests.end_to_end.test_admin import admin

pytestmark = pytest.mark.end_to_end


def test_a_notice_is_above_every_page_until_it_ends_or_is_put_away(lobby: Lobby, people: People) -> None:
    ann, bob = people.come(), people.come()
    code = ann.open_table("connect_four", "Ann's table")
    ann.sit()  # or the table would be gone with the reload

    admin(lobby, "notice", "We restart at six.")
    admin(lobby, "notice", "Mind your words, please.", "--room", code)

    notices = ann.get("notice")
    expect(notices).to_have_count(2)
    expect(notices.first).to_have_text("From the operator: We restart at six.×")
    expect(notices.last).to_have_text("From the operator, to this table: Mind your words, please.×")
    expect(bob.get("notice")).to_have_count(1)
    expect(bob.get("notices")).to_have_attribute("role", "status")
    notices.first.get_by_role("button", name="Dismiss").click()
    expect(notices).to_have_count(1)
    ann.page.reload()
    ann.wait_online()
    expect(notices).to_have_count(1)
    admin(lobby, "notice", "No, at seven.")
    expect(notices).to_have_count(2)
    admin(lobby, "notice", "--off")
    expect(bob.get("notice")).to_have_count(0)
    admin(lobby, "drain")
    expect(bob.get("notice")).to_contain_text("nothing new can begin")
    bob.get("create-room").click()
    expect(bob.page.get_by_text("The server is about to stop: nothing new can begin").last).to_be_visible()


def test_who_is_banned_reads_until_when_and_does_not_come_back_for_ever(lobby: Lobby, people: People) -> None:
    ann = people.come("Ann")

    admin(lobby, "mute", "Ann", "--until", "2h")
    ann.get("chat-input").fill("hello")
    ann.get("chat-input").press("Enter")
    expect(ann.page.get_by_text("You may not say anything now").first).to_be_visible()
    admin(lobby, "ban", "player", "Ann", "--until", "2h")

    expect(ann.page.get_by_role("heading")).to_have_text("You are not welcome on this server")
    expect(ann.page.get_by_text("This holds until ")).to_be_visible()
    with ann.page.expect_websocket() as opened:
        ann.get("try-again").click()
    if not opened.value.is_closed():
        opened.value.wait_for_event("close")
    expect(ann.page.get_by_role("heading")).to_have_text("You are not welcome on this server")
    told = 'lobby_goodbyes_total{code="banned"}'
    assert lobby.measure([told]) == {told: 2}, "once when the ban came, and once for each time that one tries"
    admin(lobby, "unban", "Ann")
    ann.get("try-again").click()
    ann.wait_online()


def test_who_is_removed_by_the_operator_reads_why(lobby: Lobby, people: People) -> None:
    ann, bob = people.come("Ann"), people.come("Bob")
    code = ann.open_table("connect_four", "Ann's table")
    bob.join_by_link(code)

    admin(lobby, "kick", code, "Bob", "--reason", "be kind")

    expect(bob.page.get_by_text("The operator says: be kind")).to_be_visible()
    expect(ann.page.get_by_text("Bob was removed by the operator: be kind")).to_be_visible()
    admin(lobby, "close", code, "--reason", "enough")
    expect(ann.page.get_by_text("The operator says: enough")).to_be_visible()
