"""A whole server in memory: real clients, bots and HTTP reach it, it can be cut, and a seed repeats it."""

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
import trio
from trio.testing import MockClock

from clients.client import Client
from clients.errors import CannotConnect, CommandRefused
from clients.room import Room
from lobby.catalogue import GameNotLoaded
from lobby.core.ids import RoomId
from lobby.settings import Config, LimitsSection
from lobby.shell.stores.memory import Faults
from lobby.testing.network import TERRIBLE, Network
from lobby.testing.serve import LobbyServer, serve

HEADS = """
from lobby.core.game import Result

title, seats, version = "Heads", (1, 2), 1


def start(seats, options, dice):
    return {"seats": seats, "left": 3, "heads": 0}


def moves(state, seat):
    return ["toss"] if state["left"] and state["left"] % state["seats"] == seat else []


def play(state, seat, move, dice):
    return {**state, "left": state["left"] - 1, "heads": state["heads"] + dice.below(2)}


def public(state):
    return state


def result(state):
    return None if state["left"] else Result((1,) * state["seats"], (state["heads"],) * state["seats"])
"""


@pytest.fixture(name="heads")
def _heads(tmp_path: Path) -> str:
    path = tmp_path / "heads.py"
    path.write_text(HEADS, encoding="utf-8")
    return str(path)


async def seat(game: str, *clients: Client) -> list[Room]:
    rooms = [await clients[0].create(game)]
    rooms += [await client.join(rooms[0].code) for client in clients[1:]]
    for room in rooms:
        await room.sit()
    for room in rooms:
        await room.ready()
    return rooms


async def toss(room: Room) -> None:
    """Play the first move as often as it is there, until the game is over."""
    acted = None
    async for _ in room.changes():
        view = room.seat
        if room.game["result"] is not None or view is None:
            return
        if view["turn"] and view["position"] != acted:
            acted = view["position"]
            await room.play(view["moves"][0])


async def test_a_game_is_played_by_two_clients_over_the_real_websocket(
    autojump_clock: MockClock, heads: str
) -> None:
    async with serve(heads, seed=3) as server, server.open_client("Ann") as ann, server.open_client() as bob:
        rooms = await seat("heads", ann, bob)

        async with trio.open_nursery() as nursery:
            for room in rooms:
                nursery.start_soon(toss, room)

        assert rooms[0].game == rooms[1].game
        assert rooms[0].game["result"]["places"] == [1, 1]
        assert ann.player.name == "Ann"


@pytest.mark.slow
async def test_the_same_seed_gives_the_same_codes_dice_and_bots(autojump_clock: MockClock) -> None:
    async def run(seed: int) -> object:
        async with serve("lobby.games.liars_dice", seed=seed) as server, server.open_client("Ann") as ann:
            room = await ann.create("liars_dice", public=False)
            tally = await server.play_bots("liars_dice", 3)
            assert tally.complete, tally.problems
            bots = await server.play_bots("liars_dice", 2, code=room.code)
            tables = [(table.code, table.moves) for table in tally.tables]
            return room.code, room.id, ann.player.id, tables, tally.wins, bots.moves, room.game

    evening = await run(4)

    assert await run(4) == evening
    assert await run(5) != evening


async def test_a_bots_policy_plays_in_place_and_the_clock_does_not_run_away(
    autojump_clock: MockClock, heads: str
) -> None:
    def act(view: object, moves: list[str] | None, rng: Random) -> str:
        seen.append(view)
        return "toss"

    seen: list[object] = []
    async with serve(heads) as server:
        tally = await server.play_bots("heads", 2, act=act)

    assert (tally.complete, tally.moves, len(seen)) == (True, 3, 3)
    assert not tally.faults


async def test_a_cut_loses_nothing_and_the_client_comes_back_by_itself(
    autojump_clock: MockClock, heads: str
) -> None:
    async with serve(heads) as server, server.open_client("Ann") as ann:
        (room,) = await seat("heads", ann)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(toss, room)
            server.cut()

        assert room.game["result"] is not None
        assert room.game["view"]["left"] == 0


async def test_an_unreachable_server_is_none_until_it_is_back(autojump_clock: MockClock) -> None:
    async with serve() as server, server.open_client("Ann") as ann:
        server.is_reachable = False
        server.cut()
        with pytest.raises(CannotConnect, match="not reachable"):
            async with server.open_client("Bob"):
                pass
        server.is_reachable = True

        await ann.say("here again")

        assert ann.state == "online"


