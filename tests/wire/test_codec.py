"""Frames: every message comes back from its bytes, and all other input is NoFrame or Malformed."""

import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any, get_args, get_type_hints

import attrs
import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lobby.wire.codec import (
    _CLIENT,
    Malformed,
    NoFrame,
    _decode_closely,
    decode_client,
    decode_server,
    encode,
    encode_patch,
    tag_of,
    to_value,
)
from lobby.wire.messages import (
    ClientMessage,
    Command,
    Done,
    Hello,
    Kind,
    Patch,
    Ping,
    Play,
    Refused,
    Say,
    ServerMessage,
    Sit,
    Snapshot,
)
from lobby.wire.values import Value, pack, unpack
from tests.wire.strategies import any_scalars, integers, keys, nested, values

CLIENT: tuple[type, ...] = get_args(ClientMessage)
SERVER: tuple[type, ...] = get_args(ServerMessage)
COMMANDS: tuple[type, ...] = get_args(Command)

st.register_type_strategy(int, integers)


def messages_of(message_class: type) -> st.SearchStrategy[Any]:
    """Any message of a class; Any means a value, not whatever Python holds."""
    hints = get_type_hints(message_class)
    return st.builds(message_class, **{name: _fields_of(hint) for name, hint in hints.items()})


def _fields_of(hint: Any) -> st.SearchStrategy[Any]:
    if hint is Any:
        return values
    if hint == dict[str, Any]:
        return st.dictionaries(keys, values, max_size=3)
    if hint == dict[str, Any] | None:
        return st.none() | st.dictionaries(keys, values, max_size=3)
    return messages_of(hint) if attrs.has(hint) else st.from_type(hint)


@pytest.mark.parametrize("message_class", CLIENT, ids=tag_of)
def test_what_a_client_says_comes_back_from_its_bytes(message_class: type) -> None:
    _check_round_trip(message_class, decode_client)


@pytest.mark.parametrize("message_class", SERVER, ids=tag_of)
def test_what_the_server_says_comes_back_from_its_bytes(message_class: type) -> None:
    _check_round_trip(message_class, decode_server)


def _check_round_trip(message_class: type, decode: Callable[[bytes], Any]) -> None:
    @settings(max_examples=30)
    @given(message=messages_of(message_class))
    def check(message: Any) -> None:
        data = encode(message)

        assert decode(data) == message
        assert encode(decode(data)) == data

    check()


def test_a_frame_is_a_map_with_its_type_and_without_defaults() -> None:
    assert unpack(encode(Sit(3, "abc"))) == {"type": "sit", "number": 3, "room": "abc"}
    assert unpack(encode(Sit(3, "abc", 0))) == {"type": "sit", "number": 3, "room": "abc", "seat": 0}
    assert to_value(Ping()) == {"type": "ping"}
    assert to_value(Done(4)) == {"type": "done", "number": 4}


@given(keys, st.integers(0, 9), values, st.booleans(), st.none() | integers)
def test_a_patch_that_is_told_is_the_frame_of_the_message(
    topic: str, number: int, value: Value, more: bool, hash_: int | None
) -> None:
    told = encode_patch(topic, number, number - 1, {"value": value}, more=more, hash_=hash_)

    assert told == encode(Patch(topic, number, number - 1, {"value": value}, more, hash_))


def test_an_unknown_key_is_passed_over() -> None:
    assert decode_client(pack({"type": "ping", "mood": [1, {"a": 2}]})) == Ping()


def test_a_large_view_is_encoded_as_it_is() -> None:
    view: Value = {"rows": [[None, True, 1, "a", b"b", {"c": []}]] * 1000}

    assert decode_server(encode(Snapshot("t", "e", 1, view))) == Snapshot("t", "e", 1, view)
    assert decode_server(encode(Patch("t", 2, 1, {"value": view}))) == Patch("t", 2, 1, {"value": view})


@pytest.mark.parametrize(
    ("frame", "detail"),
    [
        (pack([]), "a frame must be a map, not list"),
        (pack(7), "a frame must be a map, not int"),
        (pack({}), "no frame has the type 'None'"),
        (pack({"type": 1}), "no frame has the type '1'"),
        (pack({"type": "dance"}), "no frame has the type 'dance'"),
        (pack({"type": "d" * 1000}), "no frame has the type 'dddd"),
        (pack({"type": "done", "number": 1}), "no frame has the type 'done'"),
        (pack({"type": ["ping"]}), "no frame has the type"),
        (pack({"type": "play", "move": 0.5}), "$.move: float is not allowed"),
        (pack({"type": "ping", "extra": 2**60}), "$.extra: an integer beyond"),
        (b"hello", "5 bytes are not one msgpack value"),
        (b"", "0 bytes are not one msgpack value"),
    ],
)
def test_what_is_no_frame_is_unreadable(frame: bytes, detail: str) -> None:
    with pytest.raises(NoFrame) as raised:
        decode_client(frame)

    assert detail in str(raised.value)
    assert len(str(raised.value)) < 120


HELLO = to_value(Hello((1, 1), bytes(16), bytes(16), "person"))
PLAY = to_value(Play(5, "abc", 1, 2, None))


