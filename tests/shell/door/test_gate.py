"""The gate: how many come in within one turn of the event loop, and in which order."""

from collections import Counter

import trio

from lobby.shell.door.gate import Gate

PER_TURN = 3


class Passing:
    """Those who come through a gate, and in which turn each did."""

    def __init__(self) -> None:
        self.turn = 0
        self.order: list[int] = []
        self.turns: Counter[int] = Counter()

    async def count_turns(self) -> None:
        while True:
            self.turn += 1
            await trio.lowlevel.checkpoint()

    async def begin(self, gate: Gate, number: int, *, task_status: trio.TaskStatus[None]) -> None:
        task_status.started()
        await self.come(gate, number)

    async def come(self, gate: Gate, number: int) -> None:
        await gate.wait()
        self.order.append(number)
        self.turns[self.turn] += 1


async def pass_a_crowd(people: int) -> Passing:
    """Let so many come to a gate at once; return how they have come in."""
    gate, passing = Gate(PER_TURN), Passing()
    async with trio.open_nursery() as nursery:
        await nursery.start(gate.run)
        nursery.start_soon(passing.count_turns)
        async with trio.open_nursery() as crowd:
            for number in range(people):
                crowd.start_soon(passing.come, gate, number)
        nursery.cancel_scope.cancel()
    return passing


async def test_some_come_in_each_turn() -> None:
    passing = await pass_a_crowd(10 * PER_TURN)

    # But for the one in which all stand in line.
    assert max(passing.turns) - min(passing.turns) <= 10 + 2


async def test_a_crowd_comes_in_so_many_at_a_time_and_all_others_have_turns_in_between() -> None:
    passing = await pass_a_crowd(20 * PER_TURN)

    assert sorted(passing.order) == [*range(20 * PER_TURN)]
    # Who counts the turns has a place of its own in each, before some of those who come and behind others.
    assert max(passing.turns.values()) <= 2 * PER_TURN
    assert len(passing.turns) >= 10


async def test_who_waits_comes_in_before_who_comes_later() -> None:
    gate, passing = Gate(1), Passing()
    async with trio.open_nursery() as nursery:
        await nursery.start(gate.run)
        async with trio.open_nursery() as crowd:
            for number in range(10):
                # Each begins before the next one is started, since Trio's order within a turn is random.
                await crowd.start(passing.begin, gate, number)
        nursery.cancel_scope.cancel()

    assert passing.order == [*range(10)]


async def test_who_is_cancelled_at_the_gate_takes_nobodys_turn() -> None:
    gate, passing = Gate(1), Passing()
    async with trio.open_nursery() as nursery:
        await nursery.start(gate.run)
        async with trio.open_nursery() as crowd:
            for number in range(5):
                crowd.start_soon(passing.come, gate, number)
            crowd.cancel_scope.cancel()
        await passing.come(gate, 9)
        nursery.cancel_scope.cancel()

    assert passing.order[-1] == 9


async def test_a_gate_that_nobody_runs_is_open() -> None:
    passing = Passing()
    for number in range(3 * PER_TURN):
        await passing.come(Gate(PER_TURN), number)

    assert passing.order == [*range(3 * PER_TURN)]


async def test_while_those_who_are_in_are_not_heard_in_time_one_comes_in_each_turn() -> None:
    gate, passing = Gate(PER_TURN, lambda: True), Passing()
    async with trio.open_nursery() as nursery:
        await nursery.start(gate.run)
        nursery.start_soon(passing.count_turns)
        async with trio.open_nursery() as crowd:
            for number in range(20):
                crowd.start_soon(passing.come, gate, number)
        nursery.cancel_scope.cancel()

    assert len(passing.order) == 20
    # In the first turn nobody knew yet that others are waiting to be heard.
    later = [count for turn, count in passing.turns.items() if turn > min(passing.turns) + 1]
    assert max(later) <= 2
