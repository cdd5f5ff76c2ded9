"""Rooms that tick at the same time do it in one round: all are made, then all are told, then stored."""

import trio
from attrs import define, field
from trio.testing import MockClock

from lobby.shell.ticking.rounds import Rounds
from lobby.shell.timers import Timers


@define(eq=False)
class Room:
    """Notes what it is asked to do, and fails at one thing."""

    name: str
    done: list[str]
    fails_at: str = ""
    spent: float = field(default=0.0)
    has_to_store: bool = True

    def make(self) -> None:
        self._do("make")

    def tell(self) -> None:
        self._do("tell")

    def store(self) -> None:
        self._do("store")

    def look_back(self) -> None:
        self._do("look back")

    def _do(self, what: str) -> None:
        self.done.append(f"{what} {self.name}")
        assert self.fails_at != what


async def run(timers: Timers, seconds: float) -> None:
    with trio.move_on_after(seconds):
        await timers.run()


async def test_all_are_made_before_any_is_told_and_told_before_any_is_stored(
    autojump_clock: MockClock,
) -> None:
    done, timers = list[str](), Timers()
    rounds = Rounds(timers)
    for name in ("a", "b"):
        rounds.set(Room(name, done), 1.0)
    rounds.set(Room("later", done), 2.0)

    await run(timers, 1.5)

    assert done[:4] == ["make a", "make b", "tell a", "tell b"]
    assert done[4:] == ["store a", "store b", "look back a", "look back b"]


async def test_a_room_that_is_set_anew_or_cancelled_does_not_tick_at_its_old_time(
    autojump_clock: MockClock,
) -> None:
    done, timers = list[str](), Timers()
    rounds = Rounds(timers)
    moved, gone = Room("moved", done), Room("gone", done)
    for room in (moved, gone):
        rounds.set(room, 1.0)

    rounds.set(moved, 2.0)
    rounds.cancel(gone)
    rounds.cancel(gone)
    await run(timers, 1.5)

    assert done == []
    assert ("ticks", 1.0) not in timers
    await run(timers, 1.5)
    assert done == ["make moved", "tell moved", "store moved", "look back moved"]


async def test_who_has_nothing_to_store_is_not_asked_to(autojump_clock: MockClock) -> None:
    done, timers = list[str](), Timers()
    Rounds(timers).set(Room("a", done, has_to_store=False), 1.0)

    await run(timers, 1.5)

    assert done == ["make a", "tell a", "look back a"]


async def test_a_fault_of_ours_in_one_room_keeps_no_other_from_its_tick(autojump_clock: MockClock) -> None:
    for what in ("make", "tell", "store"):
        done, timers = list[str](), Timers()
        rounds = Rounds(timers)
        rounds.set(Room("a", done, fails_at=what), trio.current_time() + 1)
        rounds.set(Room("b", done), trio.current_time() + 1)

        await run(timers, 1.5)

        assert done[1::2] == ["make b", "tell b", "store b", "look back b"]


async def test_what_each_room_takes_of_the_processor_is_counted_for_it(autojump_clock: MockClock) -> None:
    class Busy(Room):
        def tell(self) -> None:
            sum(range(300_000))

    timers = Timers()
    rounds = Rounds(timers)
    idle, busy = Room("idle", []), Busy("busy", [])
    for room in (idle, busy):
        rounds.set(room, 1.0)

    await run(timers, 1.5)

    assert busy.spent > idle.spent > 0
