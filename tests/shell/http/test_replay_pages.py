"""Finished games over HTTP: who may see what, and how often."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import trio
from attrs import define, evolve, field
from trio.testing import MockClock

from lobby.settings import Config
from lobby.shell.http.application import make_app
from lobby.shell.http.replay_pages import CantTell, Missing
from lobby.shell.metrics import Metrics
from tests.shell.echo import Client, open_server
from tests.shell.http.test_application import StillBoard, get

FILM = b"\x8dfilm" * 100
NONE = b"this game has no replay: it could not be made, or has gone to make room"


@define
class StillShelf:
    """A shelf with a film, a game without one, and one whose film is not made yet."""

    fault: CantTell | None = None
    asked: list[Any] = field(factory=list)

    async def list_public(
        self, game: str | None, before_ms: int | None, limit: int
    ) -> list[dict[str, Any]] | CantTell:
        await trio.lowlevel.checkpoint()
        self.asked.append((game, before_ms, limit))
        return self.fault or [{"id": "abc", "room": "Ann's <table>"}]

    async def find_film(self, game_id: str) -> bytes | Missing | CantTell:
        await trio.lowlevel.checkpoint()
        self.asked.append(game_id)
        known: dict[str, bytes | Missing] = {"abc": FILM, "none": "none", "making": "making"}
        return self.fault or known.get(game_id, "unknown")


@asynccontextmanager
async def open_site(shelf: StillShelf, **settings: Any) -> AsyncIterator[Client]:
    config = Config(replay=evolve(Config().replay, **settings))
    app = make_app(StillBoard(), config, Metrics(), shelf=shelf)
    async with open_server(app, change=lambda _: config) as server:
        yield server.connect()


async def test_public_games_are_listed_of_one_game_and_page_by_page(autojump_clock: MockClock) -> None:
    shelf = StillShelf()
    async with open_site(shelf) as client:
        answer = await get(client, b"/api/replays")
        await get(client, b"/api/replays?game=quiz&before=1700000000000&limit=5")

    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.body == b'[{"id":"abc","room":"Ann\'s <table>"}]'
    assert shelf.asked == [(None, None, 20), ("quiz", 1_700_000_000_000, 5)]


async def test_what_the_list_can_not_be_asked_is_told_with_what_it_can(autojump_clock: MockClock) -> None:
    shelf = StillShelf()
    async with open_site(shelf, listed=30) as client:
        answers = [
            await get(client, b"/api/replays?" + query)
            for query in (b"limit=31", b"limit=0", b"limit=x", b"before=-1", b"before=", b"before=1e9")
        ]

    assert [answer.status for answer in answers] == [400] * 6
    assert answers[0].body == (
        b'{"error":"got before=None, limit=\'31\'; allowed are a time in ms and 1 to 30 games"}'
    )
    assert shelf.asked == []


async def test_a_film_is_served_to_who_knows_its_id_and_kept_for_ever(autojump_clock: MockClock) -> None:
    async with open_site(StillShelf()) as client:
        answer = await get(client, b"/api/replays/abc")

    assert (answer.status, answer.body) == (200, FILM)
    assert answer.headers["content-type"] == "application/msgpack"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"


async def test_what_has_no_film_is_404_in_one_line_and_says_whether_to_ask_again(
    autojump_clock: MockClock,
) -> None:
    shelf = StillShelf()
    async with open_site(shelf) as client:
        never, nobody, soon, odd = [
            await get(client, b"/api/replays/" + name) for name in (b"none", b"xyz", b"making", b"a%2e%2e")
        ]

    assert (never.status, never.body) == (404, b'{"error":"' + NONE + b'"}')
    assert (nobody.status, nobody.body) == (404, b'{"error":"no finished game has the id xyz"}')
    assert (soon.status, soon.headers["retry-after"]) == (404, "2")
    assert odd.status == 404
    assert "retry-after" not in never.headers | nobody.headers | odd.headers
    assert shelf.asked == ["none", "xyz", "making"]


async def test_a_store_that_does_not_answer_is_503_and_nothing_is_taken_for_missing(
    autojump_clock: MockClock,
) -> None:
    async with open_site(StillShelf(CantTell("the disk is gone"))) as client:
        answers = [await get(client, target) for target in (b"/api/replays", b"/api/replays/abc")]

    for answer in answers:
        assert (answer.status, answer.headers["retry-after"]) == (503, "2")
        assert answer.body == b'{"error":"finished games can\'t be looked up now: the disk is gone"}'


async def test_an_address_is_answered_only_so_often(autojump_clock: MockClock) -> None:
    async with open_site(StillShelf(), requests_burst=2, requests_per_second=0.5) as client:
        answers = [await get(client, b"/api/replays/abc") for _ in range(3)]
        await trio.sleep(2)
        later = await get(client, b"/api/replays")

    assert [answer.status for answer in answers] == [200, 200, 429]
    assert answers[2].headers["retry-after"] == "2"
    assert answers[2].body == (
        b'{"error":"too many requests for replays, allowed are 0.5 requests a second"}'
    )
    assert later.status == 200
