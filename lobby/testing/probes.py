"""What must hold at every position of a game; each probe raises Fault with the first thing that is wrong."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from attrs import field, frozen

from lobby.core import rules, shape
from lobby.core.dice import Dice
from lobby.core.game import Game, Note, State
from lobby.core.shape import BadValue
from lobby.testing.watch import Fault
from lobby.wire.values import Value, pack

_MOVES_TRIED = 8
_ODD: tuple[Value, ...] = (
    *(None, True, False, -1, 10**9, "", "x" * 50, b"\0"),
    *([], [None], [[1], {}], {}, {"move": 1}, {"": None}),
)


@frozen
class Table:
    """A game being played under a seed; `present` are the seats that have not left."""

    game: Game
    seats: int
    secret: bytes
    chance: Random
    present: tuple[int, ...] = field()

    @present.default
    def _all(self) -> tuple[int, ...]:
        return tuple(range(self.seats))

    def dice(self, action: int) -> Dice:
        """Return the dice of an action, as a room would."""
        return Dice(self.secret, action)

    def any_dice(self) -> Dice:
        """Return dice for something that is only tried."""
        return Dice(self.chance.randbytes(32), 0)


def check_state(table: Table, state: State) -> bytes:
    """Return the bytes of a state, which must come back from them as it was."""
    with _told_as("state"):
        data = shape.pack_state(table.game, state)
        back = shape.unpack_state(table.game, data)
    if back != state or shape.pack_state(table.game, back) != data:
        raise Fault("state", f"{_short(state)} came back from its bytes as {_short(back)}")
    return data


def check_position(table: Table, state: State) -> bool:
    """Look at a position; return whether the game is over."""
    game, seats = table.game, range(table.seats)
    with _told_as("result"):
        over = rules.result_of(game, state, table.seats) is not None
    with _told_as("public"):
        rules.public_view(game, state)
    with _told_as("secret"):
        for seat in seats:
            rules.secret_of(game, state, seat)
    acting = _check_turn(table, state)
    for seat in seats:
        _check_listed(table, state, seat, may_act=seat in acting and not over)
    if not over:
        _check_not_stuck(table, state, acting)
    return over


def check_closely(table: Table, state: State) -> None:
    """Try what may be asked at a position that goes on: listed moves, nonsense, and that anybody leaves."""
    acting = rules.seats_to_act(table.game, state, table.seats)
    for seat in acting:
        _try_legal_moves(table, state, seat)
        _try_odd_moves(table, state, seat)
    if table.game.leave is not None:
        for seat in table.present:
            check_left(table, depart(table, state, seat), seat)


def depart(table: Table, state: State, seat: int) -> State:
    """Return the state after a departure from a game that has `leave`."""
    outcome = rules.depart(table.game, state, seat)
    assert outcome is not None, "only asked of games with leave"
    return outcome[0]


def check_left(table: Table, state: State, seat: int) -> None:
    """Look at the position after a departure: nobody waits for who has gone."""
    check_state(table, state)
    if seat in rules.seats_to_act(table.game, state, table.seats):
        raise Fault("leave", f"seat {seat} has left and must still act; pass its turn on, or end the game")


def _check_turn(table: Table, state: State) -> tuple[int, ...]:
    if table.game.turn is None:
        return rules.seats_to_act(table.game, state, table.seats)
    # What `turn` says, even where the game is over and nobody asks it.
    acting = tuple(table.game.turn(state))
    if any(type(seat) is not int or seat not in range(table.seats) for seat in acting):
        raise Fault("turn", f"{acting} must be seats from 0 to {table.seats - 1}")
    if len(set(acting)) < len(acting):
        raise Fault("turn", f"{acting} names a seat twice")
    return acting


def _check_listed(table: Table, state: State, seat: int, *, may_act: bool) -> None:
    with _told_as("moves"):
        listed = rules.legal_moves(table.game, state, seat)
    if listed is None:
        return
    if listed and not may_act:
        raise Fault("moves", f"seat {seat} need not act, or the game is over, and it has {_short(listed)}")
    if may_act and not listed:
        raise Fault("turn", f"seat {seat} must act and has no moves")
    if len({pack(move) for move in listed}) < len(listed):
        raise Fault("moves", f"a move is listed twice for seat {seat}: {_short(listed)}")


def _check_not_stuck(table: Table, state: State, acting: tuple[int, ...]) -> None:
    with _told_as("deadline"):
        wait_ms = rules.deadline_of(table.game, state)
    if not acting and wait_ms is None:
        raise Fault("stuck", f"nobody can act and there is no result: {_short(state)}")


def _try_legal_moves(table: Table, state: State, seat: int) -> None:
    listed = rules.legal_moves(table.game, state, seat)
    if listed is None:
        with _told_as("sample"):
            listed = [rules.draw_move(table.game, state, seat, table.any_dice()) for _ in range(_MOVES_TRIED)]
    for move in table.chance.sample(listed, min(_MOVES_TRIED, len(listed))):
        _check_fault_free(table, state, seat, move)
        _try_move(table, state, seat, move)


def _check_fault_free(table: Table, state: State, seat: int, move: Value) -> None:
    game = table.game
    try:
        structured = shape.structure_move(game, move)
    except BadValue as error:
        raise Fault("Move", f"{_short(move)} is offered and is not of the declared type: {error}") from error
    refusal = game.check(state, seat, structured) if game.check else None
    if refusal is not None:
        words = getattr(refusal, "detail", refusal)
        raise Fault("check", f"{_short(move)} is offered to seat {seat}, and then refused: {words}")


def _try_move(table: Table, state: State, seat: int, move: Value) -> None:
    with _told_as("play"):
        after, notes = rules.play(table.game, state, seat, move, table.any_dice())
    check_state(table, after)
    for note in notes:
        _check_note(note, table.seats)


def _check_note(note: Note, seats: int) -> None:
    if type(note.text) is not str or not note.text:
        raise Fault("notes", f"a note must have a text, not {note.text!r}")
    named = {int(number) for number in re.findall(r"\{(\d+)\}", note.text)}
    if note.seat is not None:
        named.add(note.seat)
    if not named <= set(range(seats)):
        raise Fault(
            "notes", f"{note.text!r} names seats that do not play: {sorted(named - set(range(seats)))}"
        )


def _try_odd_moves(table: Table, state: State, seat: int) -> None:
    """Send what strangers may send: it must be refused in words, or be good enough to be played."""
    for move in _ODD:
        try:
            with _told_as("check"):
                refusal = rules.find_fault(table.game, state, seat, move)
        except Fault as fault:
            advice = "say what a move is with `Move`, or look at its type first"
            raise Fault("check", f"anybody may send {_short(move)}; {fault.text}; {advice}") from fault
        if refusal is None:
            _try_move(table, state, seat, move)


@contextmanager
def _told_as(rule: str) -> Iterator[None]:
    try:
        yield
    except BadValue as error:
        advice = "; count in whole units, such as thousandths" if "float" in str(error) else ""
        raise Fault(rule, f"{error}{advice}") from error


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 120 else f"{text[:120]}…"
