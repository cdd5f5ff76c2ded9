"""What is there after the process was killed, and what the next one makes of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio
from attrs import evolve
from trio.testing import MockClock

from lobby.app import Application
from lobby.core.game import Game
from lobby.core.ids import RoomId
from lobby.settings import Config, RoomSection
from lobby.shell.stores.memory import Faults, MemoryStore
from lobby.wire.messages import (
    Create,
    Done,
    Gone,
    Join,
    Kick,
    Leave,
    Play,
    Ready,
    Refused,
    Say,
    SetName,
    Sit,
    Snapshot,
    Stand,
    Subscribe,
)
from tests.shell.callers import (
    Caller,
    call,
    last_welcome,
    memory_of,
    move,
    room_of,
    running,
    seat,
    settle,
    state_of,
)
from tests.shell.test_failures import fail, toy

CONFIG = Config()
SLOW = Faults(seed=1, delay_seconds_max=0.5)
GRACE_SECONDS = CONFIG.room.restart_grace_seconds


@asynccontextmanager
async def restarted(
    store: MemoryStore,
    *callers: Caller,
    games: dict[str, Game] | None = None,
    config: Config | None = None,
    **hello: Any,
) -> AsyncIterator[Application]:
    """Run the next process on what the one before has left; the callers come back to it."""
    async with running(config, seed=99, store=store.after_crash(), games=games) as application:
        for caller in callers:
            caller.survive(application)
            caller.call(**hello)
        yield application


async def wait_awake(application: Application, room: str) -> None:
    """Return once a room of the process before is back in memory."""
    while room not in application.manager.rooms.hosts:  # noqa: ASYNC110 (nothing tells of it)
        await trio.sleep(0.001)


def snapshots(caller: Caller) -> list[str]:
    """Return the kinds of topics that were told whole."""
    return [m.topic.partition("/")[0] for m in caller.heard if isinstance(m, Snapshot)]


# --- who was there -------------------------------------------------------------------------------


async def test_a_game_goes_on_where_it_stood_and_nobody_loses_a_seat(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    async with running(store=store) as application:
        ann, bob = await seat(application, "connect_four", "Ann", "Bob")
        room = room_of(ann)
        await ann.ask(Say, room, "hello")
        assert await move(ann) is None
        await settle()
        before = {name: ann.views[name] for name in (f"room/{room}", f"game/{room}")}
    async with restarted(store, ann, bob):
        await settle()

        assert last_welcome(ann).session == last_welcome(bob).session == "resumed"
        after = ann.views[f"room/{room}"]
        assert [seat["status"] for seat in after["seats"]] == ["taken", "taken"]
        assert (after["code"], after["chat"], after["host"]) == (
            before[f"room/{room}"]["code"],
            before[f"room/{room}"]["chat"],
            before[f"room/{room}"]["host"],
        )
        assert ann.views[f"game/{room}"]["view"] == before[f"game/{room}"]["view"]
        assert await move(bob) is None


async def test_a_room_that_was_shown_is_not_taken_away_by_a_crash(autojump_clock: MockClock) -> None:
    store = MemoryStore(Faults(seed=1, delay_seconds_max=0.5))
    async with running(store=store) as application:
        ann, bob = call(application), call(application, "Bob")
        room = (await ann.ask(Create, "connect_four"))["room"]
        await settle()
        bob.command(Join, room)
        with trio.fail_after(30):
            while not bob.room_views:  # noqa: ASYNC110 (the very moment is what this is about)
                await trio.sleep(0.001)
    bob.heard.clear()
    async with restarted(store, bob):
        await settle()

        assert not [message for message in bob.heard if isinstance(message, Gone)]
        assert f"room/{room}" in bob.views


async def test_a_join_that_is_resumed_before_it_is_stored_shows_nothing_before(
    autojump_clock: MockClock,
) -> None:
    store = MemoryStore(Faults(seed=1))
    async with running(store=store) as application:
        ann, bob = call(application), call(application, "Bob")
        room = (await ann.ask(Create, "connect_four"))["room"]
        await settle()
        store.faults = Faults(seed=1, failure_percent=100)
        number = bob.command(Join, room)
        await trio.sleep(5)
        bob.hang_up()
        bob.call()
        await trio.sleep(5)
        shown = dict(bob.room_views)
        store.faults = None
        await settle()

        assert shown == {}
        assert [answer.result["room"] for answer in bob.answers[number] if isinstance(answer, Done)] == [room]
        assert f"room/{room}" in bob.views


async def test_who_was_up_to_date_hears_of_the_restart_as_of_any_step(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    async with running(store=store) as application:
        ann, bob = await seat(application, "connect_four", "Ann", "Bob")
        await settle()
        ann.heard.clear()
    async with restarted(store, ann, bob):
        await settle()

        assert set(snapshots(ann)) == {"crowd", "player"}, "only who is there, and where, is not in the log"


async def test_who_does_not_come_back_loses_the_seat_after_the_grace_of_a_restart(
    autojump_clock: MockClock,
) -> None:
    store = MemoryStore()
    async with running(store=store) as application:
        ann, bob = await seat(application, "connect_four", "Ann", "Bob")
        room = room_of(ann)
        assert await move(ann) is None
    async with restarted(store, ann):
        await trio.sleep(GRACE_SECONDS - 5)
        assert ann.views[f"room/{room}"]["seats"][1]["status"] == "away"
        await trio.sleep(10)

        assert ann.views[f"room/{room}"]["seats"][1]["status"] == "open"
        assert ann.views[f"game/{room}"]["result"]["places"] == [1, 2]
        assert bob.seat is not None


async def test_nobody_loses_a_seat_to_a_store_that_fails_just_after_a_restart(
    autojump_clock: MockClock,
) -> None:
    config = Config(room=RoomSection(grace_seconds=0.0))  # who is gone loses the seat at once
    store = MemoryStore()
    async with running(config, store=store) as application:
        ann, bob = await seat(application, "connect_four", "Ann", "Bob")
        room = room_of(ann)
        assert await move(ann) is None
    after = evolve(store.after_crash(), faults=SLOW)
    async with running(config, seed=99, store=after) as application:
        with trio.fail_after(10):
            await wait_awake(application, room)
        after.faults = evolve(SLOW, failure_percent=100)
        await trio.sleep(10)
        ann.survive(application)
        ann.call()
        await trio.sleep(10)
        after.faults = None
        await trio.sleep(10)
        statuses = [seat["status"] for seat in ann.views[f"room/{room}"]["seats"]]
        bob.survive(application)
        bob.call()
        await settle()

        assert statuses == ["taken", "away"]
        assert await move(bob) is None


async def test_rooms_to_which_nobody_comes_back_close(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    async with running(store=store) as application:
        ann = call(application)
        await ann.ask(Create, "connect_four")
        sat, _ = await seat(application, "connect_four", "Bob", "Cy")
        seated = RoomId(room_of(sat))
    async with restarted(store) as application:
        await trio.sleep(GRACE_SECONDS - 5)
        assert len(application.manager.members) == 2
        await trio.sleep(5 + CONFIG.room.empty_seconds + 5)

        assert not application.manager.members
        assert await state_of(application, seated) == "closed"


async def test_who_only_watches_and_the_lobby_are_heard_again(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    async with running(store=store) as application:
        ann, bob = call(application), call(application, "Bob")
        await ann.ask(Create, "connect_four")
        await bob.ask(Subscribe, "lobby/connect_four")
        await bob.ask(Join, room_of(ann))
    async with restarted(store, ann, bob):
        await settle()
        await ann.ask(Say, room_of(ann), "still there?")

        assert bob.views[f"room/{room_of(ann)}"]["chat"][-1]["text"] == "still there?"
        assert [room["code"] for room in bob.views["lobby/connect_four"]["rooms"]]


async def test_the_player_of_a_token_is_the_same_in_a_new_session(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    async with running(store=store) as application:
        ann = call(application, token=b"t" * 16)
        assert await ann.ask(SetName, "Zoe") == {"name": "Zoe"}
    async with restarted(store) as application:
        other = call(application, "Other", token=b"t" * 16)
        stranger = call(application, "Zoe")

        assert last_welcome(other).player == evolve(last_welcome(ann).player, name="Zoe")
        assert last_welcome(stranger).player.name != "Zoe", "the name is taken"


async def test_a_session_with_another_secret_is_refused_after_a_restart_too(
    autojump_clock: MockClock,
) -> None:
    store = MemoryStore()
    async with running(store=store) as application:
        ann = call(application)
        await ann.ask(Create, "connect_four")
    async with restarted(store, ann, secret=b"x" * 16):
        assert ann.line is not None
        assert ann.line.goodbye is not None
        assert ann.line.goodbye.code == "bad_session"


async def test_sessions_that_nobody_comes_back_to_are_forgotten_on_disk_too(
    autojump_clock: MockClock,
) -> None:
    store = MemoryStore()
    async with running(store=store) as application:
        await call(application).ask(Subscribe, "lobby/chat")
    async with restarted(store) as application:
        await trio.sleep(CONFIG.session.keep_seconds + 10)
        kept = await application.store.load()

        assert not application.registry.sessions
        assert (kept.sessions, kept.answers) == ([], [])
        assert (kept.players, kept.strangers) == ([], 1), "the player is known for longer"


# --- what was asked ------------------------------------------------------------------------------


async def test_a_command_that_was_stored_gets_its_answer_after_the_crash(autojump_clock: MockClock) -> None:
    store = MemoryStore(SLOW)
    async with running(store=store) as application:
        ann = call(application)
        await ann.ask(Create, "connect_four")
        room = room_of(ann)
        ann.hang_up()
        ann.call()
        await settle()
        number = ann.command(Sit, room, 1)
        line, ann.line = ann.line, None  # the answer finds nobody
        assert line is not None
        line.caller = call(application, "Nobody")
        await settle()
        assert number in ann.unanswered
    async with restarted(store, ann):
        await settle()

        assert ann.answers[number] == [Done(number, {"seat": 1})]
        assert ann.views[f"room/{room}"]["seats"][1]["player"] == ann.player


async def test_an_answer_is_said_again_after_what_it_has_brought_about(autojump_clock: MockClock) -> None:
    store = MemoryStore(SLOW)
    async with running(store=store) as application:
        ann, _ = await seat(application, "connect_four", "Ann", "Bob")
        await settle()
        view, line = ann.seat, ann.line
        number = ann.command(Play, room_of(ann), 1, view["position"], view["moves"][0])
        assert line is not None
        line.caller = call(application, "Nobody")  # what happens now does not reach Ann
        await trio.sleep(1)
        ann.heard.clear()
    async with restarted(store, ann):
        await settle()

        assert ann.answers[number] == [Done(number, None)]
        told = [getattr(message, "topic", "")[:5] for message in ann.heard]
        assert told.index("seat/") < ann.heard.index(Done(number, None))


async def test_a_command_that_was_not_stored_is_carried_out_after_the_crash_once(
    autojump_clock: MockClock,
) -> None:
    store = MemoryStore(SLOW)
    async with running(store=store) as application:
        ann = call(application)
        await ann.ask(Create, "connect_four")
        room = room_of(ann)
        number = ann.command(Say, room, "in the midst")
    async with restarted(store, ann):
        await settle()
        ann.call()
        await settle()

        assert {type(answer) for answer in ann.answers[number]} == {Done}
        assert [line["text"] for line in ann.views[f"room/{room}"]["chat"]] == ["in the midst"]


async def test_what_had_no_effect_before_one_that_had_is_not_done_after_the_crash(
    autojump_clock: MockClock,
) -> None:
    store = MemoryStore()
    async with running(store=store) as application:
        ann = call(application)
        await ann.ask(Create, "connect_four")
        room = room_of(ann)
        refused = ann.command(Stand, room)
        await ann.ask(Sit, room)
        await settle()
        ann.unanswered[refused] = Stand(refused, room)  # as if its refusal had been lost on the way
        del ann.answers[refused]
    async with restarted(store, ann):
        await settle()

        assert [(a.code, a.number) for a in ann.answers[refused] if isinstance(a, Refused)] == [
            ("not_done", refused)
        ]
        assert ann.views[f"room/{room}"]["seats"][0]["player"] == ann.player


async def test_numbers_go_on_over_refusals_that_were_never_stored(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    async with running(store=store) as application:
        ann = call(application)
        await ann.ask(Create, "connect_four")
        room = room_of(ann)
        for _ in range(3):
            assert await ann.ask(Stand, room) == "not_seated"
    async with restarted(store, ann):
        assert await ann.ask(Sit, room) == {"seat": 0}
        assert await ann.ask(Stand, room) is None


async def test_a_room_is_opened_once_though_its_answer_was_lost(autojump_clock: MockClock) -> None:
    store = MemoryStore(SLOW)
    async with running(store=store) as application:
        ann = call(application)
        number = ann.command(Create, "connect_four")
        with trio.fail_after(10):
            while not store._disk.logs:  # noqa: ASYNC110 -- nobody is told, which is the point
                await trio.sleep(0.001)
        assert number in ann.unanswered, "stored, and not told yet"
    async with restarted(store, ann) as application:
        await settle()

        (room,) = application.manager.members
        (answer,) = ann.answers[number]
        assert isinstance(answer, Done)
        assert answer.result["room"] == room_of(ann) == room


async def test_who_left_or_was_kicked_stays_out(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    async with running(store=store) as application:
        ann, bob, cy = (call(application, name) for name in ("Ann", "Bob", "Cy"))
        await ann.ask(Create, "connect_four")
        room = room_of(ann)
        for other in (bob, cy):
            await other.ask(Join, room)
        await cy.ask(Sit, room)
        await settle()
        bob.hang_up()
        cy.hang_up()
        await ann.ask(Kick, room, bob.player)
        cy.call()
        await cy.ask(Leave, room)
    async with restarted(store, ann, bob, cy):
        await settle()

        assert f"room/{room}" in ann.views
        assert f"room/{room}" not in bob.views
        assert f"room/{room}" not in cy.views
        assert [seat["status"] for seat in ann.views[f"room/{room}"]["seats"]] == ["open", "open"]


async def test_a_name_that_reached_the_player_but_not_the_room_reaches_it_now(
    autojump_clock: MockClock,
) -> None:
    store = MemoryStore(SLOW)
    async with running(store=store) as application:
        ann = call(application)
        await ann.ask(Create, "connect_four")
        room = room_of(ann)
        await ann.ask(Sit, room)
        assert await ann.ask(SetName, "Zoe") == {"name": "Zoe"}
    async with restarted(store, ann):
        await settle()

        assert ann.views[f"room/{room}"]["seats"][0]["name"] == "Zoe"


# --- rooms that can't go on ----------------------------------------------------------------------


@pytest.mark.parametrize("what", ["version", "missing", "raises", "garbage"])
async def test_a_room_that_can_not_go_on_keeps_its_log_and_costs_no_other(
    autojump_clock: MockClock, what: str
) -> None:
    store, games = MemoryStore(), toy()
    async with running(store=store, games=games) as application:
        ann, _ = await seat(application, "toy", "Ann", "Bob")
        room = RoomId(room_of(ann))
        await ann.ask(Play, room, 1, 0, 1)
        await settle()
    toys = {
        "version": toy(version=2),
        "missing": {},
        "raises": toy(play=fail),
        "garbage": games,
    }
    others = {"other": evolve(games["toy"], id="other"), **toys[what]}
    if what == "garbage":
        store._disk.logs[room].rows[1] = b"\xc1"
        store._disk.snapshots.pop(room, None)  # with which that row would not be read
    async with restarted(store, ann, games=others) as application:
        await settle()

        assert room not in application.manager.members
        assert not any(name.startswith("room/") for name in ann.views)
        assert memory_of(application).rows(room)
        refused = "no_such_room" if what == "garbage" else "game_failed"  # which waits for its game
        assert await ann.ask(Ready, room, True) == refused
        opened = await ann.ask(Create, "other")
        assert opened["room"] in application.manager.members


async def test_room_time_stands_still_while_the_server_is_down(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    async with running(store=store) as application:
        ann, _ = await seat(application, "connect_four", "Ann", "Bob")
        room = room_of(ann)
        await trio.sleep(7)
        await ann.ask(Say, room, "seven")
        at_ms = ann.views[f"room/{room}"]["chat"][-1]["at_ms"]
    await trio.sleep(80_000)
    async with restarted(store, ann):
        await ann.ask(Say, room, "eight")

        assert 0 <= ann.views[f"room/{room}"]["chat"][-1]["at_ms"] - at_ms < 1000


async def test_a_second_crash_finds_the_first_one_in_the_log(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    async with running(store=store) as application:
        ann, bob = await seat(application, "connect_four", "Ann", "Bob")
        room = room_of(ann)
    for _ in range(3):
        async with restarted(store, ann, bob) as application:
            store = memory_of(application)
            await settle()
            assert await move(ann if ann.seat["turn"] else bob) is None
            assert ann.views[f"room/{room}"]["phase"] == "playing"


async def test_a_join_said_twice_is_confirmed_when_the_first_one_is_stored(autojump_clock: MockClock) -> None:
    store = MemoryStore(SLOW)
    async with running(store=store) as application:
        ann, bob = call(application, "Ann"), call(application, "Bob")
        await ann.ask(Create, "connect_four")
        room = room_of(ann)
        await settle()
        bob.command(Join, room)
        bob.command(Join, room)
        while not bob.answers:
            await bob._answered.wait()

        assert store.count()["stored sessions"] == 2
