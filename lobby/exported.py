"""Films out of what `lobby export` writes: the log of a room, played again by its game."""

from collections.abc import Iterable
from typing import Any, Final

from attrs import frozen

from lobby.catalogue import load_game
from lobby.core.events import Ended, Opened, Row, Started
from lobby.core.history.film import FilmBounds, NoFilm, film_of
from lobby.core.history.lines import BadLines, read_lines
from lobby.wire.film import FILE_BYTES_MAX, FRAMES_MAX, BadFilm, Film

_BOUNDS: Final = FilmBounds(FRAMES_MAX, FILE_BYTES_MAX)


@frozen
class Which:
    """Which game of an export is meant; None: the only room, its last game, the game that the log names."""

    room: str | None = None
    number: int | None = None
    game: str | None = None


def film_in_export(lines: Iterable[str], which: Which) -> Film:
    """Return the film of a game in the lines of an export; raise BadFilm, or GameNotLoaded."""
    header, rows = _choose_room(lines, which.room)
    opened = rows[0].events[0] if rows and rows[0].events else None
    if not isinstance(opened, Opened):
        raise BadFilm("the log does not begin with the opening of its room")
    number = _choose_game(rows, which.number, header.get("game_number"))
    game = load_game(which.game or opened.game)
    try:
        return film_of(opened, game, rows, number, _BOUNDS)
    except NoFilm as why:
        raise BadFilm(str(why)) from why
    except Exception as error:  # a hook's, or of an edited log, which may say anything
        raise BadFilm(f"game {number} can't be played again: {type(error).__name__}: {error}") from error


def _choose_room(lines: Iterable[str], room: str | None) -> tuple[dict[str, Any], list[Row]]:
    try:
        logs = [(header, rows) for header, rows in read_lines(lines) if room in (None, header.get("room"))]
    except (BadLines, RecursionError) as error:
        raise BadFilm(f"no export: {error}") from error
    if not logs:
        raise BadFilm(f"it has no room {room!r:.40}")
    if len(logs) > 1:
        rooms = ", ".join(str(header.get("room")) for header, _ in logs)
        raise BadFilm(f"it has {len(logs)} rooms; choose with --room one of {rooms:.300}")
    return logs[0]


def _choose_game(rows: list[Row], wanted: int | None, exported: object) -> int:
    """Return the number of the game: as wanted, else the one that was exported, else the last."""
    started, ended = 0, list[int]()
    for event in (event for row in rows for event in row.events):
        if isinstance(event, Started):
            started += 1
        elif isinstance(event, Ended):
            ended.append(started)
    if not ended:
        raise BadFilm("no game of the room has ended")
    if wanted is not None and wanted not in ended:
        raise BadFilm(f"game {wanted} of the room has not ended; there are {', '.join(map(str, ended)):.300}")
    if wanted is not None:
        return wanted
    return next((number for number in ended if number == exported), ended[-1])
