"""Blocks, mutes, reports, the word filter, and what each player may use of all that."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio
from attrs import evolve
from trio.testing import MockClock

from lobby.app import Application
from lobby.settings import Config, TalkSection
from lobby.shell.asking import ask
from lobby.shell.questions import ListReports
from lobby.wire.messages import (
    Ban,
    Block,
    Command,
    Create,
    Join,
    Kick,
    Leave,
    Mute,
    Refused,
    Report,
    Say,
    SetName,
    Signal,
    Signalled,
    Sit,
    Stand,
    Unblock,
    Unmute,
)
from lobby.wire.values import load
from tests.shell.callers import Caller, call, running, settle
from tests.shell.test_restart import restarted


@asynccontextmanager
async def together(config: Config | None = None) -> AsyncIterator[tuple[Application, str, Caller, Caller]]:
    """Run a server with a room of Ann's in which Bob is, too."""
    async with running(config) as application:
        ann, bob = call(application, "Ann"), call(application, "Bob")
        room = (await ann.ask(Create, "tic_tac_toe"))["room"]
        await bob.ask(Join, room)
        yield application, room, ann, bob


def with_talk(**talk: Any) -> Config:
    return evolve(Config(), talk=TalkSection(**talk))


def own(caller: Caller) -> Any:
    return caller.views[f"player/{caller.player}"]


def detail(caller: Caller) -> str:
    return next(message.detail for message in reversed(caller.heard) if isinstance(message, Refused))


async def test_whom_a_player_blocks_is_told_to_that_player_alone_and_survives(
    autojump_clock: MockClock,
) -> None:
    async with together() as (application, _, ann, bob):
        results = [
            await ann.ask(Block, bob.player),
            await ann.ask(Block, ann.player),
            await ann.ask(Block, "nobody"),
        ]
        await settle()
        talk = application.manager.talk
        blocks = (talk.blocks(ann.player, bob.player), talk.blocks(bob.player, ann.player))  # type: ignore[arg-type]
        before, of_bob, store = own(ann)["blocked"], own(bob)["blocked"], application.store
    async with restarted(store, ann, bob):  # type: ignore[arg-type]
        await settle()
        after = own(ann)["blocked"]
        await ann.ask(Unblock, bob.player)
        await settle()

        assert results == [None, "no_such_player", "no_such_player"]
        assert before == after == [{"id": bob.player, "name": "Bob"}]
        assert blocks == (True, False)
        assert of_bob == own(ann)["blocked"] == []


async def test_blocks_are_bounded(autojump_clock: MockClock) -> None:
    async with together(with_talk(blocked=1, blocks_per_minute=2)) as (application, _, ann, bob):
        cy = call(application, "Cy")
        first, second = await ann.ask(Block, bob.player), await ann.ask(Block, cy.player)
        again = [await ann.ask(Block, bob.player) for _ in range(2)]

        assert (first, second, again) == (None, "over_limit", [None, "rate_limited"])
        assert detail(ann).startswith("too many blocks: 2 at once and 2 a minute are allowed for one player")


async def test_who_is_muted_says_and_signals_nothing_until_the_time_is_over(
    autojump_clock: MockClock,
) -> None:
    async with together() as (_, room, ann, bob):
        forged = await bob.ask(Mute, room, ann.player, 1)
        muted = await ann.ask(Mute, room, bob.player, 1)
        said = [await bob.ask(Say, room, "hey", to) for to in ("all", "watchers")]
        why = detail(bob)
        bob.say(Signal(room, "emote", "!"))
        elsewhere = await bob.ask(Say, "", "hello lobby")
        await trio.sleep(61)
        after = await bob.ask(Say, room, "at last")

        assert (forged, muted, said, elsewhere) == ("not_host", None, ["muted", "muted"], {"to": "all"})
        assert why.startswith("the host has muted you; try again in ")
        assert after == {"to": "all"}
        assert not any(isinstance(message, Signalled) for message in ann.heard)


