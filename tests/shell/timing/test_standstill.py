"""While the store fails the time of rooms stands still: nobody who can't move loses any."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import trio
from attrs import evolve
from trio.testing import MockClock

from lobby.app import Application
from lobby.core.events import Event, TimeShifted
from lobby.core.history.log import unpack_row
from lobby.core.ids import RoomId
from lobby.core.step import replay
from lobby.settings import Config
from lobby.shell.stores.memory import Faults
from lobby.wire.messages import Create, Join, Ready, Say, Sit
from tests.shell.callers import Caller, call, memory_of, room_of, running, seat, settle
from tests.shell.test_clocks import game_of, move
from tests.shell.test_clocks import seat as seat_with_clock
from tests.shell.test_days import fall_asleep, play_slowly

CONFIG = Config()
QUICK = evolve(CONFIG, room=evolve(CONFIG.room, move_limit_seconds=30.0))
THIRTY = {"kind": "per_move", "move_ms": 30_000}
FAILS = Faults(seed=1, failure_percent=100)
OUTAGE_SECONDS = 60
EPOCH = 1_700_000_000.0


def wall_clock() -> float:
    """Return a wall clock that goes with Trio's."""
    return EPOCH + trio.current_time()


@asynccontextmanager
async def serving(config: Config = CONFIG) -> AsyncIterator[Application]:
    """Run a server that can be told to fail."""
    async with running(config, faults=Faults(seed=1), wall_clock=wall_clock) as application:
        yield application


async def fail_for(application: Application, caller: Caller, seconds: float = OUTAGE_SECONDS) -> None:
    """Let the store fail from now on, which is noticed at once, and work again after so long."""
    store = memory_of(application)
    store.faults = FAILS
    assert await caller.ask(Say, room_of(caller), "into the void") == "store"
    await trio.sleep(seconds)
    store.faults = Faults(seed=1)
    await settle()


def view_of(caller: Caller) -> Any:
    return caller.views[f"room/{room_of(caller)}"]


def crowd_of(caller: Caller) -> Any:
    return caller.views[f"crowd/{room_of(caller)}"]


def shown_ms(caller: Caller) -> int:
    """Return the room time as a client reckons it."""
    return int(wall_clock() * 1000) - int(view_of(caller)["zero_ms"])


def events_of(application: Application, room: str) -> list[Event]:
    rows = [unpack_row(row) for row in memory_of(application).rows(room)]  # type: ignore[arg-type]
    return [event for row in rows for event in row.events]


async def test_nobody_loses_on_time_while_the_store_fails(autojump_clock: MockClock) -> None:
    async with serving() as application:
        ann, bob = await seat_with_clock(application, THIRTY)
        await trio.sleep(10)

        await fail_for(application, bob)
        await trio.sleep(15)

        assert game_of(ann)["result"] is None
        assert await move(ann) is None


async def test_after_it_the_clock_goes_on_from_where_it_was(autojump_clock: MockClock) -> None:
    async with serving() as application:
        ann, bob = await seat_with_clock(application, THIRTY)
        await trio.sleep(10)

        await fail_for(application, bob)
        since, now = game_of(ann)["clocks"][0]["since_ms"], shown_ms(ann)
        await trio.sleep(21)

        assert 10_000 <= now - since <= 12_500
        assert game_of(ann)["result"]["places"] == [2, 1], "it does run out in the end"


async def test_a_step_tells_that_time_has_shifted_and_the_log_replays_to_the_same(
    autojump_clock: MockClock,
) -> None:
    async with serving() as application:
        ann, bob = await seat_with_clock(application, THIRTY)

        await fail_for(application, bob)

        room = room_of(ann)
        host = application.manager.rooms.hosts[room]  # type: ignore[index]
        rows = [unpack_row(row) for row in memory_of(application).rows(room)]  # type: ignore[arg-type]
        shifted = [event for row in rows for event in row.events if isinstance(event, TimeShifted)]
        assert [event.zero_ms for event in shifted] == [view_of(ann)["zero_ms"]]
        assert abs(shown_ms(bob) - host.now_ms()) <= 1
        opened = rows[0].events[0]
        assert replay(opened, host.room.game, rows).zero_ms == host.room.zero_ms  # type: ignore[arg-type]
        assert [row.at_ms for row in rows] == sorted(row.at_ms for row in rows)


async def test_no_step_tells_of_an_outage_in_which_no_time_was_lost(autojump_clock: MockClock) -> None:
    async with serving() as application:
        ann, bob = await seat_with_clock(application, THIRTY)

        memory_of(application).faults = FAILS
        assert await bob.ask(Say, room_of(bob), "into the void") == "store"
        memory_of(application).faults = Faults(seed=1)
        assert await bob.ask(Say, room_of(bob), "into the room") == {"to": "all"}
        await settle()

        assert not any(isinstance(event, TimeShifted) for event in events_of(application, room_of(ann)))
        assert "still_ms" not in crowd_of(ann)


