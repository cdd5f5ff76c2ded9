"""The memory store: commits later and in order, and fails where it was told to."""

import pytest
import trio
from trio.testing import MockClock

from lobby.core.ids import RoomId
from lobby.shell.records import KeepAnswer
from lobby.shell.store import Kept, KeptRoom
from lobby.shell.stores.memory import Faults, MemoryStore
from lobby.testing.storing import PLAYER, SESSION

ROOM, OTHER = RoomId("room"), RoomId("other")


async def commit(store: MemoryStore) -> None:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        await trio.sleep(1)
        nursery.cancel_scope.cancel()


async def test_rows_are_committed_later_and_in_order(autojump_clock: MockClock) -> None:
    store, outcomes = MemoryStore(), list[tuple[str, bool]]()
    store.append(ROOM, 1, 1, b"one", lambda done: outcomes.append(("one", done)))
    store.append(OTHER, 1, 1, b"other", lambda done: outcomes.append(("other", done)))
    store.append(ROOM, 1, 2, b"two", lambda done: outcomes.append(("two", done)))
    assert not outcomes
    assert not store.rows(ROOM)

    await commit(store)

    assert outcomes == [("one", True), ("other", True), ("two", True)]
    assert store.rows(ROOM) == [b"one", b"two"]


async def test_a_number_out_of_turn_or_another_incarnation_is_not_stored(autojump_clock: MockClock) -> None:
    store, outcomes = MemoryStore(), list[bool]()
    store.append(ROOM, 1, 1, b"one", outcomes.append)
    store.append(ROOM, 1, 3, b"three", outcomes.append)
    store.append(ROOM, 2, 2, b"of another server", outcomes.append)
    store.append(ROOM, 1, 1, b"one again", outcomes.append)
    store.append(ROOM, 1, 2, b"two", outcomes.append)

    await commit(store)

    assert outcomes == [True, False, False, False, True]
    assert store.rows(ROOM) == [b"one", b"two"]


async def test_after_a_failure_the_later_rows_of_the_room_fail_too(autojump_clock: MockClock) -> None:
    store, outcomes = MemoryStore(Faults(seed=5, failure_percent=30, delay_seconds_max=0.1)), list[bool]()
    for number in range(1, 21):
        store.append(ROOM, 1, number, bytes([number]), outcomes.append)

    await commit(store)

    failed = outcomes.index(False)
    assert not any(outcomes[failed:]), "seed 5"
    assert len(store.rows(ROOM)) == failed


async def test_a_commit_that_hangs_is_seen_and_all_behind_it_goes_on_afterwards(
    autojump_clock: MockClock,
) -> None:
    store, outcomes = MemoryStore(Faults(seed=1, hang_percent=100, hang_seconds=30)), list[bool]()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        store.append(ROOM, 1, 1, b"one", outcomes.append)
        await trio.sleep(4)
        assert not store.is_failing
        store.append(ROOM, 1, 2, b"two", outcomes.append)
        await trio.sleep(4)
        assert (store.is_failing, outcomes) == (True, [])
        await trio.sleep(24)
        assert (store.is_failing, outcomes) == (False, [True])
        await trio.sleep(40)
        assert outcomes == [True, True]
        nursery.cancel_scope.cancel()


@pytest.mark.parametrize("how", ["crash", "power cut"])
async def test_what_nobody_was_told_of_is_lost_with_the_power_only(
    autojump_clock: MockClock, how: str
) -> None:
    store, outcomes = MemoryStore(Faults(seed=1, delay_seconds_max=10)), list[bool]()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        store.append(ROOM, 1, 1, b"one", outcomes.append)
        await trio.sleep(30)
        store.append(ROOM, 1, 2, b"two", outcomes.append, records=(PLAYER, KeepAnswer(SESSION.id, 1, b"1")))
        store.forget(OTHER)
        store.append(OTHER, 1, 1, b"other", outcomes.append)
        while len(store.rows(ROOM)) == 1:  # noqa: ASYNC110 -- nobody tells of it, that is the point
            await trio.sleep(0.1)
        nursery.cancel_scope.cancel()

    assert outcomes == [True]
    store = store.after_crash() if how == "crash" else store.after_power_cut()
    kept = await store.load()
    if how == "crash":
        assert [room.rows for room in kept.rooms] == [[b"one", b"two"], [b"other"]]
        assert (kept.strangers, len(kept.answers)) == (1, 1)
    else:
        assert kept == Kept([KeptRoom(ROOM, 2, [b"one"])], [], [], [], [], [])
