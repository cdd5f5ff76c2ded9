"""Rooms as clients meet them: through the door, the session, the manager and the host."""

from random import Random
from typing import Any

import pytest
import trio
from attrs import evolve
from trio.testing import MockClock

from lobby.settings import Config
from lobby.shell.stores.memory import Faults
from lobby.wire.messages import (
    Create,
    Join,
    Kick,
    Leave,
    Play,
    Ready,
    Say,
    SetName,
    Signal,
    Signalled,
    Sit,
    Stand,
    Subscribe,
    Unsubscribe,
)
from tests.shell.callers import call, play_out, room_of, running, seat, settle

CONFIG = Config()


@pytest.mark.parametrize(("game", "players"), [("tic_tac_toe", 2), ("connect_four", 2), ("liars_dice", 4)])
async def test_a_whole_game_is_played_and_everybody_sees_the_same(
    autojump_clock: MockClock, game: str, players: int
) -> None:
    async with running(seed=3) as application:
        callers = await seat(application, game, *(f"Player {n}" for n in range(players)))
        watcher = call(application, "Watcher")
        room = room_of(callers[0])
        await watcher.ask(Join, room)

        await play_out(callers, Random(5).choice)

        views = [caller.views[f"game/{room}"] for caller in (*callers, watcher)]
        assert all(view == views[0] for view in views)
        assert views[0]["fair"]["secret"] is not None
        assert not any(name.startswith("seat/") for name in watcher.views)


async def test_everybody_ready_again_is_a_rematch(autojump_clock: MockClock) -> None:
    async with running() as application:
        callers = await seat(application, "tic_tac_toe", "Ann", "Bob")
        room = room_of(callers[0])
        await play_out(callers, lambda moves: moves[0])

        for caller in callers:
            await caller.ask(Ready, room)

        assert callers[0].views[f"room/{room}"]["phase"] == "playing"
        assert callers[0].views[f"game/{room}"]["game"] == 2


async def test_a_cut_shows_as_away_and_after_the_grace_the_seat_is_free(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, "connect_four", "Ann", "Bob")
        room = room_of(ann)

        bob.hang_up()
        await trio.sleep(1)
        assert ann.views[f"room/{room}"]["seats"][1]["status"] == "away"
        await trio.sleep(CONFIG.room.grace_seconds)

        view = ann.views[f"room/{room}"]
        assert view["seats"][1]["status"] == "open"
        line = {"kind": "lost", "player": bob.player, "name": "Bob", "text": "", "seat": 1}
        assert view["chat"][-1].items() >= line.items()
        assert ann.views[f"game/{room}"]["result"] == {"places": [1, 2], "scores": []}


async def test_who_comes_back_within_the_grace_has_the_seat_and_plays_on(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, "connect_four", "Ann", "Bob")
        room = room_of(ann)

        bob.hang_up()
        await trio.sleep(CONFIG.room.grace_seconds - 1)
        bob.call()
        await trio.sleep(CONFIG.room.grace_seconds)

        assert ann.views[f"room/{room}"]["seats"][1]["status"] == "taken"
        assert bob.views[f"room/{room}"] == ann.views[f"room/{room}"]
        await play_out([ann, bob], lambda moves: moves[-1])


async def test_a_deliberate_leave_frees_the_seat_at_once_in_all_sessions(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, "tic_tac_toe", "Ann", "Bob")
        room, other = room_of(ann), call(application, token=b"t" * 32)
        second = call(application, token=b"t" * 32)
        for session in (other, second):
            await session.ask(Join, room)

        await bob.ask(Leave, room)
        await other.ask(Leave, room)

        assert ann.views[f"room/{room}"]["chat"][-1]["kind"] == "left"
        assert not bob.room_views
        assert not second.room_views
        assert set(application.manager.members[next(iter(application.manager.members))]) == {ann.player}


async def test_who_never_moves_loses_the_seat_after_the_move_limit(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, "tic_tac_toe", "Ann", "Bob")
        room = room_of(ann)
        idle = ann if ann.seat["turn"] else bob
        other = bob if idle is ann else ann
        limit = other.views[f"game/{room}"]["deadlines"]

        await trio.sleep(CONFIG.room.move_limit_seconds + 1)

        assert list(limit) == [str(0 if idle is ann else 1)]
        assert other.views[f"room/{room}"]["chat"][-1]["kind"] == "idle"
        assert other.views[f"room/{room}"]["phase"] == "over"
        assert idle.views[f"room/{room}"]["phase"] == "over", "it is still there, to watch"


