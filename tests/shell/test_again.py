"""A room for the same people is as the one that is over was: also who may watch it."""

from typing import Any

import pytest
import trio
from attrs import evolve
from trio.testing import MockClock

from lobby.settings import Config
from lobby.shell.stores.memory import Faults
from lobby.wire.messages import Again, Create, Done, Join, Leave, Mute, Refused, Say, Unmute
from tests.shell.callers import call, memory_of, room_of, running, seat
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


async def test_whom_the_host_has_muted_is_mute_in_the_room_that_follows_for_what_is_left_of_it(
    autojump_clock: MockClock,
) -> None:
    async with running(wall_clock=wall_clock) as application:
        ann, bob, cy = await seat(application, "liars_dice", "Ann", "Bob", "Cy")
        room = room_of(ann)
        await ann.ask(Mute, room, bob.player)
        await ann.ask(Mute, room, cy.player, 10)
        for caller in (ann, bob, cy):
            await caller.ask(Leave, room)
        await trio.sleep(6 * 60)
        # Nobody takes a mute back by opening the room themselves.
        again = (await bob.ask(Again, room))["room"]
        await cy.ask(Join, again)

        assert [await caller.ask(Say, again, "hello") for caller in (bob, cy)] == ["muted", "muted"]
        assert await bob.ask(Unmute, again, bob.player) == "no_such_player"
        await trio.sleep(4 * 60 + 1)
        assert await bob.ask(Say, again, "hello") == "muted"
        assert await cy.ask(Say, again, "hello") == {"to": "all"}


async def test_a_mute_that_is_over_does_not_go_on(autojump_clock: MockClock) -> None:
    async with running(wall_clock=wall_clock) as application:
        ann, bob = await seat(application, "tic_tac_toe", "Ann", "Bob")
        room = room_of(ann)
        await ann.ask(Mute, room, bob.player, 5)
        for caller in (ann, bob):
            await caller.ask(Leave, room)
        await trio.sleep(6 * 60)
        again = (await ann.ask(Again, room))["room"]

        assert ann.views[f"room/{again}"]["muted"] == []


async def test_an_invitation_names_who_opened_the_room_and_has_no_seat_in_it(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann, bob = await seat(application, "tic_tac_toe", "Ann", "Bob")
        room = room_of(ann)
        for caller in (ann, bob):
            await caller.ask(Leave, room)
        await trio.sleep(Config().room.empty_seconds + 60)
        again = (await ann.ask(Again, room))["room"]
        await trio.sleep(2)

        (invitation,) = bob.views[f"player/{bob.player}"]["invitations"]
        assert (invitation["room"], invitation["from"], invitation["from_id"]) == (again, "Ann", ann.player)


async def test_a_room_that_follows_is_found_in_the_store_when_memory_has_forgotten_it(
    autojump_clock: MockClock,
) -> None:
    config = evolve(Config(), retention=evolve(Config().retention, successors=1))
    async with running(config) as application:
        rooms = []
        ann = call(application, "Ann")
        for _ in range(2):
            rooms.append((await ann.ask(Create, "tic_tac_toe"))["room"])
            await ann.ask(Leave, rooms[-1])
        await trio.sleep(Config().room.empty_seconds + 5)
        followed = [(await ann.ask(Again, room))["room"] for room in rooms]

        assert [(await ann.ask(Again, room))["room"] for room in rooms] == followed
        assert len(set(followed)) == 2
        assert len(application.manager.rooms.past.successors) == 1


@pytest.mark.parametrize("failure_percent", [0, 100])
async def test_who_is_cut_off_while_it_is_looked_up_is_answered_when_they_are_back(
    autojump_clock: MockClock, failure_percent: int
) -> None:
    faults = Faults(seed=1, delay_seconds_max=0.5)
    async with running(faults=faults) as application:
        ann = call(application, "Ann")
        room = (await ann.ask(Create, "tic_tac_toe"))["room"]
        await ann.ask(Leave, room)
        await trio.sleep(Config().room.empty_seconds + 5)
        memory_of(application).faults = evolve(faults, failure_percent=failure_percent)
        number = ann.command(Again, room)
        ann.hang_up()
        await trio.sleep(2)
        memory_of(application).faults = faults
        ann.call()
        answer = await ann.answer_to(number)

        assert isinstance(answer, Done if not failure_percent else Refused)
        assert (await ann.ask(Create, "tic_tac_toe"))["room"], "the server lives"
