"""Messages to bytes and back: one msgpack map a frame, strict about every type."""

import re
from typing import Any, TypeVar, get_args

import attrs
import cattrs
from cattrs.gen import make_dict_unstructure_fn, override

from lobby.wire.messages import ClientMessage, ServerMessage
from lobby.wire.values import NotAValue, Value, pack, unpack

Message = TypeVar("Message")


class Malformed(ValueError):
    """A map of a known type with a field that is missing or wrong; the text names the path."""

    def __init__(self, detail: str, number: int | None) -> None:
        super().__init__(detail)
        self.number = number  # of the command, where it could be read


class Unreadable(ValueError):
    """No frame of the protocol at all: not msgpack, not a map, or of no known type."""


def encode(message: ClientMessage | ServerMessage) -> bytes:
    """Return the frame of a message; fields that have their default are left out."""
    return pack(to_value(message))


def to_value(message: ClientMessage | ServerMessage) -> dict[str, Value]:
    """Return the message as the map that a frame holds."""
    return {"type": _TAGS[type(message)], **_converter.unstructure(message)}


def decode_client(data: bytes) -> ClientMessage:
    """Return what a client says; raise Unreadable or Malformed."""
    message: ClientMessage = _decode(data, _CLIENT)
    return message


def decode_server(data: bytes) -> ServerMessage:
    """Return what the server says; raise Unreadable or Malformed."""
    message: ServerMessage = _decode(data, _SERVER)
    return message


def tag_of(message_class: type) -> str:
    """Return the `type` of a message class: its name in snake_case."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", message_class.__name__).lower()


def _decode(data: bytes, classes: dict[str, type]) -> Any:
    try:
        value = unpack(data)
    except NotAValue as error:
        raise Unreadable(str(error)) from error
    if not isinstance(value, dict):
        raise Unreadable(f"a frame must be a map, not {type(value).__name__}")
    tag = value.pop("type", None)
    if not isinstance(tag, str) or tag not in classes:
        raise Unreadable(f"no frame has the type {str(tag)[:40]!r}")
    return _structure(value, classes[tag])


def _structure(value: dict[str, Value], message_class: type[Message]) -> Message:
    try:
        return _converter.structure(value, message_class)
    except (cattrs.BaseValidationError, ValueError, TypeError) as error:
        number = value.get("number")
        is_number = type(number) is int and number > 0
        raise Malformed(_describe(error), number if is_number else None) from error


def _describe(error: Exception) -> str:
    return cattrs.transform_error(error, format_exception=_describe_one)[0]


def _describe_one(error: BaseException, expected: type | None) -> str:
    if isinstance(error, KeyError):
        return "required field missing"
    if isinstance(error, _WrongType):
        return str(error)
    return f"not a {getattr(expected, '__name__', expected)}"


class _WrongType(ValueError):
    pass


def _make_converter() -> cattrs.Converter:
    converter = cattrs.Converter()
    for primitive in (int, str, bool, bytes):
        converter.register_structure_hook(primitive, _check_type)
    converter.register_structure_hook_func(_is_union_with_none, _check_union)
    for message_class in _ALL:
        attributes = attrs.fields(message_class)
        omit = {a.name: override(omit_if_default=True) for a in attributes if a.default is not attrs.NOTHING}
        converter.register_unstructure_hook(
            message_class, make_dict_unstructure_fn(message_class, converter, **omit)
        )
    return converter


def _check_type(value: object, expected: type) -> object:
    # bool is an int in Python, but not on the wire.
    if type(value) is not expected:
        raise _WrongType(f"{type(value).__name__}, not {expected.__name__}")
    return value


def _is_union_with_none(expected: object) -> bool:
    return expected == int | None


def _check_union(value: object, _: object) -> object:
    return value if value is None else _check_type(value, int)


_CLIENT = {tag_of(member): member for member in get_args(ClientMessage)}
_SERVER = {tag_of(member): member for member in get_args(ServerMessage)}
_ALL = (*_CLIENT.values(), *_SERVER.values())
_TAGS = {member: tag_of(member) for member in _ALL}
_converter = _make_converter()
