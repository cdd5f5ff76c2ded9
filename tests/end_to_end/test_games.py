"""Two real pages play whole games, from the table's opening to the rematch."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from lobby.core.dice import commit
from tests.end_to_end.games import PLAY, begin
from tests.end_to_end.person import People, Person

pytestmark = [pytest.mark.end_to_end, pytest.mark.shares_server]

MARKUP_NAME = "<b onclick=x>Ann</b>"
MARKUP_LINE = '<img src=x onerror="window.injected=1"> <script>window.injected=1</script> &amp; "hi"'
JOIN: dict[str, Callable[[Person, str], None]] = {
    "tic_tac_toe": lambda person, code: person.join_by_link(code),
    "connect_four": lambda person, code: person.join_by_code(code),
    "liars_dice": lambda person, _: person.join_from_list("Ann's <i>table</i>"),
}


@pytest.mark.parametrize("game", PLAY)
def test_two_people_meet_chat_play_to_the_result_and_play_again(game: str, people: People) -> None:
    ann, bob = people.come(MARKUP_NAME), people.come("Bob")

    code = ann.open_table(game, "Ann's <i>table</i>")
    ann.sit()
    JOIN[game](bob, code)
    bob.sit()
    ann.say(MARKUP_LINE)
    bob.say("hello")
    begin(ann, bob)
    PLAY[game](ann, bob)

    expect_one_winner(ann, bob)
    for person in (ann, bob):
        expect(person.get("chat-line").first).to_contain_text(f"{MARKUP_NAME} {MARKUP_LINE}")
        expect(person.get("chat-line").last).to_contain_text("Bob hello")
        expect_nothing_injected(person)

    for person in (ann, bob):
        person.get("rematch").click()
    for person in (ann, bob):
        expect(person.get("turn")).to_be_visible()
    PLAY[game](bob, ann)  # who began second begins the rematch

    expect_one_winner(ann, bob)


@pytest.mark.shares_server(False)  # there is more than one player in the browser
def test_two_tabs_of_one_browser_play_each_other(people: People) -> None:
    ann = people.come("Ann")
    tab = people.open_tab(ann.page.context)

    tab.become_another()
    tab.rename("Other")
    code = ann.open_table("tic_tac_toe")
    ann.sit()
    tab.join_by_code(code)
    tab.sit()
    begin(ann, tab)
    PLAY["tic_tac_toe"](ann, tab)

    expect(ann.get("result")).to_have_text("You win!")
    expect(tab.get("result")).to_have_text("Ann wins")


def test_a_watcher_sees_no_dice_and_at_the_end_the_deal_can_be_checked(people: People) -> None:
    ann, bob, cy = people.come("Ann"), people.come("Bob"), people.come("Cy")
    code = ann.open_table("liars_dice")
    ann.sit()
    bob.join_by_code(code)
    bob.sit()
    begin(ann, bob)
    cy.join_by_link(code)

    expect(cy.get("board")).to_be_visible()
    expect(cy.get("own-dice")).to_have_count(0)
    expect(cy.get("bid")).to_have_count(0)
    expect(ann.get("own-dice")).to_be_visible()
    # A name might tell of the dice.
    expect(ann.get("watchers")).to_have_text("Watching1")

    cy.get("fair").locator("summary").click()
    told_before = cy.get("fair").locator("code").all_inner_texts()
    PLAY["liars_dice"](ann, bob)
    expect(cy.get("fair").locator("code")).to_have_count(2)
    told_hash, secret = cy.get("fair").locator("code").all_inner_texts()

    assert told_before == [told_hash]
    assert commit(bytes.fromhex(secret)).hex() == told_hash


def expect_one_winner(ann: Person, bob: Person) -> None:
    """One sees that they have won, the other who has."""
    for person in (ann, bob):
        expect(person.get("result")).to_be_visible()
    results = {ann.get("result").inner_text(), bob.get("result").inner_text()}
    assert results in ({"You win!", f"{MARKUP_NAME} wins"}, {"You win!", "Bob wins"})


def expect_nothing_injected(person: Person) -> None:
    """What people write is shown as they wrote it, and is nothing else."""
    assert person.page.evaluate("window.injected") is None
    written = "[onclick], [onerror], #app script, #app img:not(.qr), #app i:not([class])"
    expect(person.page.locator(written)).to_have_count(0)
