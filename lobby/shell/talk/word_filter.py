"""The operator's word filter: a function of a text, asked under the budget of a game's hook."""

import importlib
import time
from collections.abc import Callable

import structlog
from attrs import define

from lobby.core.budget import OverBudget
from lobby.core.talk.text import clean
from lobby.settings import TalkSection
from lobby.shell.watchdog import Watchdog

log = structlog.get_logger()

Filter = Callable[[str], object]

# A filter that fails on every line must not fill the server's log.
_TOLD_SECONDS = 60.0
_ERROR_CHARACTERS = 300


class BadFilter(Exception):
    """The setting names no function; the text says why."""


@define(eq=False)
class WordFilter:
    """Tells what may be said in place of a text. Without a filter that is the text itself."""

    section: TalkSection
    watchdog: Watchdog
    function: Filter | None = None
    _told_at: float = float("-inf")

    def run(self, text: str, characters_max: int) -> str | None:
        """Return what may stand there, of so many characters at most; None: nothing may."""
        function = self.function
        if function is None or not text:
            return text
        try:
            returned = self.watchdog.run("word filter", lambda: function(text))
            allowed = None if returned is None else _check(returned, characters_max)
        except (Exception, OverBudget) as error:
            self._tell(error)
            return text if self.section.filter_fault == "pass" else None
        return allowed

    def _tell(self, error: BaseException) -> None:
        now = time.monotonic()
        if now - self._told_at >= _TOLD_SECONDS:
            self._told_at = now
            text = f"{type(error).__name__}: {error}"[:_ERROR_CHARACTERS]
            log.warning("word filter failed", filter=self.section.filter, error=text)


def load_filter(name: str) -> Filter | None:
    """Return the function that the setting names, None for ""; raise BadFilter."""
    if not name:
        return None
    module, _, function = name.partition(":")
    try:
        found = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise BadFilter(f"[talk] filter: got {name!r}, allowed is module:function: {error}") from error
    if not callable(found):
        raise BadFilter(f"[talk] filter: {name!r} is no function")
    filter_: Filter = found
    return filter_


def _check(returned: object, characters_max: int) -> str:
    if type(returned) is not str:
        raise TypeError(f"a filter returns a text or None, not a {type(returned).__name__}")
    text = clean(returned)
    if not 1 <= len(text) <= characters_max:
        raise ValueError(f"{len(text)} characters, allowed are 1 to {characters_max}")
    return text
