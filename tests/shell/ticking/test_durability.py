"""What is left of a real-time game: after a crash, where the store fails, and when it is over."""

from typing import Any

import pytest
import trio
from trio.testing import MockClock

from clients.backoff import LONGEST_SECONDS
from clients.errors import CommandRefused
from lobby.core.events import Opened, Ticked
from lobby.core.history.film import film_of
from lobby.core.history.log import unpack_row
from lobby.core.ids import RoomId
from lobby.core.step import replay
from lobby.shell.stores.memory import Faults
from lobby.testing.serve import serve
from lobby.wire.film import watch
from tests import racing
from tests.shell.ticking.test_ticking import TICK_SECONDS, Race, race


def batch_ticks(running: Race) -> int:
    """Return how many ticks a crash may cost."""
    return running.server.application.config.ticking.batch_ms * racing.tick_rate // 1000


async def wait_epoch(running: Race, before: str) -> None:
    """Return when the first client sees ticks of another epoch."""
    name = f"live/{running.rooms[0].id}"
    with trio.fail_after(120):
        while (told := running.clients[0].views.shown.get(name)) is None or told.epoch == before:
            await running.rooms[0].wait_change()


def epoch(running: Race) -> str:
    return running.clients[0].views.shown[f"live/{running.rooms[0].id}"].epoch


async def test_after_a_crash_the_game_goes_on_from_a_quarter_of_a_second_before_in_a_new_epoch(
    autojump_clock: MockClock,
) -> None:
    async with race(goal=100_000) as running:
        ann = running.rooms[0]
        held = await ann.give(4)
        await running.wait_tick(held + 30)
        last, before = ann.tick or 0, epoch(running)

        await running.server.restart()
        await wait_epoch(running, before)

        assert ann.tick is not None
        assert last - batch_ticks(running) <= ann.tick <= last + 1
        assert ann.live is not None
        assert ann.live["board"]["speed"] == [4, 0]
        await running.wait_tick(last + 20)
        assert ann.live["board"]["at"][0] == 4 * ((ann.tick or 0) - held + 1)


async def test_after_a_crash_the_game_waits_for_its_players_for_a_while(autojump_clock: MockClock) -> None:
    async with race(goal=100_000) as running:
        ann, before, server = running.rooms[0], epoch(running), running.server
        last = ann.tick or 0
        server.is_reachable = False

        await server.restart()
        await trio.sleep(LONGEST_SECONDS - 2)
        server.is_reachable = True
        for client in running.clients:
            client.reconnect_now()
        await wait_epoch(running, before)

        assert ann.tick is not None
        assert ann.tick <= last + 2
        back_at = trio.current_time()
        await running.wait_tick(last + 10)
        assert trio.current_time() - back_at < 2  # it does not wait for the rest of the time


async def test_after_a_crash_the_game_does_not_wait_for_ever(autojump_clock: MockClock) -> None:
    async with race(goal=100_000) as running:
        ann, before, server = running.rooms[0], epoch(running), running.server
        last, wait_seconds = ann.tick or 0, server.application.config.ticking.return_seconds
        server.is_reachable = False

        await server.restart()
        await trio.sleep(wait_seconds + 5)
        server.is_reachable = True
        await wait_epoch(running, before)

        assert ann.tick is not None
        assert ann.tick >= last + 4 * racing.tick_rate


async def test_while_the_store_fails_nothing_ticks_and_then_it_goes_on(autojump_clock: MockClock) -> None:
    async with race(goal=100_000) as running:
        ann, store = running.rooms[0], running.server.store
        await running.wait_tick(40)
        before = epoch(running)

        store.faults = Faults(seed=1, failure_percent=100)
        store.__attrs_post_init__()
        await wait_epoch(running, before)
        stood = ann.tick or 0
        await trio.sleep(20)

        assert (ann.tick or 0) <= stood
        with pytest.raises(CommandRefused) as refused:
            await ann.give(1)
        assert refused.value.code == "store"
        store.faults = store._random = None
        await running.wait_tick(stood + 20)
        assert await ann.give(1) > stood


async def test_after_an_outage_it_ticks_at_its_rate_and_no_faster(autojump_clock: MockClock) -> None:
    async with race(goal=100_000) as running:
        ann, store = running.rooms[0], running.server.store
        host = running.server.application.manager.rooms.hosts[ann.id]  # type: ignore[index]
        await running.wait_tick(40)
        began_ms, began_ticks, before = host.now_ms(), ann.tick or 0, epoch(running)
        store.faults = Faults(seed=1, failure_percent=100)
        store.__attrs_post_init__()
        await wait_epoch(running, before)
        await trio.sleep(60)
        store.faults = store._random = None
        await trio.sleep(10)

        seconds = (host.now_ms() - began_ms) / 1000
        assert seconds <= 12
        assert (ann.tick or 0) - began_ticks <= seconds * racing.tick_rate + 1
        assert not ann.is_still


