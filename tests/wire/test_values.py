"""What may travel: seven types, within bounds; anything else is refused, and named with its path."""

import random
import zlib
from contextlib import suppress

import msgpack
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lobby.wire.patch import equal
from lobby.wire.values import DEPTH_MAX, INTEGER_MAX, NotAValue, Value, find_fault, hash_view, pack, unpack
from tests.wire.strategies import values


def deep(levels: int, inner: Value = None) -> Value:
    for _ in range(levels):
        inner = [inner]
    return inner


@given(value=values)
def test_a_value_comes_back_from_its_bytes_to_the_type(value: Value) -> None:
    assert find_fault(value) is None
    assert equal(unpack(pack(value)), value)


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (1.0, "$: float is not allowed"),
        ({"a": [0, {"b": 0.5}]}, "$.a[1].b: float is not allowed"),
        (INTEGER_MAX + 1, "$: an integer beyond ±(2^53-1)"),
        ([-INTEGER_MAX - 1], "$[0]: an integer beyond ±(2^53-1)"),
        ({"a": {2: 3}}, "$.a: a key of type int, only str is allowed"),
        ({b"a": 3}, "$: a key of type bytes, only str is allowed"),
        ((1, 2), "$: tuple is not allowed"),
        ({1, 2}, "$: set is not allowed"),
        (bytearray(b"x"), "$: bytearray is not allowed"),
        (deep(DEPTH_MAX + 1), "$" + "[0]" * DEPTH_MAX + ": nested too deep"),
        (object(), "$: object is not allowed"),
    ],
)
def test_what_is_no_value_is_named_with_its_path(value: object, fault: str) -> None:
    assert find_fault(value) == fault


def test_the_bounds_themselves_are_allowed() -> None:
    for value in (INTEGER_MAX, -INTEGER_MAX, deep(DEPTH_MAX)):
        assert find_fault(value) is None
        assert unpack(pack(value)) == value


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xc1",
        b"\x01\x02",
        b"\xcb" + bytes(8),
        b"\xdd\xff\xff\xff\xff",
        b"\xdf\xff\xff\xff\xff",
        b"\xc6\xff\xff\xff\xff",
        b"\xd9\x02\xff\xfe",
        b"\xd4\x01\x00",
        b"\xc7\x00\x05",
        b"\xd6\xff\x00\x00\x00\x00",
        b"\x81\x01\x02",
        b"\x81\xc4\x01a\x02",
        b"\x81\x90\x02",
        b"\xcf" + b"\xff" * 8,
        b"\x91" * 100_000,
        b"\x91" * 1000 + b"\xc0",
        b"\x81\xa1a" * 200 + b"\xc0",
    ],
    ids=lambda data: data[:8].hex() or "nothing",
)
def test_bytes_that_are_no_value_are_refused_and_nothing_else(data: bytes) -> None:
    with pytest.raises(NotAValue):
        unpack(data)


@given(data=st.binary(max_size=200))
@example(b"\x93\x01\x02")
def test_any_bytes_are_a_value_or_refused(data: bytes) -> None:
    try:
        value = unpack(data)
    except NotAValue:
        return
    assert find_fault(value) is None


ORIGINAL = pack(
    {"type": "play", "number": 3, "move": {"bid": [3, 5], "why": ["é", b"\0", None, True, 2**40]}}
)


@given(seed=st.integers(0, 2**32))
def test_bytes_changed_by_chance_are_a_value_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(50):
        data = bytearray(ORIGINAL)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with suppress(NotAValue):
            assert find_fault(unpack(bytes(data))) is None


def test_the_hash_does_not_depend_on_the_order_of_keys() -> None:
    assert hash_view({"b": 1, "a": {"d": 1, "c": [1]}}) == hash_view({"a": {"c": [1], "d": 1}, "b": 1})


def test_the_hash_sorts_keys_as_javascript_does() -> None:
    # By code points U+FF5E comes before U+1F600, by UTF-16 code units after it.
    view = {"\uff5e": 1, "\U0001f600": 2}

    assert hash_view(view) == zlib.crc32(msgpack.packb({"\U0001f600": 2, "\uff5e": 1}))


@given(view=values)
def test_the_hash_of_equal_views_is_equal(view: Value) -> None:
    assert hash_view(view) == hash_view(unpack(pack(view)))
