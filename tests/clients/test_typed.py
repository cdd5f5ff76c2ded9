"""A line of text becomes a move: JSON always, and less where less is clear."""

from random import Random
from typing import Any, Literal

import pytest
from attrs import frozen

from clients.typed import read_typed, show_example
from lobby.core.forms import describe


@frozen
class Answer:
    text: str


@frozen
class Bid:
    count: int
    face: int


@pytest.mark.parametrize(
    ("text", "declared", "move"),
    [
        ("new york", str, "new york"),
        ('"new york"', str, "new york"),
        ("7", str, "7"),
        ("7", int, 7),
        ("pass", Literal["pass", "draw"], "pass"),
        ("new york", Answer, {"text": "new york"}),
        ("7", Answer, {"text": "7"}),
        ('{"text": "x"}', Answer, {"text": "x"}),
        ('{"count": 1, "face": 6}', Bid, {"count": 1, "face": 6}),
        ("[1, 2]", list[int], [1, 2]),
        ("new york", Bid | Answer, {"text": "new york"}),
        ("true", bool, True),
        ("null", None, None),
    ],
)
def test_what_is_typed_is_read_by_the_form_of_a_move(text: str, declared: Any, move: Any) -> None:
    assert read_typed(text, describe(declared)) == move


def test_without_a_form_a_line_is_json_or_a_text() -> None:
    assert [read_typed(text, None) for text in ("3", "[3]", "three")] == [3, [3], "three"]


@pytest.mark.parametrize("text", ["one", "1", "", "{", '{"count": 1.5}', "[" * 5000])
def test_what_can_be_no_move_says_what_one_looks_like(text: str) -> None:
    with pytest.raises(ValueError, match=r'a move looks like \{"count": |can\'t be a move'):
        read_typed(text, describe(Bid))


def test_an_example_can_be_typed() -> None:
    for seed in range(20):
        assert isinstance(read_typed(show_example(describe(Bid), Random(seed)), describe(Bid)), dict)
