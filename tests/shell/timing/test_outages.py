"""When a store fails, and for how long altogether, told from what becomes of its commits."""

import trio
from trio.testing import MockClock

from lobby.shell.timing.outages import Outages


async def test_an_outage_lasts_from_the_beginning_of_the_commit_that_failed_to_one_that_succeeds(
    autojump_clock: MockClock,
) -> None:
    outages = Outages()
    await trio.sleep(1)
    outages.begin()
    await trio.sleep(2)
    outages.settle(has_failed=True)
    await trio.sleep(30)
    assert (outages.is_failing, round(outages.seconds(), 3)) == (True, 32)
    outages.begin()
    await trio.sleep(1)
    outages.settle(has_failed=False)

    await trio.sleep(100)

    assert (outages.is_failing, round(outages.seconds(), 3)) == (False, 33)


async def test_a_commit_that_hangs_is_an_outage_after_a_while_and_until_it_is_done(
    autojump_clock: MockClock,
) -> None:
    outages = Outages(stuck_seconds=5)
    outages.begin()
    await trio.sleep(4)
    assert not outages.is_failing
    await trio.sleep(6)
    assert (outages.is_failing, round(outages.seconds(), 3)) == (True, 5)
    outages.settle(has_failed=False)

    await trio.sleep(10)

    assert (outages.is_failing, round(outages.seconds(), 3)) == (False, 5)


async def test_outages_add_up_and_never_shrink(autojump_clock: MockClock) -> None:
    outages, seen = Outages(stuck_seconds=5), list[float]()
    for seconds, has_failed in [(1, True), (8, True), (1, False), (9, True), (6, False), (2, False)]:
        outages.begin()
        for _ in range(4):
            seen.append(outages.seconds())
            await trio.sleep(seconds / 4)
        outages.settle(has_failed=has_failed)
        seen.append(outages.seconds())

    assert seen == sorted(seen)
    assert round(seen[-1], 3) == 1 + 8 + 1 + (9 - 5) + 6


async def test_while_it_is_unknown_what_became_of_a_commit_the_store_fails(autojump_clock: MockClock) -> None:
    outages = Outages()
    outages.begin()
    await trio.sleep(1)
    outages.fail()
    await trio.sleep(1)

    assert outages.has_failed
    outages.settle(has_failed=False)
    assert (outages.has_failed, round(outages.seconds(), 3)) == (False, 2)


async def test_who_listens_is_told_when_a_commit_begins_and_when_it_ends(autojump_clock: MockClock) -> None:
    heard = list[bool]()
    outages = Outages()
    outages.heard = lambda: heard.append(outages.is_failing)

    outages.begin()
    outages.settle(has_failed=True)
    outages.begin()
    outages.settle(has_failed=False)

    assert heard == [False, True, True, False]
