"""The rated queue, as clients meet it: matched as soon as possible, in one match, and told about it."""

from collections import Counter
from typing import Any

import pytest
import trio
from attrs import evolve
from trio.testing import MockClock

from lobby.app import Application
from lobby.core.finding.groups import QueueWish, Ticket
from lobby.core.finding.ratings import NEW
from lobby.core.ids import PlayerId
from lobby.settings import Config, DoorSection
from lobby.shell.stores.memory import Faults
from lobby.wire.messages import (
    Ban,
    Block,
    Create,
    Decline,
    Dequeue,
    Enqueue,
    Join,
    Kick,
    Leave,
    Ready,
    SetHouse,
    Sit,
    Snapshot,
    Unblock,
)
from tests.shell.callers import Caller, call, memory_of, play_out, room_of, running, settle

CONFIG = Config()
MANY = evolve(CONFIG, finding=evolve(CONFIG.finding, queue_burst=100))


def own(caller: Caller) -> Any:
    return caller.views[f"player/{caller.player}"]


def queue_of(application: Application) -> Any:
    return application.manager.finding.matchmaker.queue


async def matched(application: Application, *names: str, game: str = "tic_tac_toe") -> list[Caller]:
    """Return players for whom a match was found; nobody has come to it yet."""
    callers = [call(application, name) for name in names]
    for caller in callers:
        assert await caller.ask(Enqueue, game, len(names)) is None
    await trio.sleep(0.1)
    return callers


