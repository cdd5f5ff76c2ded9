"""Whatever is pressed and however the server dies: nobody is in two rated games, or sits where they are out.

The whole server runs, on a store that takes its time and fails now and then; rooms fall asleep, and come back
one by one after a restart. What holds is looked at on what is decided and on what is stored, after each act.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import pytest
import trio
from attrs import define, evolve, field
from trio.testing import MockClock

from lobby.app import Application
from lobby.core.finding.pledges import pledged
from lobby.core.ids import PlayerId
from lobby.core.room import Room
from lobby.settings import Config
from lobby.shell.stores.memory import Faults, MemoryStore
from lobby.wire.messages import (
    Again,
    Ban,
    Create,
    Dequeue,
    Enqueue,
    Join,
    Leave,
    QuickPlay,
    Ready,
    Resign,
    Sit,
    Stand,
)
from tests.shell.callers import Caller, memory_of, running

NAMES = ("Ann", "Bob", "Cat", "Dan", "Eve")
GAME = "tic_tac_toe"
ACTS = 120  # of one server
UNANSWERED_MAX = 20  # of one client, which the server would turn away with too many
LIVES = 3  # servers one after the other on one store
CONFIG = Config()
# Nothing is too often here, and rooms sleep soon.
EAGER = evolve(
    CONFIG,
    finding=evolve(CONFIG.finding, queue_burst=10_000, quick_burst=10_000, missed_seconds=0.0),
    talk=evolve(CONFIG.talk, houses_burst=10_000, seats_burst=1000),
    access=evolve(CONFIG.access, joins_burst=1000, openings_burst=10_000, address_openings_burst=10_000),
    room=evolve(CONFIG.room, sleep_seconds=20.0),
    limits=evolve(CONFIG.limits, rooms_per_player=100),
)


@define(eq=False)
class Crowd:
    """People who press anything, at any table that they know, mostly without waiting."""

    random: Random
    application: Application
    callers: list[Caller]
    rooms: list[str] = field(factory=list)
    banned: set[tuple[str, str]] = field(factory=set)  # rooms with players, as hosts were told
    seen: Counter[str] = field(factory=Counter)

    async def act(self) -> None:
        """Do one thing, and look whether all still holds."""
        acts: Sequence[Callable[[Caller], Any]] = (
            *[self._press] * 12,
            self._open,
            self._ban,
            self._hang_up_or_call,
            self._wait,
        )
        await self.random.choice(acts)(self.random.choice(self.callers))
        self.check()

    async def _press(self, caller: Caller) -> None:
        if len(caller.unanswered) > UNANSWERED_MAX:
            await trio.sleep(1)
            return
        room = self.random.choice(self.rooms[-5:])
        commands: Sequence[tuple[Any, ...]] = (
            *[(Join, room), (Sit, room), (Ready, room)] * 3,
            *[(Enqueue, GAME)] * 2,
            *((Ready, room, False), (Stand, room), (Leave, room), (Again, room)),
            *((Dequeue,), (QuickPlay, GAME), (Resign, room, self._round(room))),
            *[(Join, found) for found in self._found(caller)] * 5,
        )
        number = caller.command(*self.random.choice(commands))
        if self.random.random() < 0.3 and caller.line is not None:
            await caller.answer_to(number)

    async def _open(self, caller: Caller) -> None:
        if caller.line is None:
            return
        pace, rated = self.random.choice(("live", "slow")), self.random.random() < 0.8
        opened = await caller.ask(Create, GAME, "", True, {}, pace, None, {"rated": rated})
        if isinstance(opened, dict):
            self.rooms.append(opened["room"])

    async def _ban(self, caller: Caller) -> None:
        """A ban of who is in the way now and then; it holds for as long as the room lives."""
        other, room = self.random.choice(self.callers).player, self.random.choice(self.rooms[-5:])
        if caller.line is not None and await caller.ask(Ban, room, other) == {"addresses": 0}:
            self.banned.add((room, other))
            self.seen["bans"] += 1

    async def _hang_up_or_call(self, caller: Caller) -> None:
        if caller.line is None:
            caller.call()
        else:
            caller.hang_up()

    async def _wait(self, _: Caller) -> None:
        await trio.sleep(self.random.choice((0.05, 0.5, 5.0, 30.0)))

    def _round(self, room: str) -> int:
        host = self.application.manager.rooms.hosts.get(room)  # type: ignore[call-overload]
        return host.room.match.number if host is not None and host.room.match is not None else 1

    def _found(self, caller: Caller) -> list[str]:
        own = caller.views.get(f"player/{caller.player}")
        return [found["room"] for found in own["found"]] if own is not None else []

    def check(self) -> None:
        """What is decided and what is stored of each room may both be so in the end."""
        bound, playing = Counter[PlayerId](), Counter[PlayerId]()
        for host in self.application.manager.rooms.hosts.values():
            bound.update(pledged(host.room) | pledged(host.told))
            playing.update(_players(host.room) | _players(host.told))
            for room, player in self.banned:
                assert room != host.room.id or host.room.seat_of(PlayerId(player)) is None
        for summary in self.application.manager.rooms.sleepers.summaries():
            bound.update(summary.pledged)
            self.seen["rooms not in memory, with somebody bound"] += bool(summary.pledged)
        queue = self.application.manager.finding.matchmaker.queue
        assert max(playing.values(), default=0) <= 1, "nobody is in two rated games"
        assert max(bound.values(), default=0) <= 1, "nor bound to two"
        assert not any(player in queue for player in bound), "nor looks for one meanwhile"
        self.seen["in a rated game"] += bool(playing)
        self.seen["bound"] += bool(bound)


def _players(room: Room) -> frozenset[PlayerId]:
    """Return who is in a rated game that runs."""
    seats = enumerate(room.seats) if room.house.rated else ()
    return frozenset(seat.player for n, seat in seats if seat.player is not None and room.in_game(n))


async def live(seed: int) -> Counter[str]:
    """Let a crowd press, over some lives of the server; return what was seen."""
    random, store = Random(seed), MemoryStore(Faults(seed, failure_percent=10, delay_seconds_max=0.3))
    callers, rooms, seen = list[Caller](), list[str](), Counter[str]()
    banned = set[tuple[str, str]]()
    for life in range(LIVES):
        async with running(EAGER, seed=seed + life, store=store) as application:
            for number, name in enumerate(NAMES if not callers else ()):
                callers.append(Caller(application, name, f"{number}".encode() * 16))
            for caller in callers:
                caller.survive(application)
                caller.call()
            crowd = Crowd(random, application, callers, rooms, banned, seen)
            while not rooms:
                await crowd._open(random.choice(callers))
            for _ in range(ACTS):
                await crowd.act()
            store = memory_of(application)
        kept = store.after_power_cut() if random.random() < 0.5 else store.after_crash()
        store = evolve(kept, faults=Faults(seed + life, failure_percent=10, delay_seconds_max=0.3))
    return seen


@pytest.mark.parametrize("seed", range(8))
async def test_nobody_is_in_two_rated_games_nor_sits_where_they_are_banned(
    autojump_clock: MockClock, seed: int
) -> None:
    seen = await live(seed)

    assert seen["bound"], "somebody is ready now and then"
