"""What is served over HTTP: the page, its files, the API, health and metrics; one Starlette application."""

import hmac
import secrets
from collections.abc import Awaitable, Callable, Sequence
from importlib import resources
from inspect import isawaitable
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lobby.config import Config
from lobby.shell.http.game_pages import GamePages
from lobby.shell.http.invites import InvitePages, Preview
from lobby.shell.http.poll_endpoint import POLL_METHODS, PollEndpoint
from lobby.shell.http.replay_pages import ReplayPages, ReplayShelf
from lobby.shell.http.said import Line, page_of_nothing, say
from lobby.shell.http.static import INDEX, File, read_files
from lobby.shell.metrics import CONTENT_TYPE, Metrics
from lobby.shell.transports.upgrade import COOKIE, read_cookie

_COOKIE_BYTES = 32
_COOKIE_SECONDS = 400 * 86_400  # as long as browsers keep one

_SECURITY = {
    "content-security-policy": (
        "default-src 'self'; connect-src 'self'; img-src 'self' data:;"
        " frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # a link that leads away must not give the room's code away
}


class Board(Protocol):
    """What the API tells about the server; every method returns at once."""

    def list_rooms(self, game: str | None) -> list[dict[str, Any]]:
        """Return the public rooms, of one game or of all."""

    def list_games(self) -> list[dict[str, Any]]:
        """Return the games on offer: id, title, seats_min, seats_max, options, move, page."""

    def find_folder(self, game: str) -> Path | None:
        """Return the folder in which a game has its own page, None where it has none."""

    def find_preview(self, code: str) -> Preview:
        """Return what a preview of the link to a room shows to everybody."""

    def health(self) -> dict[str, Any]:
        """Return how the server is; "status" is "ok" or says what is wrong."""


def make_app(
    board: Board,
    config: Config,
    metrics: Metrics,
    static: Path | None = None,
    *,
    polls: PollEndpoint | None = None,
    shelf: ReplayShelf | None = None,
) -> Starlette:
    """Return the application for the main port; without `polls` there is no long polling, without a `shelf`
    there are no finished games."""
    folder = find_static() if static is None else static
    invites = InvitePages(board.find_preview, config.server.public_url)
    pages = Pages(read_files(folder, _find_base(config)), _find_base(config), invites)
    game_pages = GamePages(board.find_folder, config.limits)
    api = Api(board)
    routes = [
        Route("/", pages.index),
        Route("/r/{code}.qr.svg", invites.qr),
        Route("/r/{code}", pages.room),
        Route("/replay/{id}", pages.index),
        Route("/player/{id}", pages.index),
        Route("/leaders/{game}", pages.index),
        Route("/healthz", api.health),
        Route("/api/rooms", api.rooms),
        Route("/api/games", api.games),
        *([] if shelf is None else ReplayPages(shelf, config.replay).routes()),
        *([] if polls is None else [Route("/poll", polls.answer, methods=POLL_METHODS)]),
        *([] if config.metrics.address else _list_metrics_routes(config, metrics)),
        Route("/games/{game}/{path:path}", game_pages.file),
        Route("/{path:path}", pages.file),
    ]
    return _make_starlette(routes, _find_base(config))


def make_metrics_app(config: Config, metrics: Metrics) -> Starlette:
    """Return the application for an address of its own, where only the metrics are."""
    return _make_starlette(_list_metrics_routes(config, metrics), _find_base(config))


def find_static() -> Path:
    """Return the folder of the built web client; it may be missing."""
    return Path(str(resources.files("lobby"))) / "static"


class Pages:
    """The page and its files."""

    def __init__(self, files: dict[str, File], base: str, invites: InvitePages) -> None:
        self._files = files
        self._base = base
        self._invites = invites

    def index(self, request: Request) -> Response:
        """The page, for every path that it routes itself; it gives a new browser its player."""
        file = self._files.get(INDEX)
        return self._welcome(request, None if file is None else file.respond(request))

    def room(self, request: Request) -> Response:
        """The page of a room, with what a preview of its link shows."""
        file = self._files.get(INDEX)
        if file is None:
            return self._welcome(request, None)
        body = self._invites.describe(file.body, request)
        # What a preview shows changes with the room, so it is not kept; the page itself is small.
        return self._welcome(request, HTMLResponse(body, headers={"cache-control": "no-store"}))

    def _welcome(self, request: Request, response: Response | None) -> Response:
        if response is None:
            return _say(request, "not_built", 503)
        if not read_cookie(request.headers.get("cookie", "").encode("latin-1")):
            self._give_cookie(request, response)
        return response

    def file(self, request: Request) -> Response:
        """A file of the page by its path."""
        name = request.path_params["path"]
        file = self._files.get(name)
        if file is None or name == INDEX:
            raise HTTPException(404)
        return file.respond(request)

    def _give_cookie(self, request: Request, response: Response) -> None:
        response.set_cookie(
            COOKIE,
            secrets.token_hex(_COOKIE_BYTES),
            max_age=_COOKIE_SECONDS,
            path=self._base,
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )


class Api:
    """JSON for programs."""

    def __init__(self, board: Board) -> None:
        self._board = board

    def rooms(self, request: Request) -> Response:
        """The public rooms; ?game= for those of one game."""
        return _tell(self._board.list_rooms(request.query_params.get("game")))

    def games(self, request: Request) -> Response:
        """The games on offer."""
        return _tell(self._board.list_games())

    def health(self, request: Request) -> Response:
        """200 while all is well, 503 else."""
        health = self._board.health()
        return _tell(health, 200 if health.get("status") == "ok" else 503)


def _find_base(config: Config) -> str:
    return urlsplit(config.server.public_url).path.rstrip("/") + "/"


def _list_metrics_routes(config: Config, metrics: Metrics) -> list[Route]:
    expected = f"Bearer {config.metrics.token}".encode()

    def serve(request: Request) -> Response:
        given = request.headers.get("authorization", "").encode()
        if config.metrics.token and not hmac.compare_digest(given, expected):
            raise HTTPException(401, "the metrics want a token", {"www-authenticate": "Bearer"})
        return Response(metrics.render(), headers={"cache-control": "no-store", "content-type": CONTENT_TYPE})

    return [Route("/metrics", serve)]


def _under_trio(endpoint: Callable[[Request], Response | Awaitable[Response]]) -> Callable[[Request], Any]:
    """Return the endpoint as a coroutine function: Starlette calls plain ones in a thread."""

    async def call(request: Request) -> Response:
        answer = endpoint(request)
        return await answer if isawaitable(answer) else answer

    return call


def _make_starlette(routes: Sequence[Route], base: str) -> Starlette:
    app = Starlette(
        routes=[
            Route(route.path, _under_trio(route.endpoint), methods=sorted(route.methods or ()))
            for route in routes
        ],
        middleware=[Middleware(_SecurityHeaders)],
        exception_handlers={HTTPException: _explain, Exception: _apologise},
    )
    app.router.redirect_slashes = False
    app.state.base = base
    return app


def _tell(value: object, status: int = 200) -> Response:
    return JSONResponse(value, status, {"cache-control": "no-store"})


async def _explain(request: Request, error: Exception) -> Response:
    """Answer an error of the caller in one line, in JSON below /api."""
    assert isinstance(error, HTTPException)
    path = request.url.path[:200]
    text = f"nothing is at {path}" if error.status_code == 404 else error.detail
    headers = {"cache-control": "no-store", **(error.headers or {})}
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": text}, error.status_code, headers)
    # Only who looks at it in a browser: a page that misses a file of its own tells its author so in English.
    if error.status_code == 404 and "text/html" in request.headers.get("accept", ""):
        return _lead_home(request, path)
    return PlainTextResponse(f"{text}\n", error.status_code, headers)


async def _apologise(request: Request, error: Exception) -> Response:
    answer = _say(request, "failed", 500)
    answer.headers.update(_SECURITY)
    return answer


def _say(request: Request, line: Line, status: int, **parts: str) -> Response:
    """Answer in one of our languages; a cache in between must not give it to readers of another one."""
    text, language = say(line, request.headers.get("accept-language", ""), **parts)
    headers = {"cache-control": "no-store", "content-language": language, "vary": "accept-language"}
    return PlainTextResponse(f"{text}\n", status, headers)


def _lead_home(request: Request, path: str) -> Response:
    """Answer who has mistyped an address, or followed an old link, with a page that leads on."""
    page, language = page_of_nothing(path, request.app.state.base, request.headers.get("accept-language", ""))
    headers = {"cache-control": "no-store", "content-language": language, "vary": "accept-language"}
    return HTMLResponse(page, 404, headers)


class _SecurityHeaders:
    """Adds the security headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_SECURITY)
            await send(message)

        await self._app(scope, receive, send_with_headers)
