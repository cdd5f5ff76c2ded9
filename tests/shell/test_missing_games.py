"""Rooms whose game, or whose version of it, is not on offer at a start: they wait for one that offers it."""

from functools import partial
from operator import add
from time import time

import trio
from structlog.testing import capture_logs
from trio.testing import MockClock

from lobby.app import Application
from lobby.catalogue import load_catalogue
from lobby.core.game import Game
from lobby.core.ids import RoomId
from lobby.settings import Config
from lobby.shell.stores.memory import MemoryStore
from lobby.wire.messages import Gone, Join, Look, QuickPlay, Say
from tests.shell.callers import Caller, last_welcome, memory_of, move, room_of, running, settle
from tests.shell.test_days import CONFIG, LIMIT_SECONDS, come_anew, fall_asleep, own, play_slowly
from tests.shell.test_failures import fail, toy
from tests.shell.test_halted import DAY_SECONDS, HOUR_SECONDS, leave_running
from tests.shell.test_restart import restarted
from tests.shell.test_versions import begin, view

WITHOUT = {name: game for name, game in load_catalogue().items() if name == "tic_tac_toe"}
NEWER = toy(version=2, upgrade=lambda state, version: state + 100 * version)
MOVE_LIMIT_SECONDS = Config().room.move_limit_seconds
NOTED_MS = 1000 * CONFIG.store.clock_seconds  # a kill may take off so much


async def run_without(store: MemoryStore, *callers: Caller, seconds: float = 30) -> MemoryStore:
    """Return what a server leaves that did not offer the game for so long."""
    async with restarted(store, *callers, games=WITHOUT) as application:
        await trio.sleep(seconds)
        await application.put_down()
        return memory_of(application)


def room_ms(application: Application, room: str) -> int:
    """Return the room time of a room in memory."""
    return application.manager.rooms.hosts[RoomId(room)].now_ms()


# --- the game is not on offer --------------------------------------------------------------------


async def test_a_room_whose_game_is_not_on_offer_goes_on_at_the_next_start_that_offers_it(
    autojump_clock: MockClock,
) -> None:
    store, (ann, bob), room = await leave_running()
    for _ in range(3):
        store = await run_without(store, ann, bob)
        assert Gone(f"room/{room}", "halted") in ann.heard
    async with restarted(store, ann, bob, games=toy()):
        for caller in (ann, bob):
            await caller.ask(Join, room)

        assert view(ann) == 2
        assert await move(ann) is None
        assert await move(bob) is None


async def test_its_members_have_as_long_to_come_back_as_after_any_start(autojump_clock: MockClock) -> None:
    store, (ann, _), room = await leave_running()
    store = await run_without(store, seconds=HOUR_SECONDS)
    async with restarted(store, games=toy()) as application:
        ann.survive(application)
        await trio.sleep(MOVE_LIMIT_SECONDS - 10)
        ann.call()
        await settle()

        assert await ann.ask(Join, room)
        assert [seat["status"] for seat in ann.views[f"room/{room}"]["seats"]][:2] == ["taken", "away"]
        assert await move(ann) is None


