"""Names and titles: how often they may be given, and by whom not at all; and how often a room is changed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio
from trio.testing import MockClock

from lobby.app import Application
from lobby.core.ids import PlayerId
from lobby.settings import Config
from lobby.shell.records import KeepOrder
from lobby.wire.messages import (
    AddBot,
    Ban,
    Create,
    Join,
    Kick,
    Mute,
    PassHost,
    Refused,
    RemoveBot,
    SetHouse,
    SetName,
    SetOptions,
    Unban,
    Unmute,
)
from tests.shell.callers import Caller, call, running
from tests.shell.test_safety import with_talk


@asynccontextmanager
async def together(config: Config | None = None) -> AsyncIterator[tuple[Application, str, Caller, Caller]]:
    wall_clock = lambda: 1_800_000_000.0 + trio.current_time()  # noqa: E731
    async with running(config, wall_clock=wall_clock) as application:
        ann, bob = call(application, "Ann"), call(application, "Bob")
        room = (await ann.ask(Create, "tic_tac_toe"))["room"]
        await bob.ask(Join, room)
        yield application, room, ann, bob


def silence(application: Application, caller: Caller, seconds: float | None = 60) -> None:
    """Have the operator mute a player."""
    now_ms = int(application.manager.orders.wall_clock() * 1000)
    until_ms = None if seconds is None else now_ms + int(seconds * 1000)
    target = PlayerId(caller.player)
    application.manager.orders.take(KeepOrder("mute", target, "", "", now_ms, until_ms, ""))


def refusal(caller: Caller) -> Refused:
    return next(message for message in reversed(caller.heard) if isinstance(message, Refused))


async def test_a_name_that_speaks_for_the_server_is_refused_and_who_comes_with_it_is_a_guest(
    autojump_clock: MockClock,
) -> None:
    async with together() as (application, _, ann, _):
        refused = await ann.ask(SetName, "[Adm1n] 2")
        why = refusal(ann)
        newcomer = call(application, "Server")

        assert refused == "bad_name"
        assert why.params == {"why": "reserved_name", "name": "[Adm1n] 2"}
        names = [application.registry.find(caller.player) for caller in (newcomer, ann)]
        assert [found.name.split(" ")[0] for found in names if found] == ["Guest", "Ann"]


async def test_the_operator_may_reserve_no_name(autojump_clock: MockClock) -> None:
    async with together(with_talk(reserved_names=())) as (_, _, ann, _):
        assert await ann.ask(SetName, "Admin") == {"name": "Admin"}


async def test_names_are_taken_only_so_often_over_all_sessions(autojump_clock: MockClock) -> None:
    config = with_talk(names_burst=2, names_per_minute=1.0)
    async with together(config) as (application, _, _, _):
        one, two = (Caller(application, "Dan", f"dan{n}".encode().ljust(16, b".")) for n in range(2))
        for session in (one, two):
            session.call(token=b"t" * 32)
        names = [await one.ask(SetName, "Dora"), await two.ask(SetName, "Dana")]
        third = await one.ask(SetName, "Dot")
        why = refusal(one)
        await trio.sleep(why.params["retry_ms"] / 1000)
        after = await two.ask(SetName, "Dot")

        assert names == [{"name": "Dora"}, {"name": "Dana"}]
        assert third == "rate_limited"
        assert why.detail.startswith("too many names: 2 at once and 1 a minute are allowed for one player; ")
        assert (why.params["what"], why.params["each_ms"]) == ("names", 60_000)
        assert after == {"name": "Dot"}


async def test_a_name_that_looks_like_that_of_somebody_else_gets_a_number_until_that_is_free(
    autojump_clock: MockClock,
) -> None:
    async with together(with_talk(names_burst=10)) as (application, _, ann, bob):
        names = [(await bob.ask(SetName, name))["name"] for name in ("Lee", "ANN", "Апп", "Bill")]
        dan = call(application, "Bi11")
        came = dan.application.registry.find(dan.player)
        await bob.ask(SetName, "Bob")
        after = (await dan.ask(SetName, "BiII"))["name"]

        assert names == ["Lee", "ANN 2", "Апп 2", "Bill"]
        assert came is not None and came.name == "Bi11 2"
        assert after == "BiII"
        assert ann.name == "Ann"


async def test_who_is_muted_by_the_operator_says_nothing_by_a_name_a_title_or_a_reason(
    autojump_clock: MockClock,
) -> None:
    async with together() as (application, room, ann, bob):
        silence(application, ann, seconds=60)
        results = [
            await ann.ask(SetName, "buy now"),
            await ann.ask(Create, "tic_tac_toe", "buy now"),
            await ann.ask(Kick, room, bob.player, "buy now"),
            await ann.ask(Ban, room, bob.player, "buy now"),
        ]
        why = refusal(ann)
        opened = await ann.ask(Create, "tic_tac_toe")
        kicked = await ann.ask(Kick, room, bob.player)
        await trio.sleep(61)
        renamed = await ann.ask(SetName, "Anna")

        assert results == ["muted"] * 4
        assert why.params["by"] == "operator" and 0 < why.params["retry_ms"] <= 60_000
        assert set(opened) == {"room", "code"} and kicked is None
        assert renamed == {"name": "Anna"}


async def test_a_mute_without_an_end_names_none(autojump_clock: MockClock) -> None:
    async with together() as (application, _, ann, _):
        silence(application, ann, seconds=None)
        result = await ann.ask(SetName, "Anna")

        assert result == "muted"
        assert refusal(ann).params == {"why": "muted", "by": "operator", "retry_ms": None}


async def test_a_name_may_be_changed_by_whom_a_host_has_muted_and_is_no_line_there(
    autojump_clock: MockClock,
) -> None:
    async with together() as (_, room, ann, bob):
        await ann.ask(Mute, room, bob.player, 0)
        before = len(ann.views[f"room/{room}"]["chat"])
        renamed = await bob.ask(SetName, "Bobby")

        assert renamed == {"name": "Bobby"}
        assert len(ann.views[f"room/{room}"]["chat"]) == before


async def test_a_room_is_changed_only_so_often_and_so_is_a_password_of_a_new_one(
    autojump_clock: MockClock,
) -> None:
    config = with_talk(houses_burst=2, houses_per_minute=1.0)
    async with together(config) as (_, room, ann, _):
        guarded: dict[str, Any] = {"password": "sesame"}
        results = [await ann.ask(SetHouse, room, {"locked": locked}) for locked in (True, False, True)]
        why = refusal(ann)
        opened = await ann.ask(Create, "tic_tac_toe", "", True, {}, "live", None, guarded)
        plain = await ann.ask(Create, "tic_tac_toe")

        assert results == [None, None, "rate_limited"]
        assert why.params["what"] == "house"
        assert opened == "rate_limited"
        assert set(plain) == {"room", "code"}


@pytest.mark.parametrize(
    "act",
    [
        lambda room, bob: (PassHost, room, bob),
        lambda room, bob: (Kick, room, bob),
        lambda room, bob: (Ban, room, bob),
        lambda room, bob: (Unban, room, bob),
        lambda room, bob: (Mute, room, bob, 1),
        lambda room, bob: (Unmute, room, bob),
        lambda room, bob: (SetOptions, room, {}),
        lambda room, bob: (AddBot, room, None, ""),
        lambda room, bob: (RemoveBot, room, 1),
    ],
)
async def test_a_host_acts_only_so_often_whatever_it_is(autojump_clock: MockClock, act: Any) -> None:
    config = with_talk(houses_burst=1, houses_per_minute=6.0)
    async with together(config) as (_, room, ann, bob):
        command, *asked = act(room, bob.player)
        changed = await ann.ask(SetHouse, room, {"locked": True})
        refused = await ann.ask(command, *asked)
        why = refusal(ann)
        await trio.sleep(why.params["retry_ms"] / 1000)
        later = await ann.ask(command, *asked)

        assert changed is None
        assert refused == "rate_limited"
        assert (why.params["what"], why.params["each_ms"]) == ("house", 10_000)
        assert later != "rate_limited"
