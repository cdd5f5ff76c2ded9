"""A room for the same people is as the one that is over was: also who may watch it."""

from typing import Any

import pytest
import trio
from trio.testing import MockClock

from lobby.settings import Config
from lobby.wire.messages import Again, Leave
from tests.shell.callers import running
from tests.shell.test_watching import DELAY_SECONDS, LATE, play_late, wall_clock

WISHES: tuple[dict[str, Any], ...] = (LATE, {"watching": "closed", "undo": False, "countdown_ms": 500})


@pytest.mark.parametrize("wish", WISHES, ids=["late", "closed"])
async def test_again_carries_what_the_host_had_decided(
    autojump_clock: MockClock, wish: dict[str, Any]
) -> None:
    async with running(wall_clock=wall_clock) as application:
        room, ann, bob, cy = await play_late(application, house=wish)
        for caller in (ann, bob, cy):
            await caller.ask(Leave, room)
        await trio.sleep(Config().room.empty_seconds + 60 + DELAY_SECONDS)
        again = (await ann.ask(Again, room))["room"]
        [view] = [view for name, view in ann.views.items() if name in (f"room/{again}", f"watch/{again}")]

    house = view.get("room", view)["house"]
    assert again != room
    assert {name: house[name] for name in wish} == wish
