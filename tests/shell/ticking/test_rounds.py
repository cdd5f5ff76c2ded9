"""Rooms that tick at the same time do it in one round: all tick, then all is sent, then stored."""

import trio
from attrs import define, field
from trio.testing import MockClock

from lobby.shell.network.together import TOGETHER, Sender
from lobby.shell.ticking.rounds import Rounds
from lobby.shell.timing.timers import Timers


@define(eq=False)
class Room:
    """Notes what it is asked to do, and fails at one thing."""

    name: str
    done: list[str]
    fails_at: str = ""
    spent: float = field(default=0.0)
    frames: int = 1
    has_to_store: bool = True

    def tick(self) -> None:
        self._do("tick")
        hold(self)

    def send_held(self) -> None:
        self._do("send")

    def store(self) -> None:
        self._do("store")

    def look_back(self) -> None:
        self._do("look back")

    def _do(self, what: str) -> None:
        self.done.append(f"{what} {self.name}")
        assert self.fails_at != what


def hold(sender: Sender) -> None:
    """Hold something back that is written, as a connection does."""
    assert TOGETHER.holding is not None, "it is told together with other things"
    TOGETHER.holding.append(sender)


@define(eq=False)
class Hearing:
    """Notes when it is asked to read, and how long it may rest."""

    done: list[str]

    def read_now(self) -> None:
        self.done.append("hear")

    def rest_until(self, at_seconds: float) -> None:
        self.done.append(f"rest until {at_seconds:g}")


async def run(timers: Timers, seconds: float) -> None:
    with trio.move_on_after(seconds):
        await timers.run()


async def test_all_tick_before_anything_is_sent_and_that_is_before_any_is_stored(
    autojump_clock: MockClock,
) -> None:
    done, timers = list[str](), Timers()
    rounds = Rounds(timers)
    for name in ("a", "b"):
        rounds.set(Room(name, done), 1.0)
    rounds.set(Room("later", done), 2.0)

    await run(timers, 1.5)

    assert done[:4] == ["tick a", "tick b", "send a", "send b"]
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
    assert done == ["tick moved", "send moved", "store moved", "look back moved"]


async def test_who_has_nothing_to_store_is_not_asked_to(autojump_clock: MockClock) -> None:
    done, timers = list[str](), Timers()
    Rounds(timers).set(Room("a", done, has_to_store=False), 1.0)

    await run(timers, 1.5)

    assert done == ["tick a", "send a", "look back a"]


async def test_a_fault_of_ours_in_one_room_keeps_no_other_from_its_tick(autojump_clock: MockClock) -> None:
    for what in ("tick", "store"):
        done, timers = list[str](), Timers()
        rounds = Rounds(timers)
        rounds.set(Room("a", done, fails_at=what), trio.current_time() + 1)
        rounds.set(Room("b", done), trio.current_time() + 1)

        await run(timers, 1.5)

        assert [act for act in done if act.endswith("b")] == ["tick b", "send b", "store b", "look back b"]


async def test_what_each_room_takes_of_the_processor_is_counted_for_it(autojump_clock: MockClock) -> None:
    class Busy(Room):
        def tick(self) -> None:
            sum(range(300_000))

    timers = Timers()
    rounds = Rounds(timers)
    idle, busy = Room("idle", []), Busy("busy", [])
    for room in (idle, busy):
        rounds.set(room, 1.0)

    await run(timers, 1.5)

    assert busy.spent > idle.spent > 0


async def test_what_sending_takes_is_counted_for_who_has_told_many(autojump_clock: MockClock) -> None:
    class Busy(Room):
        def send_held(self) -> None:
            sum(range(300_000))

    timers = Timers()
    rounds = Rounds(timers)
    few, many = Busy("few", [], frames=1), Room("many", [], frames=99)
    for room in (few, many):
        rounds.set(room, 1.0)

    await run(timers, 1.5)

    assert many.spent > few.spent > 0


async def test_what_players_are_answered_leaves_with_the_ticks(autojump_clock: MockClock) -> None:
    class Answering(Hearing):
        def read_now(self) -> None:
            super().read_now()
            hold(self)

        def send_held(self) -> None:
            self.done.append("answer")

    done, timers = list[str](), Timers()
    rounds = Rounds(timers, 0.01, Answering(done))
    for at_seconds in (1.0, 1.005):
        for number in range(5):
            rounds.set(Room(f"{number}", done), at_seconds)

    await run(timers, 1.5)

    second = done[done.index("hear") :]
    assert second[:8] == ["hear", *[f"tick {number}" for number in range(5)], "answer", "send 0"]


async def test_where_rounds_come_often_players_are_heard_with_them_before_the_ticks(
    autojump_clock: MockClock,
) -> None:
    done, timers = list[str](), Timers()
    rounds = Rounds(timers, 0.01, Hearing(done))
    for at_seconds in (1.0, 1.005, 2.0, 2.005):
        for number in range(5):
            rounds.set(Room(f"{number}", done), at_seconds)

    await run(timers, 1.5)

    ticks = [f"tick {number}" for number in range(5)]
    assert [what for what in done if what.startswith(("tick", "hear", "rest"))] == [
        *ticks,
        "rest until 1.015",
        "hear",
        *ticks,  # the next round is far away: players are heard at once until then
    ]


async def test_where_rounds_are_late_ticks_do_not_wait_for_what_players_say(
    autojump_clock: MockClock,
) -> None:
    done, timers = list[str](), Timers()
    rounds = Rounds(timers, 0.01, Hearing(done))
    for at_seconds in (1.0, 1.005):
        for number in range(5):
            rounds.set(Room(f"{number}", done), at_seconds)

    await run(timers, 1.002)
    await trio.sleep(0.1)
    await run(timers, 1.0)

    assert done.count("rest until 1.015") == 1
    assert done.count("tick 0") == 2
    assert "hear" not in done


async def test_with_few_rooms_players_are_heard_at_any_time(autojump_clock: MockClock) -> None:
    done, timers = list[str](), Timers()
    rounds = Rounds(timers, 0.01, Hearing(done))
    for at_seconds in (1.0, 1.005):
        for number in range(4):
            rounds.set(Room(f"{number}", done), at_seconds)

    await run(timers, 1.5)

    assert not any(what.startswith(("hear", "rest")) for what in done)
