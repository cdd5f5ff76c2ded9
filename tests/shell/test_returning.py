"""Rooms that come back one by one after a start, while clients are there already."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

import trio
from attrs import evolve
from trio.testing import MockClock

from lobby.app import Application
from lobby.core.ids import PlayerId, RoomId, SessionId
from lobby.settings import Config
from lobby.shell.stores.memory import Faults, MemoryStore
from lobby.wire.messages import (
    CaughtUp,
    Done,
    Gone,
    Join,
    Kick,
    Leave,
    Look,
    Patch,
    QuickPlay,
    Refused,
    Resume,
    Say,
    SetName,
    Snapshot,
    Subscribe,
)
from tests.shell.callers import Caller, call, last_welcome, memory_of, move, room_of, running, seat

PAUSE_SECONDS = 10.0
ROOMS = 4
DEFAULT = Config()
CONFIG = evolve(
    DEFAULT,
    store=evolve(
        DEFAULT.store, restore_slice_ms=0, restore_pause_ms=int(1000 * PAUSE_SECONDS), restore_ahead=1
    ),
)


@asynccontextmanager
async def playing(rooms: int = ROOMS) -> AsyncIterator[tuple[Application, list[tuple[Caller, Caller]]]]:
    """Run a server with so many rooms, two players in each, in the midst of a game."""
    async with running(CONFIG, store=MemoryStore()) as application:
        pairs = []
        for number in range(rooms):
            ann, bob = await seat(application, "connect_four", f"Ann {number}", f"Bob {number}")
            await move(ann if ann.seat["turn"] else bob)
            pairs.append((ann, bob))
            await trio.sleep(1)
        yield application, pairs


@asynccontextmanager
async def next_server(store: MemoryStore, *callers: Caller, seed: int = 99) -> AsyncIterator[Application]:
    """Run the next process on what the one before has left."""
    async with running(CONFIG, seed=seed, store=store.after_crash()) as application:
        for caller in callers:
            caller.survive(application)
        yield application


def count_returning(application: Application) -> int:
    """Return how many rooms have not come back yet."""
    return application.manager.rooms.sleepers.count_returning()


def everybody(pairs: list[tuple[Caller, Caller]]) -> list[Caller]:
    """Return all callers."""
    return [caller for pair in pairs for caller in pair]


# --- who comes before their room ---------------------------------------------------------------------


async def test_rooms_come_back_by_themselves_one_after_the_other(autojump_clock: MockClock) -> None:
    async with playing() as (before, _):
        store = memory_of(before)
    async with next_server(store) as application:
        assert count_returning(application) == ROOMS
        await trio.sleep(1)
        for left in reversed(range(ROOMS)):
            assert count_returning(application) == left
            assert len(application.manager.rooms.hosts) == ROOMS - left
            await trio.sleep(PAUSE_SECONDS)


async def test_the_room_that_somebody_asks_for_is_the_next_one(autojump_clock: MockClock) -> None:
    async with playing() as (before, pairs):
        store = memory_of(before)
        last = [*pairs[-1]]
    async with next_server(store, *last) as application:
        await trio.sleep(0.1)
        for caller in last:
            caller.call()
        await trio.sleep(PAUSE_SECONDS)

        assert all(last_welcome(caller).session == "resumed" for caller in last)
        assert count_returning(application) == ROOMS - 2
        assert not [message for caller in last for message in caller.heard if isinstance(message, Gone)]
        assert await move(next(caller for caller in last if caller.seat["turn"])) is None


async def test_a_command_for_a_room_that_is_not_back_waits_and_is_done(autojump_clock: MockClock) -> None:
    async with playing() as (before, pairs):
        store = memory_of(before)
        ann, bob = pairs[-1]
        mover = ann if ann.seat["turn"] else bob
    async with next_server(store, mover) as application:
        mover.call()
        number = mover.command(Say, room_of(mover), "am I first?")

        assert RoomId(room_of(mover)) not in application.manager.rooms.hosts
        assert await move(mover) is None
        assert number not in mover.unanswered
        assert application.manager.rooms.hosts[RoomId(room_of(mover))].room.chat[-1]["text"] == "am I first?"


async def test_who_resumes_is_told_that_this_was_all_when_the_room_is_there(
    autojump_clock: MockClock,
) -> None:
    async with playing() as (before, pairs):
        store, (ann, _) = memory_of(before), pairs[-1]
    async with next_server(store, ann):
        ann.heard.clear()
        ann.call()
        told_at_once = [type(message) for message in ann.heard]
        await trio.sleep(2 * PAUSE_SECONDS)

        assert CaughtUp not in told_at_once
        assert [type(message) for message in ann.heard].count(CaughtUp) == 1
        statuses = [seated["status"] for seated in ann.views[f"room/{room_of(ann)}"]["seats"]]
        assert sorted(statuses) == ["away", "taken"]


async def test_a_second_connection_takes_over_from_one_that_waits(autojump_clock: MockClock) -> None:
    async with playing() as (before, pairs):
        store, (ann, _) = memory_of(before), pairs[-1]
    async with next_server(store, ann):
        ann.call()
        first = ann.line
        ann.call()
        await trio.sleep(2 * PAUSE_SECONDS)

        assert first is not None
        assert first.goodbye is not None
        assert first.goodbye.code == "taken_over"
        assert sum(isinstance(message, CaughtUp) for message in ann.heard) == 1 + 1


# --- what is known of rooms that are not back --------------------------------------------------------


async def test_lists_codes_looks_and_own_games_are_right_before_the_rooms_are_back(
    autojump_clock: MockClock,
) -> None:
    async with playing() as (before, pairs):
        store, (ann, _) = memory_of(before), pairs[-1]
        carol = call(before, "Carol")
        await carol.ask(Subscribe, "lobby/connect_four")
        listed = carol.views["lobby/connect_four"]
        code = ann.views[f"room/{room_of(ann)}"]["code"]
        looked = await carol.ask(Look, code)
        members = {room: set(players) for room, players in before.manager.members.items()}
    async with next_server(store) as application:
        dave = call(application, "Dave")
        await dave.ask(Subscribe, "lobby/connect_four")
        assert count_returning(application) >= ROOMS - 1
        again = dave.views["lobby/connect_four"]
        told = await dave.ask(Look, code)

        assert again["totals"] == {**listed["totals"], "online": 1}
        keys = ("id", "code", "name", "phase", "seats", "taken")
        assert [[room[key] for key in keys] for room in again["rooms"]] == [
            [room[key] for key in keys] for room in listed["rooms"]
        ]
        assert told == looked
        assert told["state"] == "open"
        assert application.manager.members == members
        assert application.manager.rooms.has_code(code)
        joined = await dave.ask(Join, code)
        assert joined["room"] == room_of(ann)


async def test_a_name_changed_before_the_room_is_back_is_changed_in_it(autojump_clock: MockClock) -> None:
    async with playing() as (before, pairs):
        store, (ann, _) = memory_of(before), pairs[-1]
    async with next_server(store, ann) as application:
        ann.call()
        await ann.ask(SetName, "Anna")
        await trio.sleep(2 * PAUSE_SECONDS)

        room = application.manager.rooms.hosts[RoomId(room_of(ann))].room
        assert "Anna" in [seated.name for seated in room.seats]


async def test_a_kick_waits_for_the_room(autojump_clock: MockClock) -> None:
    async with playing() as (before, pairs):
        store, (ann, bob) = memory_of(before), pairs[-1]
    async with next_server(store, ann) as application:
        ann.call()

        assert await ann.ask(Kick, room_of(ann), bob.player) is None
        assert (
            application.manager.rooms.hosts[RoomId(room_of(ann))].room.seat_of(PlayerId(bob.player)) is None
        )


async def test_who_presses_quick_play_again_has_one_seat_also_before_the_room_is_back(
    autojump_clock: MockClock,
) -> None:
    async with playing() as (before, _):
        store, eve = memory_of(before), call(before, "Eve")
        first = await eve.ask(QuickPlay, "tic_tac_toe")
    async with next_server(store, eve) as application:
        eve.call()
        again = await eve.ask(QuickPlay, "tic_tac_toe")

        assert (again["room"], again["seat"]) == (first["room"], first["seat"])
        assert len(application.manager.members) == ROOMS + 1


# --- time -------------------------------------------------------------------------------------------


async def test_time_stands_still_until_the_room_is_back(autojump_clock: MockClock) -> None:
    """In this server and in one after it that finds the room untouched; the grace counts from then."""
    async with playing() as (before, _):
        store = memory_of(before)
        hosts = before.manager.rooms.hosts
        stood = {room: (host.room.step, host.room.now_ms, host.now_ms()) for room, host in hosts.items()}
    untouched = set(stood)
    for life in range(2):
        async with next_server(store, seed=50 + life) as application:
            store = memory_of(application)
            await trio.sleep(PAUSE_SECONDS / 2)
            untouched -= application.manager.rooms.hosts.keys()
    assert untouched
    async with next_server(store) as application:
        await trio.sleep(PAUSE_SECONDS * ROOMS)

        for room in sorted(untouched):
            step, last_ms, latest_ms = stood[room]
            host = application.manager.rooms.hosts[room]
            ends_ms = host.room.seats[0].away_until_ms
            assert host.room.step == step + 1
            assert ends_ms is not None
            assert last_ms <= ends_ms - int(1000 * CONFIG.room.restart_grace_seconds) <= latest_ms


async def test_a_kill_before_rooms_are_back_leaves_them_as_they_were(autojump_clock: MockClock) -> None:
    async with playing() as (before, pairs):
        store = memory_of(before)
        views = [dict(caller.room_views) for caller in everybody(pairs)]
    for life in range(3):
        async with next_server(store, seed=50 + life) as application:
            store = memory_of(application)
            await trio.sleep(PAUSE_SECONDS / 2)
            assert count_returning(application) > 0
    async with next_server(store, *everybody(pairs)) as application:
        for caller in everybody(pairs):
            caller.call()
        await trio.sleep(PAUSE_SECONDS * ROOMS * 2)

        for caller, shown in zip(everybody(pairs), views, strict=True):
            assert last_welcome(caller).session == "resumed"
            game, seats = f"game/{room_of(caller)}", f"room/{room_of(caller)}"
            assert caller.views[game]["view"] == shown[game]["view"]
            assert [one["player"] for one in caller.views[seats]["seats"]] == [
                one["player"] for one in shown[seats]["seats"]
            ]


async def test_a_shutdown_before_rooms_are_back_leaves_them_as_they_were(autojump_clock: MockClock) -> None:
    async with playing() as (before, pairs):
        store = memory_of(before)
    async with next_server(store) as application:
        store = memory_of(application)
        await trio.sleep(PAUSE_SECONDS / 2)
        rows = {room: store.rows(room) for room in application.manager.members}
        application.manager.stand_still()
        await application.put_down()
        await trio.sleep(PAUSE_SECONDS * ROOMS)

        assert rows == {room: store.rows(room) for room in application.manager.members}
    async with next_server(store, *everybody(pairs)):
        for caller in everybody(pairs):
            caller.call()
        await trio.sleep(PAUSE_SECONDS * ROOMS * 2)
        assert all(last_welcome(caller).session == "resumed" for caller in everybody(pairs))


# --- faults -----------------------------------------------------------------------------------------


async def test_a_room_that_can_not_come_back_is_set_aside_and_its_members_are_told(
    autojump_clock: MockClock,
) -> None:
    async with playing() as (before, pairs):
        store, (ann, bob) = memory_of(before), pairs[-1]
        room = RoomId(room_of(ann))
    store._disk.logs[room].rows[2] = b"no row at all"
    async with next_server(store, ann, bob) as application:
        ann.call()
        await trio.sleep(PAUSE_SECONDS * ROOMS * 2)
        bob.call()
        await trio.sleep(1)

        for caller in (ann, bob):
            gone = {message.topic: message.reason for message in caller.heard if isinstance(message, Gone)}
            assert gone[f"room/{room}"] == "closed"
        assert count_returning(application) == 0
        assert len(application.manager.rooms.hosts) == ROOMS - 1
        assert store._disk.logs[room].set_aside or memory_of(application)._disk.logs[room].set_aside


async def test_rooms_come_back_although_the_store_fails_at_first(autojump_clock: MockClock) -> None:
    async with playing() as (before, pairs):
        store = memory_of(before)
    store.faults = Faults(seed=1, failure_percent=100)
    async with next_server(store, *everybody(pairs)) as application:
        for caller in everybody(pairs):
            caller.call()
        await trio.sleep(PAUSE_SECONDS)
        assert count_returning(application) == ROOMS
        memory_of(application).faults = None
        await trio.sleep(PAUSE_SECONDS * ROOMS * 2)

        assert count_returning(application) == 0
        for caller in everybody(pairs):
            assert not [message for message in caller.heard if isinstance(message, Gone)]
            assert caller.views[f"game/{room_of(caller)}"]["view"]


# --- what was answered before ------------------------------------------------------------------------


async def test_an_answer_is_told_again_although_it_is_read_when_it_is_asked_for(
    autojump_clock: MockClock,
) -> None:
    async with playing(rooms=1) as (before, [(ann, _)]):
        store = memory_of(before)
        number = ann.command(Say, room_of(ann), "once")
        await trio.sleep(1)
        lost = Say(number, room_of(ann), "once")
        unheard = Say(number + 1, room_of(ann), "twice?")
    async with next_server(store, ann) as application:
        ann.number = number + 1
        ann.call()
        assert not ann.application.registry.sessions[SessionId(ann.session)].books.is_complete
        ann.say(lost)
        ann.say(unheard)
        await trio.sleep(2 * PAUSE_SECONDS)

        assert ann.answers[number] == [Done(number, {"to": "all"}), Done(number, {"to": "all"})]
        assert ann.answers[number + 1] == [Done(number + 1, {"to": "all"})]
        lines = [line["text"] for line in application.manager.rooms.hosts[RoomId(room_of(ann))].room.chat]
        assert (lines.count("once"), lines.count("twice?")) == (1, 1)


async def test_what_had_no_effect_is_not_done_also_where_answers_are_read_later(
    autojump_clock: MockClock,
) -> None:
    async with playing(rooms=1) as (before, [(ann, _)]):
        store = memory_of(before)
    async with next_server(store, ann):
        ann.number += 2  # of which no server has heard
        ann.call()
        ann.say(Say(ann.number, room_of(ann), "hello"))
        ann.say(Say(ann.number - 1, room_of(ann), "too late"))
        await trio.sleep(2 * PAUSE_SECONDS)

        assert ann.answers[ann.number] == [Done(ann.number, {"to": "all"})]
        [refused] = ann.answers[ann.number - 1]
        assert isinstance(refused, Refused)
        assert refused.code == "not_done"


async def test_commands_wait_while_answers_can_not_be_read_but_not_too_many(
    autojump_clock: MockClock,
) -> None:
    async with playing(rooms=1) as (before, [(ann, bob)]):
        store = memory_of(before)
    store.faults = Faults(seed=1, failure_percent=100)
    async with next_server(store, ann, bob) as application:
        for caller in (ann, bob):
            caller.call()
        for _ in range(CONFIG.limits.unanswered + 1):
            bob.command(Say, room_of(bob), "hello?")
        number = ann.command(Say, room_of(ann), "one")
        await trio.sleep(5)

        assert bob.line is not None
        assert bob.line.goodbye is not None
        assert bob.line.goodbye.code == "unanswered"
        assert number not in ann.answers
        memory_of(application).faults = None
        await trio.sleep(2 * PAUSE_SECONDS)
        assert ann.answers[number] == [Done(number, {"to": "all"})]


async def test_who_comes_back_while_a_command_waits_says_it_again(autojump_clock: MockClock) -> None:
    async with playing(rooms=1) as (before, [(ann, _)]):
        store = memory_of(before)
    async with next_server(store, ann) as application:
        ann.call()
        number = ann.command(Say, room_of(ann), "once")
        ann.call()
        await trio.sleep(2 * PAUSE_SECONDS)

        assert ann.answers[number] == [Done(number, {"to": "all"})]
        lines = [line["text"] for line in application.manager.rooms.hosts[RoomId(room_of(ann))].room.chat]
        assert lines.count("once") == 1


# --- a resume that waits for a room that can't be read ------------------------------------------------


@asynccontextmanager
async def kept_waiting(*, twice: bool = False) -> AsyncIterator[tuple[Application, Caller, RoomId]]:
    """Yield a server whose store could not read a room when its client came back, and can now: the resume is
    about to be tried again."""
    async with playing(rooms=1) as (before, [(ann, _)]):
        store, room = memory_of(before), RoomId(room_of(ann))
        await before.put_down()
    after = store.after_crash()
    async with running(DEFAULT, seed=99, store=after) as application:
        after.faults, after._random = Faults(seed=1, failure_percent=100), Random(1)
        ann.survive(application)
        ann.call()
        if twice:
            ann.say(Resume(dict(ann.offsets)))
        await trio.sleep(0.3)
        after.faults = None
        is_awake = room in application.manager.rooms.hosts
        assert not is_awake
        yield application, ann, room


async def test_who_leaves_while_their_return_waits_is_not_brought_in_again_by_it(
    autojump_clock: MockClock,
) -> None:
    async with kept_waiting() as (application, ann, room):
        assert await ann.ask(Leave, room) is None
        await trio.sleep(5)

        is_inside = PlayerId(ann.player) in application.manager.members[room]
        assert not is_inside
        assert not ann.room_views
        assert any(isinstance(message, CaughtUp) for message in ann.heard)


async def test_who_comes_in_anew_while_their_return_waits_is_told_nothing_twice(
    autojump_clock: MockClock,
) -> None:
    async with kept_waiting() as (application, ann, room):
        assert await ann.ask(Leave, room) is None
        assert await ann.ask(Join, room) == {"room": room, "code": ann.views[f"room/{room}"]["code"]}
        ann.heard.clear()
        await trio.sleep(5)

        told = [message for message in ann.heard if isinstance(message, Patch | Snapshot | Gone)]
        assert not [message for message in told if message.topic.startswith(("room/", "game/"))]
        assert any(isinstance(message, CaughtUp) for message in ann.heard)
        is_inside = PlayerId(ann.player) in application.manager.members[room]
        assert is_inside


async def test_of_two_resumes_that_wait_for_a_room_the_later_one_is_told(autojump_clock: MockClock) -> None:
    """A view was damaged: the client has dropped it, and asks for it whole."""
    async with playing(rooms=1) as (before, [(ann, _)]):
        store, room = memory_of(before), RoomId(room_of(ann))
        await before.put_down()
    async with running(DEFAULT, seed=99, store=store.after_crash()) as application:
        ann.survive(application)
        ann.call()
        ann.heard.clear()
        ann.offsets.pop(f"room/{room}")
        ann.say(Resume(dict(ann.offsets), [f"room/{room}"]))
        await trio.sleep(10)

        told = [message for message in ann.heard if getattr(message, "topic", "") == f"room/{room}"]
        assert isinstance(told[0], Snapshot)


async def test_two_resumes_that_wait_for_a_room_that_can_not_be_read_both_end(
    autojump_clock: MockClock,
) -> None:
    """Until they do an answer that is asked for again is kept back."""
    async with kept_waiting(twice=True) as (_, ann, room):
        said = ann.command(Say, room, "Still here?")
        await trio.sleep(5)
        ann.answers.pop(said)
        ann.say(Say(said, room, "Still here?"))

        assert said in ann.answers
        assert sum(isinstance(message, CaughtUp) for message in ann.heard) >= 2
