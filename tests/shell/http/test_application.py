"""The page, its files, the API, health and metrics."""

import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import attrs
import pytest
from attrs import define, field
from trio.testing import MockClock

from lobby.settings import Config, MetricsSection, ServerSection
from lobby.shell.http.application import make_app, make_metrics_app
from lobby.shell.http.invites import CLOSED_DOOR, Preview
from lobby.shell.metrics import Metrics
from lobby.shell.transports.upgrade import read_cookie
from tests.shell.echo import Client, open_server

PAGE = b'<!doctype html><head><base href="/" /><script src="./assets/app-1a2b.js"></script></head>'
SCRIPT = b"console.log('hello');\n" * 100


@define
class StillBoard:
    """A board with one room and one game."""

    status: str = "ok"
    asked: list[str | None] = field(factory=list)
    folders: dict[str, Path] = field(factory=dict)

    def list_rooms(self, game: str | None) -> list[dict[str, Any]]:
        self.asked.append(game)
        return [{"id": "k7w2m9q4x8ra", "name": "Ann's <table>"}]

    def list_games(self) -> list[dict[str, Any]]:
        return [{"id": "quiz", "title": "Quiz", "seats_min": 2, "seats_max": 4}]

    def find_folder(self, game: str) -> Path | None:
        return self.folders.get(game)

    def find_preview(self, code: str) -> Preview:
        return Preview('Ann\'s "table" & <b>', "two seats") if code == "BRKWQT" else CLOSED_DOOR

    def health(self) -> dict[str, Any]:
        return {"status": self.status}


@define
class Answer:
    """A response, taken apart."""

    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture
def static(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_bytes(PAGE)
    (tmp_path / "favicon.svg").write_bytes(b"<svg/>")
    (tmp_path / "assets" / "app-1a2b.js").write_bytes(SCRIPT)
    return tmp_path


@asynccontextmanager
async def open_site(
    static: Path, board: StillBoard | None = None, config: Config | None = None
) -> AsyncIterator[Client]:
    config = config or Config()
    app = make_app(board or StillBoard(), config, Metrics(), static)
    async with open_server(app, change=lambda _: config) as server:
        yield server.connect()


async def get(client: Client, target: bytes, method: bytes = b"GET", **headers: bytes) -> Answer:
    await client.request(target, method, **headers)
    lines = (await client.read_until(b"\r\n\r\n")).decode().split("\r\n")
    named = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:-2])}
    has_body = method != b"HEAD" and lines[0].split()[1] != "304"
    size = int(named.get("content-length", 0)) if has_body else 0
    while len(client.received) < size:
        client.received += await client.stream.receive_some()
    body = bytes(client.received[:size])
    del client.received[:size]
    return Answer(int(lines[0].split()[1]), named, body)


@pytest.mark.parametrize("target", [b"/", b"/replay/0123"])
async def test_the_page_is_served_for_every_path_that_it_routes(
    target: bytes, static: Path, autojump_clock: MockClock
) -> None:
    async with open_site(static) as client:
        answer = await get(client, target)

    assert (answer.status, answer.body) == (200, PAGE)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


async def test_the_page_of_a_room_tells_what_a_preview_shows_with_nothing_to_be_run(
    static: Path, autojump_clock: MockClock
) -> None:
    async with open_site(static) as client:
        answer = await get(client, b"/r/BRKWQT?from=chat", Host=b'evil"host')
        private = await get(client, b"/r/ABCDEF")

    text = answer.body.decode()
    assert answer.status == 200 and "set-cookie" in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    assert 'content="Ann&#x27;s &quot;table&quot; &amp; &lt;b&gt;"' in text
    assert 'evil"host' not in text
    assert text.startswith(PAGE.decode().removesuffix("</head>"))
    assert "A private table" in private.body.decode() and "Ann" not in private.body.decode()


async def test_a_preview_names_whole_urls_below_the_public_one(
    static: Path, autojump_clock: MockClock
) -> None:
    config = Config(server=ServerSection(public_url="https://example.org/games"))
    async with open_site(static, config=config) as client:
        answer = await get(client, b"/games/r/brkwqt")

    text = answer.body.decode()
    assert 'property="og:url" content="https://example.org/games/r/BRKWQT"' in text
    assert 'property="og:image" content="https://example.org/games/previews/plain.png"' in text