async def test_who_runs_the_server_is_told_once_of_all_rooms_by_game(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    async with running(store=store, games=toy()) as application:
        for _ in range(2):
            await begin(application)
    with capture_logs() as lines:
        await run_without(store)

    told = [line for line in lines if line["log_level"] in {"warning", "error"}]
    assert [line["event"] for line in told] == ["rooms wait for games that are not on offer"]
    assert (told[0]["rooms"], told[0]["games"]) == (2, {"toy": 2})


async def test_its_players_are_told_that_it_waits_wherever_they_look(autojump_clock: MockClock) -> None:
    store, (ann, _), room = await leave_running()
    async with restarted(store, ann, games=WITHOUT) as application:
        await settle()
        await trio.sleep(2)

        assert await ann.ask(Join, room) == "game_failed"
        assert (await ann.ask(Look, room))["state"] == "asleep"
        assert [(game["room"], game["state"]) for game in own(ann)["games"]] == [(room, "halted")]
        await ann.ask(QuickPlay, "tic_tac_toe")
        assert len(application.manager.rooms.hosts) == 1
    async with restarted(store, ann, games=toy()):
        await ann.ask(Join, room)
        await trio.sleep(2)

        assert [game["state"] for game in own(ann)["games"] if game["room"] == room] == ["playing"]


async def test_the_time_for_a_move_stands_still_while_a_room_waits(autojump_clock: MockClock) -> None:
    store, (ann, bob), room = await leave_running()
    store = await run_without(store, seconds=HOUR_SECONDS)
    async with restarted(store, ann, bob, games=toy()) as application:
        for caller in (ann, bob):
            await caller.ask(Join, room)

        assert room_ms(application, room) < 60_000
        assert await move(ann) is None
        store = memory_of(application)
    async with restarted(store, ann, bob, games=toy()) as application:
        await settle()

        assert room_ms(application, room) < 120_000, "what it has waited is not added later, either"


async def test_a_slow_room_that_slept_loses_no_time_while_its_game_is_missing(
    autojump_clock: MockClock,
) -> None:
    store, config = MemoryStore(), CONFIG
    async with running(config, store=store, games=toy()) as application:
        ann, bob = await play_slowly(application, "toy")
        room = room_of(ann)
        await fall_asleep(application, ann, bob)
        await trio.sleep(DAY_SECONDS)
        before_ms = application.lived.now_ms()
    for _ in range(2):
        async with running(config, seed=98, store=store.after_crash(), games=WITHOUT) as application:
            await trio.sleep(LIMIT_SECONDS)
            store = memory_of(application)
    async with running(config, seed=99, store=store.after_crash(), games=toy()) as application:
        for caller, token in ((ann, b"a" * 16), (bob, b"b" * 16)):
            caller.survive(application)
            come_anew(caller, token)
            await caller.ask(Join, room)

        assert abs(room_ms(application, room) - before_ms) < NOTED_MS
        assert await move(bob) is None
        store = memory_of(application)
    async with running(config, seed=97, store=store.after_crash(), games=toy()) as application:
        ann.survive(application)
        come_anew(ann, b"a" * 16)
        await ann.ask(Join, room)

        assert abs(room_ms(application, room) - before_ms) < 2 * NOTED_MS


async def test_a_room_that_waits_is_not_listed_and_its_code_is_given_to_nobody(
    autojump_clock: MockClock,
) -> None:
    store, (ann, _), room = await leave_running()
    async with restarted(store, ann, games=WITHOUT) as application:
        await settle()
        directory = application.lobby.directory

        code = memory_of(application).known(room).code  # type: ignore[arg-type]
        assert directory.has_code(code)
        assert directory.find(code) == room


async def test_a_room_whose_game_never_comes_back_is_over_after_the_days_of_a_room(
    autojump_clock: MockClock,
) -> None:
    store, (ann, _), room = await leave_running()
    store = await run_without(store)
    days = Config().retention.room_days
    later = partial(add, time(), (days + 1) * DAY_SECONDS)
    async with running(seed=99, store=store.after_crash(), games=WITHOUT, wall_clock=later) as application:
        await settle()
        ann.survive(application)
        ann.call()
        await settle()

        assert room not in application.manager.rooms.sleepers
        assert (await ann.ask(Look, room))["state"] == "closed"


async def test_a_guest_whose_room_waits_is_not_forgotten(autojump_clock: MockClock) -> None:
    store, (ann, _), room = await leave_running()
    store = await run_without(store, seconds=2 * DAY_SECONDS)
    async with restarted(store, games=toy()) as application:
        ann.survive(application)
        come_anew(ann, ann.session)
        await settle()

        assert last_welcome(ann).player.id == ann.player
        assert await ann.ask(Join, room)


# --- the version is not on offer -----------------------------------------------------------------


async def kill_in_game() -> tuple[MemoryStore, list[Caller], str]:
    """Return what is left of a server that was killed, with moves that are in no snapshot."""
    store = MemoryStore()
    async with running(store=store, games=toy()) as application:
        callers = await begin(application)
        return memory_of(application), callers, room_of(callers[0])


async def stop(store: MemoryStore, *callers: Caller, games: dict[str, Game]) -> MemoryStore:
    """Return what a server leaves that was started on this and stopped."""
    async with restarted(store, *callers, games=games) as application:
        await settle()
        await trio.sleep(5)
        await application.put_down()
        return memory_of(application)


async def test_moves_that_only_an_older_version_can_replay_wait_for_it(autojump_clock: MockClock) -> None:
    store, (ann, bob), room = await kill_in_game()
    with capture_logs() as lines:
        store = await stop(store, ann, bob, games=NEWER)
    told = [line for line in lines if line["event"] == "room waits for another version of its game"]
    assert [(line["room"], line["old"], line["new"]) for line in told] == [(room, 1, 2)]
    assert "start with version 1" in told[0]["cure"]
    assert Gone(f"room/{room}", "halted") in ann.heard
    store = await stop(store, ann, bob, games=toy())
    async with restarted(store, ann, bob, games=NEWER):
        for caller in (ann, bob):
            await caller.ask(Join, room)

        assert view(ann) == 102
        assert await move(ann) is None


async def test_a_game_without_an_upgrade_keeps_such_a_room_for_the_older_version_too(
    autojump_clock: MockClock,
) -> None:
    store, (ann, bob), room = await kill_in_game()
    store = await stop(store, ann, bob, games=toy(version=2))
    async with restarted(store, ann, bob, games=toy()):
        for caller in (ann, bob):
            await caller.ask(Join, room)

        assert view(ann) == 2
        assert await move(ann) is None


async def test_a_room_on_whose_log_the_game_fails_goes_on_when_it_is_mended(
    autojump_clock: MockClock,
) -> None:
    store, (ann, bob), room = await kill_in_game()
    store = await stop(store, ann, bob, games=toy(play=fail))
    async with restarted(store, ann, bob, games=toy()):
        for caller in (ann, bob):
            await caller.ask(Join, room)

        assert view(ann) == 2
        assert await move(ann) is None


async def test_a_room_of_a_later_version_waits_for_it_while_the_older_one_is_on_offer(
    autojump_clock: MockClock,
) -> None:
    store, (ann, bob), room = await leave_running()
    store = await stop(store, ann, bob, games=NEWER)
    store = await stop(store, ann, bob, games=toy())
    async with restarted(store, ann, bob, games=NEWER):
        for caller in (ann, bob):
            await caller.ask(Join, room)

        assert view(ann) == 102, "it was taken over once, and neither closed nor taken over again"
        assert await move(ann) is None


async def test_a_stop_in_the_midst_of_a_step_leaves_nothing_to_replay(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    async with running(store=store, games=toy()) as application:
        ann, bob = await begin(application)
        room = room_of(ann)
        number = ann.command(Say, room, "one moment")
        await application.put_down()
    async with restarted(store, ann, bob, games=NEWER):
        await settle()

        assert ann.answers[number]
        assert view(ann) == 102
