"""Messages to bytes and back: one msgpack map a frame, strict about every type."""

import re
from collections.abc import Callable
from typing import Any, TypeVar, get_args

import attrs
import cattrs
from cattrs.fns import identity
from cattrs.gen import make_dict_unstructure_fn, override

from lobby.wire.messages import ClientMessage, Done, ServerMessage
from lobby.wire.quick import Make, quick
from lobby.wire.strict import BadValue, Structurer
from lobby.wire.values import NotAValue, Value, pack, unpack, unpack_unchecked

Message = TypeVar("Message")
Key = TypeVar("Key")
Made = TypeVar("Made")


class Malformed(ValueError):
    """A map of a known type with a field that is missing or wrong; the text names the path."""

    def __init__(self, detail: str, number: int | None) -> None:
        super().__init__(detail)
        self.number = number  # of the command, where it could be read


class NoFrame(ValueError):
    """No frame of the protocol at all: not msgpack, not a map, or of no known type."""


def encode(message: ClientMessage | ServerMessage) -> bytes:
    """Return the frame of a message; fields that have their default are left out."""
    if type(message) is Done and message.result is not None:  # as every second frame is
        return pack({"type": "done", "number": message.number, "result": message.result})
    return pack(to_value(message))


def encode_patch(
    topic: str, number: int, previous: int, change: dict[str, Value], *, more: bool, hash_: int | None
) -> bytes:
    """Return the frame of a Patch, the same as of the message: each step has several."""
    patch = {"type": "patch", "topic": topic, "number": number, "previous": previous, "change": change}
    if more:
        patch["more"] = more
    if hash_ is not None:
        patch["hash"] = hash_
    return pack(patch)


def to_value(message: ClientMessage | ServerMessage) -> dict[str, Value]:
    """Return the message as the map that a frame holds."""
    kind = type(message)
    return {"type": _TAGS[kind], **_UNSTRUCTURE[kind](message)}


def decode_client(data: bytes) -> ClientMessage:
    """Return what a client says; raise NoFrame or Malformed."""
    message: ClientMessage = _decode_quickly(data, _QUICK_CLIENT) or _decode_closely(data, _CLIENT)
    return message


def decode_server(data: bytes) -> ServerMessage:
    """Return what the server says; raise NoFrame or Malformed."""
    message: ServerMessage = _decode_quickly(data, _QUICK_SERVER) or _decode_closely(data, _SERVER)
    return message


def tag_of(message_class: type) -> str:
    """Return the `type` of a message class: its name in snake_case."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", message_class.__name__).lower()


def name_of(message: ClientMessage | ServerMessage) -> str:
    """Return the `type` of a message."""
    return _TAGS[type(message)]


def _decode_quickly(data: bytes, known: dict[str, Make]) -> Any:
    """Return the message of a frame in which each field is looked at once, None where that does not do."""
    try:
        value = unpack_unchecked(data)
        make = known[value.pop("type")]
    except (NotAValue, AttributeError, TypeError, KeyError):
        return None  # whatever it is, it is told by who looks closely
    return make(value)


def _decode_closely(data: bytes, classes: dict[str, type]) -> Any:
    try:
        value = unpack(data)
    except NotAValue as error:
        raise NoFrame(str(error)) from error
    if not isinstance(value, dict):
        raise NoFrame(f"a frame must be a map, not {type(value).__name__}")
    tag = value.pop("type", None)
    if not isinstance(tag, str) or tag not in classes:
        raise NoFrame(f"no frame has the type {str(tag)[:40]!r}")
    return _structure(value, classes[tag])


def _structure(value: dict[str, Value], message_class: type[Message]) -> Message:
    try:
        return _structurer.structure(value, message_class)
    except BadValue as error:
        number = value.get("number")
        is_number = type(number) is int and number > 0
        raise Malformed(str(error), number if is_number else None) from error


class _AtFirstUse(dict[Key, Made]):
    """What there is for each class of messages, made when one comes: all of it takes 0.03 s of a start."""

    def __init__(self, make: Callable[[Key], Made]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: Key) -> Made:
        made = self[key] = self._make(key)
        return made


def _make_structurer() -> Structurer:
    structurer = Structurer()
    structurer.plain.register_unstructure_hook_factory(_TAGS.__contains__, _make_unstructure)
    return structurer


def _make_unstructure(message_class: type, converter: cattrs.Converter) -> Callable[[Any], dict[str, Value]]:
    overrides: Any = {
        attribute.name: override(
            omit_if_default=attribute.default is not attrs.NOTHING,
            # A value needs no taking apart; views are large, and each of their parts would cost a call.
            unstruct_hook=identity if attribute.type in _VALUES else None,
        )
        for attribute in attrs.fields(message_class)
    }
    return make_dict_unstructure_fn(message_class, converter, **overrides)


_VALUES = (Value, dict[str, Value])
_CLIENT = {tag_of(member): member for member in get_args(ClientMessage)}
_SERVER = {tag_of(member): member for member in get_args(ServerMessage)}
_ALL = (*_CLIENT.values(), *_SERVER.values())
_TAGS = {member: tag_of(member) for member in _ALL}
_QUICK_CLIENT = _AtFirstUse[str, Make](lambda tag: quick(_CLIENT[tag]))
_QUICK_SERVER = _AtFirstUse[str, Make](lambda tag: quick(_SERVER[tag]))
_structurer = _make_structurer()
_UNSTRUCTURE = _AtFirstUse[type, Callable[[Any], dict[str, Value]]](_structurer.plain.get_unstructure_hook)
