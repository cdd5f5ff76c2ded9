"""Real-time games that fail or are slow: that costs their room ticks, then the room, and nobody else."""

from contextlib import suppress
from time import thread_time
from typing import Any

import pytest
import trio
from attrs import evolve, field, frozen
from trio.testing import MockClock

from clients.errors import CommandRefused
from clients.room import Room
from lobby.settings import GameSection, TickingSection
from lobby.shell.host import FAILURES_MAX
from lobby.shell.stores.memory import Faults
from lobby.testing.repeat import repeat
from lobby.testing.serve import CONFIG
from tests import racing
from tests.shell.ticking.test_durability import epoch, wait_epoch
from tests.shell.ticking.test_ticking import race

STRICT = evolve(CONFIG, ticking=TickingSection(share_percent=1, slow_seconds=2))
BURNT_SECONDS = 0.006
STUCK = 99


async def test_a_tick_that_raises_takes_the_room_back_without_the_input_and_it_goes_on(
    autojump_clock: MockClock,
) -> None:
    async with race(goal=100_000) as running:
        ann, bob = running.rooms
        held = await ann.give(2)
        await running.wait_tick(held + 10)
        before = ann.tick or 0

        await bob.give(racing.FAIL)
        await running.wait_tick(before + 20)

        assert ann.live is not None
        assert ann.live["board"]["speed"] == [2, 0]
        assert [0, racing.FAIL] not in ann.live["board"]["wishes"]
        assert running.server.application.metrics.hook_failures == 1
        assert ann.ended is None


async def test_a_view_with_half_a_character_is_a_fault_of_the_game(autojump_clock: MockClock) -> None:
    game = racing.load()

    def public(state: Any) -> Any:
        return {**game.public(state), "mood": "\ud800" if state.speed[0] == 3 else "fine"}

    async with race(goal=100_000, game=evolve(game, public=public)) as running:
        await running.rooms[0].give(3)
        before = running.rooms[0].tick or 0
        await running.wait_tick(before + 20)

        assert running.server.application.metrics.hook_failures == 1
        assert running.rooms[0].ended is None


async def test_a_report_of_a_failed_tick_repeats_it(autojump_clock: MockClock) -> None:
    async with race(goal=100_000) as running:
        await running.rooms[0].give(2)
        await running.wait_tick(20)
        before = epoch(running)
        await running.rooms[1].give(racing.FAIL)
        await wait_epoch(running, before)
        await running.wait_tick(30)
        report = running.server.application.reports.kept[-1]

    assert "the engine has burst" in report
    assert repeat(report, game=racing.load(), tell=lambda _: None).outcome == "fails"


async def test_after_three_failures_the_room_closes(autojump_clock: MockClock) -> None:
    async with race(goal=100_000) as running, running.server.open_client("Cy") as cy:
        ann, bob = running.rooms
        other = await cy.create("racing")

        for _ in range(FAILURES_MAX - 1):
            before = epoch(running)
            await bob.give(racing.FAIL)
            await wait_epoch(running, before)
            assert ann.ended is None
        await bob.give(racing.FAIL)
        with trio.fail_after(60):
            while ann.ended is None:
                await ann.wait_change()

        assert ann.ended == "closed"
        assert other.ended is None
        assert len(running.server.application.manager.ticking) == 0


async def test_who_makes_a_check_raise_is_refused_and_has_to_wait_and_nothing_else_happens(
    autojump_clock: MockClock,
) -> None:
    def check(state: racing.State, seat: int, move: int) -> None:
        if move == racing.FAIL:
            raise ValueError("what a wish")

    async with race(goal=100_000, game=evolve(racing.load(), check=check)) as running:
        ann, before, codes = running.rooms[0], epoch(running), []
        for _ in range(4):
            with pytest.raises(CommandRefused) as refused:
                await ann.give(racing.FAIL)
            codes.append(refused.value.code)

        assert codes == ["game_failed"] * 3 + ["rate_limited"]
        assert await running.rooms[1].give(1) > 0
        assert epoch(running) == before


def slip(move: Any, attribute: Any, value: int) -> None:
    if value == STUCK:
        raise SystemExit("the author's slip")


@frozen
class Odd:
    """A move whose type raises what is no error."""

    speed: int = field(validator=slip)


async def test_a_type_that_ends_the_process_ends_nothing(autojump_clock: MockClock) -> None:
    def tick(state: Any, inputs: Any, dice: Any) -> Any:
        return racing.tick(state, [(seat, move.speed) for seat, move in inputs], dice)

    game = evolve(racing.load(), move_type=Odd, tick=tick, check=None)
    async with race(goal=100_000, game=game) as running:
        ann, bob = running.rooms
        with pytest.raises(CommandRefused, match="failed"):
            await bob.give({"speed": STUCK})
        held = await bob.give({"speed": 3})
        await running.wait_tick(held + 2)

        assert ann.live is not None
        assert ann.live["board"]["speed"] == [0, 3]
        assert running.server.application.metrics.hook_failures == 1


