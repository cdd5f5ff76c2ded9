"""What becomes of a move: it is made, or refused; also the ticks of a game in real time."""

from lobby.core import inputs, match, rules, shape, timekeeper
from lobby.core.blame import blame
from lobby.core.events import Moved, Ticked
from lobby.core.refusal import Decision, Refusal
from lobby.core.room import Room
from lobby.core.seats import seat_of
from lobby.wire.values import Value


def make_move(room: Room, asked: inputs.MakeMove) -> Decision | Refusal:
    seat = seat_of(room.seats, asked.player)
    if seat is None:
        return Refusal("not_seated", "only who has a seat may move")
    game = room.match
    if game is None or room.phase != "playing" or asked.game != game.number or not room.in_game(seat):
        return Refusal("no_game", _explain_game(room, asked.game))
    if room.game.is_real_time:
        return Refusal("no_game", "the game is about to go on; its ticks take no input yet")
    return _check_move(room, game, seat, asked)


def _check_move(room: Room, game: match.Match, seat: int, asked: inputs.MakeMove) -> Decision | Refusal:
    turn, move = game.turns[seat], asked.move
    try:
        shape.structure_move(room.game, move)
    except shape.BadValue as error:
        return Refusal("malformed", f"move: {error}")
    if asked.position != turn.position and not _is_anytime(room, move):
        return Refusal("stale", _explain_position(asked.position, turn.position, seat))
    if not turn.acting:
        return Refusal("not_your_turn", f"seat {seat} has no move now")
    lag_ms = 0
    if room.clock is not None:
        lag_ms = timekeeper.lag_given(room, game, seat, asked.lag_ms)
        if (overdue_ms := timekeeper.overdue_ms(room, game, seat, lag_ms)) is not None:
            return Refusal("time_up", f"the time of seat {seat} was up {overdue_ms} ms before")
    fault = match.judge(room.game, game, seat, move)
    return Refusal("illegal_move", fault.detail) if fault else Decision((Moved(seat, move, False, lag_ms),))


def run_ticks(room: Room, asked: inputs.RunTicks) -> Decision | Refusal:
    game = room.match
    if game is None or room.phase != "playing" or asked.first != game.ticks + 1:
        return Refusal("no_game", f"tick {asked.first} is not the next one here")
    return Decision((Ticked(asked.first, asked.ticks, asked.inputs),))


def draw_move(room: Room, asked: inputs.DrawMove) -> Decision | Refusal:
    """A move that the room draws, as for who is gone: the bot need not see the state for it."""
    seat, game = room.seat_of(asked.player), room.match
    if seat is None or game is None or asked.game != game.number or not room.in_game(seat):
        return Refusal("no_game", _explain_game(room, asked.game))
    turn = game.turns[seat]
    if not turn.acting or turn.position != asked.position:
        return Refusal("stale", _explain_position(asked.position, turn.position, seat))
    return Decision((Moved(seat, match.draw_move(room.game, game, seat)),))


def _explain_game(room: Room, named: int) -> str:
    last = room.match.number if room.match is not None else 0
    if named > last or named < 1:
        there_are = f"the last one is game {last}" if last else "none has been played"
        return f"there is no game {named} here, {there_are}"
    return f"game {named} is not running here"


def _explain_position(named: int, position: int, seat: int) -> str:
    fault = "has passed" if 0 <= named < position else "has not come yet" if named >= 0 else "does not exist"
    return f"position {named} {fault}, seat {seat} is at {position}"


def _is_anytime(room: Room, move: Value) -> bool:
    return blame(room.game, lambda: rules.is_anytime(room.game, move))