@pytest.mark.parametrize(
    ("frame", "detail", "number"),
    [
        ({"type": "sit", "number": 3}, "required field missing @ $.room", 3),
        ({"type": "sit", "room": "a"}, "required field missing @ $.number", None),
        ({"type": "sit", "number": 3, "room": 4}, "int, not str @ $.room", 3),
        ({"type": "sit", "number": True, "room": "a"}, "bool, not int @ $.number", None),
        ({"type": "sit", "number": 0, "room": 4}, "int, not str @ $.room", None),
        ({"type": "sit", "number": -3, "room": 4}, "int, not str @ $.room", None),
        ({"type": "sit", "number": 3, "room": "a", "seat": False}, "bool, not int or None @ $.seat", 3),
        ({**PLAY, "game": "1"}, "str, not int @ $.game", 5),
        ({**PLAY, "position": None}, "NoneType, not int @ $.position", 5),
        ({"type": "create", "number": 3, "game": "g", "options": []}, "list, not dict @ $.options", 3),
        ({"type": "create", "number": 3, "game": "g", "public": 1}, "int, not bool @ $.public", 3),
        ({**HELLO, "protocol": [1]}, "1 items, not 2 @ $.protocol", None),
        ({**HELLO, "protocol": "11"}, "str, not list @ $.protocol", None),
        ({**HELLO, "protocol": [1, "1"]}, "str, not int @ $.protocol[1]", None),
        ({**HELLO, "session": "x" * 16}, "str, not bytes @ $.session", None),
        ({**HELLO, "kind": "ghost"}, "must be 'person' or 'bot' @ $.kind", None),
        ({**HELLO, "kind": []}, "must be 'person' or 'bot' @ $.kind", None),
        ({**HELLO, "offsets": {"t": ["e", None]}}, "NoneType, not int @ $.offsets['t'][1]", None),
        ({**HELLO, "offsets": {"t": "ab"}}, "str, not list @ $.offsets['t']", None),
        ({"type": "resume", "offsets": None}, "NoneType, not dict @ $.offsets", None),
    ],
)
def test_a_wrong_field_is_named_with_its_path_and_the_commands_number(
    frame: Value, detail: str, number: int | None
) -> None:
    with pytest.raises(Malformed) as raised:
        decode_client(pack(frame))

    assert str(raised.value) == detail
    assert raised.value.number == number


def test_what_a_stranger_sends_is_not_repeated_to_it_in_full() -> None:
    for frame in ({"type": "sit", "number": 1, "room": 2, "x" * 5000: 1}, {**HELLO, "kind": "x" * 5000}):
        with pytest.raises(Malformed) as raised:
            decode_client(pack(frame))

        assert len(str(raised.value)) < 120


@given(frame=st.dictionaries(st.sampled_from(["type", "number", "room", "move", "offsets", "kind"]), values))
def test_any_map_is_a_message_or_unreadable_or_malformed(frame: dict[str, Value]) -> None:
    for message_class in CLIENT:
        try:
            message = decode_client(pack({**frame, "type": tag_of(message_class)}))
        except (NoFrame, Malformed):
            continue
        assert type(message) is message_class


ORIGINALS = [
    pack(HELLO),
    pack(PLAY),
    encode(Refused(3, "stale", "…")),
    encode(Patch("t", 2, 1, {"set": {"a": 1}})),
]


@given(seed=st.integers(0, 2**32))
def test_frames_changed_by_chance_are_messages_or_unreadable_or_malformed(seed: int) -> None:
    chance = random.Random(seed)
    for data in map(bytearray, ORIGINALS * 10):
        for _ in range(chance.randint(1, 3)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        for decode in (decode_client, decode_server):
            with suppress(NoFrame, Malformed):
                decode(bytes(data))


def test_every_command_has_a_number_first() -> None:
    assert all(attrs.fields(command)[0].name == "number" for command in COMMANDS)


def test_the_kinds_of_players_are_persons_and_bots() -> None:
    assert get_args(Kind) == ("person", "bot")


# Also what is no value: floats, numbers that JavaScript can't count, keys that are no text.
_odd = st.floats() | st.integers(2**53, 2**64 - 1) | st.integers(-(2**63), -(2**53))
_anything = nested(any_scalars | _odd, max_leaves=6) | st.dictionaries(
    st.binary(max_size=2), integers, max_size=2
)


@pytest.mark.parametrize("kind", [Play, Say, Sit, Ping], ids=tag_of)
def test_what_is_decoded_quickly_is_what_a_close_look_makes_of_it(kind: Any) -> None:
    names = [field.name for field in attrs.fields(kind)]
    fields = st.fixed_dictionaries(
        {"type": st.just(tag_of(kind))},
        optional=dict.fromkeys((*names, "later"), any_scalars | _anything),
    )

    @settings(max_examples=150)
    @given(fields)
    def check(frame: dict[str, Any]) -> None:
        data = msgpack.packb(frame)

        assert _outcome(decode_client, data) == _outcome(_decode_closely, data, _CLIENT)

    check()


def _outcome(decode: Callable[..., Any], *given: Any) -> Any:
    try:
        return decode(*given)
    except (NoFrame, Malformed) as error:
        return type(error), str(error), getattr(error, "number", None)
