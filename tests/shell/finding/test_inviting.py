"""Invitations: who may be asked to come, where it shows, and when it is over."""

from typing import Any

import trio
from trio.testing import MockClock

from lobby.core.ids import RoomId
from lobby.settings import Config
from lobby.wire.messages import Block, Create, Decline, Invite, Join, Leave, Profile, Sit
from tests.shell.callers import Caller, call, memory_of, play_out, room_of, running, seat, settle

CONFIG = Config()


def invitations(caller: Caller) -> Any:
    return caller.views[f"player/{caller.player}"]["invitations"]


async def test_who_was_met_is_invited_sees_by_whom_and_sitting_down_answers_it(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann, bob = await seat(application, "tic_tac_toe", "Ann", "Bob")
        await play_out([ann, bob], lambda moves: moves[0])
        await bob.ask(Leave, room_of(bob))
        room = (await ann.ask(Create, "connect_four"))["room"]

        assert await ann.ask(Invite, room, bob.player) is None
        await settle()

        (invitation,) = invitations(bob)
        assert (invitation["room"], invitation["from"], invitation["from_id"]) == (room, "Ann", ann.player)
        assert invitation["until_ms"] is not None
        await bob.ask(Join, room)
        await bob.ask(Sit, room)
        await settle()
        assert invitations(bob) == []
        assert await ann.ask(Invite, room, bob.player) == "already_seated"


async def test_a_stranger_is_not_invited_but_who_is_in_one_room_with_somebody_is_none(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann, bob = call(application, "Ann"), call(application, "Bob")
        room = (await ann.ask(Create, "tic_tac_toe"))["room"]
        assert await ann.ask(Invite, room, bob.player) == "not_met"
        assert await ann.ask(Invite, room, ann.player) == "no_such_player"

        other = (await bob.ask(Create, "tic_tac_toe"))["room"]
        await ann.ask(Join, other)
        assert await ann.ask(Invite, room, bob.player) is None
        assert await bob.ask(Invite, room, ann.player) == "not_member"


async def test_nothing_comes_of_an_invitation_by_who_is_blocked_and_they_are_not_told(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann, bob = call(application, "Ann"), call(application, "Bob")
        room = (await ann.ask(Create, "tic_tac_toe"))["room"]
        other = (await bob.ask(Create, "tic_tac_toe"))["room"]
        await ann.ask(Join, other)
        await bob.ask(Block, ann.player)

        step = application.manager.rooms.hosts[RoomId(room)].room.step
        answers = [await ann.ask(Invite, room, bob.player) for _ in range(CONFIG.finding.invites_burst + 1)]
        await settle()

        assert answers == [*[None] * CONFIG.finding.invites_burst, "rate_limited"]
        assert invitations(bob) == []
        assert application.manager.rooms.hosts[RoomId(room)].room.step == step, "nothing was stored"


async def test_an_invitation_by_who_is_blocked_is_refused_for_what_others_are(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann, bob = call(application, "Ann"), call(application, "Bob")
        room = (await ann.ask(Create, "tic_tac_toe"))["room"]
        await bob.ask(Join, room)
        await bob.ask(Sit, room)
        await bob.ask(Block, ann.player)

        assert await ann.ask(Invite, room, bob.player) == "already_seated"


async def test_a_profile_says_whether_its_player_can_be_invited(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob, cy = (call(application, name) for name in ("Ann", "Bob", "Cy"))
        made = await ann.ask(Create, "tic_tac_toe")
        await bob.ask(Join, made["room"])

        here, stranger = await ann.ask(Profile, bob.player), await ann.ask(Profile, cy.player)
        await bob.ask(Block, ann.player)
        blocked = await ann.ask(Profile, bob.player)

        assert [told["invitable"] for told in (here, stranger, blocked)] == [True, False, True]
        assert "invitable" not in await ann.ask(Profile, ann.player)


async def test_an_invitation_ends_with_its_time_or_when_it_is_declined(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = call(application, "Ann"), call(application, "Bob")
        room = (await ann.ask(Create, "tic_tac_toe"))["room"]
        await bob.ask(Join, room)
        await ann.ask(Invite, room, bob.player)
        await settle()
        assert await bob.ask(Decline, room) is None
        await settle()
        assert invitations(bob) == []

        await ann.ask(Invite, room, bob.player)
        await trio.sleep(CONFIG.finding.invite_seconds - 2)
        assert len(invitations(bob)) == 1
        await trio.sleep(4)
        assert invitations(bob) == []


async def test_an_invitation_survives_a_restart_and_too_many_are_refused(autojump_clock: MockClock) -> None:
    async with running() as before:
        ann, bob = call(before, "Ann"), call(before, "Bob")
        room = (await ann.ask(Create, "tic_tac_toe"))["room"]
        await bob.ask(Join, room)
        answers = [await ann.ask(Invite, room, bob.player) for _ in range(CONFIG.finding.invites_burst + 1)]
        assert answers[-1] == "rate_limited"
        assert answers[0] is None
    async with running(store=memory_of(before).after_crash(), seed=1) as after:
        for caller in (ann, bob):
            caller.survive(after)
            caller.call()
        await settle()
        assert (invitations(bob)[0]["from"], invitations(bob)[0]["from_id"]) == ("Ann", ann.player)
