"""A server that is killed again and again: nothing lost, nothing twice, no client begins anew."""

from random import Random

import pytest
import trio
from attrs import evolve
from trio.testing import MockClock

from lobby.shell.stores.memory import Faults, MemoryStore
from lobby.wire.messages import Join, Leave, Welcome
from tests.shell.callers import Caller, call, running, state_of
from tests.simulation.test_commits import CONFIG, SEEDS, act, check_said_once, check_shown, open_room, shake

LIVES = 4
STEPS = 40
SLOW = evolve(CONFIG, room=evolve(CONFIG.room, restart_grace_seconds=60.0, grace_seconds=30.0))


async def live(random: Random, callers: list[Caller], room: str, said: list[str]) -> None:
    """Let the clients come back and act, until the server dies in the midst of it."""
    for caller in callers:
        if random.random() < 0.8:
            caller.call()
    for _ in range(random.randrange(STEPS)):
        caller = random.choice(callers)
        if len(caller.unanswered) < 60:
            act(random, caller, room, said)
        await shake(random, caller)
    await trio.sleep(random.random() / 4)


def chance_of(seed: int, life: int) -> int:
    """Return the seed of one server: two that draw alike would take each other's epochs for theirs."""
    return seed * (LIVES + 2) + life


def die(random: Random, store: MemoryStore) -> MemoryStore:
    """Return what the store is after the process is gone, and sometimes with it all that was not synced."""
    return store.after_power_cut() if random.random() < 0.5 else store.after_crash()


@pytest.mark.seeds
@pytest.mark.parametrize("seed", range(SEEDS))
async def test_nothing_is_lost_or_done_twice_over_crashes(autojump_clock: MockClock, seed: int) -> None:
    random = Random(seed)
    faults = Faults(
        seed,
        failure_percent=random.choice([0, 10]),
        delay_seconds_max=0.2,
        hang_percent=random.choice([0, 2]),
        hang_seconds=random.choice([3.0, 20.0]),
    )
    store, said = MemoryStore(faults), list[str]()
    async with running(SLOW, seed=chance_of(seed, 0), store=store) as application:
        callers = [call(application, name) for name in ("Ann", "Bob", "Cy")]
        room = await open_room(callers[0], "connect_four")
        for caller in callers:
            await caller.ask(Join, room)
    for life in range(LIVES):
        store = die(random, store)
        async with running(SLOW, seed=chance_of(seed, 1 + life), store=store) as application:
            for caller in callers:
                caller.survive(application)
            await live(random, callers, room, said)
    store = die(random, store)
    async with running(SLOW, seed=chance_of(seed, 1 + LIVES), store=store) as application:
        store.faults = None
        for caller in callers:
            caller.survive(application)
            caller.call()
        await trio.sleep(3)
        for caller in callers:
            await caller.ask(Join, room)

        host = application.manager.rooms.hosts[room]
        for caller in callers:
            welcomes = [message.session for message in caller.heard if isinstance(message, Welcome)]
            assert set(welcomes[1:]) <= {"resumed"}, f"seed {seed}: {welcomes}"
            assert len({message.player.id for message in caller.heard if isinstance(message, Welcome)}) == 1
            check_shown(host, caller, seed)
        check_said_once(host.told, callers, said, seed)
        for caller in callers:
            await caller.ask(Leave, room)
            caller.hang_up()
        await trio.sleep(120)
        assert not application.manager.members, f"seed {seed}"
        assert await state_of(application, room) == "closed"
        assert application.lobby.bounds.total.bytes == 0, "a ring outlived its room"
