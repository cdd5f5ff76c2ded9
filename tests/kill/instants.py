"""When the server is killed: at random instants of several kinds, drawn from a seed."""

from random import Random
from typing import Literal, get_args

import trio

from tests.kill.server import Server

Kind = Literal["under load", "at a commit", "while starting", "twice"]

# One kill of the first two, two of the others.
KINDS: tuple[Kind, ...] = get_args(Kind)
LIVE_SECONDS_MAX = 0.8  # under load, before it is killed
BACK_SECONDS_MAX = 0.6  # between a start and the second kill: the clients are just coming back


def draw_kinds(random: Random, kills: int) -> list[Kind]:
    """Return how to kill so many times."""
    kinds: list[Kind] = []
    while kills > 0:
        kind = random.choice(KINDS if kills > 1 else KINDS[:2])
        kinds.append(kind)
        kills -= kills_of(kind)
    return kinds


def kills_of(kind: Kind) -> int:
    """Return how many kills are of one kind."""
    return 1 if kind in KINDS[:2] else 2


async def strike(server: Server, kind: Kind, random: Random) -> None:
    """Kill the server and start the next one; returns when it listens. Raises DidNotStart."""
    await trio.sleep(random.uniform(0, LIVE_SECONDS_MAX))
    if kind == "at a commit":
        await server.wait_write()
    await server.kill()
    await server.begin()
    if kind == "while starting":
        usual = sum(server.start_seconds) / len(server.start_seconds)
        await trio.sleep(random.uniform(0, 1.1 * usual))
        await server.kill()
        await server.begin()
    await server.wait_listening()
    if kind == "twice":
        await trio.sleep(random.uniform(0, BACK_SECONDS_MAX))
        await server.kill()
        await server.begin()
        await server.wait_listening()
