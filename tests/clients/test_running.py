"""What the commands of the client share."""

import pytest
import trio

from clients.errors import CannotConnect
from clients.running import run_beside


async def test_what_runs_beside_ends_with_what_is_run() -> None:
    ended = trio.Event()

    async def act() -> int:
        await trio.lowlevel.checkpoint()
        return 7

    async def other() -> None:
        try:
            await trio.sleep_forever()
        finally:
            ended.set()

    assert await run_beside(act, other) == 7

    assert ended.is_set()


async def test_what_goes_wrong_on_purpose_is_raised_without_a_group() -> None:
    async def act() -> None:
        await trio.lowlevel.checkpoint()
        raise CannotConnect("nobody is there")

    with pytest.raises(CannotConnect, match="nobody is there"):
        await run_beside(act, trio.sleep_forever)