async def test_pages_are_told_that_time_stands_still_and_that_it_goes_on(autojump_clock: MockClock) -> None:
    async with serving() as application:
        ann, bob = await seat_with_clock(application, THIRTY)
        await trio.sleep(10)
        memory_of(application).faults = FAILS
        assert await bob.ask(Say, room_of(bob), "into the void") == "store"

        await settle()
        stood = crowd_of(ann)["still_ms"]
        bob.hang_up()
        bob.views.clear()
        bob.offsets.clear()
        bob.call()
        await trio.sleep(30)

        assert 10_000 <= stood - game_of(ann)["clocks"][0]["since_ms"] <= 10_100
        assert crowd_of(ann)["still_ms"] == stood
        assert crowd_of(bob)["still_ms"] == stood
        memory_of(application).faults = None
        await settle()
        assert "still_ms" not in crowd_of(ann)
        assert stood <= shown_ms(ann) <= stood + 2500


async def test_a_commit_that_hangs_costs_no_more_than_it_takes_to_notice(autojump_clock: MockClock) -> None:
    async with serving() as application:
        ann, bob = await seat_with_clock(application, THIRTY)
        store = memory_of(application)
        store.faults = Faults(seed=1, hang_percent=100, hang_seconds=OUTAGE_SECONDS)
        bob.command(Say, room_of(bob), "into the void")
        await trio.sleep(1)
        store.faults = None

        await trio.sleep(store.stuck_seconds + 2)
        stood = crowd_of(ann)["still_ms"]
        await trio.sleep(OUTAGE_SECONDS)

        assert game_of(ann)["result"] is None
        assert stood - game_of(ann)["clocks"][0]["since_ms"] <= store.stuck_seconds * 1000 + 100
        assert "still_ms" not in crowd_of(ann)
        assert 0 <= shown_ms(ann) - stood <= 8500
        await trio.sleep(25)
        assert game_of(ann)["result"]["places"] == [2, 1]


async def test_a_move_limit_does_not_run_out_while_the_store_fails(autojump_clock: MockClock) -> None:
    async with serving(QUICK) as application:
        ann, bob = await seat(application, "connect_four", "Ann", "Bob")
        await trio.sleep(10)

        await fail_for(application, bob)
        await trio.sleep(15)
        assert game_of(ann)["result"] is None
        await trio.sleep(10)

        assert game_of(ann)["result"] is not None


async def test_the_grace_of_a_seat_does_not_run_out_while_the_store_fails(autojump_clock: MockClock) -> None:
    async with serving() as application:
        ann, bob = await seat(application, "connect_four", "Ann", "Bob")
        ann.hang_up()
        await trio.sleep(CONFIG.room.grace_seconds - 10)

        await fail_for(application, bob, 2 * CONFIG.room.grace_seconds)
        assert view_of(bob)["seats"][0]["status"] == "away"
        ann.call()
        await settle()

        assert view_of(bob)["seats"][0]["status"] == "taken"
        assert game_of(bob)["result"] is None


async def test_who_does_not_come_back_loses_the_seat_after_the_rest_of_the_grace(
    autojump_clock: MockClock,
) -> None:
    async with serving() as application:
        ann, bob = await seat(application, "connect_four", "Ann", "Bob")
        ann.hang_up()
        await trio.sleep(CONFIG.room.grace_seconds - 10)
        await fail_for(application, bob)

        await trio.sleep(12)

        assert game_of(bob)["result"]["places"] == [2, 1]


async def test_a_countdown_stands_still_while_the_store_fails(autojump_clock: MockClock) -> None:
    async with serving() as application:
        ann, bob = call(application), call(application, "Bob")
        await ann.ask(lambda number: Create(number, "connect_four", house={"countdown_ms": 10_000}))
        for caller in (ann, bob):
            await caller.ask(Join, room_of(ann))
            await caller.ask(Sit, room_of(ann))
        for caller in (ann, bob):
            await caller.ask(Ready, room_of(ann))
        starts_ms = view_of(ann)["starts_ms"]

        await fail_for(application, bob)

        assert view_of(ann)["phase"] == "gathering"
        assert view_of(ann)["starts_ms"] == starts_ms
        await trio.sleep(10)
        assert view_of(ann)["phase"] == "playing"


async def test_room_time_never_goes_back_over_outages(autojump_clock: MockClock) -> None:
    async with serving() as application:
        ann, _ = await seat_with_clock(application, THIRTY)
        room, store = room_of(ann), memory_of(application)
        host = application.manager.rooms.hosts[room]  # type: ignore[index]
        seen = [host.now_ms()]
        for seed in range(5):
            store.faults = Faults(seed=seed, failure_percent=60, delay_seconds_max=0.5)
            for _ in range(5):
                await ann.ask(Say, room, "hello?")
                seen.append(host.told.now_ms)
                await trio.sleep(0.3)

        assert seen == sorted(seen)
        at = [unpack_row(row).at_ms for row in store.rows(room)]  # type: ignore[arg-type]
        assert at == sorted(at)


async def test_a_slow_room_that_sleeps_has_as_much_time_as_before(autojump_clock: MockClock) -> None:
    config = evolve(CONFIG, room=evolve(CONFIG.room, slow_move_limit_seconds=7200.0))
    async with serving(config) as application:
        ann, bob = await play_slowly(application)
        room, began = RoomId(room_of(ann)), trio.current_time()
        await fall_asleep(application, ann, bob)

        store = memory_of(application)
        store.faults = FAILS
        store.write((), lambda _: None)
        await trio.sleep(1000)
        store.faults = None
        await trio.sleep_until(began + 7200 + 990)
        assert room in application.manager.rooms.sleepers
        assert not application.manager.own._rooms[room].room.places
        await trio.sleep(20)

        assert application.manager.own._rooms[room].room.places == (1, 2)
