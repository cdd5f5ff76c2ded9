"""Quick play, as clients meet it: a seat at once, exactly one, and no room left over."""

from collections import Counter
from typing import Any

import pytest
import trio
import trio.lowlevel
from attrs import evolve
from trio.testing import MockClock

from lobby.settings import Config
from lobby.shell.stores.memory import Faults
from lobby.wire.messages import Block, Create, Done, Leave, QuickPlay, Ready, Sit
from tests.shell.callers import Caller, call, memory_of, room_of, running, settle


def result_of(caller: Caller, number: int) -> Any:
    """Return what a command was answered with, which must be its result."""
    answer = caller.answers[number][0]
    assert isinstance(answer, Done), answer
    return answer.result


@pytest.mark.slow
async def test_a_thousand_who_press_in_the_same_instant_are_seated_once_and_no_room_is_left_over(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        callers = [call(application, f"P{n}") for n in range(1000)]

        numbers = [caller.command(QuickPlay, "connect_four") for caller in callers]
        await settle()

        results = [result_of(caller, number) for caller, number in zip(callers, numbers, strict=True)]
        hosts = application.manager.rooms.hosts
        assert len(hosts) == 500
        seated = Counter(seat.player for host in hosts.values() for seat in host.told.seats)
        assert seated == Counter(caller.player for caller in callers)
        for caller, result in zip(callers, results, strict=True):
            seat = hosts[result["room"]].told.seats[result["seat"]]
            assert (seat.player, seat.status) == (caller.player, "taken")
            assert caller.views[f"room/{result['room']}"]["seats"][result["seat"]]["player"] == caller.player


@pytest.mark.parametrize("seed", range(5))
async def test_on_a_store_that_fails_now_and_then_nobody_has_two_seats(
    autojump_clock: MockClock, seed: int
) -> None:
    async with running(seed=seed, faults=Faults(seed, 20, 0.2)) as application:
        callers = [call(application, f"P{n}") for n in range(40)]

        for caller in callers:
            caller.command(QuickPlay, "tic_tac_toe")
            await trio.sleep(0.01)
        await trio.sleep(20)

        hosts = application.manager.rooms.hosts.values()
        seated = [seat.player for host in hosts for seat in host.told.seats if seat.is_held]
        answered = {caller.player for caller in callers if hasattr(caller.answers[1][0], "result")}
        assert len(seated) == len(set(seated))
        assert answered <= set(seated)


async def test_the_fullest_fitting_room_is_taken_and_no_rated_locked_or_unlisted_one(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        host, guest = call(application, "Host"), call(application, "Guest")
        for public, house in ((False, {}), (True, {"locked": True}), (True, {"rated": True})):
            await host.ask(Create, "tic_tac_toe", "", public, {}, "live", None, house)
        open_room = (await host.ask(Create, "tic_tac_toe"))["room"]
        await host.ask(Create, "tic_tac_toe")
        await host.ask(Sit, open_room)
        await settle()

        result = await guest.ask(QuickPlay, "tic_tac_toe")

        assert (result["room"], result["seat"]) == (open_room, 1)


async def test_who_presses_twice_has_one_seat(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, other = (call(application, "Ann", token=b"t" * 32) for _ in range(2))
        first, second = ann.command(QuickPlay, "tic_tac_toe"), other.command(QuickPlay, "tic_tac_toe")
        await settle()

        assert result_of(ann, first) == result_of(other, second)
        assert len(application.manager.rooms.hosts) == 1
        assert f"room/{room_of(ann)}" in other.views


async def test_a_press_that_is_repeated_after_a_crash_has_happened_once(autojump_clock: MockClock) -> None:
    async with running() as before:
        ann = call(before)
        number = ann.command(QuickPlay, "tic_tac_toe")
        with trio.fail_after(5):
            while not memory_of(before).count()["rows"]:
                await trio.lowlevel.checkpoint()
        ann.unanswered[number] = QuickPlay(number, "tic_tac_toe")  # the answer got lost on its way
        ann.answers.clear()
    async with running(store=memory_of(before).after_crash(), seed=1) as after:
        ann.survive(after)
        ann.call()
        await settle()

        result = result_of(ann, number)
        hosts = after.manager.rooms.hosts
        assert list(hosts) == [result["room"]]
        assert [seat.player for seat in hosts[result["room"]].told.seats] == [ann.player, None]
        assert hosts[result["room"]].told.seats[0].status == "taken"


async def test_a_seat_kept_for_who_never_comes_is_open_again_and_the_room_goes(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann = call(application)
        ann.command(QuickPlay, "tic_tac_toe")
        ann.hang_up()
        await settle()
        (host,) = application.manager.rooms.hosts.values()

        await trio.sleep(200)

        assert host.room.phase == "closed"
        assert not application.manager.rooms.hosts


async def test_who_was_seated_plays_as_anybody(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = call(application), call(application, "Bob")
        room = (await ann.ask(QuickPlay, "tic_tac_toe"))["room"]
        assert await bob.ask(QuickPlay, "tic_tac_toe") == {
            "room": room,
            "code": ann.views[f"room/{room}"]["code"],
            "seat": 1,
        }
        for caller in (ann, bob):
            await caller.ask(Ready, room)

        assert ann.views[f"room/{room}"]["phase"] == "playing"
        assert await bob.ask(Leave, room) is None
        assert await ann.ask(QuickPlay, "tic_tac_toe") != "already_seated"


async def test_what_is_asked_wrongly_or_too_often_is_refused(autojump_clock: MockClock) -> None:
    config = Config()
    async with running(evolve(config, limits=evolve(config.limits, rooms_per_player=1))) as application:
        ann = call(application)
        assert await ann.ask(QuickPlay, "chess") == "no_such_game"
        assert await ann.ask(QuickPlay, "tic_tac_toe", None, "live", {"kind": "egg"}) == "malformed"
        await ann.ask(Create, "tic_tac_toe")
        assert await ann.ask(QuickPlay, "connect_four") == "too_many_rooms"
        answers = [await ann.ask(QuickPlay, "chess") for _ in range(config.finding.quick_burst)]
        assert answers[-1] == "rate_limited"


async def test_who_presses_again_after_a_restart_in_another_session_has_the_same_seat(
    autojump_clock: MockClock,
) -> None:
    async with running() as before:
        ann = call(before, token=b"t" * 32)
        result = await ann.ask(QuickPlay, "tic_tac_toe")
        await settle()
    async with running(store=memory_of(before).after_crash(), seed=1) as after:
        again = call(after, "Ann again", token=b"t" * 32)

        assert await again.ask(QuickPlay, "tic_tac_toe") == result
        assert len(after.manager.rooms) == 1


async def test_who_has_blocked_somebody_is_not_seated_with_them(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob, cy = (call(application, name) for name in ("Ann", "Bob", "Cy"))
        await bob.ask(Block, ann.player)
        first = (await ann.ask(QuickPlay, "tic_tac_toe"))["room"]

        assert (await bob.ask(QuickPlay, "tic_tac_toe"))["room"] != first
        assert (await cy.ask(QuickPlay, "tic_tac_toe"))["room"] == first
        await ann.ask(Leave, first)
        await cy.ask(Leave, first)
        second = (await bob.ask(QuickPlay, "tic_tac_toe"))["room"]
        assert (await ann.ask(QuickPlay, "tic_tac_toe"))["room"] != second, "nor the other way round"
