"""Bots at a server that is full: they wait for a place for a while, and what they waited for is told."""

import pytest
import trio
from trio.testing import MockClock

from clients.bot import FULL_PATIENCE_SECONDS, Task
from clients.client import open_client
from clients.crowd import Order, run_crowd
from clients.errors import CannotConnect
from clients.policy import Policy
from clients.report import summarise
from clients.tally import Tally
from lobby.config import Config
from lobby.settings import LimitsSection
from lobby.testing.serve import LobbyServer, serve


async def stay(server: LobbyServer, seconds: float) -> None:
    """Take one of the places for so long: who has a seat is not sent away to make room."""
    async with server.open_client("Ann") as ann:
        room = await ann.create("connect_four", public=False)
        await room.sit()
        await trio.sleep(seconds)
        await room.leave()


async def test_bots_that_find_the_server_full_wait_for_a_place_and_that_is_told(
    autojump_clock: MockClock,
) -> None:
    config = Config(limits=LimitsSection(players=2))
    async with serve(seed=1, config=config) as server, trio.open_nursery() as nursery:
        nursery.start_soon(stay, server, 10.0)
        await trio.testing.wait_all_tasks_blocked()
        tally = await server.play_bots("tic_tac_toe", 2)
        lines = list(summarise(tally, 1.0))

    assert tally.complete, tally.problems
    assert tally.waited == 1
    assert 8.0 < tally.waited_seconds < FULL_PATIENCE_SECONDS
    assert any("waited for a place: 1 bot" in line and "server_full" in line for line in lines), lines


async def test_where_the_server_is_full_a_run_says_that_and_nothing_of_its_disk(
    autojump_clock: MockClock,
) -> None:
    config = Config(limits=LimitsSection(players=1))
    said = list[str]()
    async with serve(seed=1, config=config) as server, trio.open_nursery() as nursery:
        nursery.start_soon(stay, server, 1000.0)
        await trio.testing.wait_all_tasks_blocked()
        task = Task(server.dialler, "tic_tac_toe", 1, Policy(), 0, public=True)
        with pytest.raises(CannotConnect, match="server_full"):
            await run_crowd(Order(task, 2, timeout_seconds=20), Tally(1, said.append), trio.Event())
        nursery.cancel_scope.cancel()

    assert said == ["server_full: the server holds 1 players, the most allowed; waiting"]


async def test_who_finds_no_place_in_time_says_how_long_that_was_and_what_was_told(
    autojump_clock: MockClock,
) -> None:
    config = Config(limits=LimitsSection(players=1))
    async with serve(seed=1, config=config) as server, trio.open_nursery() as nursery:
        nursery.start_soon(stay, server, 1000.0)
        await trio.testing.wait_all_tasks_blocked()
        began = trio.current_time()

        with pytest.raises(CannotConnect, match=r"server_full: .*; waited for 30 s"):
            async with open_client(server.dialler, full_patience_seconds=30):
                raise AssertionError("never online")

        assert trio.current_time() - began == 30
        nursery.cancel_scope.cancel()
