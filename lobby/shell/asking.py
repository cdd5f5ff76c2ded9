"""Waiting for what a store tells later, but not for ever."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

import trio

from lobby.core.ids import RoomId
from lobby.shell.questions import Question, Unreadable
from lobby.shell.records import Record
from lobby.shell.store import Store

Told = TypeVar("Told")


async def ask(store: Store, question: Question, seconds: float) -> Any:
    """Return the answer to a question; Unreadable also where none came in time."""
    return await hear(partial(store.ask, question), seconds)


async def read(store: Store, room: RoomId, seconds: float) -> Sequence[bytes] | Unreadable:
    """Return the rows of a room, none where there are none."""
    rows = await hear(partial(store.read, room), seconds)
    if rows == [] and store.is_failing:
        return Unreadable("the store fails")
    return rows


async def write(store: Store, records: Sequence[Record], seconds: float) -> bool:
    """Return whether the records are stored; where nothing was told in time they may still be, later."""
    return await hear(partial(store.write, records), seconds) is True


async def hear(say: Callable[[Callable[[Told], None]], None], seconds: float) -> Told | Unreadable:
    """Return what is told to who says something; Unreadable where nothing came in time."""
    told = list[Told]()
    has_come = trio.Event()

    def tell(answer: Told) -> None:
        told.append(answer)
        has_come.set()

    say(tell)
    with trio.move_on_after(seconds):
        await has_come.wait()
    return told[0] if told else Unreadable(f"the store has not answered in {seconds:g} s")
