"""Refusals whose detail has numbers and names in it, in parts."""

from typing import Any

import pytest

from lobby.core import because
from lobby.core.because import Rate
from lobby.core.refusal import Refusal
from lobby.wire.codec import decode_server, encode
from lobby.wire.messages import Refused
from lobby.wire.whys import WHYS


@pytest.mark.parametrize(
    ("rate", "text", "each_ms"),
    [
        (Rate(2, 10), "10 at once and 2 a second", 500),
        (Rate(3 / 60, 5), "5 at once and 3 a minute", 20_000),
        (Rate(10 / 3600, 5), "5 at once and 10 an hour", 360_000),
        (Rate(0.5 / 3600, 1), "1 at once and 0.5 an hour", 7_200_000),
        (Rate(1e6, 1e6), "1e+06 at once and 1e+06 a second", 1),
    ],
)
def test_a_rate_is_told_in_the_unit_that_people_would_use(rate: Rate, text: str, each_ms: int) -> None:
    assert (str(rate), rate.each_ms) == (text, each_ms)


def test_what_came_too_often_says_what_is_allowed_and_when_to_try_again() -> None:
    refusal = because.too_often("names", Rate(4 / 60, 6), 14.2001)

    assert refusal == Refusal(
        "rate_limited",
        "too many names: 6 at once and 4 a minute are allowed for one player; try again in 14201 ms",
    )
    assert refusal.params == {
        "why": "too_often",
        "what": "names",
        "burst": 6,
        "each_ms": 15_000,
        "scope": "player",
        "retry_ms": 14_201,
    }


@pytest.mark.parametrize(
    ("refusal", "ends"),
    [
        (because.at_most("over_limit", "blocked", 200, "unblock one first"), "unblock one first"),
        (because.at_most("queue_full", "queue", 10, retry_ms=500), "try again in 500 ms"),
        (because.offer_stands("draw", 7), "it is answered, you take it back, or who was asked moves"),
        (because.offers_spent("undo", 3), "try again after the game"),
    ],
)
def test_a_limit_says_what_makes_room_for_one_more(refusal: Refusal, ends: str) -> None:
    assert refusal.detail.endswith(ends)
    assert refusal.params["why"] in WHYS


def test_a_sentence_that_stands_in_no_table_is_a_fault_of_ours() -> None:
    with pytest.raises(AssertionError, match="stands in no table"):
        because.refuse("over_limit", "so it is", "no_such_why")


def test_parts_travel_with_the_refusal_and_older_ones_have_none() -> None:
    params: dict[str, Any] = {"why": "muted", "by": "host", "retry_ms": None}

    assert decode_server(encode(Refused(1, "muted", "hush", params))) == Refused(1, "muted", "hush", params)
    assert b"params" not in encode(Refused(1, "muted", "hush"))
