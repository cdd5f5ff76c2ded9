"""What the room asks of a game, so that it need not know which hooks the author wrote.

Everything here raises whatever a hook raises, and BadValue where a hook returns what the game interface does
not allow: both are faults of the game, never of the player.
"""

import json
from typing import Any

from lobby.core.dice import Dice
from lobby.core.game import Game, Illegal, Move, Result, State
from lobby.core.returned import Outcome, check_list, check_outcome, check_result, check_turn, name_type
from lobby.core.shape import BadValue, check_value, copy_value, plain_move, plain_moves, structure_move
from lobby.wire.patch import Change, equal
from lobby.wire.values import Value

_DETAIL_BYTES_MAX = 2000
_WAIT_MS_MAX = 10 * 365 * 86_400_000  # room time, which a wait is added to, must stay a value for ever
_CLOCK_BYTES_MAX = 200
_SHOWN = 60  # characters of a stranger's move that a detail repeats
_LISTED = 20  # legal moves that a detail names


def start(game: Game, seats: int, options: Any, dice: Dice) -> Outcome:
    """Return the first state, and what there is to tell about it."""
    return check_outcome(game, "start", game.start(seats, options, dice))


def legal_moves(game: Game, state: State, seat: int) -> list[Value] | None:
    """Return the seat's legal moves, none where it need not act; None: the game does not list them."""
    if game.moves is None:
        return None
    returned = game.moves(state, seat)
    listed = returned if type(returned) is list else [*check_list(game, "moves", returned)]
    return plain_moves(game, listed) if listed else []


def find_fault(game: Game, state: State, seat: int, move: Value) -> Illegal | None:
    """Return why the seat may not make this move, None where it may."""
    return judge(game, state, seat, move, legal_moves(game, state, seat))


def judge(game: Game, state: State, seat: int, move: Value, listed: list[Value] | None) -> Illegal | None:
    """Return why the seat may not make this move, where `listed` is what `legal_moves` has said.

    A move that is not listed is illegal; `check` is asked for the words, of moves that have the shape
    of a listed one, so that a game without a declared `Move` is not asked about nonsense.
    """
    try:
        structured = structure_move(game, move)
    except BadValue as error:
        return Illegal(f"not a move of this game: {error}")
    if listed is None:
        return _ask_check(game, state, seat, structured)
    if is_listed(move, listed):
        return None
    alike = game.move_type is not None or type(move) in {type(other) for other in listed}
    words = _ask_check(game, state, seat, structured) if alike else None
    return words or Illegal(_not_listed(move, listed))


def is_listed(move: Value, listed: list[Value]) -> bool:
    """Tell whether a move is one of those; the same on the wire, where True is not 1."""
    return any(move is other or equal(move, other) for other in listed)


def is_anytime(game: Game, move: Value) -> bool:
    """Tell whether a move of the declared type means the same at any position."""
    return game.anytime is not None and bool(game.anytime(structure_move(game, move)))


def seats_to_act(game: Game, state: State, seats: int) -> tuple[int, ...]:
    """Return the seats that must act now, of `seats` that play; none when the game is over."""
    if game.result(state) is not None:
        return ()
    if game.turn is not None:
        return check_turn(game, game.turn(state), seats)
    return tuple(choices(game, state, seats, is_over=False))


def choices(game: Game, state: State, seats: int, *, is_over: bool) -> dict[int, list[Value] | None]:
    """Return what each seat that must act may do, asked once; None: the game does not list moves."""
    if is_over:
        return {}
    if game.turn is not None:
        turn = check_turn(game, game.turn(state), seats)
        return {seat: legal_moves(game, state, seat) for seat in turn}
    listed = {seat: legal_moves(game, state, seat) for seat in range(seats)}
    return {seat: moves for seat, moves in listed.items() if moves}


def draw_move(game: Game, state: State, seat: int, dice: Dice) -> Value:
    """Return a random legal move of a seat that must act."""
    if game.sample is not None:
        return plain_move(game, game.sample(state, seat, dice))
    moves = legal_moves(game, state, seat)
    if not moves:
        raise BadValue(f"{game.id} lists no move for seat {seat}, which must act")
    return dice.choice(moves)


def play(game: Game, state: State, seat: int, move: Value, dice: Dice) -> Outcome:
    """Return the state after a legal move, and what there is to tell about it."""
    return check_outcome(game, "play", game.play(state, seat, structure_move(game, move), dice))


