"""Names that are reserved are so in every look, and no other name is."""

import pytest

from lobby.core.talk.reserved import reserve
from lobby.core.talk.text import clean_name
from lobby.settings import TalkSection

RESERVED = reserve(TalkSection().reserved_names)


@pytest.mark.parametrize(
    "name",
    [
        "Admin",
        "aDMIN",
        "Adm1n",
        "A d m i n",
        "Ádmin",
        "Ａｄｍｉｎ",
        "[Admin]",
        "Admin 2",
        "-= Admin =-",
        "★Admin★",
        "Rnoderator",
        "H0st",
        "НОЅТ",  # Cyrillic throughout
        "Server",
        "Gastgeber",
    ],
)
def test_a_reserved_name_is_known_by_its_look(name: str) -> None:
    assert RESERVED.holds(clean_name(name, 24))


@pytest.mark.parametrize("name", ["Ann", "Adminah", "Hostess", "Modesty", "Servera", "Ann Host", "2", "★"])
def test_other_names_are_free(name: str) -> None:
    assert not RESERVED.holds(name)


def test_what_has_no_letter_is_reserved_as_it_is() -> None:
    assert reserve(["42"]).holds("42")
    assert not reserve(["42"]).holds("4")


def test_without_a_list_every_name_is_free() -> None:
    assert not reserve(()).holds("Admin")
