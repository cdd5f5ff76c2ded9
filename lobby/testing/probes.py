"""What must hold at every position of a game; each probe raises Fault with the first thing that is wrong."""

import re

from lobby.core import rules, shape
from lobby.core.game import Note, State
from lobby.core.returned import Outcome
from lobby.testing.difference import describe_difference
from lobby.testing.faults import Fault, place_of, short, told_as
from lobby.testing.table import SeatedGame
from lobby.wire.values import pack


def check_outcome(table: SeatedGame, hook: str, outcome: Outcome) -> Outcome:
    """Look at what `start`, `play`, `leave` or `expire` returned, and return it."""
    state, notes = outcome
    check_state(table, state, hook)
    for note in notes:
        _check_note(table, hook, note)
    return outcome


def check_state(table: SeatedGame, state: State, hook: str = "play") -> bytes:
    """Return the bytes of a state, which must come back from them as it was."""
    with told_as("state", table.game, hook):
        data = shape.pack_state(table.game, state)
        back = shape.unpack_state(table.game, data)
    if back != state or shape.pack_state(table.game, back) != data:
        text = f"a state came back from its bytes as another one: {describe_difference('state', state, back)}"
        raise Fault("state", text, where=place_of(table.game, hook))
    return data


def check_position(table: SeatedGame, state: State) -> bool:
    """Look at a position; return whether the game is over."""
    game, seats = table.game, range(table.seats)
    with told_as("result", game):
        over = rules.result_of(game, state, table.seats) is not None
    with told_as("public", game):
        rules.public_view(game, state)
    with told_as("secret", game):
        for seat in seats:
            rules.secret_of(game, state, seat)
    acting = _check_turn(table, state)
    for seat in seats:
        _check_listed(table, state, seat, may_act=seat in acting and not over)
    if not over and not game.is_real_time:
        _check_not_stuck(table, acting, state)
    return over


def seats_to_act(table: SeatedGame, state: State) -> tuple[int, ...]:
    """Return the seats that must act now."""
    with told_as("turn", table.game):
        return rules.seats_to_act(table.game, state, table.seats)


def check_left(table: SeatedGame, state: State, seat: int) -> None:
    """Look at the position after a departure: nobody waits for who has gone."""
    if seat in seats_to_act(table, state):
        text = f"seat {seat} has left and must still act"
        raise Fault("leave", text, where=place_of(table.game, "leave"))


def _check_turn(table: SeatedGame, state: State) -> tuple[int, ...]:
    if table.game.turn is None:
        return seats_to_act(table, state)
    # What `turn` says, even where the game is over and nobody asks it.
    acting = tuple(table.game.turn(state))
    if any(type(seat) is not int or seat not in range(table.seats) for seat in acting):
        text = f"{acting} must be seats from 0 to {table.seats - 1}"
        raise Fault("turn", text, where=place_of(table.game, "turn"))
    if len(set(acting)) < len(acting):
        raise Fault("turn", f"{acting} names a seat twice", where=place_of(table.game, "turn"))
    return acting


def _check_listed(table: SeatedGame, state: State, seat: int, *, may_act: bool) -> None:
    with told_as("moves", table.game):
        listed = rules.legal_moves(table.game, state, seat)
    if listed is None:
        return
    if listed and not may_act:
        text = f"seat {seat} need not act, or the game is over, and it has {short(listed)}"
        raise Fault("moves", text, where=place_of(table.game, "moves"))
    if may_act and not listed:
        text = f"seat {seat} must act and has no moves"
        raise Fault("turn", text, where=place_of(table.game, "moves"))
    if len({pack(move) for move in listed}) < len(listed):
        text = f"a move is listed twice for seat {seat}: {short(listed)}"
        raise Fault("moves", text, where=place_of(table.game, "moves"))


def _check_not_stuck(table: SeatedGame, acting: tuple[int, ...], state: State) -> None:
    with told_as("deadline", table.game):
        wait_ms = rules.deadline_of(table.game, state)
    if not acting and wait_ms is None:
        text = "nobody can act and there is no result"
        raise Fault("stuck", text, where=place_of(table.game, "result"))


def _check_note(table: SeatedGame, hook: str, note: Note) -> None:
    where = place_of(table.game, hook)
    if not note.text and note.value is None:
        raise Fault("notes", "a note must have a text, or a value for the page", where=where)
    named = {int(number) for number in re.findall(r"\{(\d+)\}", note.text)}
    if note.seat is not None:
        named.add(note.seat)
    if strangers := sorted(named - set(range(table.seats))):
        text = f"{note.text!r} names seats that do not play: {strangers}, of {table.seats} seats"
        raise Fault("notes", text, where=where)
