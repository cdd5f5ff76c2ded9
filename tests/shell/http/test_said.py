"""What the server says to browsers by itself, in their language."""

import string

import pytest
from hypothesis import given
from hypothesis.strategies import text

from lobby.shell.http.said import TEXTS, choose_language, say


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en;q=0.1, de;q=0.7", "de"),
        ("fr, en;q=0.5, de;q=0.4", "en"),
        ("de;q=0", "en"),
        ("de;q=much, en;q=0.1", "en"),
        ("*", "en"),
    ],
)
def test_the_language_that_is_liked_best_is_spoken(accepted: str, language: str) -> None:
    assert choose_language(accepted) == language


@given(text(max_size=1_000))
def test_no_header_is_too_strange_for_an_answer(accepted: str) -> None:
    assert choose_language(accepted) in TEXTS


def test_all_languages_say_the_same_lines_with_the_same_parts() -> None:
    def list_parts(line: str) -> list[str]:
        return sorted(name for _, name, _, _ in string.Formatter().parse(line) if name)

    first, *others = ({name: list_parts(line) for name, line in lines.items()} for lines in TEXTS.values())

    assert all(other == first for other in others)


def test_a_path_is_said_as_it_is() -> None:
    assert say("nothing", "de", path="/{x}") == ("Unter /{x} gibt es nichts", "de")
