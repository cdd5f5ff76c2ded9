"""In a game with secrets who watches writes nothing that those who play read, by whatever way."""

from typing import Any

import pytest
from attrs import evolve
from trio.testing import MockClock

from lobby.app import Application
from lobby.settings import Config
from lobby.wire.messages import (
    Ban,
    Create,
    Invite,
    Join,
    Kick,
    Leave,
    Ready,
    Refused,
    Say,
    SetHouse,
    SetName,
    Sit,
    Stand,
)
from tests.shell.callers import Caller, call, room_of, running, seat, settle

WORDS = "Bob: three sixes"
CONFIG = Config()
# Watchers who rename themselves as fast as they like.
TALKATIVE = evolve(CONFIG, talk=evolve(CONFIG.talk, names_burst=50))


async def watched(application: Application, game: str = "liars_dice") -> tuple[str, list[Caller]]:
    """Return the room of a game, who plays, and Cy, who has watched since before it began."""
    cy = call(application, "Cy")
    room = (await cy.ask(Create, game))["room"]
    callers = [call(application, name) for name in ("Ann", "Bob")]
    for caller in callers:
        await caller.ask(Join, room)
        await caller.ask(Sit, room)
    await settle()
    for caller in callers:
        await caller.ask(Ready, room)
    for caller in (*callers, cy):
        caller.heard.clear()
    return room, [*callers, cy]


def reached(caller: Caller) -> bool:
    """Tell whether a player has heard the words, in whatever frame."""
    return any(WORDS[:10] in str(message) for message in caller.heard)


def names(caller: Caller, room: str) -> list[str]:
    return [watcher["name"] for watcher in caller.views[f"crowd/{room}"]["watchers"]]


async def test_a_host_who_watches_tells_no_numbers_by_the_house_but_may_shut_the_door(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        room, (ann, _, cy) = await watched(application)

        answers = [
            await cy.ask(SetHouse, room, changes)
            for changes in ({"countdown_ms": 3006}, {"undo": False, "locked": True}, {"locked": True})
        ]
        await settle()

        assert answers == ["game_running", "game_running", None]
        told = ann.views[f"room/{room}"]["house"]
        assert (told["countdown_ms"], told["undo"], told["locked"]) == (0, True, True)


async def test_a_watchers_new_name_is_told_when_the_game_is_over(autojump_clock: MockClock) -> None:
    async with running(TALKATIVE) as application:
        room, (ann, bob, cy) = await watched(application)
        renamed = await cy.ask(SetName, WORDS)
        await settle()
        during, was_reached = names(ann, room), reached(ann)
        await bob.ask(Stand, room)
        await settle()

        assert renamed == {"name": WORDS}
        assert (during, was_reached) == (["Cy"], False)
        after = names(ann, room)
        assert after == [WORDS, "Bob"]


async def test_who_comes_to_watch_is_counted_and_named_afterwards(autojump_clock: MockClock) -> None:
    async with running() as application:
        room, (ann, bob, cy) = await watched(application)
        dan = call(application, WORDS)
        await dan.ask(Join, room)
        await cy.ask(Leave, room)
        await cy.ask(Join, room)
        await settle()
        crowd = ann.views[f"crowd/{room}"]
        was_reached = reached(ann)
        await bob.ask(Stand, room)
        await settle()

        assert (crowd["present"], [one["name"] for one in crowd["watchers"]]) == (4, ["Cy"])
        assert not was_reached
        after = sorted(names(ann, room))
        assert after == sorted([WORDS, "Cy", "Bob"])


async def test_in_a_game_without_secrets_names_are_told_at_once(autojump_clock: MockClock) -> None:
    async with running(TALKATIVE) as application:
        room, (ann, _, cy) = await watched(application, "tic_tac_toe")
        await cy.ask(SetName, WORDS)
        await settle()
        at_once = names(ann, room)

        assert at_once == [WORDS]


async def test_a_spare_seat_is_taken_when_the_game_is_over(autojump_clock: MockClock) -> None:
    async with running() as application:
        room, (ann, bob, _) = await watched(application)
        dan = call(application, WORDS)
        await dan.ask(Join, room)
        during = await dan.ask(Sit, room, 4)
        was_reached = reached(ann)
        await bob.ask(Stand, room)

        after = await dan.ask(Sit, room, 4)
        assert (during, was_reached, after) == ("game_running", False, {"seat": 4})


@pytest.mark.parametrize("kind", [Kick, Ban])
async def test_a_host_who_watches_sends_people_away_without_a_word_to_the_seats(
    autojump_clock: MockClock, kind: Any
) -> None:
    async with running() as application:
        room, (ann, _, cy) = await watched(application)
        dan = call(application, WORDS)
        await dan.ask(Join, room)
        refused = await cy.ask(kind, room, dan.player, WORDS)
        why = [message for message in cy.heard if isinstance(message, Refused)][-1].params["why"]
        if kind is Kick:
            sent = await cy.ask(kind, room, dan.player, "")
            await settle()
            was_reached, line = reached(ann), cy.views[f"talk/{room}/watchers"]["chat"][-1]["kind"]

            assert (sent, was_reached, line) == (None, False, "kicked")
        assert (refused, why) == ("game_running", "hushed")


async def test_who_watches_invites_nobody_away_who_plays(autojump_clock: MockClock) -> None:
    async with running() as application:
        room, (ann, bob, cy) = await watched(application)
        other = (await cy.ask(Create, "tic_tac_toe", WORDS))["room"]
        during = await cy.ask(Invite, other, ann.player)
        await settle()
        was_reached = reached(ann)
        await bob.ask(Stand, room)

        after = await cy.ask(Invite, other, ann.player)
        assert (during, was_reached, after) == ("game_running", False, None)


async def test_who_plays_may_say_what_they_like(autojump_clock: MockClock) -> None:
    async with running(TALKATIVE) as application:
        ann, bob = await seat(application, "liars_dice", "Ann", "Bob")
        await bob.ask(SetName, WORDS)
        said = await bob.ask(Say, room_of(ann), "hi")
        await settle()
        was_reached = reached(ann)

        assert (said, was_reached) == ({"to": "all"}, True)
