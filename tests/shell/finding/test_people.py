"""Rated games: what they do to ratings, once, also over a crash; profiles and leaders."""

from random import Random
from typing import Any

import pytest
import trio
from trio.testing import MockClock

from lobby.app import Application
from lobby.core.finding.ratings import NEW, rate
from lobby.shell.stores.memory import Faults
from lobby.wire.messages import Create, Done, Join, Leaders, Leave, Play, Profile, Ready, Sit
from tests.shell.callers import Caller, call, memory_of, play_on, play_out, room_of, running, settle

RATED = {"rated": True}
WON, LOST = rate([NEW, NEW], [1, 2])


async def begin(
    application: Application, *names: str, public: bool = True, house: dict[str, Any] = RATED
) -> list[Caller]:
    """Return players whose game has begun."""
    callers = [call(application, name) for name in names]
    await callers[0].ask(Create, "tic_tac_toe", "", public, {}, "live", None, house)
    room = room_of(callers[0])
    for caller in callers:
        await caller.ask(Join, room)
        await caller.ask(Sit, room)
    for caller in callers:
        await caller.ask(Ready, room)
    return callers


async def points(caller: Caller, player: str = "") -> list[int]:
    profile = await caller.ask(Profile, player)
    return [rating["points"] for rating in profile["ratings"]]


async def test_a_rated_game_changes_ratings_and_stands_in_both_profiles(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await begin(application, "Ann", "Bob")
        await play_out([ann, bob], lambda moves: moves[0])

        profile = await ann.ask(Profile, "")

        assert profile["player"] == {"player": ann.player, "name": "Ann", "kind": "person"}
        assert profile["ratings"] == [
            {"game": "tic_tac_toe", "points": WON.points, "games": 1, "place": 1},
        ]
        assert profile["games"][0]["change"] == WON.points - NEW.points
        assert profile["games"][0]["players"] == ["Ann", "Bob"]
        assert profile["met"] == [{"player": bob.player, "name": "Bob", "kind": "person"}]
        seen = await bob.ask(Profile, ann.player)
        others = {name: value for name, value in profile.items() if name != "met"}
        assert seen == {**others, "invitable": True}
        assert await points(bob) == [LOST.points]


async def test_a_game_in_another_room_is_not_rated_and_one_that_is_not_public_is_told_to_its_players(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann, bob = await begin(application, "Ann", "Bob", public=False, house={})
        await play_out([ann, bob], lambda moves: moves[0])
        stranger = call(application, "Cy")

        own, seen = await ann.ask(Profile, ""), await stranger.ask(Profile, ann.player)

        assert (own["ratings"], own["games"][0]["change"]) == ([], None)
        assert seen["games"] == []


async def test_who_leaves_has_lost_and_what_everybody_leaves_does_not_count(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann, bob = await begin(application, "Ann", "Bob")
        await play_on([ann, bob], 2)
        await bob.ask(Leave, room_of(ann))
        assert (await points(ann), await points(bob)) == ([WON.points], [LOST.points])

        cy, dot = await begin(application, "Cy", "Dot")
        await play_on([cy, dot], 2)
        for caller in (cy, dot):
            caller.hang_up()
        await trio.sleep(200)
        cy.call()
        assert len(await points(cy)) == 1, "who is lost last has won"


async def test_leaders_are_listed_and_a_page_too_far_is_refused(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await begin(application, "Ann", "Bob")
        await play_out([ann, bob], lambda moves: moves[0])

        told = await bob.ask(Leaders, "tic_tac_toe", 0)

        assert [(leader["name"], leader["points"], leader["place"]) for leader in told["leaders"]] == [
            ("Ann", WON.points, 1),
            ("Bob", LOST.points, 2),
        ]
        assert told["more"] is False
        assert (await bob.ask(Leaders, "connect_four", 0))["leaders"] == []
        assert await bob.ask(Leaders, "tic_tac_toe", 50) == "malformed"
        assert await bob.ask(Profile, "nobody") == "no_such_player"


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("cut", ["crash", "power cut"])
async def test_a_rating_is_applied_once_wherever_the_server_dies(
    autojump_clock: MockClock, seed: int, cut: str
) -> None:
    """The last move is given, and the server dies at some instant around its commit."""
    random = Random(seed)
    async with running(faults=Faults(seed, 0, 0.2)) as before:
        ann, bob = await begin(before, "Ann", "Bob")
        room = room_of(ann)
        for square in (0, 3, 1, 4):
            mover = ann if ann.seat["turn"] else bob
            assert await mover.ask(Play, room, 1, mover.seat["position"], square) is None
        number = ann.command(Play, room, 1, ann.seat["position"], 2)
        await trio.sleep(random.uniform(0, 0.4))
    store = memory_of(before)
    kept = store.after_crash() if cut == "crash" else store.after_power_cut()
    was_answered = number in ann.answers
    async with running(store=kept, seed=seed + 100) as after:
        for caller in (ann, bob):
            caller.survive(after)
            caller.call()
        await settle()
        if not isinstance(ann.answers[number][0], Done):
            assert not was_answered
            await ann.ask(Play, room, 1, ann.seat["position"], 2)
        await settle()

        assert (await points(ann), await points(bob)) == ([WON.points], [LOST.points])
