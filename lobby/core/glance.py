"""Moves of which a glance tells all: numbers, and words that a game lists, as most of them are in real time.

Nothing of the author's runs to see whether such a move is one, and a hook that gets it can write nothing into
it; so nobody need copy it, watch the time, or catch what is raised.
"""

from collections.abc import Callable
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from lobby.core.game import Game
from lobby.wire.values import INTEGER_MAX, Value, pack

Glance = Callable[[Value], bool]

_KINDS = frozenset((int, bool, NoneType))


def glance_of(game: Game) -> Glance | None:
    """Return what tells of a move that it is one of the declared type, to be given to hooks as it is.

    False says nothing: the move may be of that type all the same. None: it takes more than a glance.
    """
    if game.check is not None:
        return None
    declared = game.move_type
    if get_origin(declared) is Literal:
        return _among(get_args(declared), game.budget.move_bytes)
    is_union = get_origin(declared) in (Union, UnionType)
    kinds = frozenset(get_args(declared) if is_union else (declared,))
    return _of(kinds) if kinds <= _KINDS else None


def _of(kinds: frozenset[Any]) -> Glance:
    def tell(move: Value) -> bool:
        kind = type(move)
        return kind in kinds and (kind is not int or -INTEGER_MAX <= move <= INTEGER_MAX)

    return tell


def _among(literals: tuple[Any, ...], bytes_max: int) -> Glance:
    words = frozenset(one for one in literals if type(one) is str and len(pack(one)) <= bytes_max)

    def tell(move: Value) -> bool:
        return type(move) is str and move in words

    return tell
