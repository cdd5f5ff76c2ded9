"""Finding a game with the Python client."""

import pytest
from trio.testing import MockClock

from clients.errors import CommandRefused
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
