"""More guests than the real server holds in memory come, go, and come back as who they were."""

import pytest
import trio

from clients.client import Client, open_client
from clients.room import Room
from tests.end_to_end.process import Lobby

pytestmark = pytest.mark.end_to_end

GUESTS = 12
SMALL = """[limits]
players = 4
absent_players = 2
[session]
keep_seconds = 1
[room]
grace_seconds = 1
empty_seconds = 0
[finding]
rated_same_address = true
"""


def token_of(number: int) -> bytes:
    return b"%032d" % number


async def play_out(client: Client, room: Room) -> None:
    """Play the match with the first move that is allowed, until it is over."""
    while room.view["phase"] != "over":
        seat = room.seat
        if seat is not None and seat["turn"]:
            await room.play(seat["moves"][0])
        else:
            await room.wait_change()
    await room.leave()


async def visit(url: str, number: int, points: dict[int, int], ids: dict[int, str]) -> None:
    """Come with a name, play a rated game, look at the rating, and go."""
    async with open_client(url, name=f"Guest {number}", token=token_of(number)) as client:
        ids[number] = client.player.id
        await client.enqueue("tic_tac_toe")
        room = await client.wait_found()
        assert room is not None
        await play_out(client, room)
        [rating] = (await client.profile())["ratings"]
        points[number] = rating["points"]


async def come_back(url: str, number: int) -> tuple[str, str, int]:
    """Return who somebody is who comes again: id, name, and points."""
    async with open_client(url, name="Somebody", token=token_of(number)) as client:
        [rating] = (await client.profile())["ratings"]
        return client.player.id, client.player.name, rating["points"]


@pytest.mark.parametrize("config", [SMALL])
def test_guests_beyond_what_is_in_memory_have_their_names_and_ratings_back(lobby: Lobby) -> None:
    points, ids = dict[int, int](), dict[int, str]()

    async def visit_by_twos() -> None:
        for number in range(0, GUESTS, 2):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(visit, lobby.url, number, points, ids)
                nursery.start_soon(visit, lobby.url, number + 1, points, ids)

    async def come_back_one_by_one() -> None:
        for number in range(GUESTS):
            known = await come_back(lobby.url, number)
            assert known == (ids[number], f"Guest {number}", points[number])

    trio.run(visit_by_twos)
    held = lobby.measure(["lobby_players"])
    trio.run(come_back_one_by_one)
    lobby.kill()
    lobby.start(lobby.port)
    trio.run(come_back_one_by_one)

    assert held["lobby_players"] <= 4 + 2
    assert lobby.measure(["lobby_players"])["lobby_players"] <= 4 + 2
    assert len(set(ids.values())) == GUESTS
