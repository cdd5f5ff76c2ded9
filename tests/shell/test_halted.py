"""Rooms whose game fails to take them over: they are kept, and go on when the game is mended."""

from functools import partial
from operator import add
from time import time
from typing import Any

import pytest
import trio
from structlog.testing import capture_logs
from trio.testing import MockClock

from lobby.core.game import Game
from lobby.settings import Config
from lobby.shell.stores.memory import MemoryStore
from lobby.wire.messages import Gone, Join, Look
from tests.shell.callers import Caller, memory_of, move, room_of, running, settle
from tests.shell.test_failures import fail, toy
from tests.shell.test_restart import restarted
from tests.shell.test_versions import begin, view

MENDED = toy(version=2, upgrade=lambda state, version: state + 100 * version)
HALTED_SECONDS = Config().store.halted_seconds
HOUR_SECONDS = 60 * 60
DAY_SECONDS = 24 * HOUR_SECONDS


def unshowable(state: Any, version: int) -> Any:
    return "no number"


BROKEN = [
    pytest.param(toy(version=2, upgrade=fail), id="upgrade raises"),
    pytest.param(toy(version=2, upgrade=unshowable, public=lambda state: 1 + state), id="view raises"),
]


async def leave_running() -> tuple[MemoryStore, list[Caller], str]:
    """Return what a server has left that was stopped in the midst of a game, its players, and the room."""
    store = MemoryStore()
    async with running(store=store, games=toy()) as application:
        callers = await begin(application)
        room = room_of(callers[0])
        await application.put_down()
    return store, callers, room


@pytest.mark.parametrize("broken", BROKEN)
async def test_a_room_waits_for_its_game_over_starts_and_goes_on_when_it_is_mended(
    autojump_clock: MockClock, broken: dict[str, Game]
) -> None:
    store, (ann, bob), room = await leave_running()
    for _ in range(3):
        with capture_logs() as lines:
            async with restarted(store, ann, bob, games=broken) as application:
                await settle()
                await trio.sleep(30)
                assert room not in application.manager.rooms.hosts
                store = memory_of(application)
        told = [line for line in lines if line["event"] == "room waits for its game to be mended"]
        assert [(line["room"], line["game"], line["old"], line["new"]) for line in told] == [
            (room, "toy", 1, 2)
        ]
    async with restarted(store, ann, bob, games=MENDED):
        await settle()

        assert view(ann) == 102
        assert await move(ann) is None
        assert await move(bob) is None


async def test_members_are_told_that_it_waits(autojump_clock: MockClock) -> None:
    store, (ann, bob), room = await leave_running()
    async with restarted(store, ann, games=toy(version=2, upgrade=fail)) as application:
        await settle()
        assert (await ann.ask(Look, room))["state"] == "asleep"
        assert await ann.ask(Join, room) == "game_failed"
        bob.survive(application)
        bob.call()
        await settle()

        for caller in (ann, bob):
            assert not caller.room_views
            assert Gone(f"room/{room}", "halted") in caller.heard


async def test_who_comes_has_it_tried_again_but_seldom(autojump_clock: MockClock) -> None:
    store, (ann, _), room = await leave_running()
    tried = list[float]()

    def stumble(state: Any, version: int) -> Any:
        tried.append(trio.current_time())
        return state if len(tried) > 1 else fail()

    async with restarted(store, games=toy(version=2, upgrade=stumble)) as application:
        await settle()
        ann.survive(application)
        ann.call()
        await settle()
        for _ in range(5):
            assert await ann.ask(Join, room) == "game_failed"
        assert len(tried) == 1
        await trio.sleep(HALTED_SECONDS)
        await ann.ask(Join, room)

        assert room in application.manager.rooms.hosts
        assert view(ann) == 2


async def test_time_stands_still_in_a_room_that_waits(autojump_clock: MockClock) -> None:
    store, (ann, bob), room = await leave_running()
    async with restarted(store, ann, bob, games=toy(version=2, upgrade=fail)) as application:
        await trio.sleep(HOUR_SECONDS)
        store = memory_of(application)
    async with restarted(store, ann, bob, games=MENDED) as application:
        await settle()

        assert application.manager.rooms.hosts[room].now_ms() < 60_000  # type: ignore[index]
        assert await move(ann) is None


async def test_a_room_that_nobody_mends_ends_as_one_that_was_closed_then(autojump_clock: MockClock) -> None:
    store, (ann, _), room = await leave_running()
    days = Config().retention.room_days
    later = partial(add, time(), (days + 1) * DAY_SECONDS)
    games = toy(version=2, upgrade=fail)
    async with running(seed=99, store=store.after_crash(), games=games, wall_clock=later) as application:
        await settle()
        ann.survive(application)
        ann.call()
        await settle()

        assert room not in application.manager.rooms.sleepers
        look = await ann.ask(Look, room)
        assert (look["state"], look["reason"]) == ("closed", "outdated")
