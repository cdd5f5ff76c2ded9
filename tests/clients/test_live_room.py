"""A room in real time, followed over a line that is late: an own input shows at once, and for good later."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import trio
from trio.testing import MockClock

from clients.client import Client
from clients.errors import CommandRefused
from clients.events import TopicGone
from clients.room import Room
from clients.thinking import load_bot
from lobby.shell.stores.memory import Faults
from lobby.testing.network import Network, Plan
from lobby.testing.serve import serve

EXAMPLES = Path(__file__).parents[2] / "examples"
PADDLES, LANTERNS = str(EXAMPLES / "paddles"), str(EXAMPLES / "lanterns")
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


async def test_what_only_the_own_seat_sees_is_foretold_and_comes_with_the_board_of_its_tick(
    autojump_clock: MockClock,
) -> None:
    def advance(own: Any, seat: int, board: Any) -> Any:
        return {**own, "at": [at + 6 * way for at, way in zip(own["at"], own["way"], strict=True)]}

    network = Network(Plan(delay_ms=150), seed=2)
    async with (
        serve(LANTERNS, seed=3, network=network, buffer_bytes=65536) as server,
        server.open_client("Ann") as ann,
    ):
        room = await ann.create("lanterns", options={"goal": 50})
        await room.sit()
        await room.add_bot()
        await room.ready()
        live = None
        while (room.tick or 0) < 60:
            await room.wait_change()
            if room.live is not None and live is None:
                live = room.start_live(
                    predict_secret=lambda own, way, *_: {**own, "way": [0, -1] if way == "up" else [0, 0]},
                    advance_secret=advance,
                    smooth_secret=lambda own, _: {"at": own["at"]},
                )
        assert live is not None
        still: Any = live.frame()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(live.input, "up")
            await trio.testing.wait_all_tasks_blocked()
            at_once: Any = live.frame()
        while (room.tick or 0) < 150:
            await room.wait_change()
        later: Any = live.frame()
        assert room.live_seat is not None
        own = room.live_seat["secret"]

    assert still.secret_before["way"] == [0, 0]
    assert at_once.secret_after["way"] == [0, -1]
    assert still.secret["at"][1] > at_once.secret_after["at"][1] - 6
    assert later.lead > 10
    # It is ahead of what has come, and where that will be once the lead is over.
    assert 0 < own["at"][1] - later.secret["at"][1] <= 6 * (later.lead + 1)


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


async def test_a_game_with_secrets_that_is_taken_back_is_never_shown_without_them(
    autojump_clock: MockClock,
) -> None:
    """Its bots would be asked without what they go by, raise, and be told to be at fault."""
    async with (
        serve(LANTERNS, seed=1, faults=Faults(seed=1)) as server,
        server.open_client("Ann") as ann,
        trio.open_nursery() as nursery,
    ):
        room = await ann.create("lanterns", options={"goal": 50})
        await room.sit()
        await room.add_bot()
        await room.ready()
        while not room.tick:
            await room.wait_change()
        epochs = {epoch_of(ann, room.id)}

        async def fail_for_a_while() -> None:
            server.store.faults = Faults(seed=1, failure_percent=100)
            await trio.sleep(2)
            server.store.faults = Faults(seed=1)

        nursery.start_soon(fail_for_a_while)
        gone = [event.topic async for event in ends_of(ann, room, epochs) if event.reason == "moved"]

    seat = f"live/{room.id}/0/"
    assert [topic.startswith(seat) for topic in gone[:2]] == [False, True], gone


def epoch_of(client: Client, room: str) -> str:
    """Return of which epoch the ticks are, "" while none are shown."""
    told = client.views.shown.get(f"live/{room}")
    return "" if told is None else told.epoch


async def ends_of(client: Client, room: Room, epochs: set[str]) -> AsyncIterator[TopicGone]:
    """Yield which topics end, until ticks of two more epochs have been shown."""
    most = len(epochs) + 2
    async for event in client.events():
        epochs |= {epoch_of(client, room.id)} - {""}
        if isinstance(event, TopicGone):
            yield event
        if len(epochs) >= most:
            return
