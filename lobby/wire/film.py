"""The file of a finished game: what everybody saw, change by change. docs/reference/film.md is its format."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import attrs
from attrs import field, frozen

from lobby.wire import values
from lobby.wire.messages import Kind
from lobby.wire.patch import Change, fold
from lobby.wire.strict import BadValue, Structurer
from lobby.wire.values import NotAValue, Value, pack, unpack

FORMAT: Final = 1
# Of a file that comes from anywhere: what a server writes is bounded by its settings.
FILE_BYTES_MAX: Final = 64 << 20
FRAMES_MAX: Final = 200_000
_SEATS_MAX: Final = 64
# A change of views is as deep as a frame of the protocol, and lies three levels down in the file.
_DEPTH_MAX: Final = values.DEPTH_MAX + 5


class BadFilm(ValueError):
    """The bytes are no film that can be shown; the text says in one line what came and what is allowed."""


@frozen
class FilmPlayer:
    """Who had a seat, as the others saw it; nobody can be found by it."""

    name: str
    kind: Kind


@frozen
class FilmResult:
    """How the game ended, per seat: places from 1, and scores, or none."""

    places: tuple[int, ...]
    scores: tuple[int, ...] = ()


@frozen
class Film:
    """One finished game. The first frame's change makes the whole view of `None`, each other one the next
    of the last; its time is room time in ms. `secrets` has one change per frame, of the list of what each
    seat saw besides; None: that stays secret."""

    game: str
    title: str
    version: int  # of the game
    room: str  # its name
    number: int  # of the game in its room
    players: tuple[FilmPlayer, ...]
    options: dict[str, object]
    started_ms: int  # wall clock
    ended_ms: int
    result: FilmResult | None  # None: everybody has left
    frames: tuple[tuple[int, dict[str, object]], ...]
    secrets: tuple[dict[str, object], ...] | None = None


@frozen
class Moment:
    """What there is to see at one frame."""

    at_ms: int
    view: Value
    secrets: Value  # per seat {"secret": …, "notes": […]}, or None


def pack_film(film: Film) -> bytes:
    """Return the bytes of the file."""
    plain = attrs.asdict(film, recurse=False)
    plain["players"] = [attrs.asdict(player) for player in film.players]
    plain["result"] = film.result and attrs.asdict(film.result)
    return pack({"format": FORMAT, **plain})


def unpack_film(data: bytes, bytes_max: int = FILE_BYTES_MAX) -> Film:
    """Return the film in the bytes of a file from anywhere; raise BadFilm where it could not be shown."""
    if len(data) > bytes_max:
        raise BadFilm(f"a film of {len(data)} bytes is over the limit of {bytes_max} bytes")
    film = _structure(_unpack(data))
    _check(film)
    for number, moment in enumerate(watch(film)):
        _check_moment(film, number, moment)
    return film


def watch(film: Film) -> Iterator[Moment]:
    """Yield what there is to see, frame by frame; raise BadFilm at a change that does not fit."""
    view: Value = None
    secrets: Value = None
    for number, (at_ms, change) in enumerate(film.frames):
        view = _fold(view, change, f"frame {number}")
        if film.secrets is not None:
            secrets = _fold(secrets, film.secrets[number], f"the secrets of frame {number}")
        yield Moment(at_ms, view, secrets)


def fold_film(film: Film, index: int) -> Moment:
    """Return what there is to see at the frame of that index; raise BadFilm as `watch` does."""
    moments = enumerate(watch(film))
    return next(moment for number, moment in moments if number == index)


def _unpack(data: bytes) -> dict[str, Value]:
    try:
        value = unpack(data, _DEPTH_MAX)
    except NotAValue as error:
        raise BadFilm(f"no film: {error}") from error
    if type(value) is not dict or "format" not in value:
        raise BadFilm('no film: expected a map with "format"')
    found = value.pop("format")
    if type(found) is not int or found != FORMAT:
        raise BadFilm(f"a film of format {found!r:.40}, this program shows format {FORMAT}")
    return value


_structurer: Final = Structurer(forbid_extra_keys=True)


def _structure(value: dict[str, Value]) -> Film:
    try:
        return _structurer.structure(value, Film)
    except BadValue as error:
        raise BadFilm(f"no film: {error}") from error


def _check(film: Film) -> None:
    """Raise BadFilm for what no types can say."""
    seats, frames = len(film.players), len(film.frames)
    if not 1 <= seats <= _SEATS_MAX:
        raise BadFilm(f"a film of {seats} players, allowed are 1 to {_SEATS_MAX}")
    if not 1 <= frames <= FRAMES_MAX:
        raise BadFilm(f"a film of {frames} frames, allowed are 1 to {FRAMES_MAX}")
    if film.secrets is not None and len(film.secrets) != frames:
        raise BadFilm(f"a film of {frames} frames with secrets of {len(film.secrets)}, allowed are as many")
    if any(after < before for (before, _), (after, _) in pairwise(film.frames)) or film.frames[0][0] < 0:
        raise BadFilm("the times of the frames must begin at 0 or later and never go back")
    if film.result is not None and not _fits(film.result, seats):
        raise BadFilm(f"a result of other than {seats} seats: {film.result!r:.100}")


def _fits(result: FilmResult, seats: int) -> bool:
    return len(result.places) == seats and len(result.scores) in (0, seats)


def _fold(value: Value, change: Change, what: str) -> Value:
    # A change comes from a stranger: besides what `fold` promises it may have any shape.
    try:
        return fold(value, change)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise BadFilm(f"{what} does not fit the one before: {error}") from error


@frozen
class _Note:
    number: int
    text: str
    value: object


@frozen
class _View:
    """What whoever shows a film relies on; there may be more."""

    players: list[FilmPlayer]
    view: object
    turn: list[int]
    absent: list[int]
    result: FilmResult | None
    notes: list[_Note]


@frozen
class _Own:
    secret: object = field()
    notes: list[_Note] = field()


_lenient: Final = Structurer()


def _check_moment(film: Film, number: int, moment: Moment) -> None:
    seats = len(film.players)
    try:
        view = _lenient.structure(moment.view, _View)
        own = _lenient.structure(moment.secrets, list[_Own]) if film.secrets is not None else None
    except BadValue as error:
        raise BadFilm(f"frame {number} is no view of a game: {error}") from error
    if len(view.players) != seats or (own is not None and len(own) != seats):
        raise BadFilm(f"frame {number} is not of {seats} players")
    if any(not 0 <= seat < seats for seat in [*view.turn, *view.absent]):
        raise BadFilm(f"frame {number} speaks of a seat that is none of 0 to {seats - 1}")
    if view.result is not None and not _fits(view.result, seats):
        raise BadFilm(f"frame {number} has a result of other than {seats} seats")