async def test_a_tick_that_never_ends_is_stopped_and_the_room_taken_back(autojump_clock: MockClock) -> None:
    def tick(state: racing.State, inputs: Any, dice: Any) -> Any:
        while any(move == racing.FAIL for _, move in inputs):
            continue
        return racing.tick(state, inputs, dice)

    config = evolve(CONFIG, game=GameSection(hook_seconds=0.1))
    async with race(goal=100_000, game=evolve(racing.load(), tick=tick), config=config) as running:
        ann, before = running.rooms[0], epoch(running)

        await ann.give(racing.FAIL)
        await wait_epoch(running, before)

        assert running.server.application.metrics.hook_failures == 1
        assert ann.ended is None
        assert await ann.give(3) > 0


async def test_a_slow_room_gets_fewer_ticks_is_named_and_closed_at_last(autojump_clock: MockClock) -> None:
    game = evolve(racing.load(), tick=burn(BURNT_SECONDS))
    async with race(goal=100_000, game=game, config=STRICT) as running:
        ann, measures = running.rooms[0], running.server.application.metrics.ticks

        with trio.fail_after(300):
            while ann.ended is None:
                await ann.wait_change()

        assert measures.slowed["racing"] == 3
        assert measures.closed["racing"] == 1
        told = running.server.application.metrics.render().decode()
        assert 'lobby_rooms_slowed_total{game="racing"} 3.0' in told
        assert "lobby_tick_jitter_seconds_bucket" in told


@pytest.mark.parametrize("rate", [10, 60])
async def test_a_late_server_leaves_ticks_out_and_does_not_run_after_them(
    rate: int, autojump_clock: MockClock
) -> None:
    async with race(goal=100_000, game=evolve(racing.load(), tick_rate=rate)) as running:
        ticking = running.server.application.manager.ticking
        ticker = next(iter(ticking._tickers.values()))
        last = ticker.run.tick

        autojump_clock.jump(10)
        for _ in range(200):
            await trio.lowlevel.checkpoint()

        made = ticker.run.tick - last
        assert made <= ticking.settings.catch_up_ticks + 2
        assert running.server.application.metrics.ticks.left_out >= 8 * rate


@pytest.mark.slow
async def test_inputs_that_take_too_long_cost_who_sends_them_and_no_tick(autojump_clock: MockClock) -> None:
    def check(state: Any, seat: int, move: Any) -> None:
        while move == STUCK:
            pass

    game = evolve(racing.load(), tick=burn(0.15), check=check)
    # Were it the room's fault, its ticks had an eighth of this left.
    config = evolve(CONFIG, game=GameSection(hook_seconds=0.8))
    async with race(goal=100_000, game=game, config=config) as running:
        ann, bob = running.rooms
        await running.wait_tick(3)
        for _ in range(3):
            with pytest.raises(CommandRefused, match="failed"):
                await bob.give(STUCK)
        await running.wait_tick(8)

        assert ann.ended is None
        assert running.server.application.metrics.hook_failures == 3


@pytest.mark.slow
async def test_ticks_that_had_their_time_one_by_one_have_it_again_after_a_restart(
    autojump_clock: MockClock,
) -> None:
    # A row of many ticks, each with eighty times what it needs: on a busy machine hooks wait.
    seconds, ticks = 0.4, 40
    game = evolve(racing.load(), tick=burn(2 * seconds / ticks))
    ticking = TickingSection(batch_ms=1000 * ticks // game.tick_rate, share_percent=100)
    config = evolve(CONFIG, game=GameSection(hook_seconds=seconds), ticking=ticking)
    async with race(goal=100_000, game=game, config=config) as running:
        before = epoch(running)
        await running.wait_tick(2 * ticks)
        await running.server.restart()
        await wait_epoch(running, before)

        await running.wait_tick((running.rooms[0].tick or 0) + 5)
        assert running.rooms[0].ended is None


async def test_a_rematch_may_begin_before_the_end_of_the_game_is_stored(autojump_clock: MockClock) -> None:
    async with race(goal=60) as running:
        ann, bob = running.rooms
        store = running.server.store
        store.faults = Faults(seed=1, delay_seconds_max=0.2)
        store.__attrs_post_init__()
        for room in (ann, bob):
            await room.give(3)
        with trio.move_on_after(3):
            async with trio.open_nursery() as nursery:
                for room in (ann, bob):
                    nursery.start_soon(press, room)

        assert ann.ended is None
        assert ann.game["game"] == 2
        await running.wait_tick(1)


async def press(room: Room) -> None:
    """Be ready again and again, without waiting for answers."""

    async def once() -> None:
        with suppress(CommandRefused):
            await room.ready()

    async with trio.open_nursery() as nursery:
        while True:
            nursery.start_soon(once)
            await trio.sleep(0.03)


def burn(seconds: float) -> Any:
    """Return the hook of the race that also takes so much of the processor's time."""

    def tick(state: Any, inputs: Any, dice: Any) -> Any:
        until = thread_time() + seconds
        while thread_time() < until:
            pass
        return racing.tick(state, inputs, dice)

    return tick
