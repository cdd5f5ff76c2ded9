"""Finished games on a real server: films are made at its start, and people watch them on real pages."""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import trio
from playwright.sync_api import BrowserContext, expect

from lobby.core.game import Game
from lobby.core.history.finished import finish, pack_finished
from lobby.core.history.log import pack_row
from lobby.core.ids import RoomId
from lobby.shell.records import KeepResult
from lobby.shell.stores.sqlite import SqliteStore
from lobby.testing.storing import append
from tests.end_to_end.contrast import find_faint_texts
from tests.end_to_end.person import People, Person
from tests.end_to_end.process import LOOK_EVERY_SECONDS, SETTLE_SECONDS, Lobby
from tests.golden.logs import EXAMPLES, load
from tests.golden.random_rooms import RandomRoom

pytestmark = pytest.mark.end_to_end

GAMES = ("connect_four", "liars_dice", "crazy_eights", "tic_tac_toe")
SECRET = "tic_tac_toe"  # played at a table that was not listed
SCREENSHOTS = Path(__file__).parent / "screenshots"
SIZES = {"phone": (390, 844), "desktop": (1280, 800)}


def id_of(game: str) -> str:
    """Return an id as long as those of the server."""
    return game.ljust(22, "_")


async def keep_games(data: Path) -> None:
    """Leave finished games in a data directory, as a server that was killed before it made their films."""
    store = SqliteStore(data)
    await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        for number, name in enumerate(GAMES):
            await keep_game(store, load(name), number)
        nursery.cancel_scope.cancel()


async def keep_game(store: SqliteStore, game: Game, number: int) -> None:
    played = RandomRoom(game, Random(4), odd_one_in=10**6)
    played.play_game(2)
    room = RoomId(game.id.ljust(12, "x")[:12])
    ended_ms = played.room.zero_ms + played.room.now_ms + number
    data = pack_finished(finish(played.room))
    result = KeepResult(id_of(game.id), room, 1, game.id, game.id != SECRET, (), ended_ms, data)
    for row in played.rows:
        records = (result,) if row is played.rows[-1] else ()
        assert await append(store, row.number, pack_row(row), *records, room=room)


@pytest.fixture(scope="module")
def lobby(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lobby]:
    """A server that was started again over finished games; here all only look."""
    folder = tmp_path_factory.mktemp("lobby")
    (folder / "data").mkdir()
    trio.run(keep_games, folder / "data")
    lobby = Lobby(folder, flags=["--game", str(EXAMPLES / "crazy_eights")])
    lobby.start()
    yield lobby
    lobby.stop()


def watch(person: Person, game: str) -> None:
    """Follow the link to a finished game."""
    person.visit(f"/replay/{id_of(game)}")
    expect(person.get("replay-slider")).to_be_visible()


def expect_step(person: Person, number: int) -> None:
    expect(person.get("replay-count")).to_contain_text(re.compile(rf"^\s*{number}/"))


def test_public_games_are_listed_at_home_and_watched_from_there(people: People) -> None:
    ann = people.come("Ann")

    expect(ann.get("recent-game")).to_have_count(len(GAMES) - 1)
    ann.get("recent-game").filter(has_text="Crazy eights").click()

    expect(ann.page).to_have_url(f"{ann.url}/replay/{id_of('crazy_eights')}")
    expect_step(ann, 1)
    ann.page.go_back()
    expect(ann.get("recent")).to_be_visible()


def test_a_game_of_a_table_that_was_not_listed_is_watched_by_who_has_its_link(people: People) -> None:
    ann = people.come("Ann")

    expect(ann.get("recent")).not_to_contain_text("Tic-tac-toe")
    watch(ann, SECRET)

    expect(ann.get("square-0")).to_be_visible()


def test_it_is_gone_through_by_slider_buttons_and_keys(people: People) -> None:
    ann = people.come("Ann")
    watch(ann, "connect_four")
    discs = ann.get("board").locator(".disc")
    last = int(ann.get("replay-slider").get_attribute("max") or "0")

    ann.page.keyboard.press("ArrowRight")
    expect_step(ann, 2)
    expect(discs).to_have_count(1)
    ann.get("replay-on").click()
    expect(discs).to_have_count(2)
    ann.get("replay-back").click()
    ann.get("replay-back").click()
    expect(discs).to_have_count(0)
    ann.page.keyboard.press("End")
    expect(discs).to_have_count(last)
    expect(ann.get("result")).to_be_visible()
    ann.get("replay-slider").focus()
    ann.page.keyboard.press("Home")
    expect_step(ann, 1)
    ann.get("replay-slider").fill("7")
    expect(discs).to_have_count(7)
    expect(ann.get("replay-status")).to_have_text(re.compile(r"^Step 8 of \d+\. .* drops in column"))
    expect(ann.get("log-line")).to_have_count(7)