@pytest.mark.parametrize("code", [b"BRKWQT", b"brk-wqt", b"ZZZZZZ"])
async def test_the_link_to_a_room_is_a_qr_code_whether_there_is_one_or_not(
    static: Path, autojump_clock: MockClock, code: bytes
) -> None:
    async with open_site(static) as client:
        answer = await get(client, b"/r/" + code + b".qr.svg")

    assert (answer.status, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert answer.body.startswith(b"<?xml") and b"#fff" in answer.body


@pytest.mark.parametrize("code", [b"x" * 13, b"%3Cscript%3Ealert(document)%3C", b"--"])
async def test_what_is_no_code_has_no_qr_code(static: Path, autojump_clock: MockClock, code: bytes) -> None:
    async with open_site(static) as client:
        answer = await get(client, b"/r/" + code + b".qr.svg")

    assert answer.status == 404


@pytest.mark.parametrize("letters", [300, 5000])
async def test_of_a_host_that_is_too_long_to_be_one_no_qr_code_is_drawn(
    static: Path, autojump_clock: MockClock, letters: int
) -> None:
    async with open_site(static) as client:
        answer = await get(client, b"/r/BRKWQT.qr.svg", Host=b"a" * letters)

    assert answer.status == 400
    assert answer.body.startswith(b"a link of ")


async def test_a_new_browser_gets_a_cookie_that_only_the_server_reads(
    static: Path, autojump_clock: MockClock
) -> None:
    async with open_site(static) as client:
        answers = [await get(client, b"/") for _ in range(2)]

    cookies = [SimpleCookie(answer.headers["set-cookie"])["lobby_player"] for answer in answers]
    assert all(len(bytes.fromhex(cookie.value)) == 32 for cookie in cookies)
    assert cookies[0].value != cookies[1].value
    assert (cookies[0]["httponly"], cookies[0]["samesite"], cookies[0]["path"]) == (True, "lax", "/")
    assert not cookies[0]["secure"]
    assert read_cookie(f"lobby_player={cookies[0].value}".encode()) == bytes.fromhex(cookies[0].value)


async def test_a_browser_keeps_the_cookie_that_it_has_unless_it_could_not_be_ours(
    static: Path, autojump_clock: MockClock
) -> None:
    async with open_site(static) as client:
        kept = await get(client, b"/", Cookie=b"a=b; lobby_player=" + b"0f" * 32)
        renewed = await get(client, b"/", Cookie=b"lobby_player=short")

    assert "set-cookie" not in kept.headers
    assert "set-cookie" in renewed.headers


async def test_below_a_public_url_the_page_knows_its_base_and_the_cookie_its_path(
    static: Path, autojump_clock: MockClock
) -> None:
    config = Config(server=ServerSection(public_url="https://example.org/games"))
    async with open_site(static, config=config) as client:
        answer = await get(client, b"/games/r/BRKWQ")

    assert b'<base href="/games/" />' in answer.body
    cookie = SimpleCookie(answer.headers["set-cookie"])["lobby_player"]
    assert (cookie["path"], cookie["secure"]) == ("/games/", True)


async def test_assets_are_kept_for_ever_and_compressed_for_who_wants(
    static: Path, autojump_clock: MockClock
) -> None:
    async with open_site(static) as client:
        plain = await get(client, b"/assets/app-1a2b.js")
        small = await get(client, b"/assets/app-1a2b.js", Accept_Encoding=b"br, gzip")

    assert plain.body == gzip.decompress(small.body) == SCRIPT
    assert small.headers["content-encoding"] == "gzip"
    assert "immutable" in plain.headers["cache-control"]
    assert plain.headers["content-type"] == "text/javascript; charset=utf-8"


async def test_the_sdk_is_loaded_by_pages_elsewhere_and_asked_for_anew(
    static: Path, autojump_clock: MockClock
) -> None:
    (static / "sdk.js").write_bytes(SCRIPT)
    (static / "sdk.d.ts").write_bytes(b"export {};")
    async with open_site(static) as client:
        script, types, other = [
            await get(client, path) for path in (b"/sdk.js", b"/sdk.d.ts", b"/favicon.svg")
        ]

    assert (script.headers["access-control-allow-origin"], script.headers["cache-control"]) == (
        "*",
        "no-cache",
    )
    assert types.headers["content-type"] == "text/plain; charset=utf-8"
    assert "access-control-allow-origin" not in other.headers


async def test_a_file_that_the_browser_has_is_not_sent_again(static: Path, autojump_clock: MockClock) -> None:
    async with open_site(static) as client:
        first = await get(client, b"/favicon.svg")
        again = await get(client, b"/favicon.svg", If_None_Match=first.headers["etag"].encode())
        head = await get(client, b"/favicon.svg", b"HEAD")

    assert (first.status, again.status, head.status) == (200, 304, 200)
    assert again.body == head.body == b""
    assert first.headers["content-type"].startswith("image/svg+xml")


@pytest.mark.parametrize(
    "target",
    [b"/nope", b"/index.html", b"/assets/", b"/assets/../index.html", b"/%2e%2e/x", b"/assets/%00", b"//x/y"],
)
async def test_what_is_not_there_is_a_clear_404(
    target: bytes, static: Path, autojump_clock: MockClock
) -> None:
    async with open_site(static) as client:
        answer = await get(client, target)

    assert answer.status == 404
    assert answer.body.startswith(b"nothing is at /")


async def test_who_looks_at_it_in_a_browser_is_told_so_in_their_language(
    static: Path, autojump_clock: MockClock
) -> None:
    german = {"Accept": b"text/html", "Accept_Language": b"fr;q=0.5, de-AT;q=0.9, en;q=0.8"}
    async with open_site(static) as client:
        seen = await get(client, b"/nope", **german)
        program = await get(client, b"/nope", Accept_Language=b"de")
        api = await get(client, b"/api/nope", **german)

    assert "<h1>Unter /nope gibt es nichts</h1>" in seen.body.decode()
    assert '<html lang="de">' in seen.body.decode()
    assert '<a href="/">Zur Lobby</a>' in seen.body.decode()
    assert (seen.headers["content-language"], seen.headers["vary"]) == ("de", "accept-language")
    assert program.body == b"nothing is at /nope\n"
    assert json.loads(api.body) == {"error": "nothing is at /api/nope"}


async def test_an_address_that_leads_nowhere_is_shown_as_text_and_not_as_a_page_of_its_own(
    static: Path, autojump_clock: MockClock
) -> None:
    async with open_site(static) as client:
        seen = await get(client, b"/%3Cscript%3E%7B0%7D", Accept=b"text/html")

    assert (seen.status, b"<script>" in seen.body) == (404, False)
    assert b"&lt;script&gt;{0}" in seen.body
    assert seen.headers["content-type"].startswith("text/html")


async def test_without_a_built_page_it_says_how_to_build_it(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    async with open_site(tmp_path / "missing") as client:
        answer = await get(client, b"/")

    assert answer.status == 503
    assert b"hatch_build.py" in answer.body


@pytest.mark.parametrize("target", [b"/", b"/nope", b"/api/games", b"/api/nope", b"/healthz", b"/metrics"])
async def test_every_response_carries_the_security_headers(
    target: bytes, static: Path, autojump_clock: MockClock
) -> None:
    async with open_site(static) as client:
        headers = (await get(client, target)).headers

    assert headers["content-security-policy"].startswith("default-src 'self'; connect-src 'self';")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


async def test_the_api_tells_games_and_rooms_as_json(static: Path, autojump_clock: MockClock) -> None:
    board = StillBoard()
    async with open_site(static, board) as client:
        games = await get(client, b"/api/games")
        rooms = await get(client, b"/api/rooms?game=quiz")
        await get(client, b"/api/rooms")
        nothing = await get(client, b"/api/nope")
        posted = await get(client, b"/api/rooms", b"POST", Content_Length=b"0")

    assert json.loads(games.body)[0]["id"] == "quiz"
    assert json.loads(rooms.body)[0]["name"] == "Ann's <table>"
    assert board.asked == ["quiz", None]
    assert (nothing.status, json.loads(nothing.body)) == (404, {"error": "nothing is at /api/nope"})
    assert posted.status == 405


@pytest.mark.parametrize(("status", "expected"), [("ok", 200), ("the store is full", 503)])
async def test_health_says_how_the_server_is(
    status: str, expected: int, static: Path, autojump_clock: MockClock
) -> None:
    async with open_site(static, StillBoard(status)) as client:
        answer = await get(client, b"/healthz")

    assert (answer.status, json.loads(answer.body)) == (expected, {"status": status})


async def test_metrics_are_prometheus_text(static: Path, autojump_clock: MockClock) -> None:
    async with open_site(static) as client:
        answer = await get(client, b"/metrics")

    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert b"\nlobby_connections " in answer.body


async def test_metrics_behind_a_token_want_it(static: Path, autojump_clock: MockClock) -> None:
    config = Config(metrics=MetricsSection(token="s3cret"))
    async with open_site(static, config=config) as client:
        refused = [await get(client, b"/metrics"), await get(client, b"/metrics", Authorization=b"Bearer no")]
        told = await get(client, b"/metrics", Authorization=b"Bearer s3cret")

    assert [answer.status for answer in refused] == [401, 401]
    assert told.status == 200


async def test_metrics_on_an_address_of_their_own_are_only_there(
    static: Path, autojump_clock: MockClock
) -> None:
    config = attrs.evolve(Config(), metrics=MetricsSection(address="127.0.0.1:9100"))
    async with open_site(static, config=config) as client:
        assert (await get(client, b"/metrics")).status == 404
    async with open_server(make_metrics_app(config, Metrics())) as server:
        client = server.connect()
        assert (await get(client, b"/metrics")).status == 200
        assert (await get(client, b"/")).status == 404
