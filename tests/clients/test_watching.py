"""What a client shows of a room that is watched late, or not at all."""

import pytest
import trio
from trio.abc import Clock

from clients.errors import CommandRefused
from tests.clients.lobby_in_memory import run_server


async def test_who_watches_late_sees_room_and_game_as_they_were_and_goes_on_when_sitting_down(
    autojump_clock: Clock,
) -> None:
    async with run_server() as server, server.client("Ann") as ann, server.client("Bob") as bob:
        room = await ann.create("tic_tac_toe", house={"watching": "delayed", "delay_ms": 10_000})
        other = await bob.join(room.code)
        was_late = other.is_late
        for each in (room, other):
            await each.sit()
        is_late = other.is_late
        for each in (room, other):
            await each.ready()
        async with server.client("Cy") as cy:
            third = await cy.join(room.code)
            await room.play(4)
            at_once = third.game["game"]
            await trio.sleep(10.1)
            later = third.game["view"]["board"][4]
            await other.stand()

            assert (was_late, is_late, third.is_late, other.is_late) == (True, False, True, True)
            assert (at_once, later) == (0, 0)
            assert room.game["result"] is not None
            assert other.game["result"] is None
            assert other.ended is None


async def test_where_nobody_may_watch_a_room_is_shown_without_its_game(autojump_clock: Clock) -> None:
    async with run_server() as server, server.client("Ann") as ann, server.client("Bob") as bob:
        room = await ann.create("tic_tac_toe", house={"watching": "closed"})
        other = await bob.join(room.code)
        before = other.game
        await other.sit()

        assert (before, other.game["game"]) == ({}, 0)
        with pytest.raises(CommandRefused):
            await other.set_house(watching="open")
