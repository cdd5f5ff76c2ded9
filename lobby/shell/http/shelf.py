"""Finished games as pages ask for them, out of the store."""

import math
from collections.abc import Callable
from typing import Any

import trio
from attrs import define, field

from lobby.core.history.finished import describe_finished, unpack_finished
from lobby.settings import ReplaySection
from lobby.shell.asking import ask
from lobby.shell.http.replay_pages import CantTell, Missing
from lobby.shell.questions import FindFilm, FindResult, ListResults, Unreadable
from lobby.shell.records import KeepResult
from lobby.shell.store import Store

_LISTS_MAX = 100  # that are kept to be told again


@define(eq=False)
class StoreShelf:
    """See lobby.shell.http.replay_pages.ReplayShelf. The wall clock is in seconds since the Unix epoch."""

    store: Store
    section: ReplaySection
    wall_clock: Callable[[], float]
    _lists: dict[ListResults, tuple[float, list[dict[str, Any]]]] = field(factory=dict)  # since when

    async def list_public(
        self, game: str | None, before_ms: int | None, limit: int
    ) -> list[dict[str, Any]] | CantTell:
        """See ReplayShelf.list_public. What every page asks for that opens is kept for a moment."""
        asked = ListResults(game=game, public_only=True, before_ms=before_ms, limit=limit)
        now = trio.current_time()
        at, known = self._lists.get(asked, (-math.inf, []))
        if now - at < self.section.list_seconds:
            return known
        found = await ask(self.store, asked, self.section.answer_seconds)
        if isinstance(found, Unreadable):
            return CantTell(found.reason)
        listed = [_describe(result) for result in found if not self._is_held(result)]
        self._keep(asked, now, listed)
        return listed

    def _keep(self, asked: ListResults, now: float, listed: list[dict[str, Any]]) -> None:
        # Beginning anew is simple: there are few lists that many ask for.
        if len(self._lists) >= _LISTS_MAX:
            self._lists.clear()
        self._lists[asked] = (now, listed)

    async def find_film(self, game_id: str) -> bytes | Missing | CantTell:
        """See ReplayShelf.find_film."""
        film = await ask(self.store, FindFilm(game_id), self.section.answer_seconds)
        if isinstance(film, Unreadable):
            return CantTell(film.reason)
        result = await ask(self.store, FindResult(game_id), self.section.answer_seconds)
        if isinstance(result, Unreadable):
            return CantTell(result.reason)
        if result is not None and self._is_held(result):
            return "making"
        return film or self._find_out_why(result)

    def _is_held(self, result: KeepResult) -> bool:
        """Whether a game was watched late, and its end is not to be known yet."""
        return unpack_finished(result.data).shown_ms > self.wall_clock() * 1000

    def _find_out_why(self, result: KeepResult | None) -> Missing:
        if result is None:
            return "unknown"
        age_seconds = self.wall_clock() - result.ended_ms / 1000
        return "making" if age_seconds < self.section.making_seconds else "none"


def _describe(result: KeepResult) -> dict[str, Any]:
    finished = describe_finished(unpack_finished(result.data))
    return {"id": result.id, "game": result.game, **finished, "ended_ms": result.ended_ms}
