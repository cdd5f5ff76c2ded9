"""`repeat` does once more what a report is about, with the game as it is now: does it still fail?"""

from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Literal, TypeVar

from attrs import evolve, frozen

from lobby.catalogue import load_game
from lobby.core.blame import GameFailed
from lobby.core.budget import Budget, OverBudget
from lobby.core.events import Opened, Row
from lobby.core.game import Game
from lobby.core.history.log import unpack_row
from lobby.core.refusal import Refusal
from lobby.core.room import Room
from lobby.core.shape import BadValue
from lobby.core.step import Step, replay, take
from lobby.shell.reporting.errors import show_error
from lobby.shell.reporting.evidence import BadEvidence, Evidence, read_block, restore_input
from lobby.shell.reporting.frames import find_place, show_frames
from lobby.shell.reporting.readable import clean, cut
from lobby.shell.reporting.story import tell_input
from lobby.shell.reporting.text import find_cure, tell_error
from lobby.shell.watchdog import Watchdog

__all__ = ["BadEvidence", "Repetition", "repeat"]

Outcome = Literal["fails", "mended", "unplayable"]
T = TypeVar("T")

# A loop that does not end has to be stopped here as well; a slow machine may take its time.
HOOK_SECONDS = 2.0
_NAME_CHARACTERS = 200


@frozen
class Repetition:
    """What came of it: the input fails as before or otherwise, is mended, or the log itself plays no more."""

    outcome: Outcome
    text: str  # for the author to read

    def __str__(self) -> str:
        return self.text


def repeat(
    report: str, game: Game | str | None = None, *, tell: Callable[[str], object] = lambda line: None
) -> Repetition:
    """Play the log of a report's room with the game as it is now, and do once more what failed.

    `report` is the whole text of the report; `game` is a loaded game or what names one to the server,
    by default the file that the report names, loaded anew; `tell` is told which one, before any of it
    runs. Raises BadEvidence for a text that is no report, GameNotLoaded for a game that does not load. An
    endless loop is stopped in the main thread.
    """
    evidence = read_block(report)
    asked = restore_input(evidence)
    if not evidence.rows:
        raise BadEvidence("the log was too long to be kept in it ([reports] log_bytes)")
    opened, rows = _read_rows(evidence)
    loaded = _load(evidence, game, tell)
    if loaded.id != evidence.game:
        raise BadEvidence(
            f"it is about the game {clean(cut(evidence.game, _NAME_CHARACTERS))}, and not {loaded.id}"
        )
    notes = [*_differences(evidence, loaded)]
    try:
        room = _watched(loaded, lambda: replay(opened, loaded, rows))
    except (GameFailed, BadValue) as failed:
        return _unplayable(loaded, failed, notes)
    except Exception as error:  # whatever a game raises is a GameFailed: the log itself is wrong
        raise BadEvidence(f"its log is none of a room: {show_error(error)}") from error
    if evidence.state != _hash_state(room):
        notes.append("Note: the moves before lead to another position now than the reported one.")
    try:
        what = tell_input(room, asked)
        step = _watched(loaded, lambda: take(room, asked, evidence.at_ms))
    except GameFailed as failed:
        return _fails(evidence, loaded, what, failed, notes)
    except Exception as error:
        raise BadEvidence(f"what it asks for can't be asked in its room: {show_error(error)}") from error
    if isinstance(step, Step) and step.failure is not None:
        return _fails(evidence, loaded, what, step.failure, notes)
    return Repetition("mended", "\n".join((_tell_mended(loaded, what, step), *notes)))


def _load(evidence: Evidence, game: Game | str | None, tell: Callable[[str], object]) -> Game:
    budget = _read_budget(evidence)
    name = _find_file(evidence) if game is None else game
    if not isinstance(name, Game):
        tell(f"runs {clean(name)}")
    return evolve(name if isinstance(name, Game) else load_game(name), budget=budget)


def _find_file(evidence: Evidence) -> str:
    """Return the file that the report names. A report may come from anywhere, and what it names is run."""
    if not evidence.file:
        raise BadEvidence("it names no file of the game; name one with --game")
    file = Path(evidence.file)
    try:
        there = file.is_absolute() and file.suffix == ".py" and file.is_file()
    except (OSError, ValueError):
        there = False
    if not there:
        shown = clean(cut(evidence.file, _NAME_CHARACTERS))
        raise BadEvidence(f"the game's file {shown} is not here; name it with --game")
    return evidence.file


def _read_budget(evidence: Evidence) -> Budget:
    try:
        return Budget(**evidence.budget)
    except TypeError as error:
        raise BadEvidence(f"its budget is none: {show_error(error)}") from error


def _differences(evidence: Evidence, game: Game) -> Iterator[str]:
    if game.version != evidence.version:
        theirs, now = evidence.version, game.version
        yield f"Note: the report is of version {theirs}, this is {now}, which may play the log otherwise."


def _read_rows(evidence: Evidence) -> tuple[Opened, list[Row]]:
    try:
        rows = [unpack_row(row) for row in evidence.rows]
    except Exception as error:  # an edited log may be of any shape
        raise BadEvidence(f"its log can't be read: {show_error(error)}") from error
    opened = next(iter(rows[0].events), None)
    if not isinstance(opened, Opened):
        raise BadEvidence("its log does not begin with the opening of a room")
    return opened, rows


def _watched(game: Game, call: Callable[[], T]) -> T:
    watchdog = Watchdog(HOOK_SECONDS)
    with watchdog.running():
        try:
            return watchdog.run(game.id, call)
        except OverBudget as stopped:
            raise GameFailed(f"{game.id}: {stopped}") from stopped


def _hash_state(room: Room) -> bytes:
    return b"" if room.match is None else blake2b(room.match.packed, digest_size=16).digest()


def _fails(evidence: Evidence, game: Game, what: str, failed: GameFailed, notes: list[str]) -> Repetition:
    raised = show_error(failed.__cause__ or failed)
    # Two errors of one type are the same bug for who reads: their texts may name other values.
    same = raised.partition(":")[0] == evidence.failure.partition(":")[0]
    begin = "It still fails" if same else f"It fails otherwise (it was {evidence.failure})"
    return Repetition("fails", "\n".join((f"{begin}, when {what}.", "", *_show(game, failed), *notes)))


def _unplayable(game: Game, failed: GameFailed | BadValue, notes: list[str]) -> Repetition:
    text = "The game does not play the room's log any more, so what failed can't be reached:"
    return Repetition("unplayable", "\n".join((text, "", *_show(game, failed), *notes)))


def _show(game: Game, failed: GameFailed | BadValue) -> Iterator[str]:
    error = failed.__cause__ or failed
    yield f"{find_place(game, failed)}: {tell_error(error)}"
    if cure := find_cure(error):
        yield f"Cure: {cure}."
    yield ""
    yield from show_frames(game, error)


def _tell_mended(game: Game, what: str, step: Step | Refusal) -> str:
    if isinstance(step, Refusal):
        return f"It is mended: when {what}, {game.id} refuses it ({step.code}: {step.detail})."
    return f"It is mended: when {what}, {game.id} goes on."
