"""Golden logs: rooms as text, line by line, with a hash of what each step has shown; they replay for ever."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, get_args

import attrs
from attrs import evolve, frozen

from lobby.catalogue import BUILT_IN, load_game
from lobby.core import match
from lobby.core.apply import apply
from lobby.core.blame import GameFailed
from lobby.core.events import Ended, Event, Opened, Row
from lobby.core.game import Game
from lobby.core.room import Room, begin_step, open_room
from lobby.wire.values import Value, hash_view

FOLDER: Final = Path(__file__).with_name("logs")
EXAMPLES: Final = Path(__file__).parents[2] / "examples"
GAMES: Final = (*BUILT_IN, "quiz", "crazy_eights", "sketch", "sticks")

_EVENTS: Final[dict[str, Any]] = {event.__name__: event for event in get_args(Event)}


class LogBroken(AssertionError):
    """A game no longer plays its own log; the text says what its author must do."""


@frozen
class GoldenStep:
    """A row of the log, and the hash of what the game showed after it."""

    row: Row
    shown: int


def load(game: str) -> Game:
    """Return a built-in game or an example."""
    return load_game(game if game in BUILT_IN else str(EXAMPLES / game))


def log_of(game: str, version: int) -> Path:
    """Return the path of the log of a game's version."""
    return FOLDER / f"{game}-{version}.jsonl"


def play_log(game: Game, steps: list[GoldenStep]) -> Room:
    """Return the room after a log of the game's version; raise LogBroken where it is another one."""
    opened = steps[0].row.events[0]
    assert isinstance(opened, Opened)
    room = open_room(opened, game)
    for step in steps[1:]:
        try:
            room = advance(room, step.row)
        except GameFailed as failure:
            raise _broken(game, step, f"fails: {failure}") from failure
        if hash_shown(room) != step.shown:
            raise _broken(game, step, "shows something else")
        if any(isinstance(event, Ended) for event in step.row.events):
            _check_result(game, step, room)
    return room


def advance(room: Room, row: Row) -> Room:
    """Return the room after one more row."""
    room = begin_step(room, row.at_ms)
    for event in row.events:
        room = apply(room, event)
    return room


def hash_shown(room: Room) -> int:
    """Return the hash of all that the game has shown anybody, without what the room adds to it."""
    game = room.match
    if game is None:
        return 0
    notes = [[whose, note["number"], note["text"], note["value"]] for whose, note in game.notes]
    moves = [[turn.acting, turn.moves] for turn in game.turns]
    result = game.result and [[*game.result.places], [*game.result.scores]]
    return hash_view([game.public, [*game.secrets], [*match.acting(game)], moves, notes, result])


def _check_result(game: Game, step: GoldenStep, room: Room) -> None:
    """Compare the result that the game sees now with the one in the log."""
    assert room.match is not None
    outcome = room.match.outcome
    ended = next(event for event in step.row.events if isinstance(event, Ended))
    if outcome is not None and (outcome.places, outcome.scores) != (ended.places, ended.scores):
        raise _broken(game, step, f"ends as {outcome.places}, not as {ended.places}")


def _broken(game: Game, step: GoldenStep, how: str) -> LogBroken:
    new, old = game.version + 1, log_of(game.id, game.version).name
    return LogBroken(
        f"{game.id} version {game.version} no longer plays its log: row {step.row.number} {how}. Rooms"
        f" that are being played would break the same way: set `version` to {new} in {game.file}, keep"
        f" tests/golden/logs/{old} as it is, and make the log of the new version with"
        " python -m tests.golden.make_logs"
    )


def write_log(steps: list[GoldenStep]) -> str:
    """Return the text of a log, a line for each step."""
    return "".join(f"{_write_step(step)}\n" for step in steps)


def _write_step(step: GoldenStep) -> str:
    events = [{type(event).__name__: attrs.asdict(event)} for event in step.row.events]
    plain = {"number": step.row.number, "at_ms": step.row.at_ms, "shown": step.shown, "events": events}
    return json.dumps(plain, ensure_ascii=False, default=lambda data: {"$bytes": data.hex()})


def read_log(text: str) -> Iterator[GoldenStep]:
    """Yield the steps of a log; what an event of that day did not say yet has its default."""
    for line in text.splitlines():
        step = json.loads(line, object_hook=_read_bytes)
        events = tuple(
            _read_event(name, fields) for event in step["events"] for name, fields in event.items()
        )
        yield GoldenStep(Row(step["number"], step["at_ms"], events), step["shown"])


def _read_bytes(value: dict[str, Value]) -> Value:
    return bytes.fromhex(value["$bytes"]) if value.keys() == {"$bytes"} else value


def _read_event(name: str, fields: dict[str, Value]) -> Event:
    event: Event = _EVENTS[name](**fields)
    if isinstance(event, Ended):
        return evolve(event, places=tuple(event.places), scores=tuple(event.scores))
    return event
