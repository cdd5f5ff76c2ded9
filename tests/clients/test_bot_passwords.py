"""Bots get into rooms that have a password, where they are told it."""

from typing import Any

import pytest
import trio

from clients.bot import Task
from clients.crowd import Order, run_crowd
from clients.errors import CommandRefused
from clients.policy import Policy
from clients.tally import Tally
from lobby.config import Config
from lobby.settings import AccessSection
from lobby.testing.serve import LobbyServer, serve

CHEAP = Config(access=AccessSection(password_passes=1, password_kib=8))


async def run(server: LobbyServer, password: str, **order: Any) -> Tally:
    tally = Tally(1, say=lambda _: None)
    task = Task(server.dialler, "tic_tac_toe", 1, Policy(), 0, public=True, password=password)
    await run_crowd(Order(task, 2, **order), tally, trio.Event())
    return tally


# In real time: passwords are looked at in threads, for which the jumping clock would not wait.
async def test_bots_that_are_told_the_password_of_a_room_play_there() -> None:
    async with serve(seed=1, config=CHEAP) as server, server.open_client("Ann") as ann:
        room = await ann.create("tic_tac_toe", house={"password": "open"})

        tally = await run(server, "open", code=room.code)
        with pytest.raises(CommandRefused, match="password_needed"):
            await run(server, "", code=room.code)
        with pytest.raises(CommandRefused, match="wrong_password"):
            await run(server, "opne", code=room.code)

    assert tally.complete, tally.problems
    assert [row.code for row in tally.tables] == [room.code]


async def test_without_a_room_they_open_one_with_that_password_and_go_to_no_other() -> None:
    async with serve(seed=1, config=CHEAP) as server, server.open_client("Ann") as ann:
        room = await ann.create("tic_tac_toe")

        tally = await run(server, "open")

    assert tally.complete, tally.problems
    assert tally.tables[0].code != room.code