async def test_a_mute_without_end_holds_over_leaving_and_a_restart_until_it_is_taken_back(
    autojump_clock: MockClock,
) -> None:
    async with together() as (application, room, ann, bob):
        await ann.ask(Mute, room, bob.player)
        await bob.ask(Leave, room)
        await bob.ask(Join, room)
        again = await bob.ask(Say, room, "hey")
        store: Any = application.store
    async with restarted(store, ann, bob):
        await settle()
        later = await bob.ask(Say, room, "hey")
        shown = ann.views[f"room/{room}"]["muted"]
        await ann.ask(Unmute, room, bob.player)

        assert (again, later) == ("muted", "muted")
        assert shown == [{"player": bob.player, "until_ms": None}]
        assert await bob.ask(Say, room, "thanks") == {"to": "all"}


async def test_whom_the_host_has_muted_becomes_host_last_and_stays_mute(autojump_clock: MockClock) -> None:
    async with together() as (application, room, ann, bob):
        cat = call(application, "Cat")
        await cat.ask(Join, room)
        await ann.ask(Mute, room, bob.player)
        for caller in (bob, cat):
            await caller.ask(Sit, room)
        await ann.ask(Leave, room)
        await settle()
        first = cat.views[f"room/{room}"]["host"]
        await cat.ask(Leave, room)
        await settle()

        assert (first, bob.views[f"room/{room}"]["host"]) == (cat.player, bob.player)
        assert await bob.ask(Unmute, room, bob.player) == "no_such_player"
        assert await bob.ask(Say, room, "hey") == "muted"


async def test_the_host_mutes_who_has_gone_and_nobody_whom_nobody_knows(autojump_clock: MockClock) -> None:
    async with together() as (_, room, ann, bob):
        await bob.ask(Say, room, "you fool")
        await bob.ask(Leave, room)
        forged = await bob.ask(Mute, room, ann.player, 1)

        muted = [await ann.ask(Mute, room, player, 1) for player in (bob.player, "p" * 12)]

        await bob.ask(Join, room)
        assert (forged, muted) == ("not_member", [None, "no_such_player"])
        assert await bob.ask(Say, room, "and again") == "muted"


async def test_a_report_is_kept_with_the_lines_that_its_sender_heard(autojump_clock: MockClock) -> None:
    async with together(with_talk(reports_burst=2)) as (application, room, ann, bob):
        await ann.ask(Sit, room)
        await ann.ask(Say, room, "not for Bob", "seats")
        await ann.ask(Say, room, "you fool")
        outside = call(application, "Cy")
        results = [
            await bob.ask(Report, room, ann.player, "rude"),
            await outside.ask(Report, room, ann.player, "rude"),
            await bob.ask(Report, room, "nobody", "rude"),
            await bob.ask(Report, room, ann.player, " "),
            await bob.ask(Report, "", ann.player, "in the lobby, too"),
            await bob.ask(Report, room, ann.player, "and again"),
        ]
        await trio.sleep(1)
        found: Any = await ask(application.store, ListReports(), 5)

    newest, first = [load(report.data) for report in found]
    assert results == [None, "not_member", "no_such_player", "bad_text", None, "rate_limited"]
    assert (first["by_name"], first["name"], first["text"], first["room"]) == ("Bob", "Ann", "rude", room)
    assert [line["text"] for line in first["lines"]] == ["you fool"]
    assert (newest["room"], newest["lines"]) == ("", [])


async def test_limits_hold_over_all_sessions_of_a_player_and_over_rooms(autojump_clock: MockClock) -> None:
    async with together() as (application, room, ann, _):
        token = b"t" * 32
        one, two = (Caller(application, "Dan", f"dan{n}".encode().ljust(16, b".")) for n in range(2))
        for session in (one, two):
            session.call(token=token)
        other = (await one.ask(Create, "tic_tac_toe"))["room"]
        await two.ask(Join, room)
        said = [await one.ask(Say, other, "spam") for _ in range(6)]
        said += [await two.ask(Say, room, "spam") for _ in range(6)]
        said += [await two.ask(Say, "", "spam")]

        assert one.player == two.player
        assert said == [{"to": "all"}] * 10 + ["rate_limited"] * 3
        assert detail(two).startswith("too many lines of chat: 10 at once and 2 a second are allowed for one")
        assert ann.player != one.player