def test_it_plays_by_itself_as_fast_as_one_likes_to_the_end(people: People) -> None:
    ann = people.come("Ann")
    watch(ann, "connect_four")

    ann.get("replay-speed").select_option("4")
    ann.page.locator("h1").click()
    ann.page.keyboard.press("Space")
    expect(ann.get("replay-play")).to_have_attribute("data-playing", "true")
    expect(ann.get("board").locator(".disc")).not_to_have_count(0)
    ann.page.keyboard.press("Space")
    expect(ann.get("replay-play")).to_have_attribute("data-playing", "false")
    ann.page.keyboard.press("End")
    ann.page.keyboard.press("ArrowLeft")
    ann.get("replay-play").click()

    expect(ann.get("result")).to_be_visible()
    expect(ann.get("replay-play")).to_have_attribute("data-playing", "false")


@pytest.mark.parametrize(
    ("game", "own"), [("liars_dice", "own-dice"), ("crazy_eights", "own-stage")], ids=["built-in", "own page"]
)
def test_opened_secrets_are_seen_through_a_seat(game: str, own: str, people: People) -> None:
    ann = people.come("Ann")
    watch(ann, game)
    hidden = ann.get("own-dice") if game == "liars_dice" else ann.page.locator(".eights-hand li")

    expect(hidden).to_have_count(0)
    ann.get("replay-look").select_option("1")

    expect(hidden).not_to_have_count(0)
    expect(ann.get(own)).to_be_visible()
    expect(ann.get("bid")).to_have_count(0)
    ann.get("replay-look").select_option("")
    expect(hidden).to_have_count(0)


def test_the_link_is_copied_also_where_there_is_no_clipboard(people: People) -> None:
    ann = people.come("Ann")
    ann.page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    watch(ann, "connect_four")

    ann.get("replay-share").click()
    expect(ann.get("replay-share-link")).to_have_value(f"{ann.url}/replay/{id_of('connect_four')}")
    ann.get("replay-share-copy").click()

    expect(ann.get("toast")).to_contain_text("Link copied")


def test_a_link_that_leads_nowhere_says_so(people: People) -> None:
    ann = people.come("Ann")
    ann.expects_cuts = True

    ann.visit("/replay/nothing")

    expect(ann.page.get_by_role("heading")).to_have_text("There is no such replay")
    ann.page.get_by_role("button", name="See open tables").click()
    expect(ann.get("recent")).to_be_visible()


def wait_film(lobby: Lobby, name: str) -> None:
    """Return when the film is made, or at the end of the patience."""
    give_up = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < give_up:
        try:
            urlopen(f"{lobby.url}/api/replays/{name}").close()
        except HTTPError as error:
            error.close()
            time.sleep(LOOK_EVERY_SECONDS)
        else:
            return


@pytest.mark.parametrize("by", ["link", "id"])
def test_it_is_watched_in_the_terminal_while_the_server_runs(by: str, lobby: Lobby) -> None:
    name = id_of("liars_dice")
    wait_film(lobby, name)
    film = [f"{lobby.url}/replay/{name}"] if by == "link" else [name, "--data", str(lobby.data)]

    ended = subprocess.run(
        [sys.executable, "-m", "lobby", "replay", *film],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert ended.stdout.startswith("Liar's dice, game 1")
    assert "only Ann sees:" in ended.stdout


# What fits is a matter of the width, and what can be read one of the scheme: each of them is looked at once.
@pytest.mark.parametrize(("size", "scheme"), [("phone", "dark"), ("desktop", "light")])
def test_it_fits_and_can_be_read(
    size: str, scheme: str, new_context: Callable[..., BrowserContext], lobby: Lobby
) -> None:
    width, height = SIZES[size]
    context = new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    ann = People(new_context, lobby.url).open_tab(context, "Ann")
    SCREENSHOTS.mkdir(exist_ok=True)
    for game in GAMES:
        watch(ann, game)
        ann.get("replay-slider").fill("6")
        if ann.get("replay-look").count():
            ann.get("replay-look").select_option("0")
        expect(ann.get("board")).to_be_visible()
        ann.page.screenshot(path=SCREENSHOTS / f"replay-{game}-{size}-{scheme}.png")

        assert ann.page.evaluate("document.documentElement.scrollWidth") <= width
        assert find_faint_texts(ann.page, "main") == []
    assert ann.complaints == []
