"""Logging to stderr: lines for people at a terminal, one JSON object a line elsewhere."""

import logging
import sys
from collections.abc import Sequence

import structlog
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
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    # The libraries' own debugging is about themselves; their warnings may be about us.
    logging.basicConfig(stream=sys.stderr, level=max(number, logging.WARNING))


def _choose_rendering() -> Sequence[Processor]:
    if sys.stderr.isatty():
        # Rich's tracebacks draw the locals: the whole server, for minutes, and every secret in it.
        return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
