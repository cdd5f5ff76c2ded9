"""The text of a report: all that the author of a game needs to find a bug, and to do it again."""

import platform
import shlex
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import blake2b

from attrs import asdict, frozen
from attrs.exceptions import FrozenInstanceError

from lobby.core.blame import GameFailed
from lobby.core.budget import OverBudget
from lobby.core.history.log import unpack_row
from lobby.core.inputs import BanPlayer, Drop, GiveSeatUp, Input, Leave, RemovePlayer, TimeCame, Upgrade
from lobby.core.room import Room
from lobby.shell.reporting.errors import show_error
from lobby.shell.reporting.evidence import Evidence, break_marks, name_input, write_block
from lobby.shell.reporting.frames import Place, show_frames
from lobby.shell.reporting.readable import clean, cut, escape, lay_out, name_of, to_json
from lobby.shell.reporting.story import tell_input, tell_rows
from lobby.version import read_version
from lobby.wire.strict import BadValue
from lobby.wire.values import unpack

EVENTS_SHOWN = 20
THIS_FILE = "THIS_FILE"  # stands for the path of a report that is no file
_DEPARTURES = (Leave, GiveSeatUp, RemovePlayer, BanPlayer, Drop)
_STATE_CHARACTERS = 20_000
_VIEW_CHARACTERS = 8_000
_OPTIONS_CHARACTERS = 300


@frozen
class Failure:
    """A hook did something wrong; said by the host of the room, which goes on as before the input."""

    room: Room  # before the input: room.match.packed is the position
    asked: Input  # what was being done
    at_ms: int  # room time
    error: GameFailed  # its __cause__ is what the hook raised, with its traceback


@frozen
class ReportDraft:
    """A report without its log, which may be long: the rest of the text is made in a thread."""

    what: str  # one line
    facts: str  # until what comes before the report's own path
    details: str  # from there until the events
    evidence: Evidence  # without rows


def tell_failure(failure: Failure, place: Place) -> str:
    """Return what went wrong where, on one line."""
    error = failure.error.__cause__ or failure.error
    asked = tell_input(failure.room, failure.asked)
    return f"{place.hook or 'a hook'} {_did(error)} at {place}, when {asked}"


def draft_report(failure: Failure, place: Place, wall_seconds: float) -> ReportDraft:
    """Return the report of a failure, in a time that is bounded: the room waits for it."""
    error = failure.error.__cause__ or failure.error
    what = tell_failure(failure, place)
    facts = "\n".join(_write_facts_first(failure, error, place, what, wall_seconds))
    details = "\n".join(_write_details(failure, error, place))
    return ReportDraft(what, facts, details, _gather(failure, show_error(error)))


def finish_report(
    draft: ReportDraft, rows: Sequence[bytes], *, again: int, log_bytes_max: int, path: str = THIS_FILE
) -> str:
    """Return the whole text. `again`: how often the same bug was not reported since its last report."""
    size = sum(map(len, rows))
    kept = list(rows) if size <= log_bytes_max else []
    evidence = Evidence(**{name: getattr(draft.evidence, name) for name in _FIELDS}, rows=kept)
    above = "\n".join(
        (
            draft.facts,
            f"    lobby repeat {shlex.quote(path)}",
            draft.details,
            *([f"The same has happened {again} more times since its last report.", ""] if again else []),
            f"== The last {EVENTS_SHOWN} events of the room, the oldest first ==",
            "",
            *tell_rows([unpack_row(row) for row in rows[-EVENTS_SHOWN * 2 :]], EVENTS_SHOWN),
            "",
            "== Evidence: the whole log of the room, for `lobby repeat` ==",
            "",
            *_describe_log(size, bool(kept)),
            "",
            "",
        )
    )
    # Whatever of it strangers have said, it is not taken for what stands below, and steers no terminal.
    return break_marks(escape(above)) + write_block(evidence)


_FIELDS = ("game", "version", "file", "lobby", "failure", "at_ms", "kind", "asked", "state", "budget")


def _gather(failure: Failure, raised: str) -> Evidence:
    game, match = failure.room.game, failure.room.match
    kind, asked = name_input(failure.asked)
    state = b"" if match is None else blake2b(match.packed, digest_size=16).digest()
    return Evidence(
        game=game.id,
        version=game.version,
        file=game.file,
        lobby=read_version(),
        failure=raised,
        at_ms=failure.at_ms,
        kind=kind,
        asked=asked,
        state=state,
        budget=asdict(game.budget),
        rows=[],
    )


