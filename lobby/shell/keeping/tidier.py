"""Lets go, now and then, what has been kept for long enough: the store must not grow without bound."""

from collections.abc import Callable
from functools import partial

import structlog
import trio
from attrs import define

from lobby.settings import RetentionSection
from lobby.shell.questions import Tidied, Unreadable
from lobby.shell.store import Store

log = structlog.get_logger()

# A server that never runs for as long as `tidy_seconds` tidies up, too; but first it has to serve.
_FIRST_SECONDS = 60.0


def _ignore(_: Tidied) -> None:
    """Nobody has to know."""


@define(eq=False)
class Tidier:
    """Asks the store to tidy up, slice by slice. `heard` is told of each: players and codes that are gone."""

    store: Store
    settings: RetentionSection
    wall_clock: Callable[[], float]  # seconds since the Unix epoch
    heard: Callable[[Tidied], None] = _ignore

    async def run(self) -> None:
        """Tidy up for as long as the server runs; ends when cancelled."""
        await trio.sleep(min(_FIRST_SECONDS, self.settings.tidy_seconds))
        while True:
            await self.tidy()
            await trio.sleep(self.settings.tidy_seconds)

    async def tidy(self) -> None:
        """Tidy up once, until nothing is left to do or the store fails."""
        rows = pages = 0
        more = True
        while more:
            told = await self._ask()
            if isinstance(told, Unreadable):
                log.warning("not tidied up", why=told.reason, again_in_seconds=self.settings.tidy_seconds)
                return
            self.heard(told)
            rows, pages, more = rows + told.rows, pages + told.pages, told.more
            # Moves come first: while there is a lot to do, most of the time is theirs.
            await trio.sleep(self.settings.pause_ms / 1000)
        if rows or pages:
            log.info("tidied up", rows=rows, pages=pages)

    async def _ask(self) -> Tidied | Unreadable:
        outcome, told = list[Tidied | Unreadable](), trio.Event()
        self.store.tidy(self.settings, int(self.wall_clock() * 1000), partial(_hear, outcome, told))
        await told.wait()
        return outcome[0]


def _hear(outcome: list[Tidied | Unreadable], told: trio.Event, answer: Tidied | Unreadable) -> None:
    outcome.append(answer)
    told.set()
