"""The values that may travel or be stored, and how they become bytes.

None, bool, int within ±(2⁵³−1), str, bytes, lists, str-keyed dicts. No floats: JavaScript cannot
tell 1.0 from 1, and replays must agree to the bit.
"""

import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias, cast

import msgpack

# A recursive alias would make every access a cast; what a value may be is checked by `find_fault`.
Value: TypeAlias = Any

INTEGER_MAX = 2**53 - 1
DEPTH_MAX = 32
_HARMLESS = frozenset((type(None), bool, str, bytes))

pack: Callable[[Value], bytes] = msgpack.Packer(autoreset=True).pack


class NotAValue(ValueError):
    """The bytes or the object are no value; the text says what came, and where."""


def load(data: bytes) -> Value:
    """Return the value that `pack` made bytes of here, before; what strangers send is for `unpack`."""
    return msgpack.unpackb(data)


def unpack(data: bytes, depth_max: int = DEPTH_MAX) -> Value:
    """Return the one value that `data` holds; raise NotAValue for anything else."""
    value = unpack_unchecked(data)
    if left_of(value, sys.maxsize, depth_max) is None:
        raise NotAValue(_find_fault(value, "$", depth_max))
    return value


def unpack_unchecked(data: bytes) -> Any:
    """Return what `data` holds, which may be no value yet; raise NotAValue where it is not msgpack.

    msgpack raises four kinds of error on hostile input, one of them RecursionError.
    """
    try:
        return msgpack.unpackb(data, strict_map_key=True, max_ext_len=0)
    except (ValueError, msgpack.FormatError, msgpack.StackError, RecursionError) as error:
        raise NotAValue(f"{len(data)} bytes are not one msgpack value") from error


def find_fault(value: object, depth_max: int = DEPTH_MAX) -> str | None:
    """Return why `value` is not a value, with its path, or None when it is one."""
    # Nearly every value is one, and the path is wanted of the others only.
    return None if _is_value(value, depth_max) else _find_fault(value, "$", depth_max)


def _is_value(value: Any, deeper: int) -> bool:
    return left_of(value, sys.maxsize, deeper) is not None


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
    """Tell whether a value takes more than so many bytes; what is no value is not longer."""
    left = left_of(value, bytes_max, DEPTH_MAX)
    return left is not None and left < 0


def left_of(value: Any, left: int, deeper: int) -> int | None:
    """Return what a value leaves of so many bytes, None for what is none; stops looking when nothing is left.

    Counts a byte for each item and character, which is less than msgpack takes: what leaves something may
    still be a little too long, but is harmless to pack.
    """
    # One function without helpers, since it looks at each item of everything: a call costs more than a look.
    kind = type(value)
    if kind is list:
        items = value
    elif kind is dict:
        items = value.values()
        for key in value:
            if type(key) is not str:
                return None
            left -= len(key)
    else:
        return left_of([value], left, 1)
    if deeper == 0:
        return None
    left -= len(value)
    if left < 0:
        return left
    for item in items:
        kind = type(item)
        if kind is int:
            if not -INTEGER_MAX <= item <= INTEGER_MAX:
                return None
        elif kind is str or kind is bytes:
            left -= len(item)
        elif kind is list or kind is dict:
            inner = left_of(item, left, deeper - 1)
            if inner is None or inner < 0:
                return inner
            left = inner
        elif item is not None and kind is not bool:
            return None
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
