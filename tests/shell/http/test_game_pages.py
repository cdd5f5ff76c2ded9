"""A game's own page: what is served of its folder, and that nothing else is.

The files are read in threads, so there is no clock here that jumps.
"""

import gzip
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import attrs
import pytest
from structlog.testing import capture_logs

from lobby.app import assemble
from lobby.settings import Config, LimitsSection
from lobby.shell.http.board import LobbyBoard
from tests.shell.echo import Client
from tests.shell.http.test_application import StillBoard, get, open_site

VIEW = b"export function draw(root) { root.textContent = 'hello'; }\n" * 10


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "quiz"
    (folder / "assets" / "deep").mkdir(parents=True)
    (folder / "assets" / "foo@12").mkdir()
    (folder / "assets" / "foo@12" / "a.js").write_text("export {};")
    (folder / "view.js").write_bytes(VIEW)
    (folder / "quiz.py").write_text("answer = 42")
    (folder / "questions.json").write_text("{}")
    (folder / "view.css").write_text("")
    (folder / "assets" / "style.css").write_text("b {}")
    (folder / "assets" / "a picture é.webp").write_bytes(b"RIFF")
    (folder / "assets" / "deep" / "more.mjs").write_text("export {};")
    (folder / "assets" / "helper.py").write_text("answer = 42")
    (folder / "assets" / ".hidden").write_text("secret")
    (folder / "assets" / ".git").mkdir()
    (folder / "assets" / ".git" / "config").write_text("secret")
    (tmp_path / "outside.txt").write_text("secret")
    (folder / "assets" / "link.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "assets" / "questions.json").symlink_to(folder / "questions.json")
    (folder / "assets" / "linked").symlink_to(tmp_path)
    os.mkfifo(folder / "assets" / "pipe")
    return folder


@asynccontextmanager
async def open_quiz(folder: Path, **limits: int) -> AsyncIterator[Client]:
    config = Config(limits=attrs.evolve(LimitsSection(), **limits))
    board = StillBoard(folders={"quiz": folder})
    async with open_site(folder.parent, board, config) as client:
        yield client
        await client.stream.aclose()  # or the server waits for another request


@pytest.mark.parametrize(
    ("target", "media_type"),
    [
        (b"view.js", "text/javascript; charset=utf-8"),
        (b"assets/style.css", "text/css; charset=utf-8"),
        (b"assets/a%20picture%20%C3%A9.webp", "image/webp"),
        (b"assets/deep/more.mjs", "text/javascript; charset=utf-8"),
        (b"assets/foo@12/a.js", "text/javascript; charset=utf-8"),
        (b"@7/view.js", "text/javascript; charset=utf-8"),
        (b"@7/assets/style.css", "text/css; charset=utf-8"),
    ],
)
async def test_the_page_and_its_assets_are_served(target: bytes, media_type: str, folder: Path) -> None:
    async with open_quiz(folder) as client:
        answer = await get(client, b"/games/quiz/" + target)

    assert (answer.status, answer.headers["content-type"]) == (200, media_type)
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-security-policy"].startswith("default-src 'self';")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "quiz.py",
        "questions.json",
        "view.css",
        "View.js",
        "VIEW.JS",
        "view.js/",
        "/view.js",
        "@7/@7/view.js",
        "@x/view.js",
        "view@1/.js",
        "assets",
        "assets/",
        "Assets/style.css",
        "assets/nothing.css",
        "assets/helper.py",
        "assets/helper.PY",
        "assets/.hidden",
        "assets/.git/config",
        "assets/link.txt",
        "assets/questions.json",
        "assets/linked/outside.txt",
        "assets/pipe",
        "assets/deep",
        "assets//style.css",
        "assets/./style.css",
        "assets/../view.js",
        "assets/../quiz.py",
        "assets/../../outside.txt",
        "../outside.txt",
        "@7/../../outside.txt",
        "%2e%2e/outside.txt",
        "assets/%2e%2e/quiz.py",
        "assets/%2E%2E%2Fquiz.py",
        "assets%2F..%2Fquiz.py",
        "assets/%252e%252e/quiz.py",
        "assets/..%5cquiz.py",
        "assets\\..\\quiz.py",
        "assets/%5c..%5cquiz.py",
        "assets/..%c0%afquiz.py",
        "assets/style.css%00.png",
        "assets/st%0ayle.css",
        "assets/C:%5cwindows",
        "assets/style.css::$DATA",
        "assets/style.css.",
        "assets/" + "x" * 300,
        "assets/" + "x/" * 300,
    ],
)
async def test_nothing_else_of_the_folder_and_nothing_outside_of_it_is_served(
    path: str, folder: Path
) -> None:
    async with open_quiz(folder) as client:
        answer = await get(client, f"/games/quiz/{path}".encode())

    assert answer.status == 404
    assert b"secret" not in answer.body
    assert b"42" not in answer.body


