"""One heap of timers for all rooms."""

import trio
from trio.testing import MockClock

from lobby.shell.timing.throttle import Throttle
from lobby.shell.timing.timers import Timers


async def test_timers_ring_in_order_and_a_key_set_again_rings_once(autojump_clock: MockClock) -> None:
    timers, rung = Timers(), list[tuple[str, float]]()
    start = trio.current_time()

    def ring(name: str) -> None:
        rung.append((name, round(trio.current_time() - start, 3)))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(timers.run)
        timers.set("b", start + 2, lambda: ring("b"))
        timers.set("a", start + 1, lambda: ring("a"))
        timers.set("c", start + 3, lambda: ring("c"))
        timers.set("a", start + 2.5, lambda: ring("a again"))
        timers.cancel("c")
        timers.set("past", start - 5, lambda: ring("past"))
        await trio.sleep(10)
        nursery.cancel_scope.cancel()

    assert rung == [("past", 0.0), ("b", 2.0), ("a again", 2.5)]
    assert "a" not in timers


async def test_a_timer_that_is_set_while_another_rings_is_served(autojump_clock: MockClock) -> None:
    timers, rung = Timers(), list[float]()

    def ring() -> None:
        rung.append(trio.current_time())
        if len(rung) < 5:
            timers.set("next", trio.current_time() + 0.1, ring)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(timers.run)
        timers.set("next", trio.current_time(), ring)
        await trio.sleep(10)
        nursery.cancel_scope.cancel()

    assert len(rung) == 5


async def test_the_heap_does_not_grow_with_timers_that_are_set_again(autojump_clock: MockClock) -> None:
    timers = Timers()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(timers.run)
        for round_ in range(1000):
            timers.set("one", trio.current_time() + 3600 - round_, lambda: None)
            if round_ % 10 == 0:
                timers.set("tick", trio.current_time(), lambda: None)
                await trio.sleep(0.01)
        nursery.cancel_scope.cancel()

    assert len(timers._heap) < 200


async def test_a_throttle_calls_at_once_and_then_at_most_every_so_often(autojump_clock: MockClock) -> None:
    timers, called = Timers(), list[float]()
    throttle = Throttle(timers, "t", 1.0, lambda: called.append(round(trio.current_time() - start, 2)))
    start = trio.current_time()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(timers.run)
        for _ in range(25):
            throttle.touch()
            await trio.sleep(0.1)
        await trio.sleep(5)
        throttle.touch()
        throttle.cancel()
        await trio.sleep(5)
        nursery.cancel_scope.cancel()

    assert called == [0.0, 1.0, 2.0, 3.0]


async def test_a_timer_that_fails_does_not_stop_the_others(autojump_clock: MockClock) -> None:
    timers, rung = Timers(), list[str]()

    def fail() -> None:
        raise ZeroDivisionError

    async with trio.open_nursery() as nursery:
        nursery.start_soon(timers.run)
        for name, call in (("first", fail), ("second", lambda: rung.append("second"))):
            timers.set(name, trio.current_time() + 1, call)
        timers.set("later", trio.current_time() + 2, lambda: rung.append("later"))
        await trio.sleep(5)
        nursery.cancel_scope.cancel()

    assert rung == ["second", "later"]
