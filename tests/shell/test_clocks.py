"""Turn clocks as clients meet them: a flag falls by itself, and a restart costs nobody time."""

from typing import Any

import pytest
import trio
from attrs import evolve
from trio.testing import MockClock

from lobby.app import Application
from lobby.catalogue import load_game
from lobby.core.game import Game
from lobby.settings import Config
from lobby.shell.stores.memory import MemoryStore
from lobby.wire.messages import Create, Join, Play, Ready, Refused, Say, Sit
from tests.shell.callers import Caller, call, room_of, running, settle

FISCHER = {"kind": "fischer", "base_ms": 60_000, "increment_ms": 2000}
PER_MOVE = {"kind": "per_move", "move_ms": 10_000}
LAG_SECONDS = Config().room.lag_ms_max / 1000


async def seat(application: Application, clock: Any, game: str = "connect_four") -> list[Caller]:
    """Return two who play, with that clock."""
    callers = [call(application, name) for name in ("Ann", "Bob")]
    await callers[0].ask(lambda number: Create(number, game, clock=clock))
    room = room_of(callers[0])
    for caller in callers:
        await caller.ask(Join, room)
        await caller.ask(Sit, room)
    for caller in callers:
        await caller.ask(Ready, room)
    return callers


async def move(caller: Caller, lag_ms: int = 0) -> Any:
    """Make the first legal move; return the answer."""
    view = caller.seat
    move = view["moves"][0] if view["moves"] else 0
    return await caller.ask(Play, room_of(caller), view["game"], view["position"], move, lag_ms)


def game_of(caller: Caller) -> Any:
    """Return what the caller sees of the game."""
    return caller.views[f"game/{room_of(caller)}"]


async def test_who_lets_the_time_run_out_has_lost_and_still_sits_there(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, FISCHER)
        await trio.sleep(59)
        assert game_of(bob)["result"] is None
        await trio.sleep(1 + LAG_SECONDS + 0.1)

        for caller in (ann, bob):
            assert game_of(caller)["result"]["places"] == [2, 1]
            assert (game_of(caller)["timed_out"], game_of(caller)["clocks"][0]["remaining_ms"]) == ([0], 0)
            seats = caller.views[f"room/{room_of(caller)}"]["seats"]
            assert [place["status"] for place in seats] == ["taken", "taken"]


async def test_both_play_again_after_a_loss_on_time(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, PER_MOVE)
        await trio.sleep(11)
        for caller in (ann, bob):
            assert await caller.ask(Ready, room_of(caller)) is None

        assert game_of(ann)["game"] == 2
        assert await move(bob) is None, "who was second begins the rematch"


@pytest.mark.parametrize(("lag_ms", "given_ms"), [(0, 0), (300, 300), (60_000, 500)])
async def test_lag_is_given_back_up_to_the_bound(
    autojump_clock: MockClock, lag_ms: int, given_ms: int
) -> None:
    async with running() as application:
        ann, _ = await seat(application, FISCHER)
        began = game_of(ann)["clocks"][0]["since_ms"]
        await trio.sleep(10)
        assert await move(ann, lag_ms) is None

        ended = game_of(ann)["clocks"][1]["since_ms"]
        assert game_of(ann)["clocks"][0]["remaining_ms"] == 62_000 - (ended - began) + given_ms


async def test_a_move_that_was_made_in_time_is_not_overtaken_by_the_flag(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, PER_MOVE)
        due = game_of(ann)["deadlines"]["0"] / 1000
        await trio.sleep_until(due + 0.2)
        late = await move(ann, 100)
        in_time = await move(ann, 400)

        assert (late, in_time) == ("time_up", None)
        assert game_of(bob)["turn"] == [1]


async def test_after_a_crash_the_clock_stands_where_it_stood(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    async with running(store=store) as application:
        ann, bob = await seat(application, FISCHER)
        await trio.sleep(10)
        assert await move(ann) is None
        await trio.sleep(20)
        assert await ann.ask(Say, room_of(ann), "take your time") == {"to": "all"}
        before = game_of(ann)["clocks"]
    async with running(seed=99, store=store.after_crash()) as application:
        await trio.sleep(100)  # nobody is back
        for caller in (ann, bob):
            caller.survive(application)
            caller.call()
        await settle()
        after = game_of(bob)["clocks"]
        room = application.manager.rooms.hosts[next(iter(application.manager.rooms.hosts))]
        left_ms = game_of(bob)["deadlines"]["1"] - room.now_ms()

        assert after[0] == before[0]
        assert (after[1]["remaining_ms"], after[1]["running"]) == (60_000, True)
        assert 38_000 <= left_ms <= 40_000


async def test_a_flag_falls_also_after_a_restart(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    async with running(store=store) as application:
        ann, bob = await seat(application, PER_MOVE)
    async with running(seed=99, store=store.after_crash()) as application:
        for caller in (ann, bob):
            caller.survive(application)
            caller.call()
        await trio.sleep(12)

        assert game_of(bob)["result"]["places"] == [2, 1]


async def test_a_move_is_made_for_who_sleeps_where_the_game_says_so(autojump_clock: MockClock) -> None:
    games: dict[str, Game] = {"connect_four": evolve(load_game("connect_four"), time_out="random")}
    async with running(games=games) as application:
        ann, bob = await seat(application, PER_MOVE)
        await trio.sleep(10 + LAG_SECONDS + 0.1)

        assert game_of(ann)["turn"] == [1]
        assert await move(bob) is None


async def test_a_clock_that_is_none_is_refused_with_what_is_allowed(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann = call(application)
        clock = {"kind": "per_move", "move_ms": 10}

        assert await ann.ask(lambda number: Create(number, "connect_four", clock=clock)) == "malformed"
        refused = ann.answers[ann.number][0]
        assert isinstance(refused, Refused)
        allowed = "allowed is a whole number from 1000 to 2592000000 ms"
        assert refused.detail == f"clock: move_ms: 10, {allowed}"


async def test_the_rooms_view_tells_the_clock(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, _ = await seat(application, FISCHER)

        assert ann.views[f"room/{room_of(ann)}"]["clock"] == FISCHER
