"""The quick way to a message: where it makes one, the structurer makes the same."""

from typing import Any, get_args

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lobby.wire.codec import tag_of
from lobby.wire.messages import ClientMessage, Join, Play, Say, Sit
from lobby.wire.quick import quick
from lobby.wire.strict import Structurer
from lobby.wire.values import DEPTH_MAX, INTEGER_MAX, Value, find_fault, pack, unpack_unchecked
from tests.wire.strategies import any_scalars, values

STRUCTURER = Structurer()
PLAY = {"number": 4, "room": "abc", "game": 1, "position": 2, "move": [1, None]}


def test_a_message_of_plain_fields_is_made() -> None:
    assert quick(Play)(PLAY) == Play(4, "abc", 1, 2, [1, None])


def test_a_move_may_be_any_value() -> None:
    assert quick(Play)({**PLAY, "move": None}) == Play(4, "abc", 1, 2, None)


def test_an_unknown_field_is_for_who_looks_closely() -> None:
    assert quick(Join)({"number": 1, "room": "abc", "later": True}) is None


@pytest.mark.parametrize(
    "move",
    [1.5, 2**53, -(2**53), [[2**53]], {"x": 1.0}, {1: 2}, object()],
    ids=["float", "over", "under", "nested", "float inside", "key", "object"],
)
def test_what_is_no_value_is_not_taken(move: Any) -> None:
    assert quick(Play)({**PLAY, "move": move}) is None


def test_a_number_beyond_what_javascript_can_count_is_not_taken() -> None:
    assert quick(Play)({**PLAY, "lag_ms": INTEGER_MAX}) is not None
    assert quick(Play)({**PLAY, "lag_ms": INTEGER_MAX + 1}) is None


@pytest.mark.parametrize(("deep", "is_taken"), [(DEPTH_MAX - 1, True), (DEPTH_MAX, False)])
def test_a_move_is_as_deep_as_a_frame_may_be(deep: int, *, is_taken: bool) -> None:
    move: Value = []
    for _ in range(deep - 1):
        move = [move]
    frame = pack({"type": "play", **PLAY, "move": move})

    made = quick(Play)({**PLAY, "move": move})

    assert (made is not None) is is_taken is (find_fault(unpack_unchecked(frame)) is None)


def test_a_field_that_may_be_none_is_one_or_the_other() -> None:
    assert quick(Sit)({"number": 1, "room": "abc", "seat": None}) == Sit(1, "abc", None)
    assert quick(Sit)({"number": 1, "room": "abc", "seat": "0"}) is None


def test_true_is_no_number() -> None:
    assert quick(Play)({**PLAY, "number": True}) is None


def test_what_is_missing_is_not_made_up() -> None:
    assert quick(Play)({name: value for name, value in PLAY.items() if name != "move"}) is None


def test_what_a_type_does_not_tell_is_for_the_structurer() -> None:
    assert quick(Say)({"number": 1, "room": "abc", "text": "hi"}) == Say(1, "abc", "hi")
    assert quick(Say)({"number": 1, "room": "abc", "text": "hi", "to": "seats"}) is None


@pytest.mark.parametrize("kind", get_args(ClientMessage), ids=tag_of)
def test_it_makes_what_the_structurer_makes_or_nothing(kind: Any) -> None:
    fields = st.fixed_dictionaries(
        {}, optional={field.name: any_scalars | values for field in attrs.fields(kind)}
    )

    @settings(max_examples=40)
    @given(fields)
    def check(value: dict[str, Value]) -> None:
        made = quick(kind)(value)
        if made is not None:
            assert made == STRUCTURER.structure(value, kind)

    check()