async def test_two_who_are_even_are_matched_at_once_and_the_game_starts_when_both_have_come(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann, bob = await matched(application, "Ann", "Bob")

        (found,) = own(ann)["found"]
        assert own(ann)["queue"] is None
        assert (found["players"], found["ids"], found["rated"]) == (["Bob"], [bob.player], True)
        for caller in (ann, bob):
            await caller.ask(Join, found["room"])
        await settle()

        assert ann.views[f"room/{found['room']}"]["phase"] == "playing"
        assert own(ann)["found"] == []
        assert await ann.ask(Enqueue, "connect_four") == "in_match"
        await play_out([ann, bob], lambda moves: moves[0])
        assert await ann.ask(Enqueue, "connect_four") is None


@pytest.mark.parametrize("rated", [True, False])
async def test_whose_game_begins_waits_no_more_and_who_plays_a_rated_one_can_not_wait(
    autojump_clock: MockClock, rated: bool
) -> None:
    async with running() as application:
        ann, bob, cat = (call(application, name) for name in ("Ann", "Bob", "Cat"))
        house = {"rated": rated, "countdown_ms": 0}
        room = (await ann.ask(Create, "tic_tac_toe", "", True, {}, "live", None, house))["room"]
        await bob.ask(Join, room)
        await ann.ask(Enqueue, "connect_four")
        for command in (Sit, Ready):
            for caller in (ann, bob):
                await caller.ask(command, room)
        await settle()
        await cat.ask(Enqueue, "connect_four")
        await trio.sleep(1)

        assert (own(ann)["queue"], own(ann)["found"], own(cat)["found"]) == (None, [], [])
        assert await bob.ask(Enqueue, "tic_tac_toe") == ("in_match" if rated else None)
        assert ann.views[f"room/{room}"]["phase"] == "playing"
        await play_out([ann, bob], lambda moves: moves[0])
        assert (own(bob)["queue"] is None) == rated


async def test_a_match_is_made_within_fifty_milliseconds_of_being_possible(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = call(application, "Ann"), call(application, "Bob")
        await ann.ask(Enqueue, "tic_tac_toe")
        began = trio.current_time()
        ticket = queue_of(application).leave(ann.player)
        queue_of(application).enter(evolve(ticket, rating=ticket.rating + 300))
        await bob.ask(Enqueue, "tic_tac_toe")
        # The windows of 50 widen by 10 points a second on both sides: 300 apart they meet after 10 s.
        await trio.sleep_until(began + 9.99)
        assert own(bob)["found"] == []

        await trio.sleep_until(began + 10.05)

        assert own(bob)["found"][0]["players"] == ["Ann"]


async def test_who_waits_is_told_the_place_and_what_to_expect(autojump_clock: MockClock) -> None:
    async with running() as application:
        callers = [call(application, f"P{n}") for n in range(3)]
        for caller in callers:
            await caller.ask(Enqueue, "liars_dice", 4)
        await settle()

        told = [own(caller)["queue"] for caller in callers]
        assert [(one["place"], one["waiting"]) for one in told] == [(1, 3), (2, 3), (3, 3)]
        assert (told[0]["seats"], told[0]["rating"], told[0]["expected_ms"]) == (4, NEW.estimate, None)

        assert await callers[0].ask(Dequeue) is None
        await settle()
        assert own(callers[0])["queue"] is None
        assert own(callers[1])["queue"]["place"] == 1
        await matched(application, *(f"Q{n}" for n in range(2)), game="liars_dice")
        await callers[0].ask(Enqueue, "liars_dice", 4)
        await settle()
        assert own(callers[0])["queue"]["expected_ms"] is None


async def test_a_match_that_one_does_not_come_to_is_off_and_the_other_waits_on_in_front(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann, bob = await matched(application, "Ann", "Bob")
        room = own(ann)["found"][0]["room"]
        await ann.ask(Join, room)
        since_ms = trio.current_time()

        await trio.sleep(CONFIG.finding.reserved_seconds + 1)

        assert f"room/{room}" not in ann.views
        assert own(ann)["queue"]["place"] == 1
        assert queue_of(application).find(ann.player).since_ms <= since_ms * 1000
        assert own(bob)["queue"] is None
        assert own(bob)["found"] == []
        cy = call(application, "Cy")
        await cy.ask(Enqueue, "tic_tac_toe")
        await settle()
        assert own(ann)["found"][0]["players"] == ["Cy"]


async def test_who_declines_or_leaves_calls_the_match_off_at_once(autojump_clock: MockClock) -> None:
    async with running(MANY) as application:
        ann, bob = await matched(application, "Ann", "Bob")
        assert await bob.ask(Decline, own(bob)["found"][0]["room"]) is None
        await settle()
        assert own(ann)["queue"]["place"] == 1
        assert own(bob)["queue"] is None

        assert await bob.ask(Enqueue, "tic_tac_toe") == "rate_limited"
        await trio.sleep(CONFIG.finding.missed_seconds)
        assert await bob.ask(Enqueue, "tic_tac_toe") is None
        await settle()
        room = own(ann)["found"][0]["room"]
        await ann.ask(Join, room)
        assert await ann.ask(Leave, room) is None
        await settle()
        assert own(bob)["queue"]["place"] == 1
        assert own(ann)["queue"] is None


async def test_who_never_comes_gains_nothing_when_the_other_gives_up(autojump_clock: MockClock) -> None:
    async with running(MANY) as application:
        ann, bob = await matched(application, "Ann", "Bob")
        room = own(ann)["found"][0]["room"]
        await ann.ask(Join, room)
        await trio.sleep(CONFIG.finding.patience_seconds + 1)
        await ann.ask(Leave, room)
        await settle()

        assert own(bob)["queue"] is None, "nor is who does not come put in front"
        assert await ann.ask(Enqueue, "tic_tac_toe") is None
        refused = await bob.answer_to(bob.command(Enqueue, "connect_four"))
        assert (refused.code, "try again in" in refused.detail) == ("rate_limited", True)  # type: ignore[union-attr]
        await trio.sleep(CONFIG.finding.missed_seconds)
        assert await bob.ask(Enqueue, "tic_tac_toe") is None


async def test_the_host_of_a_match_keeps_nobody_from_coming_to_it(autojump_clock: MockClock) -> None:
    async with running(MANY) as application:
        ann, bob = call(application, "Ann"), call(application, "Bob")
        for caller in (ann, bob):
            await caller.ask(Enqueue, "tic_tac_toe")
            await trio.sleep(0.1)
        room = own(ann)["found"][0]["room"]
        await ann.ask(Join, room)
        await settle()
        assert ann.views[f"room/{room}"]["host"] == ann.player, "who has waited longer"
        tried = [
            await ann.ask(Kick, room, bob.player),
            await ann.ask(Ban, room, bob.player),
            await ann.ask(SetHouse, room, {"locked": True}),
            await ann.ask(SetHouse, room, {"countdown_ms": 60_000}),
        ]
        assert tried == ["no_such_player", *["in_match"] * 3]

        assert (await bob.ask(Join, room))["room"] == room
        await settle()
        assert ann.views[f"room/{room}"]["phase"] == "playing"
        assert await ann.ask(SetHouse, room, {"locked": True}) is None


async def test_one_player_waits_once_and_in_one_match_only(autojump_clock: MockClock) -> None:
    async with running(MANY) as application:
        ann, other = (call(application, "Ann", token=b"t" * 32) for _ in range(2))
        numbers = [session.command(Enqueue, "tic_tac_toe") for session in (ann, other)]
        await settle()
        answers = [session.answers[n][0] for session, n in zip((ann, other), numbers, strict=True)]

        assert sorted(getattr(answer, "code", "done") for answer in answers) == ["done", "queued"]
        assert len(queue_of(application)) == 1
        assert own(other)["queue"] == own(ann)["queue"]


async def test_who_has_no_connection_is_not_matched_and_goes_after_the_grace(
    autojump_clock: MockClock,
) -> None:
    async with running(MANY) as application:
        ann, bob = call(application, "Ann"), call(application, "Bob")
        await ann.ask(Enqueue, "tic_tac_toe")
        ann.hang_up()
        await bob.ask(Enqueue, "tic_tac_toe")
        await trio.sleep(CONFIG.finding.queue_grace_seconds - 2)
        assert own(bob)["found"] == []

        ann.call()
        await settle()
        assert own(ann)["found"][0]["players"] == ["Bob"]

        await bob.ask(Decline, own(bob)["found"][0]["room"])
        await settle()
        ann.hang_up()
        await trio.sleep(CONFIG.finding.queue_grace_seconds + 1)
        assert len(queue_of(application)) == 0


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        (("chess",), "no_such_game"),
        (("tic_tac_toe", 3), "malformed"),
        (("liars_dice", 1), "malformed"),
        (("tic_tac_toe", 0, "live", {"kind": "egg"}), "malformed"),
    ],
)
async def test_what_nobody_can_wait_for_is_refused(
    autojump_clock: MockClock, fields: tuple[Any, ...], code: str
) -> None:
    async with running() as application:
        assert await call(application).ask(Enqueue, *fields) == code


async def test_a_queue_is_bounded_and_so_is_entering_it(autojump_clock: MockClock) -> None:
    config = evolve(CONFIG, finding=evolve(CONFIG.finding, queue_entries=1))
    async with running(config) as application:
        ann, bob = call(application, "Ann"), call(application, "Bob")
        await ann.ask(Enqueue, "tic_tac_toe")
        assert await bob.ask(Enqueue, "connect_four") == "queue_full"
        answers = [await bob.ask(Enqueue, "connect_four") for _ in range(CONFIG.finding.queue_burst)]
        assert answers[-1] == "rate_limited"


@pytest.mark.parametrize("seed", range(6))
async def test_on_a_store_that_fails_now_and_then_nobody_is_in_two_matches(
    autojump_clock: MockClock, seed: int
) -> None:
    async with running(MANY, seed=seed, faults=Faults(seed, 30, 0.3)) as application:
        callers = [call(application, f"P{n}") for n in range(30)]
        for caller in callers:
            caller.command(Enqueue, "tic_tac_toe")
        await trio.sleep(12)

        rooms = [host.told for host in application.manager.rooms.hosts.values()]
        kept = Counter(seat.player for room in rooms for seat in room.seats if seat.player is not None)
        assert max(kept.values()) == 1
        found = {caller.player: own(caller)["found"] for caller in callers if own(caller)["found"]}
        for player, matches in found.items():
            assert kept[player] == len(matches) == 1  # type: ignore[index]


async def test_a_restart_ends_the_queue_and_says_so_but_a_match_that_was_found_stands(
    autojump_clock: MockClock,
) -> None:
    async with running() as before:
        ann, bob = await matched(before, "Ann", "Bob")
        cy = call(before, "Cy")
        await cy.ask(Enqueue, "tic_tac_toe")
        await settle()
        found = own(ann)["found"][0]
        for caller in (ann, bob, cy):
            caller.heard.clear()
    async with running(store=memory_of(before).after_crash(), seed=1) as after:
        for caller in (ann, bob, cy):
            caller.survive(after)
            caller.call()
        await settle()

        assert own(cy)["queue"] is None
        assert any(isinstance(message, Snapshot) for message in cy.heard)
        assert own(ann)["found"][0]["room"] == found["room"]
        assert await ann.ask(Enqueue, "tic_tac_toe") == "in_match"
        for caller in (ann, bob):
            await caller.ask(Join, found["room"])
        assert ann.views[f"room/{room_of(ann)}"]["phase"] == "playing"


async def test_after_a_restart_who_is_in_a_match_whose_room_is_not_back_yet_finds_no_other(
    autojump_clock: MockClock,
) -> None:
    async with running() as before:
        ann = call(before, "Ann", token=b"t" * 32)
        bob = call(before, "Bob")
        for caller in (ann, bob):
            await caller.ask(Enqueue, "tic_tac_toe")
        await settle()
        await ann.ask(Join, own(ann)["found"][0]["room"])
        await settle()
    async with running(store=memory_of(before).after_crash(), seed=1) as after:
        again = call(after, "Ann again", token=b"t" * 32)

        assert await again.ask(Enqueue, "tic_tac_toe") == "in_match"


async def test_until_a_match_is_stored_its_players_are_shown_as_waiting(autojump_clock: MockClock) -> None:
    async with running(faults=Faults(seed=1, delay_seconds_max=2.0)) as application:
        ann, bob = call(application, "Ann"), call(application, "Bob")
        for caller in (ann, bob):
            assert await caller.ask(Enqueue, "tic_tac_toe") is None
        for _ in range(100):
            await trio.sleep(0.05)
            application.manager.own.tell_now(PlayerId(ann.player))
            assert (own(ann)["queue"] is None) == (len(own(ann)["found"]) == 1)

        assert len(own(ann)["found"]) == 1


async def test_who_leaves_the_queue_while_the_store_fails_is_not_put_back(autojump_clock: MockClock) -> None:
    async with running(MANY, faults=Faults(seed=1, failure_percent=100)) as application:
        matchmaker = application.manager.finding.matchmaker
        ann, bob = call(application, "Ann"), call(application, "Bob")
        wish = QueueWish("tic_tac_toe", 2)
        for caller in (ann, bob):
            matchmaker.queue.enter(Ticket(PlayerId(caller.player), caller.name, "person", wish, 1000, 0))
        matchmaker._look()
        await trio.sleep(0.5)
        assert len(matchmaker.queue) == 0
        assert await ann.ask(Enqueue, "tic_tac_toe") == "queued"
        assert await ann.ask(Dequeue) is None
        await trio.sleep(3)

        assert matchmaker.view(PlayerId(ann.player)) is None
        assert matchmaker.queue.find(PlayerId(bob.player)) is not None


async def test_nobody_holds_a_match_up_by_not_being_ready(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await matched(application, "Ann", "Bob")
        room = own(ann)["found"][0]["room"]
        await ann.ask(Join, room)
        await settle()

        assert await ann.ask(Ready, room, False) == "in_match"
        await bob.ask(Join, room)
        await settle()
        assert ann.views[f"room/{room}"]["phase"] == "playing"


async def test_who_has_blocked_somebody_is_not_matched_with_them_but_with_others(
    autojump_clock: MockClock,
) -> None:
    async with running(MANY) as application:
        ann, bob, cy = (call(application, name) for name in ("Ann", "Bob", "Cy"))
        await bob.ask(Block, ann.player)
        for caller in (ann, bob):
            await caller.ask(Enqueue, "tic_tac_toe")
        await trio.sleep(5)
        assert own(ann)["found"] == own(bob)["found"] == []

        await cy.ask(Enqueue, "tic_tac_toe")
        await settle()
        assert len(own(cy)["found"]) == 1
        alone = ann if not own(ann)["found"] else bob
        assert own(alone)["queue"]["place"] == 1


async def test_who_unblocks_is_matched_at_once(autojump_clock: MockClock) -> None:
    async with running(MANY) as application:
        ann, bob = call(application, "Ann"), call(application, "Bob")
        await ann.ask(Block, bob.player)
        for caller in (ann, bob):
            await caller.ask(Enqueue, "tic_tac_toe")
        await trio.sleep(5)
        await ann.ask(Unblock, bob.player)
        await settle()

        assert own(ann)["found"][0]["players"] == ["Bob"]


async def test_a_seat_of_a_match_stands_as_long_as_its_player_is_owed_a_return(
    autojump_clock: MockClock,
) -> None:
    config = Config(door=DoorSection(owed_seconds=40))
    async with running(config) as application:
        ann, bob = await matched(application, "Ann", "Bob")
        room = own(ann)["found"][0]["room"]
        await ann.ask(Join, room)
        [session] = application.registry.sessions_of(bob.player)  # type: ignore[arg-type]
        bob.hang_up()
        application.porter.turn_away(session)
        await trio.sleep(config.finding.reserved_seconds + 5)
        kept = application.manager.rooms.hosts[room].room.reserved_for(bob.player)  # type: ignore[arg-type]
        bob.call()
        await bob.ask(Join, room)
        await settle()

        assert kept is not None
        assert bob.views[f"room/{room}"]["phase"] == "playing"
