"""Rooms that are asked in one go: their steps are taken side by side, and none of them feels another one."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from itertools import count
from random import Random
from typing import Any

import pytest
import trio
from attrs import evolve
from trio.testing import MockClock

from lobby.app import Application
from lobby.core.announce import announce
from lobby.core.events import Departed, Moved, Row
from lobby.core.game import Game
from lobby.core.history.log import unpack_row
from lobby.core.ids import RoomId
from lobby.settings import Config
from lobby.shell import taking
from lobby.shell.audience import Audience
from lobby.shell.host import Host
from lobby.shell.network.together import TOGETHER
from lobby.wire.messages import Join, Leave, Play, Ready, Resign, Say, SetName, Sit, Stand
from tests.shell.callers import Caller, call, last_welcome, memory_of, move, room_of, running, seat, settle
from tests.shell.test_failures import fail, toy

CONFIG = Config()
CONFIG = evolve(CONFIG, limits=evolve(CONFIG.limits, chat_per_second=100.0, chat_burst=100))
ROOMS = 3
SEEDS = int(os.environ.get("LOBBY_SEEDS", "20"))


async def open_rooms(application: Application, rooms: int = ROOMS) -> list[list[Caller]]:
    """Return the players of so many rooms in which a game has begun."""
    return [await seat(application, "toy", f"Ann {number}", f"Bob {number}") for number in range(rooms)]


def failing_on(number: int) -> dict[str, Game]:
    """Return a game that fails on the move of that number, of all that are made in all rooms."""
    made = count(1)

    def play_or_fail(state: int, *_: Any) -> int:
        return fail() if next(made) == number else state + 1

    return toy(play=play_or_fail)


def play(caller: Caller) -> int:
    """Ask for the first legal move, and wait for nothing; return the number of the command."""
    view = caller.seat
    return caller.command(Play, room_of(caller), view["game"], view["position"], view["moves"][0])


def host_of(application: Application, caller: Caller) -> Host:
    """Return the host of the room that a caller is in."""
    return next(host for host in application.manager.rooms.hosts.values() if host.room.id == room_of(caller))


def rows_of(application: Application, room: str) -> list[Row]:
    """Return the log of a room."""
    return [unpack_row(row) for row in memory_of(application).rows(RoomId(room))]


async def test_what_rooms_are_asked_in_one_go_they_decide_before_any_of_them_encodes_it(
    autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    draft = Audience.draft

    def note_play(state: int, *_: Any) -> int:
        done.append("play")
        return state + 1

    def note_draft(*given: Any) -> Any:
        done.append("encode")
        return draft(*given)

    async with running(games=toy(play=note_play)) as application:
        tables = await open_rooms(application)
        monkeypatch.setattr(Audience, "draft", note_draft)

        with TOGETHER:
            for ann, _ in tables:
                play(ann)
            assert not done

        assert done == ["play"] * ROOMS + ["encode"] * ROOMS
        await settle()
        assert not any(ann.unanswered for ann, _ in tables)


async def test_more_rooms_than_go_side_by_side_are_served_as_well(autojump_clock: MockClock) -> None:
    async with running(games=toy()) as application:
        tables = await open_rooms(application, 40)

        with TOGETHER:
            for ann, _ in tables:
                play(ann)
        await settle()

        assert [bob.views[f"game/{room_of(bob)}"]["view"] for _, bob in tables] == [1] * 40


async def test_what_a_room_is_given_at_once_comes_behind_the_move_that_was_put_off(
    autojump_clock: MockClock,
) -> None:
    async with running(games=toy()) as application:
        [[ann, _], *_] = await open_rooms(application)
        room = room_of(ann)

        with TOGETHER:
            play(ann)
            ann.command(Leave, room)
        await settle()

        kinds = [type(event) for row in rows_of(application, room) for event in row.events]
        assert [kind for kind in kinds if kind in (Moved, Departed)] == [Moved, Departed]
        assert not ann.unanswered


async def test_a_room_that_has_not_begun_what_it_is_asked_is_not_quiet(autojump_clock: MockClock) -> None:
    async with running(games=toy()) as application:
        [[ann, _], *_] = await open_rooms(application)
        host = host_of(application, ann)
        await settle()
        assert host.is_quiet

        with TOGETHER:
            play(ann)
            assert not host.is_quiet


async def test_a_game_that_fails_on_a_move_costs_that_move_and_none_of_the_others(
    autojump_clock: MockClock,
) -> None:
    async with running(games=failing_on(2)) as application:
        tables = await open_rooms(application)

        with TOGETHER:
            asked = [play(ann) for ann, _ in tables]
        answers = [await ann.answer_to(number) for (ann, _), number in zip(tables, asked, strict=True)]

        assert [getattr(answer, "code", None) for answer in answers] == [None, "game_failed", None]
        assert await move(tables[0][1]) is None


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("before_step", "room_closed"),
        ("announce", "room_closed"),
        ("draft", "room_closed"),
        ("append", "room_closed"),
        ("after_step", None),  # the store has got it already, and takes it
    ],
)
async def test_a_room_that_dies_of_our_fault_dies_alone_and_its_asker_is_answered_once(
    autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch, part: str, code: str | None
) -> None:
    async with running(games=toy()) as application:
        tables = await open_rooms(application)
        host = host_of(application, tables[1][0])
        monkeypatch.setattr(taking, "announce", failing(announce, part == "announce" and host.room))
        monkeypatch.setattr(Audience, "draft", failing(Audience.draft, part == "draft" and host.audience))
        monkeypatch.setattr(Host, "append", failing(Host.append, part == "append" and host))
        if part in {"before_step", "after_step"}:
            setattr(host, part, fail)

        with TOGETHER:
            asked = [play(ann) for ann, _ in tables]
        await settle()

        answers = [ann.answers[number] for (ann, _), number in zip(tables, asked, strict=True)]
        codes = [[getattr(answer, "code", None) for answer in given] for given in answers]
        assert codes == [[None], [code], [None]]
        assert host.room.id not in application.manager.rooms.hosts
        assert [await move(tables[0][1]), await move(tables[2][1])] == [None, None]


async def test_a_fault_on_the_way_to_a_report_ends_that_room_alone(
    autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(games=failing_on(2)) as application:
        tables = await open_rooms(application)
        monkeypatch.setattr(Host, "report", fail)

        with TOGETHER:
            asked = [play(ann) for ann, _ in tables]
        await settle()

        answers = [ann.answers.get(number, []) for (ann, _), number in zip(tables, asked, strict=True)]
        codes = [[getattr(answer, "code", None) for answer in given] for given in answers]
        assert codes == [[None], ["room_closed"], [None]]


async def test_who_was_answered_before_a_room_dies_is_not_answered_again(autojump_clock: MockClock) -> None:
    async with running(games=toy(play=fail)) as application:
        [[ann, _], *_] = await open_rooms(application)
        host_of(application, ann).after_step = fail

        number = play(ann)
        await settle()

        assert [getattr(answer, "code", None) for answer in ann.answers[number]] == ["game_failed"]


@pytest.mark.parametrize("block", [nullcontext(), TOGETHER], ids=["one by one", "in one go"])
async def test_what_a_new_session_says_beside_a_line_is_there_after_a_kill(
    autojump_clock: MockClock, block: AbstractContextManager[Any]
) -> None:
    async with running(games=toy()) as application:
        tables = await open_rooms(application)
        here, left, joined = (room_of(ann) for ann, _ in tables)
        new = call(application, "New")
        with block:
            for room in (here, left):
                new.command(Join, room)
            new.command(Say, here, "Hello!")
            new.command(SetName, "Other")
            new.command(Join, joined)
            new.command(Leave, left)
        await settle()
        assert not new.unanswered
        store = memory_of(application).after_crash()
    async with running(games=toy(), store=store, seed=99) as application:
        new.survive(application)
        new.call()
        await trio.sleep(20)

        assert last_welcome(new).player.name == "Other"
        assert {name for name in new.views if name.startswith("room/")} == {f"room/{here}", f"room/{joined}"}


async def test_rooms_that_go_on_at_the_same_pace_are_not_all_kept_in_one_moment(
    autojump_clock: MockClock,
) -> None:
    every = CONFIG.store.snapshot_steps
    async with running(CONFIG, games=toy()) as application:
        tables = await open_rooms(application, 2 * every)
        rooms = [RoomId(room_of(ann)) for ann, _ in tables]
        kept, kept_at_once = kept_steps(application, rooms), []
        for _ in range(2 * every):
            with TOGETHER:
                for ann, _ in tables:
                    ann.command(Say, room_of(ann), "Go on!")
            await settle()
            before, kept = kept, kept_steps(application, rooms)
            kept_at_once.append(sum(kept[room] != before.get(room, 0) for room in kept))

            steps = {room: application.manager.rooms.hosts[room].told.step for room in rooms}
            assert all(steps[room] - kept.get(room, 1) < every for room in rooms)

        assert sum(kept_at_once) == 2 * len(rooms)
        assert max(kept_at_once) < len(rooms) / 2


async def test_what_one_commit_tells_is_told_in_all_rooms_before_any_of_them_looks_around(
    autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    config = evolve(CONFIG, store=evolve(CONFIG.store, snapshot_steps=1))
    async with running(config, games=toy()) as application:
        tables = await open_rooms(application)
        await settle()
        monkeypatch.setattr(Audience, "tell", noting(Audience.tell, "tell", done))
        monkeypatch.setattr(Host, "snapshot", noting(Host.snapshot, "keep", done))

        with TOGETHER:
            for ann, _ in tables:
                ann.command(Say, room_of(ann), "Go on!")
        await settle()

        assert done == ["tell"] * ROOMS + ["keep"] * ROOMS


async def test_a_fault_in_looking_around_ends_that_room_alone(
    autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(games=toy()) as application:
        tables = await open_rooms(application)
        dying = host_of(application, tables[0][0])
        room = dying.room.id
        monkeypatch.setattr(Host, "_is_noted", failing(Host._is_noted, dying))

        with TOGETHER:
            for ann, _ in tables:
                play(ann)
        await settle()

        assert [bob.views[f"game/{room_of(bob)}"]["view"] for _, bob in tables[1:]] == [1] * (ROOMS - 1)
        assert [host_of(application, ann).told.phase for ann, _ in tables[1:]] == ["playing"] * (ROOMS - 1)
        assert room not in application.manager.rooms.hosts
        assert not any(ann.unanswered for ann, _ in tables)


def kept_steps(application: Application, rooms: list[RoomId]) -> dict[RoomId, int]:
    """Return the step of the last snapshot of each room that has one."""
    snapshots = memory_of(application)._disk.snapshots
    return {room: snapshots[room].number for room in rooms if room in snapshots}


def noting(call: Callable[..., Any], what: str, done: list[str]) -> Callable[..., Any]:
    """Return a function that does the same, and notes that it was called."""

    def note_and_call(*given: Any) -> Any:
        done.append(what)
        return call(*given)

    return note_and_call


def failing(call: Callable[..., Any], doomed: object) -> Callable[..., Any]:
    """Return a function that does the same, and raises where its first argument is what is doomed."""

    def fail_or_call(first: object, *others: Any, **named: Any) -> Any:
        return fail() if first is doomed else call(first, *others, **named)

    return fail_or_call


# --- whatever is said, it makes no difference ------------------------------------------------------


@pytest.mark.parametrize("seed", range(SEEDS))
async def test_what_is_said_in_one_go_comes_to_the_same_as_one_thing_after_the_other(
    autojump_clock: MockClock, seed: int
) -> None:
    one_by_one, in_one_go = await tell(seed, nullcontext()), await tell(seed, TOGETHER)

    assert in_one_go == one_by_one, f"seed {seed}"


async def tell(seed: int, block: AbstractContextManager[Any]) -> tuple[Any, ...]:
    """Let players say things, drawn from a seed, each few in a block; return the logs, and all answers."""
    random = Random(seed)
    async with running(CONFIG, seed=seed, games=toy(), wall_clock=lambda: 1000.0) as application:
        tables = await open_rooms(application)
        rooms = [room_of(ann) for ann, _ in tables]
        for _ in range(12):
            with block:
                for _ in range(random.randint(1, 12)):
                    at = random.randrange(ROOMS)
                    say_something(random, random.choice(tables[at]), rooms[at])
            await settle()
        players = [caller for table in tables for caller in table]
        answers = [(caller.answers, caller.room_views) for caller in players]
        return [[(row.at_ms, row.events) for row in rows_of(application, room)] for room in rooms], answers


def say_something(random: Random, caller: Caller, room: str) -> None:
    """Let a caller say something to the room, which may be refused."""
    game = caller.views.get(f"game/{room}", {"game": 1})["game"]
    seats = [view for name, view in caller.views.items() if name.startswith(f"seat/{room}")]
    position = seats[0]["position"] if seats else 0
    what: Any = random.choice((*[Play] * 6, Say, Say, Sit, Stand, Ready, Resign, Leave, Join, "hang up"))
    if what == "hang up":
        caller.hang_up()
        caller.call()
    elif what is Play:
        caller.command(Play, room, game, position, random.choice((1, 2, 3)))
    elif what is Resign:
        caller.command(Resign, room, game)
    elif what is Say:
        caller.command(Say, room, f"line {random.randrange(100)}")
    else:
        caller.command(what, room)