async def test_the_host_kicks_and_the_kicked_hears_why_and_stays_out_when_coming_back(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann, bob = await seat(application, "tic_tac_toe", "Ann", "Bob")
        room = room_of(ann)
        assert await bob.ask(Kick, room, ann.player) == "not_host"
        bob.hang_up()

        assert await ann.ask(Kick, room, bob.player) is None
        bob.call()
        await settle()

        assert ann.views[f"room/{room}"]["chat"][-1]["kind"] == "kicked"
        assert not bob.room_views
        assert await ann.ask(Kick, room, bob.player) == "no_such_player"


async def test_an_empty_room_closes_and_nothing_of_it_stays(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, "tic_tac_toe", "Ann", "Bob")
        ann.hang_up()
        bob.hang_up()

        await trio.sleep(CONFIG.room.grace_seconds + CONFIG.room.empty_seconds + 1)

        assert not application.manager.members
        assert application.lobby.directory.view("tic_tac_toe", 0)["rooms"] == []
        bob.call()
        await settle()
        assert not bob.room_views
        assert await bob.ask(Join, "nowhere") == "no_such_room"


async def test_a_room_with_a_watcher_stays_open(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann = call(application)
        room = (await ann.ask(Create, "tic_tac_toe"))["room"]

        await trio.sleep(CONFIG.room.empty_seconds * 3)

        assert room in application.manager.members
        assert ann.views[f"crowd/{room}"]["watchers"] == [{"id": ann.player, "name": "Ann", "kind": "person"}]


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        ((Sit, "room", 0), "already_seated"),
        ((Ready, "room", True), "game_running"),
        ((Play, "room", 1, 0, 9), "illegal_move"),
        ((Play, "room", 1, 0, "x"), "illegal_move"),
        ((Play, "room", 1, 5, 0), "stale"),
        ((Play, "room", 2, 0, 0), "no_game"),
        ((Play, "nowhere", 1, 0, 0), "no_such_room"),
        ((Say, "room", "   "), "bad_text"),
        ((Say, "room", "x" * 501), "bad_text"),
        ((SetName, "\u202e \u200b"), "bad_name"),
        ((Create, "chess"), "no_such_game"),
        ((Create, "liars_dice", "", True, {"dice": 99}), "malformed"),
        ((Create, "liars_dice", "", True, {"bananas": 1}), "malformed"),
        ((Subscribe, "room/secret"), "no_such_topic"),
    ],
)
async def test_what_is_not_allowed_is_refused_and_nothing_happens(
    autojump_clock: MockClock, ask: Any, code: str
) -> None:
    async with running() as application:
        ann, _ = await seat(application, "tic_tac_toe", "Ann", "Bob")
        room, (kind, *fields) = room_of(ann), ask
        await settle()
        before = (dict(ann.offsets), application.manager.members)

        answer = await ann.ask(kind, *(room if value == "room" else value for value in fields))

        assert answer == code
        assert (ann.offsets, application.manager.members) == before


