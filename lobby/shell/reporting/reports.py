"""Reports to the authors of games: what a hook did wrong on a running server, one file for each."""

import contextlib
import os
import re
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path

import structlog
import trio
from attrs import define, field, frozen

from lobby.settings import ReportsSection
from lobby.shell.reporting.errors import show_error
from lobby.shell.reporting.frames import find_place
from lobby.shell.reporting.readable import name_of
from lobby.shell.reporting.text import (
    THIS_FILE,
    Failure,
    ReportDraft,
    draft_report,
    finish_report,
    tell_failure,
)
from lobby.wire.strict import BadValue

__all__ = ["Failure", "Reporter"]

log = structlog.get_logger()

_SUFFIX = ".txt"
# What else lies in the folder is somebody else's, and is not deleted.
_NAME = re.compile(r"[0-9]{8}T[0-9]{6}Z-[A-Za-z0-9_-]+\.txt")
_WAITING_MAX = 16  # reports that wait to be written; a flood of different bugs says no more than these
_KEPT_IN_MEMORY = 16
_BUGS_MAX = 1000
_KIND_CHARACTERS = 120
_LAST_SECONDS = 2.0  # to write, in a shutdown, what waits

Bug = tuple[str, int, str, str]  # game, version, place, type of the error


@frozen
class _Waiting:
    """A report that is not written yet."""

    name: str
    draft: ReportDraft
    rows: list[bytes]
    again: int


@define(eq=False)
class Reporter:
    """Keeps a report of every failure: as a file in `folder`, or without one the last few in `kept`."""

    settings: ReportsSection = field(factory=ReportsSection)
    folder: Path | None = None
    wall_clock: Callable[[], float] = time.time
    kept: deque[str] = field(factory=lambda: deque(maxlen=_KEPT_IN_MEMORY))
    _waiting: deque[_Waiting] = field(factory=deque)
    _wakeup: trio.Event = field(factory=trio.Event)
    _bugs: dict[Bug, tuple[float, int]] = field(factory=dict)  # when reported, and how often since

    def report(self, failure: Failure, rows: list[bytes]) -> None:
        """Take a failure with the packed log rows up to `room.step`. Never waits and never raises."""
        try:
            self._report(failure, rows)
        except BaseException:
            # A report is for somebody else's bug; one of ours must not cost the room its move. Nothing is
            # awaited in it, so that no cancellation passes here; an author's object may raise anything.
            log.exception("no report could be made", room=failure.room.id, failure=show_error(failure.error))

    async def run(self) -> None:
        """Write what is reported, in a thread; ends when cancelled, after what still waits is written."""
        try:
            while True:
                await self._wakeup.wait()
                self._wakeup = trio.Event()
                await self._write_waiting()
        finally:
            with trio.move_on_after(_LAST_SECONDS, shield=True):
                await self._write_waiting()

    def _report(self, failure: Failure, rows: list[bytes]) -> None:
        now = self.wall_clock()
        game, room = failure.room.game, failure.room
        place, error = find_place(game, failure.error), failure.error.__cause__ or failure.error
        # Counted before it is drafted: who makes a game fail over and over costs the server one report.
        again = self._count((game.id, game.version, str(place), _kind_of(error)))
        if again is None:
            what = tell_failure(failure, place)
            log.warning("game failed again", what=what, why=show_error(error), room=room.code)
            return
        draft = draft_report(failure, place, now)
        name = f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime(now))}-{game.id}-{room.code}"
        waiting = _Waiting(name, draft, rows, again)
        if self.folder is None:
            self.kept.append(self._finish(waiting))
            log.warning("game failed", what=draft.what, room=room.code)
        elif len(self._waiting) < _WAITING_MAX:
            self._waiting.append(waiting)
            self._wakeup.set()
        else:
            log.warning("game failed, too many reports at once", what=draft.what, room=room.code)

    def _count(self, bug: Bug) -> int | None:
        """Return how often a bug has come since its last report, None where that is too short ago."""
        now = trio.current_time()
        reported, again = self._bugs.get(bug, (float("-inf"), 0))
        if now - reported < self.settings.same_bug_seconds:
            self._bugs[bug] = (reported, again + 1)
            return None
        self._bugs.pop(bug, None)
        self._bugs[bug] = (now, 0)
        if len(self._bugs) > _BUGS_MAX:
            del self._bugs[next(iter(self._bugs))]
        return again

    def _finish(self, waiting: _Waiting, path: str = THIS_FILE) -> str:
        most = self.settings.log_bytes
        return finish_report(waiting.draft, waiting.rows, again=waiting.again, log_bytes_max=most, path=path)

    async def _write_waiting(self) -> None:
        while self._waiting:
            waiting = self._waiting.popleft()
            try:
                path = await trio.to_thread.run_sync(self._write, waiting)
            except OSError as error:
                log.warning("game failed, no report written", what=waiting.draft.what, why=str(error))
            except Exception:
                log.exception("no report could be written", what=waiting.draft.what)
            else:
                log.warning("game failed", what=waiting.draft.what, report=str(path))

    def _write(self, waiting: _Waiting) -> Path:
        """Write a report and let the oldest go; runs in a thread."""
        assert self.folder is not None, "without a folder nothing waits"
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = _create(self.folder, waiting.name, partial(self._finish, waiting))
        _prune(self.folder, self.settings.files, self.settings.files_bytes, path)
        return path


def _kind_of(error: BaseException) -> str:
    """Return what makes an error the same bug: its type, and where we have complained, what of."""
    is_complaint = isinstance(error, BadValue)
    return re.sub(r"\d+", "#", show_error(error))[:_KIND_CHARACTERS] if is_complaint else name_of(type(error))


def _create(folder: Path, name: str, write: Callable[[str], str]) -> Path:
    """Write a file that only its owner may read; with a number where there is one of that name.

    `write` makes the text for a path. A file that can't be written to its end is not left there.
    """
    for number in range(1, _BUGS_MAX):
        path = folder / f"{name}{f'-{number}' if number > 1 else ''}{_SUFFIX}"
        with contextlib.suppress(FileExistsError):
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                with open(descriptor, "wb") as file:  # noqa: PTH123 -- of a descriptor
                    file.write(write(str(path)).encode("utf-8", "backslashreplace"))
            except BaseException:
                path.unlink(missing_ok=True)
                raise
            return path
    raise FileExistsError(f"{folder} has {_BUGS_MAX} reports called {name}")


def _prune(folder: Path, files_max: int, bytes_max: int, newest: Path) -> None:
    """Delete the oldest reports until those that are left are within the bounds; the newest stays."""
    others = (path for path in folder.iterdir() if path != newest and _NAME.fullmatch(path.name))
    old = sorted(others, key=lambda path: path.stat().st_mtime_ns, reverse=True)
    files, size = 1, newest.stat().st_size
    for path in old:
        files, size = files + 1, size + path.stat().st_size
        if files > files_max or size > bytes_max:
            path.unlink(missing_ok=True)
