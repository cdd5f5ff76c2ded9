"""Finished games over HTTP: the list of public ones, and the film of any whose id one knows."""

import math
import re
from typing import Any, Literal, Protocol

import trio
from attrs import frozen
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lobby.settings import ReplaySection
from lobby.shell.limits import PerAddress

MEDIA_TYPE = "application/msgpack"
# By its unguessable address only, which is the secret of who may watch; so no proxy keeps it for others.
_CACHED = "private, max-age=31536000, immutable"
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_SOON_SECONDS = 2


@frozen
class CantTell:
    """The store does not answer now; the text says why."""

    reason: str


# No game of that id has ended; its film is not there yet; it has none for good.
Missing = Literal["unknown", "making", "none"]


class ReplayShelf(Protocol):
    """Where finished games are found."""

    async def list_public(
        self, game: str | None, before_ms: int | None, limit: int
    ) -> list[dict[str, Any]] | CantTell:
        """Return public games that have ended before that time, newest first."""

    async def find_film(self, game_id: str) -> bytes | Missing | CantTell:
        """Return the film of a game, or why it is missing."""


class ReplayPages:
    """Answers for finished games, to each address as often as the settings allow."""

    def __init__(self, shelf: ReplayShelf, section: ReplaySection) -> None:
        self._shelf = shelf
        self._section = section
        self._limits = PerAddress(section.requests_per_second, section.requests_burst, section.addresses)

    def routes(self) -> list[Route]:
        """Return what is served here."""
        return [Route("/api/replays", self.list), Route("/api/replays/{id}", self.film)]

    async def list(self, request: Request) -> Response:
        """Public games; ?game= for those of one, ?limit= for fewer, ?before= for those that ended earlier."""
        if (refused := self._refuse(request)) is not None:
            return refused
        query, most = request.query_params, self._section.listed
        before, limit = _read_number(query.get("before")), _read_number(query.get("limit", str(most)))
        if limit is None or ("before" in query and before is None) or not 1 <= limit <= most:
            given = f"before={query.get('before')!r:.40}, limit={query.get('limit')!r:.40}"
            return _fail(400, f"got {given}; allowed are a time in ms and 1 to {most} games")
        found = await self._shelf.list_public(query.get("game"), before, limit)
        if isinstance(found, CantTell):
            return _unavailable(found)
        return JSONResponse(found, headers={"cache-control": "no-store"})

    async def film(self, request: Request) -> Response:
        """The film of a game; else 404, with a `retry-after` only while it is being made."""
        if (refused := self._refuse(request)) is not None:
            return refused
        game_id = request.path_params["id"]
        found = await self._shelf.find_film(game_id) if _ID.fullmatch(game_id) else "unknown"
        match found:
            case bytes():
                return Response(found, headers={"cache-control": _CACHED}, media_type=MEDIA_TYPE)
            case CantTell():
                return _unavailable(found)
            case "making":
                return _fail(404, "the replay of this game is being made", _SOON_SECONDS)
            case "none":
                return _fail(404, "this game has no replay: it could not be made, or has gone to make room")
            case "unknown":
                return _fail(404, f"no finished game has the id {game_id[:100]}")

    def _refuse(self, request: Request) -> Response | None:
        address = request.client.host if request.client else ""
        wait_seconds = self._limits.take(address, trio.current_time())
        if not wait_seconds:
            return None
        most = f"{self._section.requests_per_second:g} requests a second"
        return _fail(429, f"too many requests for replays, allowed are {most}", math.ceil(wait_seconds))


def _read_number(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"[0-9]{1,15}", text) else None


def _unavailable(why: CantTell) -> Response:
    return _fail(503, f"finished games can't be looked up now: {why.reason}", _SOON_SECONDS)


def _fail(status: int, text: str, retry_seconds: int | None = None) -> Response:
    headers = {"cache-control": "no-store"}
    if retry_seconds is not None:
        headers["retry-after"] = str(retry_seconds)
    return JSONResponse({"error": text}, status, headers)