def _write_facts_first(
    failure: Failure, error: BaseException, place: Place, what: str, wall_seconds: float
) -> Iterator[str]:
    game = failure.room.game
    yield from (f"{game.title} ({game.id}) has failed", "", f"{what}.", tell_error(error), "")
    if cure := find_cure(error):
        yield from (f"Cure: {cure}.", "")
    yield from (_tell_fate(failure, place), "", *_write_facts(failure, wall_seconds), "")
    yield from ("== Do it again ==", "")


def _write_details(failure: Failure, error: BaseException, place: Place) -> Iterator[str]:
    yield from (
        "",
        "plays the room's log with the game as its file is now, and does this once more: it shows the",
    )
    yield from ("error, or says that it is mended. --game FILE names another file of the game.", "")
    yield from (
        "== Where, with the local variables ==",
        "",
        *(list(show_frames(failure.room.game, error)) or _no_frames(place)),
    )
    yield from _write_position(failure.room)


def _did(error: BaseException) -> str:
    if isinstance(error, OverBudget):
        return "took too long"
    return "broke a promise" if isinstance(error, BadValue) else f"raised {name_of(type(error))}"


def _tell_fate(failure: Failure, place: Place) -> str:
    if place.hook == "leave" or isinstance(failure.asked, _DEPARTURES):
        return "Nobody is kept by a game that fails: the departure stands, and this game was over."
    if isinstance(failure.asked, TimeCame):
        return (
            "Nothing has changed. It is tried again; a room that fails so three times in a minute is closed."
        )
    if isinstance(failure.asked, Upgrade):
        return "The game can't go on under this version: the room was closed, and its log is kept."
    return "It was refused, nothing has changed, and everybody plays on."


def _no_frames(place: Place) -> list[str]:
    return [
        f"{place}: nothing was raised in the game's own code; what it returned, or changed, was wrong.",
        "",
    ]


def _write_facts(failure: Failure, wall_seconds: float) -> Iterator[str]:
    room, match = failure.room, failure.room.match
    at = datetime.fromtimestamp(wall_seconds, UTC)
    playing = f"game {match.number}, action {match.actions + 1}, " if match else ""
    seats = (f"{number} {clean(seat.name)}" for number, seat in enumerate(room.seats) if seat.player)
    yield f"game     {room.game.id}, version {room.game.version}, {room.game.file or 'of no file'}"
    yield f"room     {room.code}, {playing}step {room.step + 1}, room time {failure.at_ms / 1000:.1f} s"
    yield f"seats    {', '.join(seats) or 'nobody'}"
    yield f"options  {cut(to_json(room.plain_options), _OPTIONS_CHARACTERS)}"
    yield f"when     {at:%Y-%m-%d %H:%M:%S} UTC"
    yield f"with     lobby {read_version()}, Python {platform.python_version()} on {sys.platform}"


def _write_position(room: Room) -> Iterator[str]:
    match = room.match
    if match is None:
        yield from ("== The position before ==", "", "No game had started.", "")
        return
    players = ", ".join(f"{seat} {clean(player.name)}" for seat, player in enumerate(match.players))
    yield from (f"== The position before (seats of the game: {players}) ==", "")
    yield from ("state:", lay_out(unpack(match.packed), _STATE_CHARACTERS), "")
    yield from ("public view:", lay_out(match.public, _VIEW_CHARACTERS), "")


def _describe_log(size: int, kept: bool) -> Iterator[str]:
    if not kept:
        yield f"The log of {size} bytes is over the limit ([reports] log_bytes), so this can't be repeated."
        return
    yield "It holds the names, the chat and the secret of the room's dice, which tells every hidden card."
    yield "Don't publish it while the room lives. There is no token and no address of anybody in it."


def tell_error(error: BaseException) -> str:
    """Return what was raised, on one line; of our own errors only the words."""
    text = show_error(error)
    return text.partition(": ")[2] if isinstance(error, BadValue | OverBudget) else text


def find_cure(error: BaseException) -> str | None:
    """Return what to do about an error that authors meet often; None where its own text has to do."""
    match error:
        case OverBudget():
            return "a hook must answer soon; look for a loop that may never end, or for work that doubles"
        case FrozenInstanceError():
            return "a frozen object is not changed; return a new one: attrs.evolve(state, field=…)"
        case RecursionError():
            return "a function calls itself for ever; look for the case in which it should stop"
        case MemoryError():
            return "a hook wants more memory than there is; look for a list that grows without end"
        case AttributeError() if "'dict' object" in show_error(error):
            return 'without a declared `State` a state is a plain dict: state["name"]'
        case SystemExit() | KeyboardInterrupt():
            return "a hook returns or raises, and never ends the program"
        case _:
            return None
