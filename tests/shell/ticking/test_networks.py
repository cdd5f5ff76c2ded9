"""A real-time game over networks that delay and cut, by both transports: all that is shown has been so."""

from contextlib import AsyncExitStack
from typing import Any

import pytest
import trio
from attrs import evolve
from trio.testing import MockClock

from clients.choice import Wanted
from clients.errors import CommandRefused
from lobby.testing.network import Network, Plan
from lobby.testing.serve import serve
from tests import racing

TICKS = 200
CUTTING = Plan(delay_ms=80, cut_every_seconds=3, stall_percent=3, stall_ms=500, split_percent=20)


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_what_a_client_shows_of_a_tick_is_what_the_server_showed(
    transport: Wanted, autojump_clock: MockClock
) -> None:
    shown: dict[int, Any] = {}

    def record(state: racing.State, inputs: Any, dice: Any) -> Any:
        outcome = racing.tick(state, inputs, dice)
        after = outcome[0] if isinstance(outcome, tuple) else outcome
        shown[len(shown) + 1] = racing.public(after)
        return outcome

    game = evolve(racing.load(), tick=record)
    seen = 0
    async with (
        serve(game, seed=3, network=Network(CUTTING, seed=5), buffer_bytes=4096) as server,
        AsyncExitStack() as stack,
    ):
        clients = [
            await stack.enter_async_context(server.open_client(f"P{n}", transport=transport))
            for n in range(2)
        ]
        ann = await clients[0].create("racing", options={"goal": 100_000})
        bob = await clients[1].join(ann.code)
        for room in (ann, bob):
            await room.sit()
        for room in (ann, bob):
            await room.ready()
        with trio.fail_after(600):
            async for room in bob.changes():
                if room.live is None or not room.tick:
                    continue
                seen += 1
                assert room.live["board"] == shown[room.tick]
                assert room.live_seat is not None
                assert room.live_seat["secret"]["fuel"] == 500 - room.live["board"]["at"][1]
                if room.tick >= TICKS:
                    break
                try:
                    assert await bob.give(seen % 10) > 0
                except CommandRefused as refused:
                    assert refused.code == "rate_limited"

    assert seen > 20
