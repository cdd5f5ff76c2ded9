"""A real-time game on the real server, over memory streams: it ticks, is seen, takes inputs, and ends."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
import trio
from attrs import frozen
from trio.testing import MockClock

from clients.client import Client
from clients.errors import CommandRefused
from clients.room import Room
from lobby.config import Config
from lobby.core.game import Game
from lobby.testing.serve import LobbyServer, serve
from tests import racing

TICK_SECONDS = 1 / racing.tick_rate


@frozen
class Race:
    """A running game of two, seen by both."""

    server: LobbyServer
    clients: list[Client]
    rooms: list[Room]

    async def wait_tick(self, tick: int, room: Room | None = None) -> None:
        """Return when a room shows a tick, or a later one."""
        seen = room or self.rooms[0]
        with trio.fail_after(60):
            while (seen.tick or 0) < tick:
                await seen.wait_change()


@asynccontextmanager
async def race(
    *,
    seed: int = 0,
    goal: int = racing.GOAL,
    people: int = 2,
    game: Game | None = None,
    config: Config | None = None,
) -> AsyncIterator[Race]:
    """Run a server with a game that has begun."""
    served = serve(game or racing.load(), seed=seed, config=config)
    async with served as server, AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(server.open_client(f"P{n}")) for n in range(people)]
        first = await clients[0].create("racing", options={"goal": goal})
        rooms = [first, *[await client.join(first.code) for client in clients[1:]]]
        for room in rooms:
            await room.sit()
        for room in rooms:
            await room.ready()
        running = Race(server, clients, rooms)
        for room in rooms:
            await running.wait_tick(1, room)
        yield running


async def test_a_game_ticks_at_its_rate_and_all_who_are_there_see_it(autojump_clock: MockClock) -> None:
    async with race() as running:
        ann, bob = running.rooms
        first, begun = ann.tick or 0, trio.current_time()

        await running.wait_tick(first + 40)

        assert trio.current_time() - begun == pytest.approx(40 * TICK_SECONDS, abs=TICK_SECONDS)
        await running.wait_tick(first + 40, bob)
        assert ann.live is not None and ann.live["board"]["at"] == [0, 0]
        assert ann.game["view"] is None and ann.game["tick_rate"] == racing.tick_rate


async def test_an_input_is_answered_at_once_with_the_tick_that_holds_it(autojump_clock: MockClock) -> None:
    async with race() as running:
        ann, bob = running.rooms

        tick = await ann.give(3)
        seen = ann.tick or 0

        assert seen < tick <= seen + 2
        await running.wait_tick(tick, bob)
        assert bob.live is not None and bob.live["board"]["wishes"] == [[0, 3]]
        assert bob.live["notes"][-1]["text"] == "P0 wishes for 3"


async def test_what_a_seat_sees_besides_only_its_player_sees_with_the_same_tick(
    autojump_clock: MockClock,
) -> None:
    async with race() as running, running.server.open_client("Cy") as watcher:
        ann, bob = running.rooms
        cy = await watcher.join(ann.code)
        tick = await ann.give(5)

        await running.wait_tick(tick + 3)
        await running.wait_tick(tick + 3, bob)

        assert ann.live is not None and ann.live_seat is not None and bob.live_seat is not None
        assert ann.live_seat["secret"]["fuel"] == 500 - ann.live["board"]["at"][0]
        assert bob.live_seat["secret"]["fuel"] == 500
        await running.wait_tick(tick, cy)
        assert cy.live_seat is None


async def test_the_game_ends_with_its_last_board_in_the_view_of_the_game(autojump_clock: MockClock) -> None:
    async with race(goal=50) as running:
        ann, bob = running.rooms
        await bob.give(10)

        with trio.fail_after(60):
            while ann.game["result"] is None or ann.live is not None:
                await ann.wait_change()

        assert ann.game["result"]["places"] == [2, 1]
        assert ann.game["view"]["at"] == [0, 50]
        await ann.ready()
        await bob.ready()
        await running.wait_tick(1)
        assert ann.game["game"] == 2


async def test_an_illegal_input_one_of_another_type_and_one_too_many_are_refused(
    autojump_clock: MockClock,
) -> None:
    async with race() as running:
        ann, codes = running.rooms[0], []
        for move in (11, "fast", None):
            with pytest.raises(CommandRefused) as refused:
                await ann.give(move)
            codes.append(refused.value.code)

        assert codes == ["illegal_move", "malformed", "malformed"]
        await running.wait_tick((ann.tick or 0) + 1)  # refused ones count in their tick
        most = running.server.application.config.ticking.inputs_max
        outcomes: list[str] = []

        async def give() -> None:
            try:
                await ann.give(1)
                outcomes.append("taken")
            except CommandRefused as error:
                outcomes.append(error.code)

        async with trio.open_nursery() as nursery:
            for _ in range(most + 2):
                nursery.start_soon(give)
        assert outcomes.count("rate_limited") == 2


async def test_who_leaves_is_out_of_it_and_of_two_the_other_one_wins(autojump_clock: MockClock) -> None:
    async with race() as running:
        ann, bob = running.rooms

        await bob.leave()

        with trio.fail_after(60):
            while ann.game["result"] is None:
                await ann.wait_change()
        assert ann.game["result"]["places"] == [1, 2]


async def test_a_real_time_game_takes_no_clock_no_days_and_no_late_watchers(
    autojump_clock: MockClock,
) -> None:
    async with serve(racing.load()) as server, server.open_client("Ann") as ann:
        wishes: list[tuple[dict[str, Any], str]] = [
            ({"pace": "slow"}, "not over days"),
            ({"clock": {"kind": "per_move", "move_ms": 30_000}}, "without turn clocks"),
            ({"house": {"watching": "delayed", "delay_ms": 1000}}, "watched at once or not at all"),
        ]
        for wish, why in wishes:
            with pytest.raises(CommandRefused, match=why) as refused:
                await ann.create("racing", **wish)
            assert refused.value.code == "not_allowed"
