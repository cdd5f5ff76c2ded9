"""Unions of anything: the first kind that fits is taken, and what fits none is told."""

from typing import Any, Literal

import pytest
from attrs import frozen

from lobby.wire.strict import BadValue, Structurer

STRUCTURER = Structurer(forbid_extra_keys=True)


@frozen
class Bid:
    count: int


@frozen
class Call:
    call: Literal[True]


@pytest.mark.parametrize(
    ("value", "expected", "structured"),
    [
        (3, int | Bid, 3),
        ({"count": 3}, int | Bid, Bid(3)),
        ({"call": True}, int | Bid | Call, Call(True)),
        ([{"count": 3}], None | list[Bid], [Bid(3)]),
        (None, None | list[Bid], None),
        ("pass", int | Literal["pass"], "pass"),
        ([{"count": 1}, "x"], list[Bid | str], [Bid(1), "x"]),
        ({"a": 1}, Bid | dict[str, int], {"a": 1}),
    ],
)
def test_a_union_of_several_kinds_takes_the_one_that_fits(value: Any, expected: Any, structured: Any) -> None:
    assert STRUCTURER.structure(value, expected) == structured


@pytest.mark.parametrize(
    ("value", "expected", "fault"),
    [
        ("x", int | Bid, "str, not int or Bid"),
        ({"count": "x"}, int | Bid, "str, not int @ $.count"),
        (True, int | list[int], "bool, not int or list"),
        ("stop", int | Literal["pass"], "str, not int or "),
    ],
)
def test_what_fits_no_kind_of_a_union_is_told(value: Any, expected: Any, fault: str) -> None:
    with pytest.raises(BadValue) as raised:
        STRUCTURER.structure(value, expected)

    assert fault in str(raised.value)
