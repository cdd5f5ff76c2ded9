"""Names that look alike: who comes second gets a number, as with a name that is taken."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobby.core.talk.looks import Names
from lobby.core.talk.text import clean_name

LONGEST = 24


def take(names: Names, name: str) -> str:
    return names.take(clean_name(name, LONGEST), count(2), LONGEST)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann", "ann"),
        ("Bill", "BiII"),
        ("Bill", "Bi11"),
        ("Bill", "B|ll"),
        ("Bob", "B0b"),
        ("BOB", "B0B"),
        ("Ann", "Аnn"[:1] + "nn"),  # a Cyrillic A
        ("apple", "аррӏе"),  # Cyrillic throughout
        ("BOB", "ВОВ"),
        ("Petra", "Реtrа"),
        ("NIKE", "ΝΙΚΕ"),  # Greek
        ("SAVE", "ᏚᎪᏙᎬ"),  # Cherokee
        ("Jose", "José"),
        ("Jose", "Jose\u0323"),
        ("Soren", "Søren"),
        ("Ann", "ᴀɴɴ"),
        ("Ann", "Ａｎｎ"),
        ("Ann", "𝐀𝐧𝐧"),
        ("Ann Lee", "AnnLee"),
        ("Ann", " Ann "),
        ("Ann", "A\u200bnn"),
        ("Ann", "An\u00adn"),
        ("Ann", "Ann."),
        ("Ann-Lee", "Ann—Lee"),
        ("O’Hara", "O'Hara"),
        ("Arnie", "Amie"),
        ("Ivy", "lvy"),
        ("Ηλίας", "ηλίας"),  # of which the capital looks like H, and the small letter like n
    ],
)
def test_a_name_that_looks_like_one_that_is_taken_gets_a_number(one: str, other: str) -> None:
    for first, second in ((one, other), (other, one)):
        names = Names()

        assert take(names, first) == clean_name(first, LONGEST)
        assert take(names, second) == f"{clean_name(second, LONGEST)} 2"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann", "Anna"),
        ("Ann 2", "Ann 3"),
        ("कमल", "कमला"),  # vowels of other scripts are no decoration
        ("ป้า", "ปา"),
        ("山田", "山本"),
        ("Анна", "Инна"),
        ("👩", "👨"),
        ("...", "'''"),
    ],
)
def test_names_that_can_be_told_apart_are_left_alone(one: str, other: str) -> None:
    names = Names()

    assert [take(names, one), take(names, other)] == [one, other]


def test_a_name_is_free_again_when_the_last_one_who_has_it_lets_go() -> None:
    names = Names()
    names.add("Bill")
    names.add("Bi11")  # both are stored, from before looks were looked at
    names.release("Bill")

    assert "bill" in names
    names.release("Bi11")
    assert "bill" not in names
    assert take(names, "Bill") == "Bill"


@given(st.text(max_size=LONGEST))
def test_what_looks_alike_does_so_however_it_is_written(name: str) -> None:
    cleaned = clean_name(name, LONGEST)
    names = Names()
    if cleaned:
        given_name = take(names, cleaned)

        assert given_name == cleaned
        assert cleaned in names
        assert cleaned.casefold() in names
        names.release(cleaned)
        assert cleaned not in names
