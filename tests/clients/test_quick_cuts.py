"""Quick play and the queue over lines that are cut: what was asked for happens once, and is known then."""

from collections import Counter
from functools import partial
from random import Random

import pytest
import trio
from trio.testing import MockClock

from clients.client import Client
from tests.clients.lobby_in_memory import Server, run_server

PLAYERS = 24


async def cut_often(server: Server, random: Random) -> None:
    """Cut all lines again and again, for some seconds."""
    for _ in range(25):
        await trio.sleep(random.uniform(0, 0.2))
        server.cut()


async def press(client: Client, seats: dict[str, tuple[str, str]]) -> None:
    """Press quick play, and note where that led."""
    room = await client.quick_play("connect_four")
    seats[client.player.id] = (room.id, room.code)


async def wait_for_match(client: Client, rooms: dict[str, str]) -> None:
    """Wait in the queue, and note which match was found."""
    await client.enqueue("connect_four")
    room = await client.wait_found()
    assert room is not None, "the grace of the queue is longer than any cut here"
    rooms[client.player.id] = room.id


@pytest.mark.parametrize("seed", range(4))
async def test_all_who_press_have_one_seat_whatever_is_cut(autojump_clock: MockClock, seed: int) -> None:
    random, seats = Random(seed), dict[str, tuple[str, str]]()
    async with run_server() as server, trio.open_nursery() as lives:
        clients = [await start(lives, server, f"P{number}") for number in range(PLAYERS)]
        async with trio.open_nursery() as nursery:
            nursery.start_soon(cut_often, server, random)
            for client in clients:
                nursery.start_soon(press, client, seats)

        told = {host.room.id: host.told for host in server.app.manager.rooms.hosts.values()}
        held = Counter(seat.player for room in told.values() for seat in room.seats if seat.is_held)
        assert held == Counter(client.player.id for client in clients)
        assert len(told) == PLAYERS // 2
        for player, (room, _) in seats.items():
            assert told[room].seat_of(player) is not None  # type: ignore[index, arg-type]
        lives.cancel_scope.cancel()


@pytest.mark.parametrize("seed", range(4))
async def test_all_who_wait_find_one_match_whatever_is_cut(autojump_clock: MockClock, seed: int) -> None:
    random, rooms = Random(seed), dict[str, str]()
    async with run_server() as server, trio.open_nursery() as lives:
        clients = [await start(lives, server, f"P{number}") for number in range(PLAYERS)]
        async with trio.open_nursery() as nursery:
            nursery.start_soon(cut_often, server, random)
            for client in clients:
                nursery.start_soon(wait_for_match, client, rooms)

        assert len(rooms) == PLAYERS
        assert set(Counter(rooms.values()).values()) == {2}
        assert len(server.app.manager.finding.matchmaker.queue) == 0
        lives.cancel_scope.cancel()


async def start(nursery: trio.Nursery, server: Server, name: str) -> Client:
    """Start a client in the nursery that lives until that is cancelled."""
    client: Client = await nursery.start(partial(_live, server, name))
    return client


async def _live(server: Server, name: str, *, task_status: trio.TaskStatus[Client]) -> None:
    async with server.client(name) as client:
        task_status.started(client)
        await trio.sleep_forever()
