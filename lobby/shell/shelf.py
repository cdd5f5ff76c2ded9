"""Finished games as pages ask for them, out of the store."""

from collections.abc import Callable
from typing import Any

from attrs import frozen

from lobby.core.finished import describe_finished, unpack_finished
from lobby.settings import ReplaySection
from lobby.shell.asking import ask
from lobby.shell.questions import FindFilm, FindResult, ListResults, Unreadable
from lobby.shell.records import KeepResult
from lobby.shell.replay_pages import CantTell, Missing
from lobby.shell.store import Store


@frozen(eq=False)
class StoreShelf:
    """See lobby.shell.replay_pages.Shelf. The wall clock is in seconds since the Unix epoch."""

    store: Store
    section: ReplaySection
    wall_clock: Callable[[], float]

    async def list_public(
        self, game: str | None, before_ms: int | None, limit: int
    ) -> list[dict[str, Any]] | CantTell:
        """See Shelf.list_public."""
        asked = ListResults(game=game, public_only=True, before_ms=before_ms, limit=limit)
        found = await ask(self.store, asked, self.section.answer_seconds)
        if isinstance(found, Unreadable):
            return CantTell(found.reason)
        return [_describe(result) for result in found]

    async def find_film(self, game_id: str) -> bytes | Missing | CantTell:
        """See Shelf.find_film."""
        film = await ask(self.store, FindFilm(game_id), self.section.answer_seconds)
        if isinstance(film, Unreadable):
            return CantTell(film.reason)
        return film or await self._find_out_why(game_id)

    async def _find_out_why(self, game_id: str) -> Missing | CantTell:
        result = await ask(self.store, FindResult(game_id), self.section.answer_seconds)
        if isinstance(result, Unreadable):
            return CantTell(result.reason)
        if result is None:
            return "unknown"
        age_seconds = self.wall_clock() - result.ended_ms / 1000
        return "making" if age_seconds < self.section.making_seconds else "none"


def _describe(result: KeepResult) -> dict[str, Any]:
    finished = describe_finished(unpack_finished(result.data))
    return {"id": result.id, "game": result.game, **finished, "ended_ms": result.ended_ms}
