"""What fails costs no more than it must: a commit, a game, a room, a crowd of gone sessions."""

import sys
from typing import Any

import pytest
import trio
from attrs import evolve
from trio.testing import MockClock

from lobby.catalogue import load_catalogue
from lobby.core.events import Said
from lobby.core.game import Game, Note, Result
from lobby.core.history.log import unpack_row
from lobby.core.ids import RoomId
from lobby.settings import Config
from lobby.shell.stores.memory import Faults
from lobby.wire.messages import (
    Create,
    Join,
    Kick,
    Leave,
    Patch,
    Play,
    Ready,
    Say,
    SetName,
    Sit,
    Snapshot,
    Stand,
)
from tests.shell.callers import call, last_welcome, memory_of, room_of, running, seat, settle, state_of

CONFIG = Config()
GRACE_0 = evolve(CONFIG, room=evolve(CONFIG.room, grace_seconds=0.0))
STORES = Faults(seed=1, delay_seconds_max=0.5)
FAILS = Faults(seed=1, failure_percent=100, delay_seconds_max=0.5)


def toy(**hooks: Any) -> dict[str, Game]:
    """Return a game for two to four whose state counts the moves, with other hooks where they are given."""
    game = Game(
        id="toy",
        title="Toy",
        version=1,
        seats_min=2,
        seats_max=4,
        start=lambda seats, options, dice: 0,
        play=lambda state, seat, move, dice: state + 1,
        public=lambda state: state,
        result=lambda state: None,
        moves=lambda state, seat: [1, 2] if seat == state % 2 else [],
    )
    return {"toy": evolve(game, **hooks)}


def fail(*_: Any) -> Any:
    raise ZeroDivisionError


# --- commits that fail ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Stand, Leave])
async def test_a_seat_is_freed_though_the_store_failed_just_as_its_player_went(
    autojump_clock: MockClock, kind: Any
) -> None:
    async with running(faults=STORES) as application:
        ann = call(application)
        await ann.ask(Create, "connect_four")
        await ann.ask(Sit, room_of(ann))
        await trio.sleep(3)
        memory_of(application).faults = FAILS
        ann.command(kind, room_of(ann))
        ann.hang_up()
        await trio.sleep(1)
        memory_of(application).faults = None

        await trio.sleep(CONFIG.room.grace_seconds + CONFIG.room.empty_seconds + 5)

        assert not application.manager.members


async def test_who_was_kicked_in_vain_and_cut_off_is_shown_as_away(autojump_clock: MockClock) -> None:
    async with running(faults=STORES) as application:
        ann, bob = call(application), call(application, "Bob")
        await ann.ask(Create, "connect_four")
        room = room_of(ann)
        await bob.ask(Join, room)
        await bob.ask(Sit, room)
        await trio.sleep(3)
        memory_of(application).faults = FAILS
        ann.command(Kick, room, bob.player)
        bob.hang_up()
        await trio.sleep(1)
        memory_of(application).faults = None

        await trio.sleep(5)
        assert ann.views[f"room/{room}"]["seats"][0]["status"] == "away"
        await trio.sleep(CONFIG.room.grace_seconds)
        assert ann.views[f"room/{room}"]["seats"][0]["status"] == "open"


async def test_who_came_back_while_the_departure_failed_keeps_the_seat(autojump_clock: MockClock) -> None:
    async with running(faults=STORES) as application:
        ann, bob = call(application), call(application, "Bob")
        await ann.ask(Create, "connect_four")
        room = room_of(ann)
        await bob.ask(Join, room)
        await bob.ask(Sit, room)
        await trio.sleep(3)
        bob.hang_up()
        await trio.sleep(CONFIG.room.grace_seconds - 1)
        memory_of(application).faults = FAILS
        await trio.sleep(1.1)
        bob.call()
        await trio.sleep(0.6)
        memory_of(application).faults = None

        await trio.sleep(5)

        assert ann.views[f"room/{room}"]["seats"][0]["status"] == "taken"


async def test_a_store_that_fails_is_not_asked_again_and_again(autojump_clock: MockClock) -> None:
    async with running(faults=evolve(STORES, delay_seconds_max=0.01)) as application:
        _, bob = await seat(application, "connect_four", "Ann", "Bob")
        await trio.sleep(3)
        memory_of(application).faults = evolve(FAILS, delay_seconds_max=0.01)
        bob.hang_up()
        await trio.sleep(20)

        assert application.metrics.commits_failed < 3 * 20


