"""What the room asks of a game, so that it need not know which hooks the author wrote.

Moves go in and out as plain values, as they travel and are stored; hooks get them as the declared
`Move`. Everything here raises whatever a hook raises, and BadValue where a hook returns what the game
interface does not allow: both are faults of the game, never of the player.
"""

import json
from typing import Any

import attrs

from lobby.core.dice import Dice
from lobby.core.game import Game, Illegal, Move, Note, Result, State
from lobby.wire import values
from lobby.wire.patch import diff
from lobby.wire.strict import BadValue, Structurer
from lobby.wire.values import Value, pack, unpack

__all__ = [
    "BadValue",
    "deadline_of",
    "depart",
    "draw_move",
    "expire",
    "find_fault",
    "legal_moves",
    "pack_state",
    "play",
    "public_view",
    "result_of",
    "seats_to_act",
    "secret_of",
    "structure_move",
    "structure_options",
    "unpack_state",
]

STATE_BYTES_MAX = 1 << 20
VIEW_BYTES_MAX = 1 << 18
DEPTH_MAX = 16  # half of what a frame may have: views and moves travel inside of others
_SHOWN = 60  # characters of a stranger's move that a detail repeats
_LISTED = 20  # legal moves that a detail names

# What strangers send has no keys but the declared ones: a misspelt option is told, not passed over.
_structurer = Structurer(forbid_extra_keys=True)


def structure_options(game: Game, value: Value) -> Any:
    """Return what `start` gets as options; raise BadValue. A game that declares no `Options` has none."""
    if game.options_type is None and value:
        raise BadValue(f"{game.id} has no options")
    return _structure(value, game.options_type)


def structure_move(game: Game, value: Value) -> Move:
    """Return a move as the hooks get it; raise BadValue. Without a declared `Move`: the value itself."""
    return _structure(value, game.move_type)


def plain_move(game: Game, move: Move) -> Value:
    """Return a move of a hook as it travels and is stored; raise BadValue if it is no value."""
    return _plain(move, game.move_type, f"a move of {game.id}")


def legal_moves(game: Game, state: State, seat: int) -> list[Value] | None:
    """Return the seat's legal moves, none where it need not act; None: the game does not list them."""
    if game.moves is None:
        return None
    # One list, checked as a whole: a game may list hundreds.
    moves: list[Value] = _plain([*game.moves(state, seat)], game.move_type, f"the moves of {game.id}")
    return moves


def find_fault(game: Game, state: State, seat: int, move: Value) -> Illegal | None:
    """Return why the seat may not make this move, None where it may.

    A move that is not listed is illegal; `check` is asked for the words, of moves that have the shape
    of a listed one, so that a game without a declared `Move` is not asked about nonsense.
    """
    try:
        structured = structure_move(game, move)
    except BadValue as error:
        return Illegal(f"not a move of this game: {error}")
    listed = legal_moves(game, state, seat)
    if listed is None:
        return _ask_check(game, state, seat, structured)
    if any(_same(move, other) for other in listed):
        return None
    alike = game.move_type is not None or type(move) in {type(other) for other in listed}
    words = _ask_check(game, state, seat, structured) if alike else None
    return words or Illegal(_not_listed(move, listed))


def seats_to_act(game: Game, state: State, seats: int) -> tuple[int, ...]:
    """Return the seats that must act now, of `seats` that play; none when the game is over."""
    if game.result(state) is not None:
        return ()
    if game.turn is not None:
        return tuple(game.turn(state))
    return tuple(seat for seat in range(seats) if legal_moves(game, state, seat))


def draw_move(game: Game, state: State, seat: int, dice: Dice) -> Value:
    """Return a random legal move of a seat that must act."""
    if game.sample is not None:
        return plain_move(game, game.sample(state, seat, dice))
    moves = legal_moves(game, state, seat)
    if not moves:
        raise BadValue(f"{game.id} lists no move for seat {seat}, which must act")
    return dice.choice(moves)


def play(game: Game, state: State, seat: int, move: Value, dice: Dice) -> tuple[State, tuple[Note, ...]]:
    """Return the state after a legal move, and what there is to tell about it."""
    outcome = game.play(state, seat, structure_move(game, move), dice)
    if not isinstance(outcome, tuple):
        return outcome, ()
    if len(outcome) != 2 or not all(_is_note(note) for note in outcome[1]):
        raise BadValue(f"play of {game.id} must return a state, or (state, [Note, …])")
    after, notes = outcome
    return after, tuple(notes)


def _is_note(note: object) -> bool:
    return isinstance(note, Note) and isinstance(note.text, str) and isinstance(note.seat, int | None)


def depart(game: Game, state: State, seat: int) -> State | None:
    """Return the state after a departure; None: the game leaves it to the room."""
    return None if game.leave is None else game.leave(state, seat)


