"""The timekeeper of a room: when the clocks of its game run, stand and run out. Without a clock, nothing."""

from collections.abc import Callable

from lobby.core import clocks, match
from lobby.core.clocks import Clock, SeatClock
from lobby.core.evolving import evolve
from lobby.core.match import Match
from lobby.core.room import Room

Change = Callable[[Clock, SeatClock], SeatClock]


def begin(room: Room) -> Room:
    """Return the room whose game has just started, with its clocks running where somebody must act."""
    game = room.match
    if room.clock is None or game is None:
        return room
    wound = (clocks.wind(room.clock),) * len(game.players)
    return follow(evolve(room, match=evolve(game, clocks=wound)))


def follow(room: Room) -> Room:
    """Return the room where the clocks of those who must act run, and all others stand."""
    clock, game, now_ms = room.clock, room.match, room.now_ms
    if clock is None or game is None:
        return room
    acting = set(match.acting(game)) - set(game.absent)
    now = tuple(
        clocks.run(seat, now_ms) if number in acting else _stand(clock, seat, now_ms)
        for number, seat in enumerate(game.clocks)
    )
    return room if now == game.clocks else evolve(room, match=evolve(game, clocks=now))


def _stand(clock: Clock, seat: SeatClock, now_ms: int) -> SeatClock:
    has_begun = seat.since_ms is not None or seat.spent_ms > 0
    return clocks.stop(clock, seat, now_ms) if has_begun else seat


def moved(room: Room, seat: int, lag_ms: int, *, counts: bool) -> Room:
    """Return the room after a player's move; one that does not count leaves the clock running."""

    def change(clock: Clock, known: SeatClock) -> SeatClock:
        if not counts:
            return evolve(known, missed=0)
        stopped = clocks.stop(clock, known, room.now_ms, lag_ms)
        return evolve(clocks.reward(clock, stopped), missed=0)

    return follow(_change(room, seat, change))


def moved_for(room: Room, seat: int) -> Room:
    """Return the room after a move that was made for a seat, whose time was up."""

    def change(clock: Clock, known: SeatClock) -> SeatClock:
        stopped = clocks.reward(clock, clocks.stop(clock, known, room.now_ms))
        return clocks.refill(clock, stopped, room.settings.clock_least_ms)

    return follow(_change(room, seat, change))


def lapse(room: Room) -> Room:
    """Return the room after the game's own time was up: who must still act decides anew."""
    clock, game, now_ms = room.clock, room.match, room.now_ms
    if clock is None or game is None:
        return room
    stood = tuple(_stand(clock, seat, now_ms) for seat in game.clocks)
    return follow(evolve(room, match=evolve(game, clocks=stood)))


def run_out(room: Room, seat: int) -> Room:
    """Return the room where the time of a seat is up."""

    def change(_: Clock, known: SeatClock) -> SeatClock:
        return evolve(known, remaining_ms=0, periods=0, since_ms=room.now_ms, missed=known.missed + 1)

    return _change(room, seat, change)


def hold(room: Room) -> Room:
    """Return the room where the clocks of all stand as they are until each player is back.

    In a slow room they go on: nobody is waited for there, and the time without a server was none.
    """
    game = room.match
    if room.clock is None or game is None or room.phase != "playing" or room.settings.is_slow:
        return room
    held = tuple(clocks.hold(seat, room.now_ms) for seat in game.clocks)
    return evolve(room, match=evolve(game, clocks=held))


def release(room: Room, seat: int) -> Room:
    """Return the room where the clock of a seat, whose player is back, goes on."""
    if room.phase != "playing" or not room.in_game(seat):
        return room
    return follow(_change(room, seat, lambda _, known: clocks.release(known)))


def due_ms(room: Room, game: Match, seat: int) -> int | None:
    """Return the room time at which the time of a seat is up, None where its clock stands."""
    return None if room.clock is None else clocks.due_ms(room.clock, game.clocks[seat])


def late(room: Room, game: Match) -> list[int]:
    """Return the seats whose time was up so long ago that no move can be on its way, the first to fall first.

    Where this loses the game, all that fell in the same moment; else one, since a move is made for it.
    """
    dues = {seat: due_ms(room, game, seat) for seat in match.acting(game)}
    fallen = {seat: due for seat, due in dues.items() if due is not None and due + room.lag_ms <= room.now_ms}
    first = min(fallen.values(), default=0)
    seats = [seat for seat, due in fallen.items() if due == first]
    return seats if room.game.time_out == "lose" and room.game.leave is None else seats[:1]


def lag_given(room: Room, game: Match, seat: int, lag_ms: int) -> int:
    """Return how much of the lag that a client tells is given back, never more than the move has taken."""
    if room.clock is None:
        return 0
    return max(0, min(lag_ms, room.lag_ms, clocks.spent_ms(game.clocks[seat], room.now_ms)))


def overdue_ms(room: Room, game: Match, seat: int, lag_ms: int) -> int | None:
    """Return by how much a move comes too late, None where it comes in time."""
    due = due_ms(room, game, seat)
    return None if due is None or room.now_ms - lag_ms < due else room.now_ms - lag_ms - due


def _change(room: Room, seat: int, change: Change) -> Room:
    game = room.match
    if room.clock is None or game is None:
        return room
    changed = change(room.clock, game.clocks[seat])
    if changed == game.clocks[seat]:
        return room  # as it is, so that nothing is told
    now = (*game.clocks[:seat], changed, *game.clocks[seat + 1 :])
    return evolve(room, match=evolve(game, clocks=now))
