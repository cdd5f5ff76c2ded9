"""Names that are reserved are so in every look, and no other name is."""

import pytest

from lobby.core.talk.reserved import reserve
from lobby.core.talk.text import clean_name
from lobby.settings import TalkSection

RESERVED = reserve(TalkSection().reserved_names, TalkSection().reserved_beside)


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
        "Lobby Admin",
        "Admin Lobby",
        "AdminLobby",
        "the_host",
        "The Host 7",
        "Official-Admin",
        "Server | Adm1n",
        "★ Lobby ★ Admin ★",
        "Real Moderator Team",
        "Der Gastgeber",
        "Lоbbу Аdmin",  # with Cyrillic letters among them
    ],
)
def test_a_reserved_name_is_known_by_its_look(name: str) -> None:
    assert RESERVED.holds(clean_name(name, 24))


@pytest.mark.parametrize(
    "name",
    [
        *("Ann", "Adminah", "Hostess", "Modesty", "Servera", "Ann Host", "Ann Admin", "2", "★"),
        *("Theo Host", "Lobbyist", "The Modern", "Official", "Mr Hostmann", "Derrick", "Team Blue", "Modus"),
    ],
)
def test_other_names_are_free(name: str) -> None:
    assert not RESERVED.holds(name)


def test_what_has_no_letter_is_reserved_as_it_is() -> None:
    assert reserve(["42"]).holds("42")
    assert not reserve(["42"]).holds("4")


def test_without_a_list_every_name_is_free() -> None:
    assert not reserve(()).holds("Admin")
    assert not reserve((), ["the"]).holds("The")


def test_a_name_of_two_reserved_ones_is_reserved() -> None:
    assert reserve(["chess", "club"]).holds("Chess Club")
    assert not reserve(["chess"]).holds("Chess Club")
    assert reserve(["chess"], ["club"]).holds("Club of chess") is False


def test_a_long_name_of_such_words_is_looked_at_in_no_time() -> None:
    assert not reserve(["ab", "a", "b"], ["aa", "bb"]).holds("ab" * 500 + "!c")
