"""Values drawn by a form are of the type that the form describes, from a seed, and of many kinds."""

from random import Random
from typing import Any, Literal

import pytest
from attrs import field, frozen
from attrs.validators import and_, ge, gt, in_, le, lt, max_len, min_len

from clients.draw import draw
from lobby.core.forms import describe
from lobby.wire.strict import Structurer
from lobby.wire.values import find_fault


@frozen
class Answer:
    text: str = field(validator=[min_len(1), max_len(40)])
    seconds: int = field(default=3, validator=and_(ge(0), lt(10)))


@frozen
class Bid:
    amount: int = field(validator=gt(5))
    suit: str = field(validator=in_(["hearts", "spades"]))
    with_: list[Answer] = field(factory=list, validator=max_len(2))
    data: bytes = field(default=b"", validator=max_len(3))
    odd: dict[str, bool] | None = None


Move = int | Literal["pass", 7]
TYPES: list[Any] = [
    int, bool, str, bytes, None, Move, list[int], tuple[int, str], tuple[int, ...], dict[str, list[bool]],
    Answer, Bid, Answer | Bid, int | list[Bid] | Answer, list[Bid], Literal[None, 1, "x"], object,
]  # fmt: skip


@pytest.mark.parametrize("declared", TYPES, ids=str)
def test_what_is_drawn_is_of_the_type_that_the_form_describes(declared: Any) -> None:
    random = Random(4)
    structurer = Structurer(forbid_extra_keys=True)

    for _ in range(300):
        value = draw(describe(declared), random)
        assert find_fault(value) is None
        structurer.structure(value, type(None) if declared is None else declared)


def test_a_seed_draws_the_same_again_and_different_things() -> None:
    first, again = ([draw(describe(Bid), random) for random in [Random(7)] * 50] for _ in range(2))

    assert first == again
    assert len({str(bid) for bid in first}) > 40


@frozen
class Far:
    number: int = field(validator=[ge(-(2**53) + 1), le(2**53 - 1)])
    low: int = field(validator=le(-(2**53) + 1))
    high: int = field(validator=ge(2**53 - 1))


def test_integers_stay_in_their_bounds_however_far_those_are() -> None:
    random = Random(1)

    for _ in range(300):
        Structurer().structure(draw(describe(Far), random), Far)


def test_every_kind_of_move_is_drawn_sooner_or_later() -> None:
    random = Random(1)

    assert {draw(describe(Literal["draw", "pass", "play"]), random) for _ in range(50)} == {
        "draw",
        "pass",
        "play",
    }
    assert {type(draw(describe(int | str | None), random)) for _ in range(50)} == {int, str, type(None)}
