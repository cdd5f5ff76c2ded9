"""One step of a room, from an input to its events: whole, or not at all."""

from attrs import evolve, frozen

from lobby.core import match, shape
from lobby.core.apply import apply
from lobby.core.decide import Refusal, decide, move_due_ms
from lobby.core.events import Departed, Ended, Event, Moved, Opened, Row, Started
from lobby.core.game import Game
from lobby.core.inputs import Input
from lobby.core.match import GameFailed, Match
from lobby.core.room import Room, begin_step, open_room
from lobby.wire.values import Value

# What follows by itself within one step, such as moves drawn for those who are gone.
EVENTS_MAX = 1000


@frozen
class Step:
    """A room moved on: the row for its log, the room after it, and what the asker is told."""

    row: Row
    room: Room
    result: Value
    failure: GameFailed | None = None  # of a hook, when somebody departed, which ended the game


def take(room: Room, asked: Input, at_ms: int) -> Step | Refusal:
    """Return the step that an input causes at a room time; one without events changes nothing.

    Raises GameFailed where a hook of the game raises; nothing has happened then.
    """
    after = begin_step(room, at_ms)
    decision = decide(after, asked)
    if isinstance(decision, Refusal):
        return decision
    for event in decision.events:
        after = apply(after, event)
    failure = after.match.failure if after.match is not None and after.phase == "playing" else None
    try:
        after, following = _follow(after)
    except GameFailed as failed:
        if not any(isinstance(event, Departed) for event in decision.events):
            raise
        # A departure is no wish that can be refused: the game that fails on it is over.
        after, following, failure = apply(after, Ended()), [Ended()], failed
    happened = (*decision.events, *following)
    row = Row(after.step, after.now_ms, happened)
    return Step(row, after if happened else room, decision.result, failure)


def replay(opened: Opened, game: Game, rows: list[Row]) -> Room:
    """Return the room that a log tells of; its first row holds the `Opened`."""
    room = open_room(opened, game, shape.structure_options(game, opened.options))
    for row in rows[1:]:
        room = begin_step(room, row.at_ms)
        for event in row.events:
            room = apply(room, event)
    return room


def unharmed(room: Room) -> Room:
    """Return the room as it was before hooks of its game wrote into the state; itself where none did."""
    if room.match is None:
        return room
    mended = match.unharmed(room.game, room.match)
    return room if mended is room.match else evolve(room, match=match.look_again(room.game, mended))


def due_ms(room: Room) -> int | None:
    """Return the room time at which the room next wants a `TimeCame`, None for never."""
    if room.phase == "closed":
        return None
    times = [seat.away_until_ms for seat in room.seats if seat.away_until_ms is not None]
    game = room.match
    if game is not None and room.phase == "playing":
        times += deadlines(room, game).values()
    return min(times, default=None)


def deadlines(room: Room, game: Match) -> dict[int, int]:
    """Return, per seat that must act, the room time by which it must; without a limit, nothing."""
    limited = room.settings.move_limit_ms > 0
    times: dict[int, int] = {}
    for seat in match.acting(game):
        due = [move_due_ms(room, game, seat)] if limited else []
        due += [game.expires_ms] if game.expires_ms is not None else []
        if due:
            times[seat] = min(due)
    if not times and game.expires_ms is not None:
        times[-1] = game.expires_ms
    return times


def _follow(room: Room) -> tuple[Room, list[Event]]:
    """Return the room after all that follows by itself, and what that was; raise GameFailed."""
    happened: list[Event] = []
    while (event := _consequence(room)) is not None:
        if len(happened) >= EVENTS_MAX:
            raise GameFailed(f"{room.game.id}: more than {EVENTS_MAX} events in one step")
        room = apply(room, event)
        happened.append(event)
    return room, happened


def _consequence(room: Room) -> Event | None:
    """Return what now follows by itself, one event at a time."""
    if room.phase == "playing":
        assert room.match is not None
        return _consequence_in_game(room, room.match)
    if room.phase in ("gathering", "over") and _all_ready(room):
        return Started()
    return None


def _all_ready(room: Room) -> bool:
    seated = [seat for seat in room.seats if seat.player is not None]
    return len(seated) >= room.game.seats_min and all(
        seat.ready and seat.status == "taken" for seat in seated
    )


def _consequence_in_game(room: Room, game: Match) -> Event | None:
    if game.failure is not None:
        return Ended()
    if game.outcome is not None:
        return Ended(game.outcome.places, game.outcome.scores)
    if len(game.absent) == len(game.players):
        return Ended()
    if not game.absent:
        return None
    if room.game.leave is None and len(game.players) == 2:
        return Ended(tuple(2 if seat in game.absent else 1 for seat in range(2)))
    waiting = [seat for seat in match.acting(game) if seat in game.absent]
    if not waiting:
        return None
    return Moved(waiting[0], match.draw_move(room.game, game, waiting[0]), drawn=True)
