"""Trio's scheduler takes its turns from a seed, and is left as it was; this guards its private names."""

from typing import Any

import trio

from lobby.testing.chance import scheduling_from


async def order_of_tasks() -> list[int]:
    order: list[int] = []

    async def run(number: int) -> None:
        for _ in range(5):
            await trio.lowlevel.checkpoint()
            order.append(number)

    async with trio.open_nursery() as nursery:
        for number in range(5):
            nursery.start_soon(run, number)
    return order


def test_a_seed_repeats_which_task_runs_first_and_another_one_does_not() -> None:
    orders = []
    for seed in (1, 1, 2):
        with scheduling_from(seed):
            orders.append(trio.run(order_of_tasks))

    assert orders[0] == orders[1] != orders[2]


def test_afterwards_the_scheduler_is_as_it_was() -> None:
    run: Any = trio._core._run
    before = run._ALLOW_DETERMINISTIC_SCHEDULING, run._r.getstate()

    with scheduling_from(1):
        trio.run(order_of_tasks)

    assert (run._ALLOW_DETERMINISTIC_SCHEDULING, run._r.getstate()) == before
