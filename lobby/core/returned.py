"""What hooks of a game return, looked at: what the game interface does not allow raises BadValue."""

from collections.abc import Iterable
from types import NoneType
from typing import Any

from attrs import evolve

from lobby.core.game import Game, Note, Result, State
from lobby.core.shape import BadValue, check_value, copy_value
from lobby.wire import values

Outcome = tuple[State, tuple[Note, ...]]


def check_outcome(game: Game, hook: str, returned: Any) -> Outcome:
    """Return what a hook has made of a state: the next one, with notes or without."""
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


def check_turn(game: Game, turn: Any, seats: int) -> tuple[int, ...]:
    """Return the seats that must act, as `turn` names them, each once."""
    acting = tuple(check_list(game, "turn", turn))
    if any(type(seat) is not int or not 0 <= seat < seats for seat in acting):
        raise BadValue(
            f"turn of {game.id} must return a list of seats from 0 to {seats - 1}, not {turn!r:.60}"
        )
    return tuple(dict.fromkeys(acting))


def check_list(game: Game, hook: str, returned: Any) -> Iterable[Any]:
    """Return what shall be a list."""
    if type(returned) is list or type(returned) is tuple:
        return returned
    if isinstance(returned, Iterable) and not isinstance(returned, str | bytes | dict):
        return returned
    missing = "; is a `return` missing?" if returned is None else ""
    raise BadValue(f"{hook} of {game.id} must return a list, not {name_type(returned)}{missing}")


def check_result(game: Game, result: Result, seats: int) -> Result:
    """Return how the game ended: with places that are places, and shared by the seats of a team."""
    if fault := _find_result_fault(result, seats) or _find_team_fault(game.teams, result):
        raise BadValue(f"result of {game.id}: {fault}")
    return result


def _find_result_fault(result: object, seats: int) -> str | None:
    """Return what is wrong with the result of a game of so many seats."""
    if type(result) is not Result or type(result.places) is not tuple or type(result.scores) is not tuple:
        return f"{name_type(result)}, not a Result of tuples"
    if len(result.places) != seats or any(type(place) is not int for place in result.places):
        return f"places {result.places} must be one int for each of {seats} seats"
    if min(result.places) != 1 or max(result.places) > seats:
        return f"places {result.places} must start with 1 and not go beyond {seats}"
    if result.scores and (
        len(result.scores) != seats or any(not _is_score(score) for score in result.scores)
    ):
        return f"scores {result.scores} must be none, or one int within ±(2^53-1) for each of {seats} seats"
    return None


def _find_team_fault(teams: tuple[int, ...], result: Result) -> str | None:
    """Return what is wrong with a result where the seats are those of teams, which win and lose together."""
    shared: dict[int, int] = {}
    for seat, (team, place) in enumerate(zip(teams, result.places, strict=False)):
        if shared.setdefault(team, place) != place:
            others = f"place {shared[team]} is that of others in it"
            return f"seat {seat} of team {team} has place {place}, {others}; a team shares its place"
    return None


def name_type(thing: object) -> str:
    """Return what an object is, without asking its own code."""
    return f"a {type(thing).__name__}"


def _check_note(game: Game, hook: str, note: object) -> Note:
    what, longest = f"{hook} of {game.id}: a note", game.budget.note_characters
    if type(note) is not Note or type(note.text) is not str or type(note.seat) not in (int, NoneType):
        raise BadValue(f"{what} must be Note(text, seat), not a {type(note).__name__} of other things")
    if len(note.text) > longest:
        raise BadValue(f"{what} has {len(note.text)} characters, allowed are {longest}")
    check_value(note.text, f"{what}'s text", game.budget.move_bytes)
    return evolve(note, value=copy_value(note.value, f"{what}'s value", game.budget.move_bytes))


def _is_score(score: object) -> bool:
    return type(score) is int and abs(score) <= values.INTEGER_MAX
