"""What the room asks of a game, so that it need not know which hooks the author wrote.

Everything here raises whatever a hook raises, and BadValue where a hook returns what the game interface does
not allow: both are faults of the game, never of the player.
"""

import json
from collections.abc import Iterable
from types import NoneType
from typing import Any

from attrs import evolve

from lobby.core.dice import Dice
from lobby.core.game import Game, Illegal, Move, Note, Result, State
from lobby.core.shape import BadValue, check_value, copy_value, plain_move, plain_moves, structure_move
from lobby.wire import values
from lobby.wire.patch import Change, equal
from lobby.wire.values import Value

_DETAIL_BYTES_MAX = 2000
_WAIT_MS_MAX = 10 * 365 * 86_400_000  # room time, which a wait is added to, must stay a value for ever
_CLOCK_BYTES_MAX = 200
_SHOWN = 60  # characters of a stranger's move that a detail repeats
_LISTED = 20  # legal moves that a detail names

Outcome = tuple[State, tuple[Note, ...]]


def start(game: Game, seats: int, options: Any, dice: Dice) -> Outcome:
    """Return the first state, and what there is to tell about it."""
    return _outcome(game, "start", game.start(seats, options, dice))


def legal_moves(game: Game, state: State, seat: int) -> list[Value] | None:
    """Return the seat's legal moves, none where it need not act; None: the game does not list them."""
    if game.moves is None:
        return None
    listed = [*_listed(game, "moves", game.moves(state, seat))]
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
    return any(equal(move, other) for other in listed)


def is_anytime(game: Game, move: Value) -> bool:
    """Tell whether a move of the declared type means the same at any position."""
    return game.anytime is not None and bool(game.anytime(structure_move(game, move)))


def seats_to_act(game: Game, state: State, seats: int) -> tuple[int, ...]:
    """Return the seats that must act now, of `seats` that play; none when the game is over."""
    if game.result(state) is not None:
        return ()
    if game.turn is not None:
        return _check_turn(game, game.turn(state), seats)
    return tuple(choices(game, state, seats, is_over=False))


def choices(game: Game, state: State, seats: int, *, is_over: bool) -> dict[int, list[Value] | None]:
    """Return what each seat that must act may do, asked once; None: the game does not list moves."""
    if is_over:
        return {}
    if game.turn is not None:
        turn = _check_turn(game, game.turn(state), seats)
        return {seat: legal_moves(game, state, seat) for seat in turn}
    listed = {seat: legal_moves(game, state, seat) for seat in range(seats)}
    return {seat: moves for seat, moves in listed.items() if moves}


def _check_turn(game: Game, turn: Any, seats: int) -> tuple[int, ...]:
    acting = tuple(_listed(game, "turn", turn))
    if any(type(seat) is not int or not 0 <= seat < seats for seat in acting):
        raise BadValue(
            f"turn of {game.id} must return a list of seats from 0 to {seats - 1}, not {turn!r:.60}"
        )
    return tuple(dict.fromkeys(acting))


def _listed(game: Game, hook: str, returned: Any) -> Iterable[Any]:
    if type(returned) is list or type(returned) is tuple:
        return returned
    if isinstance(returned, Iterable) and not isinstance(returned, str | bytes | dict):
        return returned
    missing = "; is a `return` missing?" if returned is None else ""
    raise BadValue(f"{hook} of {game.id} must return a list, not {_name(returned)}{missing}")


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
    return _outcome(game, "play", game.play(state, seat, structure_move(game, move), dice))


def tick(game: Game, state: State, inputs: list[tuple[int, Move]], dice: Dice) -> Outcome:
    """Return the state one tick later; the moves are structured already."""
    assert game.tick is not None, "only a real-time game ticks"
    return _outcome(game, "tick", game.tick(state, inputs, dice))


def depart(game: Game, state: State, seat: int) -> Outcome | None:
    """Return the state after a departure; None: the game leaves it to the room."""
    return None if game.leave is None else _outcome(game, "leave", game.leave(state, seat))


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
    return _outcome(game, "expire", game.expire(state, dice))


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
        raise BadValue(f"deadline of {game.id}: a clock is an int or a str, not {_name(clock)}")
    check_value(clock, f"the clock of {game.id}", _CLOCK_BYTES_MAX)
    return wait_ms, clock


def result_of(game: Game, state: State, seats: int) -> Result | None:
    """Return how the game ended, None while it goes on; raise BadValue for places that are no places."""
    result = game.result(state)
    if result is None:
        return None
    if fault := find_result_fault(result, seats):
        raise BadValue(f"result of {game.id}: {fault}")
    if fault := find_team_fault(game.teams, result):
        raise BadValue(f"result of {game.id}: {fault}")
    return result


def find_team_fault(teams: tuple[int, ...], result: Result) -> str | None:
    """Return what is wrong with a result where the seats are those of teams, which win and lose together."""
    shared: dict[int, int] = {}
    for seat, (team, place) in enumerate(zip(teams, result.places, strict=False)):
        if shared.setdefault(team, place) != place:
            others = f"place {shared[team]} is that of others in it"
            return f"seat {seat} of team {team} has place {place}, {others}; a team shares its place"
    return None


def find_result_fault(result: object, seats: int) -> str | None:
    """Return what is wrong with the result of a game of so many seats."""
    if type(result) is not Result or type(result.places) is not tuple or type(result.scores) is not tuple:
        return f"{_name(result)}, not a Result of tuples"
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


def _outcome(game: Game, hook: str, returned: Any) -> Outcome:
    if returned is None:
        raise BadValue(f"{hook} of {game.id} returned None; is a `return` missing?")
    if not isinstance(returned, tuple):
        return returned, ()
    if len(returned) != 2 or not isinstance(returned[1], list | tuple):
        raise BadValue(f"{hook} of {game.id} must return a state, or (state, [Note, …]), the notes in a list")
    state, notes = returned
    if state is None:
        raise BadValue(f"{hook} of {game.id} returned None as the state, with notes")
    if len(notes) > game.budget.notes:
        raise BadValue(f"{hook} of {game.id} returned {len(notes)} notes, allowed are {game.budget.notes}")
    return state, tuple(_check_note(game, hook, note) for note in notes)


def _check_note(game: Game, hook: str, note: object) -> Note:
    what, longest = f"{hook} of {game.id}: a note", game.budget.note_characters
    if type(note) is not Note or type(note.text) is not str or type(note.seat) not in (int, NoneType):
        raise BadValue(f"{what} must be Note(text, seat), not a {type(note).__name__} of other things")
    if len(note.text) > longest:
        raise BadValue(f"{what} has {len(note.text)} characters, allowed are {longest}")
    check_value(note.text, f"{what}'s text", game.budget.move_bytes)
    return evolve(note, value=copy_value(note.value, f"{what}'s value", game.budget.move_bytes))


def judge_input(game: Game, state: State, seat: int, move: Move) -> Illegal | None:
    """Return why a seat may not give this input, of the declared type, to a real-time game now."""
    return _ask_check(game, state, seat, move)


def _ask_check(game: Game, state: State, seat: int, move: Move) -> Illegal | None:
    words = game.check(state, seat, move) if game.check else None
    if words is None:
        return None
    if type(words) is not Illegal or type(words.detail) is not str or not words.detail:
        raise BadValue(f"check of {game.id} must return None or Illegal with a text, not {_name(words)}")
    check_value(words.detail, f"what check of {game.id} says", _DETAIL_BYTES_MAX)
    return words


def _name(thing: object) -> str:
    """Return what an object is, without asking its own code."""
    return f"a {type(thing).__name__}"


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
