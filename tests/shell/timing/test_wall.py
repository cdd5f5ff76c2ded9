"""The system's clock is set while the server runs or is down: rooms have their time, and tell it right."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio
from attrs import define
from trio.testing import MockClock

from lobby.app import Application
from lobby.core.events import TimeShifted
from lobby.settings import Config
from lobby.shell.stores.memory import MemoryStore
from tests.shell.callers import Caller, memory_of, room_of, running, settle
from tests.shell.test_clocks import game_of, move
from tests.shell.test_clocks import seat as seat_with_clock
from tests.shell.test_days import CONFIG as SLOW
from tests.shell.test_days import come_anew, fall_asleep, own, play_slowly
from tests.shell.timing.test_standstill import events_of, view_of

HOURS = 3600.0
LOOK_SECONDS = Config().store.wall_seconds
PER_MOVE = {"kind": "per_move", "move_ms": 60_000}


@define
class System:
    """A machine whose clock goes with Trio's, until somebody sets it."""

    set_by_seconds: float = 0.0

    def read(self) -> float:
        return 1_700_000_000.0 + trio.current_time() + self.set_by_seconds

    def reckon_ms(self, caller: Caller) -> int:
        """Return the room time as a client reckons it that knows this clock."""
        return int(self.read() * 1000) - int(view_of(caller)["zero_ms"])


@asynccontextmanager
async def serving(system: System, **about: Any) -> AsyncIterator[Application]:
    """Run a server on the machine, which looks at its clock."""
    async with running(wall_clock=system.read, **about) as application, trio.open_nursery() as nursery:
        nursery.start_soon(application.wall.run)
        yield application
        nursery.cancel_scope.cancel()


@pytest.mark.parametrize("hours", [5, -5])
async def test_a_clock_that_is_set_while_a_game_runs_costs_nobody_time(
    autojump_clock: MockClock, hours: int
) -> None:
    system = System()
    async with serving(system) as application:
        ann, _ = await seat_with_clock(application, PER_MOVE)
        host = application.manager.rooms.hosts[room_of(ann)]  # type: ignore[index]
        await trio.sleep(10)
        system.set_by_seconds = hours * HOURS
        await trio.sleep(LOOK_SECONDS + 1)

        assert abs(system.reckon_ms(ann) - host.now_ms()) <= 1
        assert game_of(ann)["result"] is None
        assert await move(ann) is None
        shifts = [event for event in events_of(application, room_of(ann)) if isinstance(event, TimeShifted)]
        assert len(shifts) == 1


async def test_a_clock_that_is_put_right_by_a_little_changes_nothing(autojump_clock: MockClock) -> None:
    system = System()
    async with serving(system) as application:
        ann, _ = await seat_with_clock(application, PER_MOVE)
        for _ in range(5):
            system.set_by_seconds += 0.1
            await trio.sleep(LOOK_SECONDS)

        assert not any(isinstance(event, TimeShifted) for event in events_of(application, room_of(ann)))


@pytest.mark.parametrize("hours", [5, -5])
async def test_a_clock_that_was_set_while_no_server_ran_is_taken_as_it_is(
    autojump_clock: MockClock, hours: int
) -> None:
    system, store = System(), MemoryStore()
    async with serving(system, store=store) as application:
        ann, bob = await seat_with_clock(application, PER_MOVE)
        before_ms = application.manager.rooms.hosts[room_of(ann)].now_ms()  # type: ignore[index]
        store = memory_of(application)
    system.set_by_seconds = hours * HOURS
    async with serving(system, store=store.after_crash(), seed=99) as application:
        for caller in (ann, bob):
            caller.survive(application)
            caller.call()
        await settle()
        host = application.manager.rooms.hosts[room_of(ann)]  # type: ignore[index]

        assert abs(host.now_ms() - before_ms) < 15_000
        assert abs(system.reckon_ms(ann) - host.now_ms()) <= 1
        assert await move(ann) is None


async def test_by_when_one_must_move_in_a_room_that_sleeps_is_told_by_the_new_clock(
    autojump_clock: MockClock,
) -> None:
    system = System()
    async with serving(system, config=SLOW) as application:
        ann, bob = await play_slowly(application)
        await fall_asleep(application, ann, bob)
        come_anew(bob, b"b" * 16)
        await settle()
        await trio.sleep(2)
        left_ms = own(bob)["games"][0]["due_ms"] - system.read() * 1000
        system.set_by_seconds = 5 * HOURS
        await trio.sleep(LOOK_SECONDS + 5)

        shown_ms = own(bob)["games"][0]["due_ms"] - system.read() * 1000
        assert abs(left_ms - shown_ms) < (LOOK_SECONDS + 10) * 1000