async def test_who_asks_for_what_is_forbidden_makes_no_rows(autojump_clock: MockClock) -> None:
    async with race(goal=100_000) as running, running.server.open_client("Cy") as outsider:
        ann, bob = running.rooms
        first, rows_before = ann.tick or 0, len(running.server.store.rows(RoomId(ann.id)))
        codes = set[str]()
        for tick in range(first, first + 40):
            await running.wait_tick(tick)
            for forbidden in (bob.set_options(goal=5), bob.add_bot()):
                with pytest.raises(CommandRefused) as refused:
                    await forbidden
                codes.add(refused.value.code)
            await outsider.decline(ann.id)
        ticks = (ann.tick or 0) - first
        rows = len(running.server.store.rows(RoomId(ann.id))) - rows_before

    assert codes == {"not_host"}
    assert rows <= ticks // batch_ticks(running) + 1


async def test_rooms_that_began_at_different_times_store_their_ticks_at_the_same_ones(
    autojump_clock: MockClock,
) -> None:
    stored, batch_seconds, slack_seconds = list[float](), 0.25, 0.03
    for wait_seconds in (0.0, 0.13):
        await trio.sleep(wait_seconds)
        async with race(goal=100_000) as running:
            store, room = running.server.store, RoomId(running.rooms[0].id)
            known = len(store.rows(room))
            for _ in range(1000):
                await trio.sleep(0.002)
                if len(store.rows(room)) > known:
                    known += 1
                    stored.append(trio.current_time())

    assert len(stored) in range(14, 18)
    # That is after the last tick before a whole number of batches.
    assert all(
        at % batch_seconds > batch_seconds - TICK_SECONDS - slack_seconds
        or at % batch_seconds < slack_seconds
        for at in stored
    )


async def test_the_stored_rows_play_the_game_again_and_make_a_film_of_what_was_shown(
    autojump_clock: MockClock,
) -> None:
    seen: dict[int, Any] = {}
    async with race(goal=300) as running:
        ann, bob = running.rooms
        await bob.give(5)
        await ann.give(3)
        await ann.say("go!")
        with trio.fail_after(60):
            while ann.game["result"] is None:
                if ann.live is not None and ann.tick is not None:
                    seen[ann.tick] = ann.live["board"]
                await ann.wait_change()
        rows = [unpack_row(row) for row in running.server.store.rows(ann.id)]  # type: ignore[arg-type]

    opened = rows[0].events[0]
    assert isinstance(opened, Opened)
    room = replay(opened, racing.load(), rows)
    assert room.match is not None
    assert room.match.public["at"] == [180, 300]
    boards = [moment.view["view"] for moment in watch(film_of(opened, racing.load(), rows, 1))]
    assert len(seen) > 40
    assert all(boards[tick] == board for tick, board in seen.items())
    ticked = [event for row in rows for event in row.events if isinstance(event, Ticked)]
    assert max(event.ticks for event in ticked) <= 5
    assert sum(event.ticks for event in ticked) == room.match.ticks


async def test_after_a_restart_all_are_told_whom_the_game_waits_for_and_until_when(
    autojump_clock: MockClock,
) -> None:
    async with serve(racing.load(), seed=1) as server, server.open_client("Ann") as ann:
        wait_seconds = server.application.config.ticking.return_seconds
        async with server.open_client("Bob") as bob:
            rooms = [
                first := await ann.create("racing", options={"goal": 100_000}),
                await bob.join(first.code),
            ]
            for room in rooms:
                await room.sit()
            for room in rooms:
                await room.ready()
            while (first.tick or 0) < 40:
                await first.wait_change()
            assert "waits" not in first.crowd  # who begins is there

        await server.restart()
        with trio.fail_after(10):
            while first.crowd.get("waits", {}).get("seats") != [1]:
                await first.wait_change()
        told_at, until_ms = trio.current_time(), first.crowd["waits"]["until_ms"]
        stood = first.tick
        with trio.fail_after(wait_seconds + 5):
            while first.tick == stood or "waits" in first.crowd:
                await first.wait_change()

    assert until_ms > 0
    assert trio.current_time() - told_at > wait_seconds - 10
