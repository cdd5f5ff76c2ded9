"""Whether what strangers send and what hooks return is of the declared type, a value, and not too long.

Moves, options and states go in and out as plain values, as they travel and are stored; hooks get them as the
declared types. BadValue says in one sentence what came, what is allowed, and what to do about it.
"""

from typing import Any

import attrs
import msgpack

from lobby.core.game import Game, Move, State
from lobby.wire import values
from lobby.wire.strict import BadValue, Structurer
from lobby.wire.values import Value, pack

__all__ = [
    "BadValue",
    "check_defaults",
    "check_unchanged",
    "check_value",
    "copy_value",
    "pack_state",
    "plain_move",
    "plain_moves",
    "structure_move",
    "structure_options",
    "unpack_state",
]

DEPTH_MAX = 16  # half of what a frame may have: views and moves travel inside of others

_SMALL = 1 << 31
_OF_VALUES = frozenset((type(None), bool, int, str, bytes, list, dict))

_CURES = {
    "float": "count in whole units, such as thousandths",
    "tuple": "use a list, or declare the type with tuples in it",
    "set": "use a sorted list",
    "frozenset": "use a sorted list",
    "a key of type": "keys are texts: str(key)",
    "an integer beyond": "as bytes or as text it may be as long as you like",
    "nested too deep": f"allowed are {DEPTH_MAX} levels",
}

# What strangers send has no keys but the declared ones: a misspelt option is told, not passed over.
_structurer = Structurer(forbid_extra_keys=True)


def structure_options(game: Game, value: Value) -> Any:
    """Return what `start` gets as options; raise BadValue. A game that declares no `Options` has none."""
    if game.options_type is None and value:
        raise BadValue(f"{game.id} has no options")
    return _structure(value, game.options_type, game.budget.move_bytes)


def check_defaults(game: Game) -> None:
    """Raise BadValue unless the options have defaults, and those are of the declared types."""
    options = structure_options(game, {})
    structure_options(game, {} if game.options_type is None else _structurer.unstructure(options))


def structure_move(game: Game, value: Value) -> Move:
    """Return a move as the hooks get it, which may do with it what they like; raise BadValue."""
    return _structure(value, game.move_type, game.budget.move_bytes)


def plain_move(game: Game, move: Move) -> Value:
    """Return a move of a hook as it travels and is stored; raise BadValue if it is no value."""
    plain = move if game.move_type is None else _structurer.unstructure(move)
    return copy_value(plain, f"a move of {game.id}", game.budget.move_bytes)


def plain_moves(game: Game, moves: list[Move]) -> list[Value]:
    """Return the moves that a hook lists, checked as a whole: a game may list hundreds; raise BadValue."""
    plain = moves if game.move_type is None else _structurer.unstructure(moves)
    listed: list[Value] = copy_value(plain, f"the moves of {game.id}", game.budget.view_bytes)
    return listed


# Where a type is not declared nothing is taken apart: it could not be put together again.


def pack_state(game: Game, state: State) -> bytes:
    """Return the state as bytes; raise BadValue if it is no value or too long."""
    plain = state if game.state_type is None else _structurer.unstructure(state)
    return _pack(plain, f"the state of {game.id}", game.budget.state_bytes)


def unpack_state(game: Game, data: bytes) -> State:
    """Return a new object of the state that was packed; raise BadValue if the type is another one now."""
    value = msgpack.unpackb(data)
    return value if game.state_type is None else _structurer.structure(value, game.state_type)


def unpack_plain(data: bytes) -> Value:
    """Return the state that was packed as plain values, of whatever version it is."""
    return msgpack.unpackb(data)


def check_unchanged(game: Game, state: State, packed: bytes) -> None:
    """Raise BadValue where a hook has written into the state that it was given."""
    # Nearly always nobody has; what has become of it where somebody did is asked more carefully.
    plain = state if game.state_type is None else _structurer.unstructure(state)
    if _packs_to(plain, packed):
        return
    if pack_state(game, state) != packed:
        cure = "build a new one and return it, such as [*squares[:move], seat, *squares[move + 1 :]]"
        raise BadValue(f"a hook of {game.id} changed the state that it was given; {cure}")


def _packs_to(value: Value, packed: bytes) -> bool:
    try:
        return pack(value) == packed
    except Exception:  # whatever it is, it is no value any more
        return False


def copy_value(value: object, what: str, bytes_max: int) -> Value:
    """Return a copy of what a hook returned; raise BadValue unless it is a value of that size.

    A copy, because the game may still hold what it returned, and write into it later.
    """
    if value is None or type(value) is bool or (type(value) is int and 0 <= value < _SMALL):
        return value  # as most moves of most games are: nothing can be written into it
    return msgpack.unpackb(_pack(value, what, bytes_max))


def check_value(value: object, what: str, bytes_max: int) -> None:
    """Raise BadValue, with the cure where one is known, unless it is a value of so many bytes at most."""
    _pack(value, what, bytes_max)


def _pack(value: object, what: str, bytes_max: int) -> bytes:
    left = values.left_of(value, bytes_max, DEPTH_MAX)
    if left is None:
        raise BadValue(_describe_fault(value, what))
    if left < 0:
        raise BadValue(f"{what} is over the limit of {bytes_max} bytes")
    try:
        data = pack(value)
    except UnicodeEncodeError as error:
        raise BadValue(f"{what}: a text with half of a surrogate pair; replace what is no text") from error
    if len(data) > bytes_max:
        raise BadValue(f"{what} is {len(data)} bytes, over the limit of {bytes_max}")
    return data


def _describe_fault(value: object, what: str) -> str:
    fault = values.find_fault(value, DEPTH_MAX) or "no value"
    cure = next((text for sign, text in _CURES.items() if sign in fault), None)
    return f"{what}: {fault}" + (f"; {cure}" if cure else "")


def _structure(value: Value, expected: Any, bytes_max: int) -> Any:
    # What is structured already passes: tests and bots hand back what a hook has listed.
    if type(value) not in _OF_VALUES and attrs.has(type(value)):
        return value
    copied = copy_value(value, "the value", bytes_max)
    return copied if expected is None else _structurer.structure(copied, expected)
