"""Logging to stderr: lines for people at a terminal, one JSON object a line elsewhere."""

import logging
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TextIO, cast

import structlog
from attrs import frozen
from structlog.typing import Processor


def configure_logging(level: str) -> None:
    """Let everything from this level on go to stderr, also what the libraries log."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            *_choose_rendering(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, Lines(sys.stderr))),
        cache_logger_on_first_use=True,
    )
    # The libraries' own debugging is about themselves; their warnings may be about us.
    logging.basicConfig(stream=sys.stderr, level=max(number, logging.WARNING))


@frozen(eq=False)
class Lines:
    """Where lines go. One that can't be written raises nothing: the log may lie on the disk that is full, and
    that the store fails is what it would say. What fits into the buffer of the file comes later."""

    file: TextIO

    def write(self, text: str, /) -> int:
        """Write it, or not."""
        with suppress(OSError):
            self.file.write(text)
        return len(text)

    def flush(self) -> None:
        """Let go of what waits, or not."""
        with suppress(OSError):
            self.file.flush()


def _choose_rendering() -> Sequence[Processor]:
    if sys.stderr.isatty():
        # Rich's tracebacks draw the locals: the whole server, for minutes, and every secret in it.
        return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
