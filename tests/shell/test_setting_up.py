"""A host sets the room up anew: what the operator allows of it, and what lists and others are told."""

from typing import Any

import trio
from trio.testing import MockClock

from lobby.shell.stores.memory import MemoryStore
from lobby.wire.messages import Join, QuickPlay, Resign, Say, Search, SetHouse, SetRoom, Subscribe
from tests.shell.callers import call, room_of, running, seat, settle
from tests.shell.people.test_naming import refusal, silence, together
from tests.shell.test_restart import restarted
from tests.shell.test_safety import with_talk

FISCHER = {"kind": "fischer", "base_ms": 300_000, "increment_ms": 2000}


async def test_all_in_the_room_see_what_the_host_has_set_up_anew(autojump_clock: MockClock) -> None:
    async with together() as (_, room, ann, bob):
        changed = await ann.ask(SetRoom, room, {"name": "  Late   night ", "clock": FISCHER, "pace": "slow"})
        view = bob.views[f"room/{room}"]

        assert changed is None
        assert (view["name"], view["clock"], view["pace"]) == ("Late night", FISCHER, "slow")


async def test_a_room_without_a_name_is_called_after_its_host(autojump_clock: MockClock) -> None:
    async with together() as (_, room, ann, _):
        await ann.ask(SetRoom, room, {"name": "Late night"})
        await ann.ask(SetRoom, room, {"name": ""})

        assert ann.views[f"room/{room}"]["name"] == "Ann's Tic-tac-toe"


async def test_a_room_that_is_listed_no_more_is_found_by_its_code_alone(autojump_clock: MockClock) -> None:
    async with together() as (application, room, ann, bob):
        await bob.ask(Subscribe, "lobby/tic_tac_toe")
        before = bob.views["lobby/tic_tac_toe"]["totals"]["rooms"]
        await ann.ask(SetRoom, room, {"public": False})
        await trio.sleep(2)
        listed = bob.views["lobby/tic_tac_toe"]
        found = await bob.ask(Search, "tic_tac_toe")
        cy = call(application, "Cy")
        quick = await cy.ask(QuickPlay, "tic_tac_toe")
        joined = await cy.ask(Join, ann.views[f"room/{room}"]["code"])
        await ann.ask(SetRoom, room, {"public": True})
        again = await bob.ask(Search, "tic_tac_toe")

        assert (before, listed["totals"]["rooms"], listed["rooms"]) == (1, 0, [])
        assert found["rooms"] == []
        assert quick["room"] != room
        assert joined["room"] == room
        assert room in [one["id"] for one in again["rooms"]]


async def test_a_name_is_kept_to_as_that_of_a_new_room(autojump_clock: MockClock) -> None:
    async with together() as (application, room, ann, _):
        silence(application, ann, seconds=60)
        muted = await ann.ask(SetRoom, room, {"name": "buy now"})
        listed = await ann.ask(SetRoom, room, {"public": False})

        assert (muted, listed) == ("muted", None)


async def test_what_is_not_allowed_is_said_and_not_counted(autojump_clock: MockClock) -> None:
    config = with_talk(houses_burst=2, houses_per_minute=6.0)
    wrong: list[Any] = [{"clock": {"kind": "per_move", "move_ms": 1}}, {"colour": "red"}]
    async with together(config) as (_, room, ann, bob):
        results = [await ann.ask(SetRoom, room, wish) for wish in wrong]
        detail = refusal(ann).detail
        other = await bob.ask(SetRoom, room, {"name": "mine"})
        changed = [await ann.ask(SetRoom, room, {"public": public}) for public in (False, True, False)]

        assert results == ["malformed", "malformed"]
        assert detail == "changes: colour: unknown, allowed are name, public, clock, pace"
        assert other == "not_host"
        assert changed == [None, None, "rate_limited"]


async def test_it_is_so_after_a_crash_as_well(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    async with running(store=store) as application:
        ann, _ = await seat(application, "connect_four", "Ann", "Bob")
        room = room_of(ann)
        await ann.ask(Resign, room, 1)
        await ann.ask(
            SetRoom, room, {"name": "Late night", "public": False, "clock": FISCHER, "pace": "slow"}
        )
    async with restarted(store, ann) as application:
        await settle()
        view = ann.views[f"room/{room}"]
        listing = application.manager.lobby.directory.door(room)

        assert (view["name"], view["public"], view["clock"]) == ("Late night", False, FISCHER)
        assert view["pace"] == "slow"
        assert listing is not None and (listing.name, listing.public) == ("Late night", False)


async def test_where_the_host_says_so_watchers_speak_among_themselves(autojump_clock: MockClock) -> None:
    async with together() as (_, room, ann, bob):
        await ann.ask(SetHouse, room, {"watchers_heard": False})
        quiet = await bob.ask(Say, room, "take the corner!")
        await ann.ask(SetHouse, room, {"watchers_heard": True})
        heard = await bob.ask(Say, room, "well played")

        assert (quiet, heard) == ({"to": "watchers"}, {"to": "all"})
