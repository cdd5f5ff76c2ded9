"""A room's game has failed: its author gets a report, with the log of the room up to there."""

from functools import partial
from typing import TYPE_CHECKING

import structlog

from lobby.core.blame import GameFailed
from lobby.core.budget import OverBudget
from lobby.core.inputs import Input
from lobby.shell.landlord import Parts
from lobby.shell.reporting.reports import Failure

if TYPE_CHECKING:
    from lobby.shell.host import Host

log = structlog.get_logger()


def report_failure(host: "Host", asked: Input, failure: GameFailed) -> None:
    """Count a failure of the game on an input, and report it once all before it is stored, or lost."""
    parts, failed = host.parts, Failure(host.room, asked, host.now_ms(), failure)
    host.when_told(lambda: report_stored(parts, failed))
    parts.metrics.hook_failures += 1


def report_stored(parts: Parts, failed: Failure) -> None:
    """Report a failure in a room of which all is stored, or lost."""
    parts.store.read(failed.room.id, partial(_report_with, parts, failed))


def _report_with(parts: Parts, failure: Failure, rows: list[bytes]) -> None:
    kept = rows[: failure.room.step]
    # What is shown of the author's objects may be slow as well.
    try:
        parts.watchdog.run("reports", lambda: parts.reports.report(failure, kept))
    except OverBudget:
        log.warning("no report in time", room=failure.room.id, failure=str(failure.error))