def tick(game: Game, state: State, inputs: list[tuple[int, Move]], dice: Dice) -> Outcome:
    """Return the state one tick later; the moves are structured already."""
    assert game.tick is not None, "only a real-time game ticks"
    return check_outcome(game, "tick", game.tick(state, inputs, dice))


def depart(game: Game, state: State, seat: int) -> Outcome | None:
    """Return the state after a departure; None: the game leaves it to the room."""
    return None if game.leave is None else check_outcome(game, "leave", game.leave(state, seat))


def upgrade(game: Game, state: Value, version: int) -> State:
    """Return the state of this version that a plain one of another version has become."""
    if game.upgrade is None:
        raise BadValue(f"{game.id} has no upgrade, which version {version} would need")
    upgraded = game.upgrade(state, version)
    if upgraded is None:
        raise BadValue(f"upgrade of {game.id} returned None; is a `return` missing?")
    return upgraded


def expire(game: Game, state: State, dice: Dice) -> Outcome:
    """Return the state after the game's own time ran out."""
    assert game.expire is not None, "only a game with a deadline can expire"
    return check_outcome(game, "expire", game.expire(state, dice))


def deadline_of(game: Game, state: State) -> tuple[int, Value] | None:
    """Return after how many ms `expire` is due, and the clock that counts them; None for never.

    A clock goes on over actions for as long as it is the same; None is one that each action starts anew.
    """
    returned = None if game.deadline is None else game.deadline(state)
    if returned is None:
        return None
    wait_ms, clock = returned if isinstance(returned, tuple) and len(returned) == 2 else (returned, None)
    if type(wait_ms) is not int or not 1 <= wait_ms <= _WAIT_MS_MAX:
        allowed = f"allowed is None, or 1 to {_WAIT_MS_MAX} ms, or (ms, clock)"
        raise BadValue(f"deadline of {game.id}: {wait_ms!r:.60}, {allowed}")
    if clock is not None and type(clock) not in (int, str):
        raise BadValue(f"deadline of {game.id}: a clock is an int or a str, not {name_type(clock)}")
    check_value(clock, f"the clock of {game.id}", _CLOCK_BYTES_MAX)
    return wait_ms, clock


def result_of(game: Game, state: State, seats: int) -> Result | None:
    """Return how the game ended, None while it goes on; raise BadValue for places that are no places."""
    result = game.result(state)
    return None if result is None else check_result(game, result, seats)


def public_view(game: Game, state: State) -> Value:
    """Return what everybody may see; raise BadValue if it is no value or too long."""
    return copy_value(game.public(state), f"public of {game.id}", game.budget.view_bytes)


def change_of(game: Game, before: State, after: State) -> Change | None:
    """Return how the public view has changed, as the game says; None where it leaves that to the server.

    That it fits is not looked at, since that would cost what it saves; check_game does. A client that can't
    make sense of it asks for the whole view.
    """
    if game.changes is None:
        return None
    change = game.changes(before, after)
    if type(change) is not dict:
        raise BadValue(f"changes of {game.id} must return a change, which is a dict, not {change!r:.60}")
    copied: Change = copy_value(change, f"changes of {game.id}", game.budget.view_bytes)
    return copied


def secret_of(game: Game, state: State, seat: int) -> Value:
    """Return what only this seat may see, None for a game without secrets."""
    if game.secret is None:
        return None
    return copy_value(game.secret(state, seat), f"secret of {game.id}", game.budget.view_bytes)


def secrets_of(game: Game, state: State, seats: int) -> tuple[Value, ...]:
    """Return what only each seat may see, of `seats` that play."""
    if game.secret is None:
        return (None,) * seats
    return tuple([secret_of(game, state, seat) for seat in range(seats)])


def judge_input(game: Game, state: State, seat: int, move: Move) -> Illegal | None:
    """Return why a seat may not give this input, of the declared type, to a real-time game now."""
    return _ask_check(game, state, seat, move)


def _ask_check(game: Game, state: State, seat: int, move: Move) -> Illegal | None:
    words = game.check(state, seat, move) if game.check else None
    if words is None:
        return None
    if type(words) is not Illegal or type(words.detail) is not str or not words.detail:
        raise BadValue(f"check of {game.id} must return None or Illegal with a text, not {name_type(words)}")
    check_value(words.detail, f"what check of {game.id} says", _DETAIL_BYTES_MAX)
    return words


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