async def test_a_new_name_reaches_the_room_though_the_store_failed(autojump_clock: MockClock) -> None:
    async with running(faults=STORES) as application:
        ann = call(application)
        await ann.ask(Create, "connect_four")
        await ann.ask(Sit, room_of(ann))
        await trio.sleep(2)
        assert await ann.ask(SetName, "Zoe") == {"name": "Zoe"}
        memory_of(application).faults = FAILS
        await trio.sleep(1)
        memory_of(application).faults = None

        await trio.sleep(20)

        assert ann.views[f"room/{room_of(ann)}"]["seats"][0]["name"] == "Zoe"


async def test_a_name_that_is_not_stored_is_refused_and_shown_nowhere(autojump_clock: MockClock) -> None:
    async with running(faults=STORES) as application:
        ann = call(application)
        await ann.ask(Create, "connect_four")
        await ann.ask(Sit, room_of(ann))
        memory_of(application).faults = FAILS
        assert await ann.ask(SetName, "Zoe") == "store"
        memory_of(application).faults = None

        await trio.sleep(20)

        assert ann.views[f"room/{room_of(ann)}"]["seats"][0]["name"] == "Ann"
        assert last_welcome(call(application, "Zoe")).player.name == "Zoe", "the name is free"


async def test_a_store_that_fails_is_not_asked_without_a_pause(autojump_clock: MockClock) -> None:
    config = evolve(CONFIG, room=evolve(CONFIG.room, empty_seconds=0.0))
    async with running(config) as application:
        ann = call(application)
        await ann.ask(Create, "connect_four")
        memory_of(application).faults = FAILS
        memory_of(application).__attrs_post_init__()
        ann.hang_up()
        await trio.sleep(10)

        # Each second the room is told that its host has gone, and is to close.
        assert 0 < application.metrics.commits_failed <= 25
        memory_of(application).faults = None
        await trio.sleep(5)
        assert not application.manager.members


# --- games that fail -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hooks",
    [
        {"play": fail},
        {"play": lambda *_: sys.exit(3)},
        {"public": lambda state: {} if state == 0 else fail()},
        {"result": lambda state: Result((1, 2), (2**70, 0)) if state else None},
        {"play": lambda state, *_: (state + 1, [Note(5)])},  # type: ignore[arg-type]
        {"deadline": lambda state: None if state == 0 else 0, "expire": fail},
    ],
    ids=["play", "exit", "public", "scores", "note", "deadline"],
)
async def test_a_move_that_the_game_fails_on_costs_that_move_only(
    autojump_clock: MockClock, hooks: dict[str, Any]
) -> None:
    async with running(games=toy(**hooks)) as application:
        ann, bob = await seat(application, "toy", "Ann", "Bob")
        before = dict(ann.views)

        assert await ann.ask(Play, room_of(ann), 1, 0, 1) == "game_failed"

        assert ann.views == before
        assert await bob.ask(Say, room_of(ann), "still here") == {"to": "all"}


@pytest.mark.parametrize("config", [CONFIG, GRACE_0], ids=["leaves", "is lost"])
async def test_nobody_is_kept_by_a_game_that_fails_on_their_departure(
    autojump_clock: MockClock, config: Config
) -> None:
    async with running(config, games=toy(leave=fail)) as application:
        ann, bob = await seat(application, "toy", "Ann", "Bob")
        room = room_of(ann)
        if config is GRACE_0:
            bob.hang_up()
        else:
            assert await bob.ask(Leave, room) is None
        await settle()

        assert ann.views[f"room/{room}"]["seats"][1]["status"] == "open"
        assert ann.views[f"room/{room}"]["phase"] == "over"
        assert ann.views[f"game/{room}"]["result"] is None
        assert application.metrics.hook_failures == 1
        ann.hang_up()
        await trio.sleep(CONFIG.room.grace_seconds + CONFIG.room.empty_seconds + 5)
        assert not application.manager.members


async def test_drawn_moves_without_end_end_the_game_and_free_the_seat(autojump_clock: MockClock) -> None:
    hooks = {"moves": lambda state, seat: [1] if seat == 1 + state % 2 else []}
    async with running(games=toy(**hooks)) as application:
        ann, bob, cy = await seat(application, "toy", "Ann", "Bob", "Cy")

        assert await bob.ask(Leave, room_of(ann)) is None
        assert await cy.ask(Leave, room_of(ann)) is None

        assert [s["status"] for s in ann.views[f"room/{room_of(ann)}"]["seats"]] == ["taken"] + ["open"] * 3
        assert ann.views[f"room/{room_of(ann)}"]["phase"] == "over"


