"""The chat shows its last line, whatever makes another size of it, but for who reads further up."""

import pytest
from playwright.sync_api import expect

from tests.end_to_end.person import People, Person
from tests.end_to_end.test_pages import meet

pytestmark = pytest.mark.end_to_end

LEFT_BELOW = "lines => lines.scrollHeight - lines.scrollTop - lines.clientHeight"
# How much is left below as soon as that is nothing, or after so many pictures of the page.
SETTLED = f"""lines => new Promise(tell => {{
  const look = pictures => {{
    const left = ({LEFT_BELOW})(lines);
    if (left < 2 || pictures === 0) tell(left);
    else requestAnimationFrame(() => look(pictures - 1));
  }};
  look(600);
}})"""
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}


def fill(person: Person, lines: int) -> None:
    """Say so many long lines."""
    for line in range(lines):
        person.say(f"{line} " + "many words " * 8)
        expect(person.get("chat-line")).to_have_count(line + 1)


def test_a_phone_that_is_turned_keeps_the_last_line_of_the_chat_in_sight(people: People) -> None:
    ann, bob = meet(people, "tic_tac_toe")
    chat = bob.page.get_by_role("log", name="Chat")
    fill(ann, 8)
    expect(bob.get("chat-line")).to_have_count(8)

    for size in (PHONE, DESK, PHONE):
        bob.page.set_viewport_size(size)  # type: ignore[arg-type]  # its type is private
        assert chat.evaluate(SETTLED) < 2

    # The page hears of it with its next picture.
    chat.evaluate(
        "lines => new Promise(tell => { lines.onscroll = tell; lines.scrollTop = 0 }).then(() => 0)"
    )
    ann.say("one more")
    expect(bob.get("chat-line")).to_have_count(9)
    assert chat.evaluate(LEFT_BELOW) > 40