async def test_who_is_not_a_member_may_do_nothing_in_a_room(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, _ = await seat(application, "tic_tac_toe", "Ann", "Bob")
        room, cy = room_of(ann), call(application, "Cy")

        for kind, *fields in ((Sit, 0), (Stand,), (Ready, True), (Play, 1, 0, 0), (Say, "hi"), (Leave,)):
            assert await cy.ask(kind, room, *fields) == "not_member"

        assert not cy.room_views


async def test_seats_are_refused_where_they_are_taken_or_do_not_exist(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, _ = await seat(application, "tic_tac_toe", "Ann", "Bob")
        room, cy = room_of(ann), call(application, "Cy")
        await cy.ask(Join, room)

        assert await cy.ask(Sit, room) == "room_full"
        assert await cy.ask(Sit, room, 0) == "seat_taken"
        assert await cy.ask(Sit, room, 7) == "no_such_seat"
        assert await cy.ask(Stand, room) == "not_seated"
        assert await cy.ask(Play, room, 1, 0, 0) == "not_seated"


async def test_out_of_turn_is_refused(autojump_clock: MockClock) -> None:
    async with running() as application:
        callers = await seat(application, "tic_tac_toe", "Ann", "Bob")
        waiting = next(caller for caller in callers if not caller.seat["turn"])

        answer = await waiting.ask(Play, room_of(waiting), 1, waiting.seat["position"], 0)

        assert answer == "not_your_turn"


async def test_signals_reach_all_but_the_sender_and_nobody_outside(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, "tic_tac_toe", "Ann", "Bob")
        room, outside = room_of(ann), call(application, "Cy")

        ann.say(Signal(room, "typing"))
        outside.say(Signal(room, "typing"))
        ann.say(Signal(room, "x" * 17))
        ann.say(Signal(room, "emote", "x" * 5000))

        assert [m for m in bob.heard if isinstance(m, Signalled)] == [
            Signalled(room, ann.player, "typing", None)
        ]
        assert not [m for m in ann.heard if isinstance(m, Signalled)]


async def test_chat_is_kept_for_who_joins_later_and_told_in_order(autojump_clock: MockClock) -> None:
    config = evolve(CONFIG, limits=evolve(CONFIG.limits, chat_burst=500))
    async with running(config) as application:
        ann = call(application)
        room = (await ann.ask(Create, "tic_tac_toe"))["room"]
        for number in range(130):
            assert await ann.ask(Say, room, f"line {number}") == {"to": "all"}
        late = call(application, "Late")

        await late.ask(Join, room)

        texts = [line["text"] for line in late.views[f"room/{room}"]["chat"]]
        assert texts == [f"line {number}" for number in range(30, 130)]
        assert ann.views[f"room/{room}"] == late.views[f"room/{room}"]


async def test_who_talks_too_much_is_told_so(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann = call(application)
        answers = [await ann.ask(Say, "", "hello") for _ in range(CONFIG.limits.chat_burst + 1)]
        await trio.sleep(2)

        assert answers == [{"to": "all"}] * CONFIG.limits.chat_burst + ["rate_limited"]
        assert await ann.ask(Say, "", "hello") == {"to": "all"}


async def test_the_lobby_shows_rooms_and_counts_and_only_the_public_ones(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = call(application), call(application, "Bob")
        await ann.ask(Subscribe, "lobby/tic_tac_toe")
        await ann.ask(Subscribe, "lobby/chat")
        await bob.ask(Create, "tic_tac_toe", "Bob's <b>table</b>")
        await bob.ask(Create, "tic_tac_toe", "hidden", False)
        await bob.ask(Say, "", "anybody?")
        await settle()

        shown = ann.views["lobby/tic_tac_toe"]
        assert [room["name"] for room in shown["rooms"]] == ["Bob's <b>table</b>"]
        assert shown["totals"] == {"rooms": 1, "playing": 0, "online": 2}
        assert ann.views["lobby/chat"]["chat"][0]["text"] == "anybody?"

        await ann.ask(Unsubscribe, "lobby/tic_tac_toe")
        assert "lobby/tic_tac_toe" not in ann.views


async def test_a_new_name_is_seen_in_every_room_and_is_told_apart(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, "tic_tac_toe", "Ann", "Bob")
        room = room_of(ann)

        assert await bob.ask(SetName, "  ann ") == {"name": "ann 2"}
        await settle()

        assert ann.views[f"room/{room}"]["seats"][1]["name"] == "ann 2"


async def test_more_rooms_than_allowed_are_refused(autojump_clock: MockClock) -> None:
    config = evolve(CONFIG, limits=evolve(CONFIG.limits, rooms_per_player=2, rooms=3))
    async with running(config) as application:
        ann, bob = call(application), call(application, "Bob")
        assert [bool((await ann.ask(Create, "tic_tac_toe"))["room"]) for _ in range(2)] == [True, True]

        assert await ann.ask(Create, "tic_tac_toe") == "too_many_rooms"
        await bob.ask(Create, "tic_tac_toe")
        assert await bob.ask(Create, "tic_tac_toe") == "too_many_rooms"
        assert len(application.manager.members) == 3


async def test_a_room_that_cannot_be_stored_does_not_open(autojump_clock: MockClock) -> None:
    async with running(faults=Faults(seed=1, failure_percent=100)) as application:
        ann = call(application)

        assert await ann.ask(Create, "tic_tac_toe") == "store"
        await settle()

        assert not application.manager.members
        assert not ann.room_views
