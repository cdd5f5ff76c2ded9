"""How the conformance kit for stores drives one: start, ask, wait for what is told."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Protocol

import trio

from lobby.core.ids import PlayerId, RoomId, SessionId
from lobby.settings import RetentionSection
from lobby.shell.questions import Question, Tidied, Unreadable
from lobby.shell.records import KeepPlayer, KeepSession, Record
from lobby.shell.store import Kept, KeptRoom, Store, is_needed_now

ROOM, OTHER = RoomId("aaaaaaaaaaaa"), RoomId("bbbbbbbbbbbb")
PLAYER = KeepPlayer(PlayerId("p" * 16), b"h" * 32, "Ann", "person")
SESSION = KeepSession(SessionId(b"s" * 16), b"x" * 32, PLAYER.id, 7, (ROOM,), ("lobby/chat",))


class Disk(Protocol):
    """What outlives a store: `start` returns the store of the next process over the same contents."""

    def start(self) -> Store:
        """Return a store that nobody has loaded yet; the one before has stopped."""


@asynccontextmanager
async def started(
    disk: Disk, may_wait: Callable[[bytes], bool] = is_needed_now
) -> AsyncIterator[tuple[Store, Kept]]:
    """Run the store of the next process in this block; what is not committed at its end may be lost."""
    store = disk.start()
    kept = await store.load(may_wait)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        yield store, kept
        nursery.cancel_scope.cancel()


async def append(
    store: Store, number: int, row: bytes, *records: Record, room: RoomId = ROOM, incarnation: int = 1
) -> bool:
    """Append and return what became of it."""
    outcome, told = list[bool](), trio.Event()

    def done(committed: bool) -> None:
        outcome.append(committed)
        told.set()

    store.append(room, incarnation, number, row, done, records=records)
    assert not outcome, "an outcome is told later, never within append"
    await told.wait()
    return outcome[0]


async def write(store: Store, *records: Record) -> bool:
    """Write what belongs to no room and return what became of it."""
    outcome, told = list[bool](), trio.Event()

    def done(committed: bool) -> None:
        outcome.append(committed)
        told.set()

    store.write(records, done)
    await told.wait()
    return outcome[0]


async def read(store: Store, room: RoomId) -> list[bytes]:
    """Return the committed rows of a room."""
    rows, told = list[bytes](), trio.Event()

    def tell(found: list[bytes]) -> None:
        rows.extend(found)
        told.set()

    store.read(room, tell)
    await told.wait()
    return rows


async def wake(store: Store, room: RoomId) -> KeptRoom | Unreadable | None:
    """Wake a room and return what was told."""
    return await _hear(lambda tell: store.wake(room, tell))  # type: ignore[no-any-return]


async def ask(store: Store, question: Question) -> Any:
    """Return the answer to a question."""
    return await _hear(lambda tell: store.ask(question, tell))


async def tidy(store: Store, settings: RetentionSection, now_ms: int) -> list[Tidied]:
    """Tidy up until nothing is left to do; return what was told of each slice."""
    slices = list[Tidied]()
    while not slices or slices[-1].more:
        told = await _hear(lambda tell: store.tidy(settings, now_ms, tell))
        assert isinstance(told, Tidied), told
        slices.append(told)
    return slices


async def _hear(say: Callable[[Callable[[Any], None]], None]) -> Any:
    outcome, told = list[Any](), trio.Event()

    def tell(answer: Any) -> None:
        outcome.append(answer)
        told.set()

    say(tell)
    assert not outcome, "an answer is told later, never at once"
    await told.wait()
    return outcome[0]
