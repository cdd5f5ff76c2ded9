"""Names and lines of chat, cleaned of what nobody should see or send."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobby.core.talk.text import clean, clean_name, find_mixed, tell_apart


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  hello \t\n world ", "hello world"),
        ("a\u202eb\u200bc\x00d\ufeff", "abcd"),
        ("\u200d می\u200cخواهم \u200c", "می\u200cخواهم"),
        ("e\u0301", "\u00e9"),
        ("\u115fa\u3164b\u1160\uffa0", "ab"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("\u2028\u2029", ""),
        ("👍🏽 ok", "👍🏽 ok"),
        ("👨‍👩‍👧 ok", "👨‍👩‍👧 ok"),
        ("Z̴̵̶̷̸algo", "Z̴̵̶algo"),
        ("กี่", "กี่"),
    ],
)
def test_invisible_characters_go_and_white_space_collapses(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean(text).translate({0x200C: None, 0x200D: None}).isprintable()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ann", "Ann"),
        ("\uff21nn", "Ann"),
        ("\u202e\u200b", ""),
        ("\u0301\u0301", ""),
        ("A\u200cnn", "Ann"),
        ("x" * 50, "x" * 24),
        ("x" * 23 + " y", "x" * 23),
        ("👩‍🚀 Ann", "👩‍🚀 Ann"),
        ("❤️‍🔥", "❤️‍🔥"),
        ("👩🏽‍🚀", "👩🏽‍🚀"),
        ("A‍🚀‍n‍n", "A🚀nn"),
        ("x" * 22 + "👩‍🚀", "x" * 22),
        ("x" * 23 + "👩🏽", "x" * 23),
        ("A̴̵̶̷̸nn", "A̴̵̶nn"),
        ("é̂̃̄̅", "é̂̃̄"),
    ],
)
def test_a_name_is_what_others_can_read_and_not_too_long(text: str, name: str) -> None:
    assert clean_name(text, 24) == name


@pytest.mark.parametrize(
    ("name", "scripts"),
    [
        ("Ann", None),
        ("Аня", None),
        ("Ann Аня", None),
        ("Ann_Аня", None),
        ("Ωmega", "Greek and Latin"),
        ("Аnn", "Cyrillic and Latin"),
        ("Ann Воb", "Cyrillic and Latin"),
        ("аνν", "Cyrillic and Greek"),
        ("李Ann", None),
        ("Ann2000", None),
        ("А\u0301nn", "Cyrillic and Latin"),
        ("Ёлка", None),
    ],
)
def test_letters_of_scripts_that_look_alike_are_not_mixed_in_a_word(name: str, scripts: str | None) -> None:
    assert find_mixed(name) == scripts


def test_a_name_that_somebody_has_gets_a_number_and_stays_within_the_limit() -> None:
    assert tell_apart("Ann", {"bob"}, count(2), 24) == "Ann"
    assert tell_apart("Ann", {"Ann", "Ann 2"}, count(2), 24) == "Ann 3"
    assert tell_apart("x" * 24, {"x" * 24}, count(2), 24) == "x" * 22 + " 2"
    picture = "\u200d".join("👩" * 12)
    assert tell_apart(picture, {picture}, count(2), 24) == "👩 2"
