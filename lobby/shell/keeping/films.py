"""Makes the films of finished games in the background, in slices so short that no room waits."""

from collections.abc import Mapping, Sequence

import structlog
import trio
from attrs import define, field

from lobby.core.events import Opened, Row
from lobby.core.game import Game
from lobby.core.history.film import FilmBounds, Filming, NoFilm
from lobby.core.history.log import unpack_row
from lobby.settings import ReplaySection
from lobby.shell.asking import ask, read, write
from lobby.shell.questions import ListFilmless, Unreadable
from lobby.shell.records import KeepFilm, KeepResult
from lobby.shell.store import Store
from lobby.shell.watchdog import Watchdog
from lobby.wire.film import pack_film

log = structlog.get_logger()

_AT_ONCE = 10  # results that are looked up together; their films are made one after another
_TEXT_CHARACTERS = 300


@define(eq=False)
class Films:
    """Takes games that have ended and have no film yet, also those that a crash has left so."""

    store: Store
    games: Mapping[str, Game]
    watchdog: Watchdog
    section: ReplaySection
    _woken: trio.Event = field(factory=trio.Event)

    def wake(self) -> None:
        """A result has been stored."""
        self._woken.set()

    async def run(self) -> None:
        """Make what films there are to make, now and whenever woken; ends when cancelled."""
        while True:
            # Before the store is asked: who ends a game meanwhile must not be overlooked.
            self._woken = trio.Event()
            if await self._make_all():
                await self._woken.wait()
            else:
                await trio.sleep(self.section.retry_seconds)

    async def _make_all(self) -> bool:
        """Make all films; return False where the store must be asked again later."""
        seen = set[str]()
        while True:
            found = await ask(self.store, ListFilmless(_AT_ONCE), self.section.answer_seconds)
            if isinstance(found, Unreadable):
                return False
            new = [result for result in found if result.id not in seen]
            if not new:
                return True
            for result in new:
                seen.add(result.id)
                if not await self._make(result):
                    return False

    async def _make(self, result: KeepResult) -> bool:
        """Store a film, or that there is none; return False where the store can't be used now."""
        rows = await read(self.store, result.room, self.section.answer_seconds)
        if isinstance(rows, Unreadable):
            return False
        try:
            film = await self._film(result, rows)
        except NoFilm as why:
            # Noted once and for all: what fails today fails tomorrow, and others wait.
            log.warning("no film", game=result.game, room=result.room, number=result.number, why=str(why))
            film = b""
        except Exception:
            # Our own promise is broken for this game; the server and all other films live.
            log.exception("film failed", game=result.game, room=result.room, number=result.number)
            film = b""
        return await write(self.store, (KeepFilm(result.id, film),), self.section.answer_seconds)

    async def _film(self, result: KeepResult, rows: Sequence[bytes]) -> bytes:
        filming = self._begin(result, rows)
        for row in rows[1:]:
            self._advance(result, filming, row)
            # Whatever happens in rooms meanwhile comes first.
            await trio.lowlevel.checkpoint()
            if filming.is_over:
                break
        return pack_film(filming.film())

    def _begin(self, result: KeepResult, rows: Sequence[bytes]) -> Filming:
        if not rows:
            raise NoFilm("the log of its room is gone")
        first = _read(rows[0])
        opened = first.events[0] if first.events else None
        game = self.games.get(result.game)
        if not isinstance(opened, Opened):
            raise NoFilm("the log of its room does not begin with its opening")
        if game is None:
            raise NoFilm(f"the game {result.game} is not on offer")
        bounds = FilmBounds(self.section.frames, self.section.film_bytes)
        return Filming.begin(opened, game, result.number, bounds)

    def _advance(self, result: KeepResult, filming: Filming, data: bytes) -> None:
        row = _read(data)
        try:
            self.watchdog.run(f"film {result.id}", lambda: filming.advance(row), budgets=row.watched_calls)
        except NoFilm:
            raise
        except BaseException as error:
            # Nothing here waits, so it is none of Trio's: a hook, or what the watchdog does to one.
            text = f"{type(error).__name__}: {error}"[:_TEXT_CHARACTERS]
            raise NoFilm(f"row {row.number} of the log fails: {text}") from error


def _read(data: bytes) -> Row:
    try:
        return unpack_row(data)
    except Exception as error:  # damaged, or of another version of the server
        raise NoFilm(f"a row of the log can't be read: {type(error).__name__}") from error
