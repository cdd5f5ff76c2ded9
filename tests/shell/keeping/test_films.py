"""Films are made in the background, of all games that have none yet, and nobody waits for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

import pytest
import trio
from attrs import evolve
from structlog.testing import capture_logs
from trio.testing import MockClock, wait_all_tasks_blocked

from lobby.catalogue import load_game
from lobby.core.game import Game
from lobby.core.history.finished import finish, pack_finished
from lobby.core.history.log import pack_row
from lobby.core.ids import RoomId
from lobby.settings import ReplaySection
from lobby.shell.http.shelf import StoreShelf
from lobby.shell.keeping.films import Films
from lobby.shell.questions import FindFilm, ListFilmless
from lobby.shell.records import KeepResult
from lobby.shell.stores.memory import Faults, MemoryStore
from lobby.shell.watchdog import Watchdog
from lobby.testing.storing import append, ask
from lobby.wire.film import unpack_film
from tests.golden.random_rooms import RandomRoom

TIC_TAC_TOE, CONNECT_FOUR = load_game("tic_tac_toe"), load_game("connect_four")
SECTION = ReplaySection()


@asynccontextmanager
async def running(
    store: MemoryStore, *games: Game, section: ReplaySection = SECTION, watchdog: Watchdog | None = None
) -> AsyncIterator[Films]:
    films = Films(store, {game.id: game for game in games}, watchdog or Watchdog(0), section)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        nursery.start_soon(films.run)
        yield films
        nursery.cancel_scope.cancel()


@asynccontextmanager
async def only(store: MemoryStore) -> AsyncIterator[None]:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        yield
        nursery.cancel_scope.cancel()


async def keep(
    store: MemoryStore, game: Game, name: str, seed: int = 1, *, public: bool = True
) -> RandomRoom:
    """Store a room in which one game was played, with its result."""
    room = RandomRoom(game, Random(seed), odd_one_in=10**6)
    room.play_game(2)
    data = pack_finished(finish(room.room))
    ended_ms = room.room.zero_ms + room.room.now_ms + seed
    result = KeepResult(name, RoomId(name), 1, game.id, public, (), ended_ms, data)
    for row in room.rows:
        records = (result,) if row is room.rows[-1] else ()
        assert await append(store, row.number, pack_row(row), *records, room=RoomId(name))
    return room


async def film_of(store: MemoryStore, name: str) -> bytes | None:
    film: bytes | None = await ask(store, FindFilm(name))
    return film


async def test_a_game_that_ends_gets_its_film(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    async with running(store, TIC_TAC_TOE, CONNECT_FOUR) as films:
        await keep(store, TIC_TAC_TOE, "one")
        await keep(store, CONNECT_FOUR, "two")
        films.wake()
        await trio.sleep(1)
        first, second = await film_of(store, "one"), await film_of(store, "two")

    assert first
    assert second
    assert [unpack_film(film).game for film in (first, second)] == ["tic_tac_toe", "connect_four"]


async def test_games_that_a_crash_has_left_without_a_film_get_theirs_at_the_start(
    autojump_clock: MockClock,
) -> None:
    store = MemoryStore()
    async with only(store):
        for number in range(25):
            await keep(store, TIC_TAC_TOE, f"game{number}", number)
    store = store.after_crash()
    await store.load()

    async with running(store, TIC_TAC_TOE):
        await trio.sleep(1)
        assert await ask(store, ListFilmless()) == ()
        assert all([await film_of(store, f"game{number}") for number in range(25)])


async def test_a_game_that_ends_while_another_film_is_made_is_not_overlooked(
    autojump_clock: MockClock,
) -> None:
    store = MemoryStore()
    async with running(store, TIC_TAC_TOE) as films:
        await keep(store, TIC_TAC_TOE, "one")
        films.wake()
        await trio.lowlevel.checkpoint()
        await keep(store, TIC_TAC_TOE, "two")
        films.wake()
        await trio.sleep(1)

        assert await film_of(store, "two")


def fail(*_: object) -> object:
    raise ValueError("a bug")


HOPELESS = {
    "another version": (evolve(TIC_TAC_TOE, version=2), "the log is of tic_tac_toe version 1, here is"),
    "a game that is gone": (CONNECT_FOUR, "the game tic_tac_toe is not on offer"),
    "a game that fails": (evolve(TIC_TAC_TOE, play=fail), "GameFailed: tic_tac_toe: ValueError: a bug"),
}


@pytest.mark.parametrize("why", HOPELESS)
async def test_what_has_no_film_is_noted_once_and_others_get_theirs(
    why: str, autojump_clock: MockClock
) -> None:
    game, complaint = HOPELESS[why]
    store = MemoryStore()
    async with only(store):
        for number in range(12):
            await keep(store, TIC_TAC_TOE, f"game{number}", number)
        await keep(store, CONNECT_FOUR, "good", 99)

    with capture_logs() as logs:
        async with running(store, game, CONNECT_FOUR) as films:
            await trio.sleep(1)
            films.wake()
            await trio.sleep(1)
            assert await ask(store, ListFilmless()) == ()
            assert await film_of(store, "good")

    told = [entry for entry in logs if entry["event"] == "no film"]
    assert len(told) == 12
    assert all(complaint in entry["why"] for entry in told)


async def test_a_fault_of_our_own_costs_that_film_and_no_other(autojump_clock: MockClock) -> None:
    odd = evolve(TIC_TAC_TOE, title="half of a pair: \ud800")  # what no catalogue would let in
    store = MemoryStore()
    async with only(store):
        await keep(store, TIC_TAC_TOE, "odd", 1)
        await keep(store, CONNECT_FOUR, "good", 2)

    with capture_logs() as logs:
        async with running(store, odd, CONNECT_FOUR):
            await trio.sleep(1)
            assert await ask(store, ListFilmless()) == ()
            assert await film_of(store, "good")

    assert [entry["event"] for entry in logs] == ["film failed"]


async def test_a_game_that_never_returns_costs_its_film_only() -> None:
    def play(*_: object) -> object:
        while True:
            pass

    store = MemoryStore()
    watchdog = Watchdog(0.1)
    async with only(store):
        await keep(store, TIC_TAC_TOE, "endless", 1)
        await keep(store, CONNECT_FOUR, "good", 2)
    with watchdog.running():
        async with running(store, evolve(TIC_TAC_TOE, play=play), CONNECT_FOUR, watchdog=watchdog):
            with trio.fail_after(20):
                while await ask(store, ListFilmless()):
                    await trio.lowlevel.checkpoint()
            assert await film_of(store, "endless") is None
            assert await film_of(store, "good")


async def test_a_film_that_is_too_long_is_none(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    section = evolve(SECTION, frames=3)
    with capture_logs() as logs:
        async with running(store, TIC_TAC_TOE, section=section) as films:
            await keep(store, TIC_TAC_TOE, "long")
            films.wake()
            await trio.sleep(1)
            assert await film_of(store, "long") is None

    assert "replay.frames" in next(entry["why"] for entry in logs if entry["event"] == "no film")


async def test_others_have_their_turn_between_the_rows() -> None:
    store = MemoryStore()
    async with only(store):
        room = await keep(store, CONNECT_FOUR, "one")
    turns, others = list[int](), 0

    def play(*arguments: object) -> object:
        turns.append(others)
        return CONNECT_FOUR.play(*arguments)  # type: ignore[arg-type]

    async with running(store, evolve(CONNECT_FOUR, play=play)):
        with trio.fail_after(20):
            while len(turns) < len(room.rows) - 5:
                others += 1
                await trio.lowlevel.checkpoint()

    assert len(turns) > 10
    # Trio runs each task once a round, in any order, so that two rows may follow each other, but not three.
    assert all(after > before for before, after in zip(turns, turns[2:], strict=False))


@pytest.mark.parametrize("seed", range(5))
async def test_a_store_that_fails_and_comes_back_has_the_film_in_the_end(
    seed: int, autojump_clock: MockClock
) -> None:
    store = MemoryStore()
    async with only(store):
        await keep(store, TIC_TAC_TOE, "one")
    faults = Faults(seed, failure_percent=50, delay_seconds_max=3, hang_percent=20)
    store = evolve(store, faults=faults, disk=store._disk, random=None)

    async with running(store, TIC_TAC_TOE):
        await trio.sleep(3600)
        store.faults = None
        store.__attrs_post_init__()
        await wait_all_tasks_blocked()
        assert await film_of(store, "one")


async def test_a_list_is_told_again_for_a_moment_and_then_anew(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    async with only(store):
        shelf = StoreShelf(store, SECTION, lambda: 0.0)
        before = await shelf.list_public(None, None, 20)
        await keep(store, TIC_TAC_TOE, "one")
        at_once = await shelf.list_public(None, None, 20)
        other = await shelf.list_public("tic_tac_toe", None, 20)
        await trio.sleep(SECTION.list_seconds)
        later = await shelf.list_public(None, None, 20)
        for number in range(300):
            await shelf.list_public(None, number, 20)

    assert before == at_once == []
    assert [game["id"] for game in other] == [game["id"] for game in later] == ["one"]  # type: ignore[union-attr]
    assert len(shelf._lists) <= 100


async def test_the_shelf_lists_public_games_and_says_why_a_film_is_missing(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    async with only(store):
        room = await keep(store, TIC_TAC_TOE, "public", 1)
        await keep(store, TIC_TAC_TOE, "secret", 2, public=False)
        ended_seconds = (room.room.zero_ms + room.room.now_ms) / 1000
        now = [ended_seconds]
        shelf = StoreShelf(store, SECTION, lambda: now[0])

        (listed,) = await shelf.list_public(None, None, 20)  # type: ignore[misc]
        early = await shelf.find_film("secret")
        now[0] += SECTION.making_seconds + 1
        late = await shelf.find_film("secret")
        nobody = await shelf.find_film("nobody")

    assert (listed["id"], listed["game"], listed["room"]) == ("public", "tic_tac_toe", "A room")
    assert [player["name"] for player in listed["players"]] == ["Ann", "Bob"]
    assert (early, late, nobody) == ("making", "none", "unknown")