async def test_pages_and_the_api_are_there_over_http(autojump_clock: MockClock, heads: str) -> None:
    async with serve(heads) as server:
        games, missing = await server.get("/api/games"), await server.get("/nothing")

    assert [game["id"] for game in games.json()] == ["heads"]
    assert games.headers["x-content-type-options"] == "nosniff"
    assert (missing.status, missing.text) == (404, "nothing is at /nothing\n")


async def test_without_a_game_named_the_built_in_ones_are_offered(autojump_clock: MockClock) -> None:
    async with serve() as server:
        assert "tic_tac_toe" in server.application.games


async def test_a_module_and_a_loaded_game_are_offered_as_they_are(autojump_clock: MockClock) -> None:
    from lobby.catalogue import load_game
    from lobby.games import tic_tac_toe

    async with serve([tic_tac_toe, load_game("lobby.games.connect_four")]) as server:
        assert [*server.application.games] == ["tic_tac_toe", "connect_four"]


async def test_a_game_that_does_not_load_is_told_before_anything_runs(autojump_clock: MockClock) -> None:
    with pytest.raises(GameNotLoaded, match=r"none\.py"):
        async with serve("none.py"):
            pytest.fail("it can't run")


async def test_what_fails_in_the_block_comes_out_as_it_is(autojump_clock: MockClock) -> None:
    with pytest.raises(CommandRefused, match="go"):
        async with serve() as server, server.open_client() as client:
            await client.create("go")


async def test_a_config_brings_the_limits_of_a_real_server(autojump_clock: MockClock) -> None:
    config = Config(limits=LimitsSection(chat_burst=1))

    async with serve(config=config) as server, server.open_client() as client:
        await client.say("one")
        with pytest.raises(CommandRefused) as refused:
            await client.say("two")

    assert refused.value.code == "rate_limited"


async def test_a_store_that_fails_refuses_and_nothing_has_happened(autojump_clock: MockClock) -> None:
    async with serve(faults=Faults(seed=1, failure_percent=100)) as server, server.open_client() as client:
        with pytest.raises(CommandRefused) as refused:
            await client.create("tic_tac_toe")

    assert refused.value.code == "store"


async def _play_and_wait_an_hour(server: LobbyServer) -> str:
    async with server.open_client("Ann") as ann:
        room = await ann.create("tic_tac_toe", public=False)
        await server.play_bots("tic_tac_toe", code=room.code)
        await trio.sleep(3600)
        return room.code


def test_outside_of_pytest_an_hour_passes_in_a_moment() -> None:
    async def main() -> str:
        async with serve(seed=9) as server:
            return await _play_and_wait_an_hour(server)

    codes = {trio.run(main, clock=MockClock(autojump_threshold=0)) for _ in range(2)}

    assert len(codes) == 1


EVENING = """
import trio
from trio.testing import MockClock
from lobby.testing.serve import serve


async def main():
    async with serve("lobby.games.liars_dice", seed=7) as server, server.open_client("Zed") as zed:
        tally = await server.play_bots("liars_dice", 8)
        room = await zed.create("liars_dice", public=False)
        await server.play_bots("liars_dice", 3, code=room.code)
        print([(table.code, table.moves) for table in tally.tables], tally.wins, room.code, room.game)


trio.run(main, clock=MockClock(autojump_threshold=0))
"""


@pytest.mark.end_to_end
@pytest.mark.slow
def test_the_same_seed_gives_the_same_evening_in_every_process() -> None:
    def run(hash_seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        command = [sys.executable, "-c", EVENING]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=True, timeout=60
        )
        return done.stdout

    assert run("1") == run("2") != ""


@pytest.mark.slow
async def test_bots_finish_their_games_over_a_terrible_network(autojump_clock: MockClock) -> None:
    network = Network(TERRIBLE, seed=7)
    async with serve(seed=7, network=network, buffer_bytes=4096) as server:
        tally = await server.play_bots("connect_four", 4, games=2)

    assert tally.complete, tally.problems
    assert network.counts["cut"] + network.counts["reset"] > 0


async def test_a_shutdown_is_no_event_of_any_room(autojump_clock: MockClock) -> None:
    async with serve(seed=3) as server, server.open_client("Ann") as ann, server.open_client("Bob") as bob:
        room = await ann.create("connect_four")
        await room.sit()
        there = await bob.join(room.id)
        await there.sit()
        for one in (room, there):
            await one.ready()
        before = server.store.rows(RoomId(room.id))
        server._shutdown.set()
        await trio.sleep(1)

        assert server.store.rows(RoomId(room.id)) == before
