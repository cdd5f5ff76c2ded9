"""A room in real time, followed over a line that is late: an own input shows at once, and for good later."""

from pathlib import Path
from typing import Any

import pytest
import trio
from trio.testing import MockClock

from clients.errors import CommandRefused
from clients.thinking import load_bot
from lobby.testing.network import Network, Plan
from lobby.testing.serve import serve

PADDLES = str(Path(__file__).parents[2] / "examples" / "paddles")
WAYS = ("up", "stop", "down")


def predict(board: Any, move: str, seat: int) -> Any:
    return {
        **board,
        "ways": [WAYS.index(move) - 1 if at == seat else way for at, way in enumerate(board["ways"])],
    }


async def test_an_input_shows_at_once_and_then_in_the_tick_that_its_answer_names(
    autojump_clock: MockClock,
) -> None:
    network = Network(Plan(delay_ms=150), seed=2)
    async with (
        serve(PADDLES, seed=3, network=network, buffer_bytes=65536) as server,
        server.open_client("Ann") as ann,
    ):
        room = await ann.create("paddles")
        seat = await room.sit()
        await room.add_bot()
        await room.ready()
        while not room.tick:
            await room.wait_change()
        live = room.start_live(predict=predict)
        told: list[int] = []
        async with trio.open_nursery() as nursery:

            async def steer() -> None:
                told.append(await live.input("down"))

            nursery.start_soon(steer)
            await trio.testing.wait_all_tasks_blocked()
            at_once: Any = live.frame()
        while (room.tick or 0) < told[0]:
            await room.wait_change()
        assert room.live is not None
        board = room.live["board"]

    assert at_once.after["ways"][seat] == 1
    assert at_once.tick < told[0]
    assert board["ways"][seat] == 1


async def test_who_watches_sees_frames_and_gives_no_input(autojump_clock: MockClock) -> None:
    async with (
        serve(PADDLES, seed=3) as server,
        server.open_client("Ann") as ann,
        server.open_client("Cy") as cy,
    ):
        room = await ann.create("paddles")
        await room.sit()
        await room.add_bot()
        await room.ready()
        watched = await cy.join(room.code)
        while not watched.tick:
            await watched.wait_change()
        live = watched.start_live()
        for _ in range(60):
            await watched.wait_change()
        frame: Any = live.frame()
        with pytest.raises(CommandRefused, match="not_your_turn"):
            await live.input("up")

    assert frame.view["paddles"]
    assert frame.lead == 0
    assert 0 <= frame.part <= 1


async def test_bots_with_options_play_a_whole_game_of_snakes_by_the_games_own_bot(
    autojump_clock: MockClock,
) -> None:
    async with serve(seed=5) as server:
        tally = await server.play_bots(
            "snake_arena",
            3,
            act=load_bot("own", "snake_arena", 1000)[0],
            options={"rounds": 1, "seconds": 20},
        )

    assert tally.complete and not tally.faults and not tally.problems
    assert tally.moves > 20
