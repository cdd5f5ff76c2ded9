"""Bots on the seats of real-time games: the game's own and random ones give inputs, which are in the log."""

from typing import Any

import pytest
import trio
from attrs import evolve
from structlog.testing import capture_logs
from trio.testing import MockClock

from lobby.bots.kinds import kinds_for
from lobby.catalogue import load_game
from lobby.core.dice import Dice
from lobby.core.events import Ticked
from lobby.core.game import Game
from lobby.core.history.log import unpack_row
from lobby.core.step import replay
from lobby.shell.stores.memory import Faults
from lobby.testing.serve import LobbyServer, serve
from tests import racing


def drive(view: Any, seat: int, dice: Dice) -> int | None:
    """Go as fast as the fuel that only this seat sees allows; say nothing where that is so already."""
    wish = 7 if view["secret"]["fuel"] > 450 else 3
    return None if view["public"]["speed"][seat] == wish else wish


GAME = evolve(racing.load(), bot=drive)


async def play_against_bot(server: LobbyServer, kind: str, ticks: int) -> tuple[str, Any]:
    """Return the room and the board after some ticks of a game of a person and a bot."""
    async with server.open_client("Ann") as ann:
        room = await ann.create("racing", options={"goal": 100_000})
        await room.sit()
        await room.add_bot(kind)
        await room.ready()
        with trio.fail_after(60):
            while (room.tick or 0) < ticks:
                await room.wait_change()
        assert room.live is not None
        return room.id, room.live["board"]


def test_the_bot_of_a_game_comes_before_random_ones() -> None:
    assert kinds_for(GAME, None) == ("own", "random")
    assert kinds_for(racing.load(), None) == ("random",)
    assert kinds_for(load_game("tests.properties.clay"), None) == ()


async def test_the_bot_of_a_game_gives_inputs_by_what_its_seat_sees(autojump_clock: MockClock) -> None:
    async with serve(GAME) as server:
        _, board = await play_against_bot(server, "", 60)

    assert board["wishes"] == [[1, 7], [1, 3]]
    assert board["at"][1] > 100


async def test_bots_of_the_command_line_play_real_time_games_to_their_end(autojump_clock: MockClock) -> None:
    async with serve(GAME, seed=2) as server:
        tally = await server.play_bots("racing", 3, games=2)

    assert tally.problems == []
    assert tally.complete
    assert tally.moves > 20


async def test_inputs_of_bots_are_in_the_log_and_replay(autojump_clock: MockClock) -> None:
    async with serve(GAME, seed=4) as server:
        room, _ = await play_against_bot(server, "random", 60)
        rows = [unpack_row(row) for row in server.store.rows(room)]  # type: ignore[arg-type]

    opened: Any = rows[0].events[0]
    given = [one for row in rows for event in row.events if isinstance(event, Ticked) for one in event.inputs]
    silent: Game = evolve(GAME, bot=None)
    again = replay(opened, silent, rows)
    assert len(given) > 10
    assert again.match is not None
    assert [[seat, move] for _, seat, move in given] == again.match.public["wishes"]


def raise_always(view: Any, seat: int, dice: Dice) -> int | None:
    raise LookupError("of the bot")


async def test_a_bot_that_raises_is_named_once_then_counted_and_an_input_is_drawn(
    autojump_clock: MockClock,
) -> None:
    with capture_logs() as logs:
        async with serve(evolve(GAME, bot=raise_always), seed=3) as server:
            room, board = await play_against_bot(server, "", 100)

    told = [entry for entry in logs if entry["event"] in ("bot failed", "bot has failed")]
    where = {"game": "racing", "room": room, "seat": 1, "log_level": "warning"}
    assert told[0] == {**where, "event": "bot failed", "why": "LookupError: of the bot"}
    assert len(told) <= 2
    assert [entry["times"] > 10 for entry in told[1:]] == [True] * (len(told) - 1)
    assert {seat for seat, _ in board["wishes"]} == {1}


@pytest.mark.parametrize("goal", [100, 101, 102, 103])
async def test_an_answer_that_comes_when_the_game_is_over_is_no_failure(
    goal: int, autojump_clock: MockClock
) -> None:
    with capture_logs() as logs:
        async with serve(GAME, seed=goal) as server, server.open_client("Ann") as ann:
            room = await ann.create("racing", options={"goal": goal})
            await room.sit()
            await room.add_bot("random")
            server.store.faults = Faults(seed=goal, delay_seconds_max=0.5)  # so that its end is told late
            server.store.__attrs_post_init__()
            await room.ready()
            with trio.fail_after(60):
                while not room.game.get("result"):
                    await room.wait_change()

    assert [entry for entry in logs if entry["event"] in ("bot failed", "bot has failed")] == []
