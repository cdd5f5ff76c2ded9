"""Bots for snake arena, in a process of their own: `python -m tests.end_to_end.snakes URL CODE SEATS`."""

import sys
from typing import Any

import trio

from clients.client import open_client
from clients.errors import CommandRefused
from clients.room import Room
from lobby.core.game import Dice
from lobby.games import snake_arena


async def play(url: str, code: str, number: int) -> None:
    """Sit at a table and play its games, one after the other, as the game's own bot does."""
    async with open_client(url, name=f"Snake {number}", kind="bot") as client:
        room = await client.join(code)
        seat = await room.sit()
        async with trio.open_nursery() as nursery:
            tick = None
            while True:
                # Once a tick: what was just given is not seen before the next one.
                if room.tick is None or room.tick != tick:
                    tick = room.tick
                    await act(room, seat, nursery)
                await room.wait_change()


async def act(room: Room, seat: int, nursery: trio.Nursery) -> None:
    """Be ready where no game runs, else steer. The nursery holds the inputs that have no answer yet."""
    if room.live is None:
        if not room.view["seats"][seat]["ready"] and room.view["phase"] != "playing":
            await room.ready()
        return
    move = snake_arena.bot({"public": room.live["board"], "secret": None}, seat, Dice(bytes(32), 0))
    if move is not None:
        nursery.start_soon(give, room, move)


async def give(room: Room, move: Any) -> None:
    """Give an input; that the game has just ended is no fault."""
    try:
        await room.give(move)
    except CommandRefused as refused:
        if refused.code not in ("no_game", "not_your_turn", "rate_limited"):
            raise


async def main() -> None:
    """Play until somebody ends the process."""
    url, code, seats = sys.argv[1:]
    async with trio.open_nursery() as nursery:
        for number in range(int(seats)):
            nursery.start_soon(play, url, code, number)


if __name__ == "__main__":
    trio.run(main)
