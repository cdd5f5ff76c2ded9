"""One step of a room, from an input to its events: whole, or not at all."""

from collections.abc import Collection

from lobby.core import lineup, match
from lobby.core.apply import apply
from lobby.core.blame import GameFailed
from lobby.core.decide import decide
from lobby.core.events import Closed, CountdownSet, Departed, Ended, Event, Moved, Opened, Readied, Row
from lobby.core.evolving import evolve
from lobby.core.finding import unrated
from lobby.core.finding.unrated import Bar
from lobby.core.game import Game
from lobby.core.inputs import Input, SetReady, TimeCame
from lobby.core.match import Match
from lobby.core.overdue import move_due_ms
from lobby.core.realtime import Run
from lobby.core.refusal import Refusal
from lobby.core.room import Room, begin_step, open_room
from lobby.wire.light import light
from lobby.wire.values import Value

# What follows by itself within one step, such as moves drawn for those who are gone.
EVENTS_MAX = 1000


@light
class Step:
    """A room moved on: the row for its log, the room after it, and what the asker is told."""

    row: Row
    room: Room
    result: Value
    failure: GameFailed | None = None  # of a hook, in what followed by itself, and not for who asked


def take(room: Room, asked: Input, at_ms: int, bars: Collection[Bar] = ()) -> Step | Refusal:
    """Return the step that an input causes at a room time; one without events changes nothing.

    `bars`: between whom a game that begins in it, or by it, would not be rated.
    Raises GameFailed where a hook of the game raises; nothing has happened then.
    """
    after = begin_step(room, at_ms)
    decision = decide(after, asked)
    if isinstance(decision, Refusal):
        return decision
    decided: list[Event] = []
    for event in decision.events:
        decided.append(unrated.judge(after, event, bars) if after.house.rated else event)
        after = apply(after, decided[-1])
    failure = after.match.failure if after.match is not None and after.phase == "playing" else None
    after, following, failed = _follow(after, asked, bars)
    happened = (*decided, *following)
    row = Row(after.step, after.now_ms, happened)
    return Step(row, after if happened else room, decision.result, failed or failure)


def is_refused(room: Room, asked: Input, at_ms: int) -> bool:
    """Tell whether an input changes nothing, being refused or in vain; raises what `take` does.

    What time brings is never in vain: more may follow from it than what it decides.
    """
    decision = decide(begin_step(room, at_ms), asked)
    return isinstance(decision, Refusal) or not (decision.events or isinstance(asked, TimeCame))


def take_ticks(room: Room, run: Run, at_ms: int) -> Step:
    """Return the step that stores all ticks of a running game since the last one; raise GameFailed."""
    begun = begin_step(room, at_ms)
    settled, ticked = run.settle(begun.now_ms)
    ticked_match = unrated.note_moves(room, settled, ticked.seats)
    after, following, failed = _follow(evolve(begun, match=ticked_match), None)
    row = Row(after.step, after.now_ms, (ticked, *following))
    return Step(row, after, None, failed)


def replay(opened: Opened, game: Game, rows: list[Row]) -> Room:
    """Return the room that a log tells of; its first row holds the `Opened`."""
    room = open_room(opened, game)
    for row in rows[1:]:
        room = begin_step(room, row.at_ms)
        for event in row.events:
            room = apply(room, event)
    return room


def due_ms(room: Room) -> int | None:
    """Return the room time at which the room next wants a `TimeCame`, None for never."""
    if room.phase == "closed":
        return None
    times = []
    for number, seat in enumerate(room.seats):
        if seat.away_until_ms is not None and not room.keeps_seat(number):
            times.append(seat.away_until_ms)
        if seat.reserved_until_ms is not None:
            times.append(seat.reserved_until_ms)
    if room.asked:
        times += [asked.until_ms for asked in room.asked]
    if room.host_until_ms is not None:
        times.append(room.host_until_ms)
    if room.starts_ms is not None:
        times.append(room.starts_ms)
    game = room.match
    if game is not None and room.phase == "playing":
        # A move that was made in time may be on its way for a while after it.
        times += deadlines(room, game, 0 if room.clock is None else room.lag_ms).values()
    return min(times, default=None)