async def test_failures_of_timers_that_are_far_apart_do_not_close_the_room(autojump_clock: MockClock) -> None:
    calls = [0]

    def expire(state: int, _: Any) -> int:
        calls[0] += 1
        return state + 2 if calls[0] % 2 == 0 else fail()

    async with running(games=toy(deadline=lambda state: 100_000, expire=expire)) as application:
        ann, _ = await seat(application, "toy", "Ann", "Bob")
        await trio.sleep(1000)

        assert calls[0] >= 6
        assert room_of(ann) in application.manager.members


async def test_timers_that_fail_again_and_again_close_that_room(
    autojump_clock: MockClock,
) -> None:
    games = {**load_catalogue(), **toy(deadline=lambda state: 5000, expire=fail)}
    async with running(games=games) as application:
        ann, _ = await seat(application, "toy", "Ann", "Bob")
        cy = call(application, "Cy")
        other = (await cy.ask(Create, "tic_tac_toe"))["room"]

        await trio.sleep(20)

        assert set(application.manager.members) == {other}
        assert not ann.room_views


# --- rooms that die ------------------------------------------------------------------------------


async def test_a_room_that_dies_takes_nothing_with_it(
    autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our own fault, put into one room: it closes, waiting commands are answered, the others live."""
    async with running(GRACE_0, faults=STORES) as application:
        ann, bob = await seat(application, "tic_tac_toe", "Ann", "Bob")
        doomed = room_of(ann)
        other = (await bob.ask(Create, "connect_four"))["room"]
        await bob.ask(Sit, other)
        host = application.manager.rooms.hosts[doomed]  # type: ignore[index]
        bob.command(Leave, doomed)
        monkeypatch.setattr(type(host.audience), "draft", fail)
        answer = await ann.ask(Say, doomed, "the last words")
        monkeypatch.undo()
        await settle()

        assert answer == "room_closed"
        assert set(application.manager.members) == {other}
        assert await state_of(application, doomed) == "closed", "no restart brings it back"
        assert not bob.unanswered
        bob.hang_up()
        await trio.sleep(60)
        assert not application.manager.members, "the other room has heard that its player went"


@pytest.mark.parametrize(("faults", "expected"), [(STORES, None), (FAILS, "store")])
async def test_who_asked_for_a_step_of_a_room_that_dies_hears_what_the_store_makes_of_it(
    autojump_clock: MockClock, faults: Faults, expected: str | None
) -> None:
    """The step is on its way to the disk: to refuse it would be a lie where it comes there."""
    async with running(faults=STORES) as application:
        ann, bob = await seat(application, "tic_tac_toe", "Ann", "Bob")
        room = RoomId(room_of(ann))
        await settle()
        memory_of(application).faults = faults
        said = ann.command(Say, room, "the last words")
        application.manager.rooms.hosts[room].die()

        answer = await ann.answer_to(said)
        await settle()

        assert getattr(answer, "code", None) == expected
        assert len(ann.answers[said]) == 1
        rows = [unpack_row(row) for row in memory_of(application).rows(room)]
        is_stored = any(isinstance(event, Said) for row in rows for event in row.events)
        assert is_stored == (expected is None)
        assert not bob.room_views


async def test_who_opens_a_room_that_dies_before_it_is_stored_is_answered(autojump_clock: MockClock) -> None:
    async with running(faults=STORES) as application:
        ann = call(application)
        opened = ann.command(Create, "tic_tac_toe")
        [host] = application.manager.rooms.hosts.values()
        host.die()
        await settle()

        assert [getattr(answer, "code", None) for answer in ann.answers[opened]] == ["room_closed"]
        assert not application.manager.members


@pytest.mark.parametrize(("faults", "expected"), [(STORES, None), (FAILS, "store")])
async def test_who_is_leaving_a_room_that_dies_keeps_nothing_of_it(
    autojump_clock: MockClock, faults: Faults, expected: str | None
) -> None:
    async with running(faults=STORES) as application:
        ann, _ = await seat(application, "tic_tac_toe", "Ann", "Bob")
        room = RoomId(room_of(ann))
        await settle()
        memory_of(application).faults = faults
        left = ann.command(Leave, room)
        application.manager.rooms.hosts[room].die()
        await settle()

        assert [getattr(answer, "code", None) for answer in ann.answers[left]] == [expected]
        assert not ann.room_views


# --- limits ---------------------------------------------------------------------------------------


async def test_rooms_that_have_closed_do_not_count(autojump_clock: MockClock) -> None:
    config = evolve(CONFIG, limits=evolve(CONFIG.limits, rooms_per_player=2))
    async with running(config) as application:
        ann = call(application)
        for _ in range(4):
            assert isinstance(await ann.ask(Create, "tic_tac_toe"), dict)
            ann.hang_up()
            await trio.sleep(CONFIG.room.empty_seconds + 5)
            ann.call()
            await settle()


async def test_a_full_server_forgets_who_left_longest_ago(autojump_clock: MockClock) -> None:
    config = evolve(CONFIG, limits=evolve(CONFIG.limits, sessions=5))
    async with running(config) as application:
        gone = [call(application, f"Guest {number}") for number in range(5)]
        for caller in gone:
            await caller.ask(SetName, caller.name + "!")
            caller.hang_up()

        new = call(application, "New")

        assert new.line is not None
        assert new.line.goodbye is None
        names = {session.player.name for session in application.registry.sessions.values()}
        assert names == {"New", *(f"Guest {number}!" for number in range(1, 5))}


@pytest.mark.parametrize("letter", ["\u0344", "\ufdfa", "x"])
async def test_a_text_that_is_much_too_long_is_refused_before_it_is_looked_at(
    autojump_clock: MockClock, letter: str
) -> None:
    async with running() as application:
        ann = call(application)

        assert await ann.ask(Say, "", letter * 20_000) == "bad_text"
        name = await ann.ask(SetName, letter * 20_000)

        assert name == "bad_name" or len(name["name"]) <= CONFIG.limits.name_characters


# --- what players would find wrong ---------------------------------------------------------------


async def test_who_comes_back_to_a_room_without_a_host_is_the_host(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = call(application), call(application, "Bob")
        await ann.ask(Create, "connect_four")
        room = room_of(ann)
        await bob.ask(Join, room)
        await bob.ask(Sit, room)
        bob.hang_up()
        await trio.sleep(1)
        await ann.ask(Leave, room)

        bob.call()
        await settle()

        assert bob.views[f"room/{room}"]["host"] == bob.player


async def test_who_sits_down_while_being_kicked_leaves_no_seat_taken(autojump_clock: MockClock) -> None:
    async with running(faults=STORES) as application:
        ann, bob = call(application), call(application, "Bob")
        await ann.ask(Create, "connect_four")
        await bob.ask(Join, room_of(ann))
        ann.command(Kick, room_of(ann), bob.player)
        bob.command(Sit, room_of(ann))
        await settle()
        ann.hang_up()
        bob.hang_up()

        await trio.sleep(CONFIG.room.grace_seconds + CONFIG.room.empty_seconds + 5)

        assert not application.manager.members


async def test_a_host_who_only_watches_stays_the_host_over_a_reload(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann = call(application)
        await ann.ask(Create, "connect_four")
        ann.hang_up()
        await trio.sleep(1)
        ann.call()
        await settle()

        assert ann.views[f"room/{room_of(ann)}"]["host"] == ann.player


async def test_who_is_away_has_the_whole_grace_whatever_the_move_limit(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, "connect_four", "Ann", "Bob")
        room = room_of(ann)
        await trio.sleep(CONFIG.room.move_limit_seconds - 5)
        ann.hang_up()

        await trio.sleep(CONFIG.room.grace_seconds - 5)
        assert bob.views[f"room/{room}"]["seats"][0]["status"] == "away"
        await trio.sleep(10)
        assert bob.views[f"room/{room}"]["chat"][-1]["kind"] == "lost"


async def test_nobody_is_shown_half_of_a_start(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob, cy = call(application), call(application, "Bob"), call(application, "Cy")
        await ann.ask(Create, "liars_dice")
        room = room_of(ann)
        for caller in (ann, bob, cy):
            await caller.ask(Join, room)
            await caller.ask(Sit, room)
        await ann.ask(Stand, room)
        await bob.ask(Ready, room)
        cy.heard.clear()

        await cy.ask(Ready, room)

        told = [m for m in cy.heard if isinstance(m, Patch | Snapshot) and not m.topic.startswith("crowd/")]
        assert [m.more for m in told] == [True] * (len(told) - 1) + [False]
        assert told[-1].topic == f"game/{room}"
        assert any(isinstance(m, Snapshot) and m.topic.startswith("seat/") for m in told)
