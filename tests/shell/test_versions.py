"""Rooms in the midst of a game that is of another version after the restart."""

from typing import Any

import pytest
import trio
from trio.testing import MockClock

from lobby.app import Application
from lobby.shell.stores.inbox import Append
from lobby.shell.stores.memory import MemoryStore
from lobby.wire.messages import Create, Join, Look, Ready, Say, Sit
from tests.shell.callers import Caller, call, last_welcome, move, room_of, running, seat, settle
from tests.shell.test_days import come_anew, fall_asleep, play_slowly
from tests.shell.test_failures import toy
from tests.shell.test_restart import restarted

TOKEN = b"a" * 16


def view(caller: Caller) -> Any:
    """Return what the game shows."""
    return caller.views[f"game/{room_of(caller)}"]["view"]


async def begin(application: Application) -> list[Caller]:
    """Return two players who have moved once each."""
    ann, bob = await seat(application, "toy", "Ann", "Bob")
    assert await move(ann) is None
    assert await move(bob) is None
    return [ann, bob]


async def test_a_running_game_goes_on_under_a_newer_version(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    newer = toy(version=2, upgrade=lambda state, version: state + 100 * version)
    async with running(store=store, games=toy()) as application:
        ann, bob = await begin(application)
        await application.put_down()
        await ann.ask(Say, room_of(ann), "good night")
    async with restarted(store, ann, bob, games=newer):
        await settle()
        assert view(ann) == 102
        assert await move(ann) is None
    async with restarted(store, ann, bob, games=newer):
        await settle()

        assert view(bob) == 103, "what was played since is replayed with the version that played it"
        assert await move(bob) is None
        assert last_welcome(bob).session == "resumed"


async def test_a_running_game_that_has_no_upgrade_ends_with_its_room(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    async with running(store=store, games=toy()) as application:
        ann, bob = await begin(application)
        room = room_of(ann)
        await application.put_down()
    async with restarted(store, ann, bob, games=toy(version=2)) as application:
        await settle()

        assert not ann.room_views
        assert not application.manager.members
        look = await ann.ask(Look, room)
        assert (look["state"], look["reason"]) == ("closed", "outdated")


class Choosy(MemoryStore):
    """A store that refuses the next rows, so many."""

    refusals = 0

    def _append(self, append: Append) -> bool:
        if self.refusals:
            self.refusals -= 1
            return False
        return super()._append(append)


async def play_and_sleep(application: Application) -> tuple[Caller, str]:
    """Return a player of a slow room that has fallen asleep in its game, and the room."""
    ann, bob = await play_slowly(application, "toy")
    room = room_of(ann)
    assert await move(bob) is None
    await settle()
    await fall_asleep(application, ann, bob)
    return ann, room


@pytest.mark.parametrize("upgrade", [None, lambda state, version: state + 100 * version])
async def test_a_room_that_wakes_takes_nothing_before_its_upgrade_is_stored(
    autojump_clock: MockClock, upgrade: Any
) -> None:
    store = MemoryStore()
    async with running(store=store, games=toy()) as application:
        ann, room = await play_and_sleep(application)
    after = Choosy(disk=store.after_crash()._disk)
    newer = toy(version=2, upgrade=upgrade)
    async with running(seed=99, store=after, games=newer) as application:
        ann.survive(application)
        come_anew(ann, TOKEN)
        await settle()
        after.refusals = 1
        ann.command(Join, room)
        await trio.sleep(10)
        look = await ann.ask(Look, room)

        assert after.refusals == 0
        if upgrade is None:
            assert (look["state"], look["reason"]) == ("closed", "outdated")
        else:
            assert view(ann) == 102
            assert await move(ann) is None
    async with restarted(after, ann, games=newer) as application:
        await settle()

        assert (await ann.ask(Look, room))["state"] == ("closed" if upgrade is None else look["state"])


async def test_moves_after_the_snapshot_are_never_replayed_by_another_version(
    autojump_clock: MockClock,
) -> None:
    store = MemoryStore()
    async with running(store=store, games=toy()) as application:
        ann, bob = await begin(application)
        room = room_of(ann)
        await application.put_down()
        assert await move(ann) is None
    newer = toy(version=2, upgrade=lambda state, version: state)
    async with restarted(store, ann, bob, games=newer) as application:
        await settle()

        assert not application.manager.members, "a move that was acknowledged must not be gone"
        assert await bob.ask(Join, room) == "game_failed", "it waits for the version that can replay it"


async def test_a_room_without_a_running_game_needs_no_upgrade(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    async with running(store=store, games=toy()) as application:
        ann = call(application, "Ann")
        room = (await ann.ask(Create, "toy"))["room"]
        await ann.ask(Sit, room)
    async with restarted(store, ann, games=toy(version=2)) as application:
        bob = call(application, "Bob")
        await bob.ask(Join, room)
        await bob.ask(Sit, room)
        for caller in (ann, bob):
            assert await caller.ask(Ready, room) is None

        assert await move(ann) is None
