"""Finding a game with the Python client."""

import pytest
import trio
from trio.testing import MockClock

from clients.bot import Task, Way
from clients.crowd import Order, run_crowd
from clients.errors import CommandRefused
from clients.policy import Policy
from clients.tally import Tally
from tests.clients.lobby_in_memory import run_server


async def test_quick_play_brings_two_together(autojump_clock: MockClock) -> None:
    async with run_server() as server, server.client("Ann") as ann, server.client("Bob") as bob:
        first, second = await ann.quick_play("tic_tac_toe"), await bob.quick_play("tic_tac_toe")

        assert first.id == second.id
        assert [seat["name"] for seat in second.view["seats"]] == ["Ann", "Bob"]
        assert second.seat is not None


async def test_a_search_goes_over_all_pages(autojump_clock: MockClock) -> None:
    async with run_server() as server, server.client("Ann") as ann, server.client("Bob") as bob:
        for number in range(15):
            await ann.create("tic_tac_toe", name=f"table {number}")
            await bob.create("connect_four", name=f"table {number}")

        rooms = await ann.search("tic_tac_toe", text="table 1")

        assert sorted(room["name"] for room in rooms) == sorted(f"table {n}" for n in (1, *range(10, 15)))
        assert len(await ann.search()) == 30


async def test_what_can_not_be_searched_for_is_refused(autojump_clock: MockClock) -> None:
    async with run_server() as server, server.client("Ann") as ann:
        with pytest.raises(CommandRefused, match="allowed are live, slow"):
            await ann.search(pace="fast")
        with pytest.raises(CommandRefused, match="cursor"):
            await ann.search(cursor="nonsense")


@pytest.mark.parametrize("way", ["quick", "queue"])
async def test_bots_find_their_games_by_themselves(way: Way, autojump_clock: MockClock) -> None:
    async with run_server() as server:
        tally = Tally(1, say=lambda _: None)
        task = Task(server, "connect_four", 1, Policy(None), 0, public=True, way=way)

        await run_crowd(Order(task, 6), tally, trio.Event())

        assert tally.complete, tally.problems
        assert tally.finished == 6, "each bot has seen the end of its game"
        async with server.client("Ann") as ann:
            leaders = await ann.leaders("connect_four")
            assert {leader["kind"] for leader in leaders} == ({"bot"} if way == "queue" else set())


async def test_who_waits_hears_of_the_match_or_that_it_waits_no_more(autojump_clock: MockClock) -> None:
    async with run_server() as server, server.client("Ann") as ann, server.client("Bob") as bob:
        await ann.enqueue("tic_tac_toe")
        await bob.enqueue("tic_tac_toe")

        rooms = [await client.wait_found() for client in (ann, bob)]

        assert rooms[0] is not None
        assert rooms[1] is not None
        assert rooms[0].id == rooms[1].id
        assert rooms[1].view["phase"] == "playing"
        async with server.client("Cy") as cy:
            await cy.enqueue("tic_tac_toe")
            await cy.dequeue()
            assert await cy.wait_found() is None