async def test_a_game_without_a_folder_and_one_that_is_not_there_have_no_files(folder: Path) -> None:
    async with open_quiz(folder) as client:
        for target in (
            b"/games/other/view.js",
            b"/games/../view.js",
            b"/games/view.js",
            b"/games/%2e/view.js",
        ):
            assert (await get(client, target)).status == 404


async def test_what_is_saved_is_served_at_the_next_request(folder: Path) -> None:
    async with open_quiz(folder) as client:
        first = await get(client, b"/games/quiz/view.js", Accept_Encoding=b"gzip")
        etag = first.headers["etag"].encode()
        unchanged = await get(client, b"/games/quiz/view.js", If_None_Match=etag)
        (folder / "view.js").write_bytes(VIEW.replace(b"hello", b"world"))
        changed = await get(client, b"/games/quiz/view.js", If_None_Match=etag)
        (folder / "view.js").unlink()
        gone = await get(client, b"/games/quiz/view.js")
        asset = await get(client, b"/games/quiz/assets/style.css")

    assert gzip.decompress(first.body) == VIEW
    assert (unchanged.status, changed.status, gone.status, asset.status) == (304, 200, 404, 404)
    assert b"world" in changed.body


async def test_a_file_that_is_too_large_is_named_in_the_log_with_the_limit(folder: Path) -> None:
    (folder / "assets" / "film.bin").write_bytes(bytes(2000))
    with capture_logs() as lines:
        async with open_quiz(folder, game_file_bytes=1024) as client:
            answer = await get(client, b"/games/quiz/assets/film.bin")

    assert answer.status == 500
    assert answer.body == b"assets/film.bin has 2000 bytes, limits.game_file_bytes allows 1024\n"
    assert [(line["file"], line["bytes"], line["most"]) for line in lines] == [
        ("assets/film.bin", 2000, 1024)
    ]


async def test_more_than_is_kept_in_memory_is_served_all_the_same(folder: Path) -> None:
    for number in range(5):
        (folder / "assets" / f"{number}.bin").write_bytes(bytes([number]) * 700)
    async with open_quiz(folder, game_files_bytes=1024) as client:
        for number in (0, 1, 2, 3, 4, 0, 1):
            answer = await get(client, f"/games/quiz/assets/{number}.bin".encode())
            assert answer.body == bytes([number]) * 700


async def test_below_a_public_url_the_page_is_there_too(folder: Path) -> None:
    config = Config(server=attrs.evolve(Config().server, public_url="https://example.org/play"))
    async with open_site(folder.parent, StillBoard(folders={"quiz": folder}), config) as client:
        assert (await get(client, b"/play/games/quiz/view.js")).body == VIEW
        assert (await get(client, b"/games/quiz/view.js")).body == VIEW
        await client.stream.aclose()


async def test_the_api_tells_a_page_as_soon_as_it_is_there(folder: Path) -> None:
    application = assemble(Config())
    game = attrs.evolve(application.games["tic_tac_toe"], folder=str(folder))
    board = LobbyBoard({**application.games, "tic_tac_toe": game}, application.lobby, application.store)

    assert [entry["page"] for entry in board.list_games()] == ["games/tic_tac_toe/view.js", None, None, None]
    assert board.find_folder("tic_tac_toe") == folder
    assert board.find_folder("connect_four") is None
    (folder / "view.js").unlink()
    assert board.list_games()[0]["page"] is None
