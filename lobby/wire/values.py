"""The values that may travel or be stored, and how they become bytes.

None, bool, int within ±(2⁵³−1), str, bytes, lists, str-keyed dicts. No floats: JavaScript cannot
tell 1.0 from 1, and replays must agree to the bit.
"""

import zlib
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias, cast

import msgpack

# A recursive alias would make every access a cast; what a value may be is checked by `find_fault`.
Value: TypeAlias = Any

INTEGER_MAX = 2**53 - 1
DEPTH_MAX = 32
_HARMLESS = frozenset((type(None), bool, str, bytes))
_LONG = frozenset((str, bytes, list, dict))

pack: Callable[[Value], bytes] = msgpack.Packer(autoreset=True).pack


class NotAValue(ValueError):
    """The bytes or the object are no value; the text says what came, and where."""


def unpack(data: bytes) -> Value:
    """Return the one value that `data` holds; raise NotAValue for anything else.

    msgpack raises four kinds of error on hostile input, one of them RecursionError.
    """
    try:
        value = msgpack.unpackb(data, strict_map_key=True, max_ext_len=0)
    except (ValueError, msgpack.FormatError, msgpack.StackError, RecursionError) as error:
        raise NotAValue(f"{len(data)} bytes are not one msgpack value") from error
    if fault := find_fault(value):
        raise NotAValue(fault)
    return value


def find_fault(value: object, depth_max: int = DEPTH_MAX) -> str | None:
    """Return why `value` is not a value, with its path, or None when it is one."""
    # Nearly every value is one, and the path is wanted of the others only.
    return None if _is_value(value, depth_max) else _find_fault(value, "$", depth_max)


def _is_value(value: Any, deeper: int) -> bool:
    # Most items are of a harmless type; asking that in the loop saves a call for each.
    kind = type(value)
    if kind is int:
        return bool(-INTEGER_MAX <= value <= INTEGER_MAX)
    if kind in _HARMLESS:
        return True
    if deeper == 0:
        return False
    if kind is list:
        items = value
    elif kind is dict:
        for key in value:
            if type(key) is not str:
                return False
        items = value.values()
    else:
        return False
    for item in items:  # noqa: SIM110 (a generator costs half as much again)
        if type(item) not in _HARMLESS and not _is_value(item, deeper - 1):
            return False
    return True


def _find_fault(value: object, path: str, deeper: int) -> str | None:
    kind = type(value)
    if kind in _HARMLESS:
        return None
    if kind is int:
        within = -INTEGER_MAX <= cast(int, value) <= INTEGER_MAX
        return None if within else f"{path}: an integer beyond ±(2^53-1)"
    if kind in (list, dict) and deeper == 0:
        return f"{path}: nested too deep"
    if type(value) is list:
        return _first(_find_fault(item, f"{path}[{i}]", deeper - 1) for i, item in enumerate(value))
    if type(value) is dict:
        return _first(_find_entry_fault(key, item, path, deeper) for key, item in value.items())
    return f"{path}: {kind.__name__} is not allowed"


def is_longer(value: object, bytes_max: int) -> bool:
    """Tell whether a value takes more than so many bytes, and stop looking as soon as that is known.

    Counts a byte for each item and character, which is less than msgpack takes: what passes may still be a
    little too long, but is harmless to pack. Looks no deeper than a value may be.
    """
    return _left_of(value, bytes_max, DEPTH_MAX) < 0


def _left_of(value: Any, left: int, deeper: int) -> int:
    kind = type(value)
    if kind is str or kind is bytes:
        return left - len(value)
    if (kind is not list and kind is not dict) or deeper == 0:
        return left - 1
    left -= len(value)
    for item in value if kind is list else (*value, *value.values()) if left >= 0 else ():
        if left < 0:
            return left
        left = _left_of(item, left, deeper - 1) if type(item) in _LONG else left
    return left


def hash_view(view: Value) -> int:
    """Return the CRC-32 of the view's msgpack with keys sorted by UTF-16 code units, as JavaScript sorts."""
    return zlib.crc32(pack(_sort_keys(view)))


def _first(faults: Iterator[str | None]) -> str | None:
    return next((fault for fault in faults if fault), None)


def _find_entry_fault(key: object, item: object, path: str, deeper: int) -> str | None:
    if type(key) is not str:
        return f"{path}: a key of type {type(key).__name__}, only str is allowed"
    return _find_fault(item, f"{path}.{key}", deeper - 1)


def _sort_keys(value: Value) -> Value:
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return {key: _sort_keys(value[key]) for key in keys}
    if isinstance(value, list):
        return [_sort_keys(item) for item in value]
    return value
