"""A ban holds against every way back; a lock lets nobody new in."""

from typing import Any

import pytest
import trio
from trio.testing import MockClock

from lobby.settings import AccessSection, Config, RoomSection
from lobby.shell.stores.memory import Faults
from lobby.wire.messages import (
    Again,
    Ban,
    Create,
    Gone,
    Join,
    Kick,
    Leave,
    Look,
    PassHost,
    QuickPlay,
    Refused,
    Say,
    SetHouse,
    Sit,
    Subscribe,
    Unban,
)
from tests.shell.callers import Caller, call, memory_of, play_out, room_of, running, seat, settle

TOKEN = b"b" * 32


async def test_who_is_banned_is_sent_away_with_the_reason_and_finds_no_way_back(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann, bob = await seat(application, "connect_four", "Ann", "Bob")
        room, code = room_of(ann), ann.views[f"room/{room_of(ann)}"]["code"]

        assert await ann.ask(Ban, room, bob.player, "  cheats\u202e ") == {"addresses": 0}

        assert bob.room_views == {}
        gone = [message for message in bob.heard if isinstance(message, Gone)]
        assert {(each.reason, each.detail) for each in gone} == {("freed", ""), ("banned", "cheats")}
        for command in (Join, Again):
            for name in (room, code, code.lower()):
                assert await bob.ask(command, name) == "banned"
        assert await bob.ask(Sit, room) == await bob.ask(Say, room, "hello") == "not_member"
        view = ann.views[f"room/{room}"]
        assert view["banned"] == [{"player": bob.player, "name": "Bob", "reason": "cheats"}]
        assert view["chat"][-1].items() >= {"kind": "banned", "name": "Bob", "text": "cheats"}.items()


async def test_a_ban_holds_in_another_tab_and_after_a_resume(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann = call(application, "Ann")
        room = (await ann.ask(Create, "connect_four"))["room"]
        bob, tab = call(application, "Bob", token=TOKEN), call(application, "Bob", token=TOKEN)
        away = call(application, "Bob", token=TOKEN)
        for caller in (bob, tab, away):
            await caller.ask(Join, room)
        away.hang_up()

        await ann.ask(Ban, room, bob.player, "no")
        away.call()
        bob.hang_up()
        bob.call()
        await settle()
        newest = call(application, "Bob", token=TOKEN)

        assert bob.room_views == tab.room_views == away.room_views == {}
        assert {m.reason for m in away.heard if isinstance(m, Gone)} == {"banned"}
        for caller in (bob, tab, away, newest):
            assert await caller.ask(Join, room) == "banned"


async def test_who_comes_back_while_the_ban_is_being_stored_does_not_stay(autojump_clock: MockClock) -> None:
    async with running(faults=Faults(seed=1, delay_seconds_max=3.0)) as application:
        ann = call(application, "Ann")
        room = (await ann.ask(Create, "connect_four"))["room"]
        bob, tab = call(application, "Bob", token=TOKEN), call(application, "Bob", token=TOKEN)
        await bob.ask(Join, room)

        number = ann.command(Ban, room, bob.player)
        bob.hang_up()
        bob.call()
        joined, sat = tab.command(Join, room), bob.command(Sit, room)
        await trio.sleep(10)

        assert ann.answers[number]
        assert [_code(tab, joined), _code(bob, sat)] == ["banned", "banned"]
        assert bob.room_views == tab.room_views == {}
        assert ann.views[f"room/{room}"]["seats"][0]["status"] == "open"
        assert not application.manager.roster.is_member(room, bob.player)  # type: ignore[arg-type]


async def test_a_ban_that_cannot_be_stored_is_none(autojump_clock: MockClock) -> None:
    async with running(faults=Faults(seed=1)) as application:
        ann = call(application, "Ann")
        room = (await ann.ask(Create, "connect_four"))["room"]
        bob = call(application, "Bob")
        await bob.ask(Join, room)

        memory_of(application).faults = Faults(seed=1, failure_percent=100)
        assert await ann.ask(Ban, room, bob.player) == "store"
        memory_of(application).faults = Faults(seed=1)

        assert f"room/{room}" in bob.views
        assert await bob.ask(Say, room, "still here") == {"to": "all"}


async def test_who_has_gone_can_be_banned_and_who_never_was_can_not(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, "connect_four", "Ann", "Bob")
        room = room_of(ann)
        await bob.ask(Leave, room)

        assert await ann.ask(Ban, room, bob.player) == {"addresses": 0}
        assert await ann.ask(Ban, room, "nobody") == "no_such_player"

        assert await bob.ask(Join, room) == "banned"


async def test_a_ban_that_is_lifted_lets_the_player_in_again(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, "connect_four", "Ann", "Bob")
        room = room_of(ann)
        await ann.ask(Ban, room, bob.player)

        assert await bob.ask(Unban, room, bob.player) == "not_member"
        assert await ann.ask(Unban, room, bob.player) is None

        assert (await bob.ask(Join, room))["room"] == room


async def test_forged_commands_of_who_is_not_the_host_change_nothing(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, "connect_four", "Ann", "Bob")
        room = room_of(ann)
        stranger = call(application, "Eve")

        for command, fields in (
            (Kick, (room, ann.player)),
            (Ban, (room, ann.player)),
            (PassHost, (room, bob.player)),
            (SetHouse, (room, {"locked": True})),
        ):
            assert await bob.ask(command, *fields) == "not_host"
            assert await stranger.ask(command, *fields) == "not_member"
        assert ann.views[f"room/{room}"]["host"] == ann.player


async def test_a_banned_player_sees_of_the_room_what_its_door_shows(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, "connect_four", "Ann", "Bob")
        room = room_of(ann)
        await play_out([ann, bob], lambda moves: moves[0])
        assert len((await bob.ask(Look, room))["games"]) == 1

        await ann.ask(Ban, room, bob.player)

        seen = await bob.ask(Look, room)
        assert seen["players"] == seen["games"] == [] and seen["again"] is None
        assert (await ann.ask(Look, room))["players"]


async def test_an_address_can_be_banned_with_the_player_and_members_stay(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann = call(application, "Ann", address="203.0.113.5")
        room = (await ann.ask(Create, "connect_four"))["room"]
        bob, cat = (call(application, name, address="198.51.100.7") for name in ("Bob", "Cat"))
        for caller in (bob, cat):
            await caller.ask(Join, room)

        assert await ann.ask(Ban, room, bob.player, "no", True) == {"addresses": 1}

        assert await cat.ask(Say, room, "I am somebody else") == {"to": "all"}
        again = call(application, "Bob's new name", address="198.51.100.7")
        assert await again.ask(Join, room) == "banned"
        elsewhere = call(application, "Dan", address="198.51.100.8")
        assert (await elsewhere.ask(Join, room))["room"] == room
        assert "198.51.100.7" not in str(ann.views)
        assert b"198.51.100.7" not in b"".join(memory_of(application).rows(room))


async def test_a_banned_address_stays_out_of_a_room_that_is_over_and_of_the_next_one(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann, bob = await seat(application, "connect_four", "Ann", "Bob")
        room = room_of(ann)
        eve = call(application, "Eve", address="198.51.100.7")
        await eve.ask(Join, room)
        assert await ann.ask(Ban, room, eve.player, "no", True) == {"addresses": 1}
        for caller in (ann, bob):
            await caller.ask(Leave, room)
        await trio.sleep(application.config.room.empty_seconds + 1)
        other = call(application, "Eve's new name", address="198.51.100.7")

        assert await other.ask(Again, room) == "banned"
        assert (await other.ask(Look, room))["players"] == []

        following = (await ann.ask(Again, room))["room"]
        assert await other.ask(Join, following) == "banned"
        assert (await call(application, "Dan", address="198.51.100.8").ask(Join, following))["room"]
        assert await ann.ask(Unban, following, eve.player) is None
        assert (await other.ask(Join, following))["room"] == following


@pytest.mark.parametrize("address", [False, True])
async def test_quick_play_leads_who_is_banned_to_another_room(
    autojump_clock: MockClock, address: bool
) -> None:
    async with running() as application:
        ann, bob = call(application, "Ann"), call(application, "Bob", address="198.51.100.7")
        room = (await ann.ask(QuickPlay, "connect_four"))["room"]
        assert (await bob.ask(QuickPlay, "connect_four"))["room"] == room

        await ann.ask(Ban, room, bob.player, "", address)
        other = call(application, "Bob again", address="198.51.100.7") if address else bob

        assert (await other.ask(QuickPlay, "connect_four"))["room"] != room
        assert (await call(application, "Cat").ask(QuickPlay, "connect_four"))["room"] == room


async def test_the_address_of_a_proxy_that_nobody_trusts_is_never_banned(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, "connect_four", "Ann", "Bob")

        assert await ann.ask(Ban, room_of(ann), bob.player, "", True) == {"addresses": 0}

        assert (await call(application, "Cat").ask(Join, room_of(ann)))["room"] == room_of(ann)


async def test_a_ban_holds_after_a_restart(autojump_clock: MockClock) -> None:
    async with running(seed=1) as before:
        ann, bob = await seat(before, "connect_four", "Ann", "Bob")
        room, store = room_of(ann), memory_of(before)
        await ann.ask(Ban, room, bob.player, "cheats")
    async with running(seed=2, store=store.after_crash()) as after:
        for caller in (ann, bob):
            caller.survive(after)
            caller.call()

        assert await bob.ask(Join, room) == "banned"
        assert ann.views[f"room/{room}"]["banned"][0]["reason"] == "cheats"


async def test_a_ban_holds_in_a_room_that_sleeps_and_in_the_next_one(autojump_clock: MockClock) -> None:
    config = Config(room=RoomSection(sleep_seconds=5, slow_move_limit_seconds=3600))
    async with running(config) as application:
        ann, bob, cat = (call(application, name) for name in ("Ann", "Bob", "Cat"))
        room = (await ann.ask(Create, "connect_four", "", True, {}, "slow"))["room"]
        for caller in (bob, cat):
            await caller.ask(Join, room)
        await ann.ask(Sit, room)
        await cat.ask(Sit, room)
        await ann.ask(Ban, room, bob.player)
        ann.hang_up()
        cat.hang_up()
        await trio.sleep(60)
        assert room in application.manager.rooms.sleepers

        assert (await bob.ask(Look, room))["players"] == []
        assert await bob.ask(Join, room) == "banned"
        for caller in (ann, cat):
            caller.call()
            await caller.ask(Leave, room)
        await trio.sleep(2 * 3600)
        assert await bob.ask(Again, room) == "banned"
        following = (await ann.ask(Again, room))["room"]

        assert following != room
        assert await bob.ask(Join, following) == "banned"
        assert await bob.ask(Again, room) == "banned"


async def test_a_locked_room_lets_members_back_and_nobody_else_in(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann = call(application, "Ann")
        room = (await ann.ask(Create, "connect_four"))["room"]
        bob, cat = (call(application, name) for name in ("Bob", "Cat"))
        await bob.ask(Join, room)

        assert await ann.ask(SetHouse, room, {"locked": True}) is None

        assert await cat.ask(Join, room) == "locked"
        bob.hang_up()
        await trio.sleep(5)
        bob.call()
        assert f"room/{room}" in bob.views
        tab = call(application, "Ann's tab", token=TOKEN)
        assert await tab.ask(Join, room) == "locked"
        await bob.ask(Leave, room)
        assert await bob.ask(Join, room) == "locked"
        await ann.ask(SetHouse, room, {"locked": False})
        assert (await cat.ask(Join, room))["room"] == room


async def test_who_was_invited_comes_into_a_locked_room(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, "connect_four", "Ann", "Bob")
        room = room_of(ann)
        for caller in (ann, bob):
            await caller.ask(Leave, room)
        await trio.sleep(20)

        following = (await ann.ask(Again, room))["room"]
        await ann.ask(SetHouse, following, {"locked": True})

        assert await call(application, "Cat").ask(Join, following) == "locked"
        assert (await bob.ask(Join, following))["room"] == following


async def test_lists_say_what_is_locked(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann = call(application, "Ann")
        room = (await ann.ask(Create, "connect_four"))["room"]
        await ann.ask(Subscribe, "lobby/connect_four")

        await ann.ask(SetHouse, room, {"locked": True})
        await settle()

        listed = ann.views["lobby/connect_four"]["rooms"][0]
        assert (listed["locked"], listed["password"]) == (True, False)


async def test_a_host_who_watches_and_reloads_is_the_host_again(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = call(application, "Ann"), call(application, "Bob")
        room = (await ann.ask(Create, "connect_four"))["room"]
        await bob.ask(Join, room)
        await bob.ask(Sit, room)

        ann.hang_up()
        await trio.sleep(5)
        ann.call()
        await trio.sleep(300)
        assert bob.views[f"room/{room}"]["host"] == ann.player
        ann.hang_up()
        await trio.sleep(application.config.room.grace_seconds + 1)

        assert bob.views[f"room/{room}"]["host"] == bob.player


async def test_a_host_passes_the_room_on_to_who_is_there(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob, cat = (call(application, name) for name in ("Ann", "Bob", "Cat"))
        room = (await ann.ask(Create, "connect_four"))["room"]
        await bob.ask(Join, room)

        assert await ann.ask(PassHost, room, cat.player) == "no_such_player"
        assert await ann.ask(PassHost, room, bob.player) is None

        assert ann.views[f"room/{room}"]["host"] == bob.player
        assert await ann.ask(Kick, room, bob.player) == "not_host"


@pytest.mark.parametrize("command", [Kick, Ban])
async def test_a_reason_that_is_too_long_is_refused(autojump_clock: MockClock, command: Any) -> None:
    config = Config(access=AccessSection(reason_characters=10))
    async with running(config) as application:
        ann, bob = await seat(application, "connect_four", "Ann", "Bob")

        assert await ann.ask(command, room_of(ann), bob.player, "x" * 11) == "bad_text"

        assert bob.room_views


def _code(caller: Caller, number: int) -> str | None:
    answer = caller.answers[number][0]
    return answer.code if isinstance(answer, Refused) else None