async def test_sitting_and_leaving_in_turns_washes_no_talk_away(autojump_clock: MockClock) -> None:
    config = with_talk(seats_burst=1000)
    async with together(config) as (_, room, ann, bob):
        await ann.ask(Say, room, "remember this")
        for _ in range(120):
            for caller in (ann, bob):
                await caller.ask(Sit, room)
                await caller.ask(Stand, room)
        chat = ann.views[f"room/{room}"]["chat"]

    assert chat[0]["text"] == "remember this"
    assert len(chat) == 11


async def test_seats_can_not_be_taken_without_end(autojump_clock: MockClock) -> None:
    async with together(with_talk(seats_burst=2)) as (_, room, ann, _):
        results = []
        for _ in range(3):
            results.append(await ann.ask(Sit, room))
            await ann.ask(Stand, room)

        assert results == [{"seat": 0}, {"seat": 0}, "rate_limited"]
        assert detail(ann) != ""


def friendly(text: str) -> str | None:
    """Refuse, replace, or let pass."""
    if "explode" in text:
        raise RuntimeError("the filter is broken")
    if "loop" in text:
        while True:
            pass
    return None if "vile" in text else text.replace("darn", "****")


async def test_a_word_filter_refuses_and_replaces_lines_and_names(autojump_clock: MockClock) -> None:
    async with together(with_talk(filter="tests.shell.test_safety:friendly")) as (_, room, ann, _):
        results = [
            await ann.ask(Say, room, "darn it"),
            await ann.ask(Say, room, "vile things"),
            await ann.ask(SetName, "vile Ann"),
            await ann.ask(SetName, "darn Ann"),
            await ann.ask(Create, "tic_tac_toe", "vile room"),
            await ann.ask(Say, room, "explode"),
        ]
        shown = [line["text"] for line in ann.views[f"room/{room}"]["chat"]]

    refused, named = "filtered", {"name": "**** Ann"}
    assert results == [{"to": "all"}, refused, refused, named, refused, {"to": "all"}]
    assert shown == ["**** it", "explode"]


@pytest.mark.parametrize("command", [Kick, Ban])
async def test_a_word_filter_sees_why_somebody_is_sent_away(
    autojump_clock: MockClock, command: type[Command]
) -> None:
    async with together(with_talk(filter="tests.shell.test_safety:friendly")) as (_, room, ann, bob):
        await bob.ask(Sit, room)
        refused = await ann.ask(command, room, bob.player, "vile Bob")
        await ann.ask(command, room, bob.player, " darn Bob")
        last = ann.views[f"room/{room}"]["chat"][-1]

    assert refused == "filtered"
    assert last["text"] == "**** Bob"


async def test_a_reason_that_is_too_long_is_refused_for_its_length_and_not_filtered(
    autojump_clock: MockClock,
) -> None:
    async with together(with_talk(filter="tests.shell.test_safety:friendly")) as (_, room, ann, bob):
        assert await ann.ask(Kick, room, bob.player, "vile " * 1000) == "bad_text"


async def test_a_filter_that_fails_may_refuse_instead(autojump_clock: MockClock) -> None:
    section = {"filter": "tests.shell.test_safety:friendly", "filter_fault": "refuse"}
    async with together(with_talk(**section)) as (_, room, ann, _):
        assert await ann.ask(Say, room, "explode") == "filtered"
        assert await ann.ask(Say, room, "hello") == {"to": "all"}


async def test_a_new_guest_gets_no_name_that_the_filter_refuses(autojump_clock: MockClock) -> None:
    async with running(with_talk(filter="tests.shell.test_safety:friendly")) as application:
        call(application, "vile")
        names = [identity.player.name for identity in application.registry.players]

    assert len(names) == 1
    assert names[0].startswith("Guest ")


async def test_nobody_is_called_like_another_with_letters_that_only_look_alike(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann, bob = call(application, "Ann"), call(application, "\u0410nn")
        renamed = await bob.ask(SetName, "\u0410nn")
        others = [await bob.ask(SetName, name) for name in ("Анна", "Ann\ufe0f", "👩\u200d🚀 Ann")]

        assert application.registry.find(bob.player).name == "👩\u200d🚀 Ann"  # type: ignore[union-attr]
        assert renamed == "bad_name"
        assert others == [{"name": "Анна"}, {"name": "Ann 2"}, {"name": "👩\u200d🚀 Ann"}]
        assert ann.player != bob.player
