"""Connections in memory: bounded, ended and cut as those of sockets are."""

import pytest
import trio
from trio.testing import MockClock

from lobby.testing.memory import Cable


async def test_who_sends_more_than_the_buffer_holds_waits_for_the_reader(autojump_clock: MockClock) -> None:
    near, far = Cable(buffer_bytes=10).ends

    with trio.move_on_after(1) as waiting:
        await near.send_all(bytes(25))
    assert waiting.cancelled_caught
    assert len(await far.receive_some()) == 10

    await near.wait_send_all_might_not_block()


async def test_a_sender_goes_on_as_the_reader_reads(autojump_clock: MockClock) -> None:
    near, far = Cable(buffer_bytes=10).ends
    data = bytes(range(100))
    got = b""
    async with trio.open_nursery() as nursery:
        nursery.start_soon(near.send_all, data)
        while len(got) < len(data):
            got += await far.receive_some(7)

    assert got == data


async def test_the_end_comes_after_all_that_was_sent() -> None:
    near, far = Cable().ends
    await near.send_all(b"last words")
    await near.aclose()

    assert await far.receive_some() == b"last words"
    assert await far.receive_some() == b""
    with pytest.raises(trio.BrokenResourceError):
        await far.send_all(b"anybody there?")
    with pytest.raises(trio.ClosedResourceError):
        await near.receive_some()


async def test_a_cut_loses_what_was_not_read_and_wakes_both_ends() -> None:
    near, far = Cable().ends
    await near.send_all(b"lost")
    far.reset()

    for end in (near, far):
        with pytest.raises(trio.BrokenResourceError):
            await end.receive_some()
        with pytest.raises(trio.BrokenResourceError):
            await end.send_all(b"more")