def deadline_of(game: Game, state: State) -> int | None:
    """Return after how many ms without an action `expire` is due, None for never."""
    wait_ms = None if game.deadline is None else game.deadline(state)
    if wait_ms is not None and (type(wait_ms) is not int or not 1 <= wait_ms <= values.INTEGER_MAX):
        raise BadValue(f"deadline of {game.id}: {wait_ms!r}, allowed is None or at least 1 ms")
    return wait_ms


def expire(game: Game, state: State, dice: Dice) -> State:
    """Return the state after the game's own time ran out."""
    assert game.expire is not None, "only a game with a deadline can expire"
    return game.expire(state, dice)


def result_of(game: Game, state: State, seats: int) -> Result | None:
    """Return how the game ended, None while it goes on; raise BadValue for places that are no places."""
    result = game.result(state)
    if result is None:
        return None
    if fault := find_result_fault(result, seats):
        raise BadValue(f"result of {game.id}: {fault}")
    return result


def find_result_fault(result: object, seats: int) -> str | None:
    """Return what is wrong with the result of a game of so many seats."""
    if not isinstance(result, Result):
        return f"a {type(result).__name__}, not a Result"
    if len(result.places) != seats or any(type(place) is not int for place in result.places):
        return f"places {result.places} must be one int for each of {seats} seats"
    if min(result.places) != 1 or max(result.places) > seats:
        return f"places {result.places} must start with 1 and not go beyond {seats}"
    if result.scores and (
        len(result.scores) != seats or any(not _is_score(score) for score in result.scores)
    ):
        return f"scores {result.scores} must be none, or one int within ±(2^53-1) for each of {seats} seats"
    return None


def _is_score(score: object) -> bool:
    return type(score) is int and abs(score) <= values.INTEGER_MAX


def public_view(game: Game, state: State, bytes_max: int = VIEW_BYTES_MAX) -> Value:
    """Return what everybody may see; raise BadValue if it is no value or too large."""
    return _view(game.public(state), f"public of {game.id}", bytes_max)


def secret_of(game: Game, state: State, seat: int, bytes_max: int = VIEW_BYTES_MAX) -> Value:
    """Return what only this seat may see, None for a game without secrets."""
    if game.secret is None:
        return None
    return _view(game.secret(state, seat), f"secret of {game.id}", bytes_max)


def pack_state(game: Game, state: State, bytes_max: int = STATE_BYTES_MAX) -> bytes:
    """Return the state as bytes; raise BadValue if it is no value or too large."""
    data = pack(_plain(state, game.state_type, f"the state of {game.id}"))
    if len(data) > bytes_max:
        raise BadValue(f"the state of {game.id} is {len(data)} bytes, over the limit of {bytes_max}")
    return data


def unpack_state(game: Game, data: bytes) -> State:
    """Return the state that `pack_state` packed; raise BadValue if the game declares another type now."""
    return _structure(unpack(data), game.state_type)


def _ask_check(game: Game, state: State, seat: int, move: Move) -> Illegal | None:
    words = game.check(state, seat, move) if game.check else None
    if words is not None and not (isinstance(words, Illegal) and type(words.detail) is str and words.detail):
        raise BadValue(f"check of {game.id} must return None or Illegal with a text, not {words!r:.60}")
    return words


def _structure(value: Value, expected: Any) -> Any:
    # What is structured already passes, so that a room may structure once and keep the move.
    if attrs.has(type(value)):
        return value
    if fault := values.find_fault(value, DEPTH_MAX):
        raise BadValue(fault)
    return value if expected is None else _structurer.structure(value, expected)


def _plain(value: Any, declared: Any, what: str) -> Value:
    # Without a declared type nothing is taken apart: it could not be put together again.
    plain = value if declared is None else _structurer.unstructure(value)
    if fault := values.find_fault(plain, DEPTH_MAX):
        raise BadValue(f"{what}: {fault}")
    return plain


def _view(view: Value, what: str, bytes_max: int) -> Value:
    if fault := values.find_fault(view, DEPTH_MAX):
        raise BadValue(f"{what}: {fault}")
    if (size := len(pack(view))) > bytes_max:
        raise BadValue(f"{what} is {size} bytes, over the limit of {bytes_max}")
    return view


def _same(one: Value, other: Value) -> bool:
    return not diff(one, other)


def _not_listed(move: Value, listed: list[Value]) -> str:
    if not listed:
        return "there is nothing to move now"
    shown = ", ".join(_show(other) for other in listed[:_LISTED])
    more = ", …" if len(listed) > _LISTED else ""
    return f"{_show(move)} is not a legal move now; legal: {shown}{more}"


def _show(move: Value) -> str:
    # As JSON, which players of any client can read; bytes have no JSON.
    shown = json.dumps(move, ensure_ascii=False, default=repr)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
