"""A server tidies up by itself: the database does not grow without bound."""

from pathlib import Path

import pytest
import trio
from attrs import evolve
from structlog.testing import capture_logs
from trio.testing import MockClock

from lobby.app import assemble
from lobby.core.ids import RoomId
from lobby.settings import Config
from lobby.shell.keeping.tidier import Tidier
from lobby.shell.questions import FindRoom, Tidied
from lobby.shell.records import KeepRoom
from lobby.shell.stores.memory import Faults, MemoryStore
from lobby.testing.storing import append, ask, read
from lobby.wire.messages import Create, Join, Leave, Ready, Say, Sit
from tests.shell.callers import Caller, call, play_out

DEFAULT = Config()
QUICK = evolve(DEFAULT.retention, pause_ms=0, slice_rows=100)
DAY_SECONDS = 86_400.0
ROOM = RoomId("aaaaaaaaaaaa")
CLOSED = KeepRoom(ROOM, "ABCDE", "closed", "chess", True, (), 0, b"")


async def test_what_is_too_old_goes_at_the_next_round(autojump_clock: MockClock) -> None:
    store, heard = MemoryStore(), list[Tidied]()
    tidier = Tidier(store, QUICK, lambda: 8 * DAY_SECONDS + trio.current_time(), heard.append)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        nursery.start_soon(tidier.run)
        await append(store, 1, b"one", CLOSED)
        await trio.sleep(59)
        assert await read(store, ROOM) == [b"one"]
        await trio.sleep(2)
        assert await read(store, ROOM) == []
        assert await ask(store, FindRoom(ROOM)) == CLOSED
        await trio.sleep(23 * DAY_SECONDS)

        assert await ask(store, FindRoom(ROOM)) is None
        assert [code for told in heard for code in told.codes] == ["ABCDE"]
        nursery.cancel_scope.cancel()


async def test_a_store_that_fails_is_asked_again_later(autojump_clock: MockClock) -> None:
    store = MemoryStore(Faults(seed=1, failure_percent=100))
    tidier = Tidier(store, QUICK, lambda: 8 * DAY_SECONDS)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        with capture_logs() as logs:
            await tidier.tidy()
        assert [line["event"] for line in logs] == ["not tidied up"]
        store.faults = None
        await append(store, 1, b"one", CLOSED)
        await tidier.tidy()

        assert await read(store, ROOM) == []
        nursery.cancel_scope.cancel()


async def play_and_close(callers: list[Caller]) -> None:
    """Let two people talk, play to the end and go."""
    room = (await callers[0].ask(Create, "connect_four"))["room"]
    await callers[1].ask(Join, room)
    for command in (Sit, Ready):
        for caller in callers:
            await caller.ask(command, room)
    for _ in range(20):
        await callers[0].ask(Say, room, "x" * 500)
    await play_out(callers, lambda moves: moves[0])
    for caller in callers:
        await caller.ask(Leave, room)


@pytest.mark.slow
async def test_the_database_does_not_grow_without_bound(tmp_path: Path) -> None:
    now = [1_800_000_000.0]
    room = evolve(DEFAULT.room, empty_seconds=0.0)
    limits = evolve(DEFAULT.limits, chat_burst=1000)
    store = evolve(DEFAULT.store, journal_kib=0)  # it has a bound of its own
    config = evolve(DEFAULT, room=room, limits=limits, retention=QUICK, store=store)
    application = assemble(config, data=tmp_path, wall_clock=lambda: now[0])
    file = tmp_path / "lobby.sqlite"
    sizes = list[int]()
    await application.restore()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(application.store.run)
        nursery.start_soon(application.timers.run)
        callers = [call(application, name) for name in ("Ann", "Bob")]
        with trio.fail_after(60):
            for _ in range(3):
                for _ in range(6):
                    await play_and_close(callers)
                while application.manager.members:  # noqa: ASYNC110 -- a thread stores that they have closed
                    await trio.sleep(0.01)
                now[0] += 400 * DAY_SECONDS
                await application.tidier.tidy()
                sizes.append(file.stat().st_size)
        nursery.cancel_scope.cancel()

    assert max(sizes) - sizes[0] <= 16_384, f"after each of three years: {sizes} bytes"
