"""What players settle among themselves, by the Python client against a real server."""

from contextlib import AbstractAsyncContextManager

import pytest
from trio.abc import Clock

from clients.client import Client, open_client
from clients.errors import CommandRefused
from clients.offers import describe_settled, find_offer
from clients.room import Room
from tests.clients.lobby_in_memory import Server, run_server


def person(server: Server, name: str) -> AbstractAsyncContextManager[Client]:
    return open_client(server, name=name, kind="person")


async def start(ann: Room, bob: Room) -> None:
    await ann.sit()
    await bob.sit()
    await ann.ready()
    await bob.ready()
    assert ann.view["phase"] == "playing"


async def test_seats_are_chosen_and_swapped(autojump_clock: Clock) -> None:
    async with run_server() as server, person(server, "Ann") as ann, person(server, "Bob") as bob:
        room = await ann.create("tic_tac_toe")
        other = await bob.join(room.code)
        assert [await room.sit(), await room.sit(1), await other.sit()] == [0, 1, 0]

        offer = await room.offer_swap(0)
        await other.answer(offer, agree=True)

        assert (room.seat or {})["seat"] == 0
        assert (other.seat or {})["seat"] == 1


async def test_a_move_is_taken_back_a_draw_declined_and_the_game_given_up(autojump_clock: Clock) -> None:
    async with run_server() as server, person(server, "Ann") as ann, person(server, "Bob") as bob:
        room = await ann.create("tic_tac_toe")
        other = await bob.join(room.code)
        await start(room, other)
        await room.play(4)
        await other.answer(await room.offer_undo(), agree=True)
        assert room.game["view"] == {"board": [None] * 9}

        offer = await other.offer_draw()
        assert find_offer(room.view, 0, agree=True) == find_offer(other.view, 1, agree=False) == offer
        assert find_offer(other.view, 1, agree=True) is None, "one can't agree with oneself"
        await room.answer(offer, agree=False)
        with pytest.raises(CommandRefused, match="is over"):
            await room.answer(offer, agree=True)
        await room.resign()

        assert other.game["result"]["places"] == [2, 1]
        said = [describe_settled(line) for line in room.view["chat"]]
        assert said == [
            "asks to take the last move back: /yes or /no",
            "agrees",
            "has taken back",
            "offers a draw: /yes or /no",
            "does not agree",
            "gives up",
        ]


async def test_the_host_chooses_options_for_the_next_game(autojump_clock: Clock) -> None:
    async with run_server() as server, server.client("Ann") as ann:
        room = await ann.create("liars_dice")

        await room.set_options(dice=2)

        assert room.view["options"] == {"dice": 2}
        await room.change_options()
        assert room.view["options"] == {"dice": 2}
        with pytest.raises(CommandRefused, match="options"):
            await room.set_options(dice=60)


async def test_the_host_sets_the_room_up_anew(autojump_clock: Clock) -> None:
    async with run_server() as server, server.client("Ann") as ann:
        room = await ann.create("tic_tac_toe")
        clock = {"kind": "per_move", "move_ms": 30_000}

        await room.set_room(name="Late night", public=False, clock=clock, pace="slow")

        told = {name: room.view[name] for name in ("name", "public", "clock", "pace")}
        assert told == {"name": "Late night", "public": False, "clock": clock, "pace": "slow"}
        with pytest.raises(CommandRefused, match="pace: 'fast', allowed is live or slow"):
            await room.set_room(pace="fast")