def deadlines(room: Room, game: Match, lag_ms: int = 0) -> dict[int, int]:
    """Return, per seat that must act, the room time by which its move must be there.

    Without a limit there is nothing; `lag_ms` is allowed for on top of the seat's own time.
    """
    limited = room.settings.move_limit_ms > 0 or room.clock is not None
    times: dict[int, int] = {}
    expires_ms = game.expires_ms
    for seat in match.acting(game):
        if limited:
            due = move_due_ms(room, game, seat) + lag_ms
            times[seat] = due if expires_ms is None else min(due, expires_ms)
        elif expires_ms is not None:
            times[seat] = expires_ms
    if not times and expires_ms is not None:
        times[-1] = expires_ms
    return times


def _follow(
    room: Room, asked: Input | None, bars: Collection[Bar] = ()
) -> tuple[Room, list[Event], GameFailed | None]:
    """Return the room after all that follows by itself, what that was, and where the game failed on it.

    Raises GameFailed where that is the fault of what was asked.
    """
    happened: list[Event] = []
    try:
        while (event := _consequence(room)) is not None:
            _check_count(room, happened)
            event = unrated.judge(room, event, bars)
            room = apply(room, event)
            happened.append(event)
    except GameFailed as failure:
        if not (rest := _give_up(room, asked)):
            raise
        for event in rest:
            room = apply(room, event)
        return room, [*happened, *rest], failure
    return room, happened, None


def _check_count(room: Room, happened: list[Event]) -> None:
    if len(happened) >= EVENTS_MAX:
        raise GameFailed(f"{room.game.id}: more than {EVENTS_MAX} events in one step")


def _give_up(room: Room, asked: Input | None) -> list[Event]:
    """Return what becomes of a game that fails by itself; nothing: it failed on what was asked.

    A departure is no wish that can be refused, and who is there can't help that the moves of somebody who
    is gone make the game fail: it is over. A game that can't start leaves nobody ready.
    """
    if room.phase == "playing":
        return [Ended()] if room.match is not None and room.match.absent else []
    if isinstance(asked, SetReady):
        return []
    stopped = [] if room.starts_ms is None else [CountdownSet(None)]
    ready = (number for number, seat in enumerate(room.seats) if seat.ready and not seat.bot)
    return [*stopped, *(Readied(number, False) for number in ready)]


def _consequence(room: Room) -> Event | None:
    """Return what now follows by itself, one event at a time."""
    if room.phase == "playing":
        assert room.match is not None
        return _consequence_in_game(room, room.match)
    if room.is_match and any(seat.player is None for seat in room.seats[: room.matched]):
        return Closed("called_off")  # one of them does not come, and nobody else can take the place
    if room.phase not in ("gathering", "over"):
        return None
    return lineup.consequence(room) or _end_of_lending(room)


def _end_of_lending(room: Room) -> Event | None:
    """A seat is lent for one game: after it, its player who has not come back is gone."""
    lent = ((number, seat) for number, seat in enumerate(room.seats) if seat.status == "lent")
    return next(
        (Departed(number, seat.player, seat.name, "lost") for number, seat in lent if seat.player), None
    )


def _consequence_in_game(room: Room, game: Match) -> Event | None:
    if game.failure is not None:
        return Ended()
    if game.outcome is not None:
        return Ended(game.outcome.places, game.outcome.scores)
    if len(game.absent) == len(game.players):
        # Where all have lost on time, or given up, nobody has won, and they are still there to see it.
        still_there = {*game.timed_out, *game.resigned}
        is_draw = still_there == set(game.absent) and len(game.players) > 1
        return Ended((1,) * len(game.players)) if is_draw else Ended()
    if not game.absent:
        return None
    if room.game.leave is None and len(game.players) == 2:
        return Ended(tuple(2 if seat in game.absent else 1 for seat in range(2)))
    waiting = [seat for seat in match.acting(game) if seat in game.absent]
    if not waiting:
        return None
    return Moved(waiting[0], match.draw_move(room.game, game, waiting[0]), drawn=True)
