"""The memory store: commits later and in order, and fails where it was told to."""

import trio
from trio.testing import MockClock

from lobby.core.ids import RoomId
from lobby.shell.stores.memory import Faults, MemoryStore

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
