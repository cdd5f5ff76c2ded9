"""Codes of rooms as people write them."""

import pytest

from lobby.core.codes import ALPHABET, LENGTH, clean_code, read_code


def test_no_letter_of_a_code_looks_like_another_or_like_a_digit() -> None:
    assert not set("IOU0123456789") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET)


def test_guessing_takes_days_within_the_limits() -> None:
    codes, rooms, guesses_per_minute = len(ALPHABET) ** LENGTH, 1000, 20

    assert codes / rooms / guesses_per_minute / 60 / 24 > 5


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("BRKWQT", "BRKWQT"),
        (" brk wqt ", "BRKWQT"),
        ("brk-wqt", "BRKWQT"),
        ("8rkwqt", "BRKWQT"),
        ("l1I0OU25", "LLLQQVZS"),
        ("ſtraße", "STRASSE"),
        ("", ""),
        ("💣", ""),
    ],
)
def test_what_people_write_is_read_as_they_mean_it(typed: str, meant: str) -> None:
    assert read_code(typed) == meant


def test_codes_of_before_with_other_letters_are_still_found() -> None:
    assert clean_code("ab-cdu") == "ABCDU"
