"""A game that loops, or wants all memory, on a real server: that costs the move, and nobody else feels it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
import trio

from clients.client import open_client
from clients.errors import CommandRefused
from clients.room import Room
from tests.end_to_end.process import Lobby

pytestmark = pytest.mark.end_to_end

SOURCE = '''
"""A word may be a bad one."""

import time

from lobby.core.game import Illegal, win

title, seats, version, Move = "Words", (2, 2), 1, str


def start(seats, options, dice):
    return {"said": [], "turn": 0}


def turn(state):
    return [state["turn"]]


def check(state, seat, move):
    return None if move else Illegal("say a word")


def sample(state, seat, dice):
    return "yes"


def play(state, seat, move, dice):
    while move == "loop":
        pass
    if move == "wait":
        time.sleep(60)
    more = "x" * (1 << 30) if move == "gigabyte" else "x" * (1 << 36) if move == "everything" else move
    return {"said": [*state["said"], more], "turn": 1 - seat}


def public(state):
    while "hidden loop" in state["said"]:
        pass
    return {"said": state["said"]}


def result(state):
    return win(0) if "end" in state["said"] else None
'''


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lobby]:
    """A running server with that game, which must bear all the words, and end well."""
    folder = tmp_path_factory.mktemp("words")
    file = folder / "words.py"
    file.write_text(SOURCE)
    lobby = Lobby(folder / "lobby", "[game]\nfailures_burst = 20\n", flags=["--game", str(file)])
    lobby.start()
    yield lobby
    lobby.stop()


@asynccontextmanager
async def open_table(url: str) -> AsyncIterator[tuple[Room, Room]]:
    async with open_client(url, name="Ann") as ann, open_client(url, name="Bob") as bob:
        first = await ann.create("words")
        second = await bob.join(first.code)
        for room in (first, second):
            await room.sit()
        for room in (first, second):
            await room.ready()
        yield first, second


async def say(room: Room, word: str) -> str | None:
    """Say a word as soon as it is one's turn; return the code of the refusal, if there is one."""
    async for _ in room.changes():
        if room.seat and room.seat["turn"]:
            break
    try:
        await room.play(word)
    except CommandRefused as refused:
        return refused.code
    return None


@pytest.mark.parametrize("word", ["loop", "wait", "gigabyte", "everything", "hidden loop"])
async def test_a_move_that_loops_or_blows_up_is_refused_and_both_rooms_play_on(
    server: Lobby, word: str
) -> None:
    async with open_table(server.url) as (ann, bob), open_table(server.url) as (cid, dan):
        assert await say(ann, "one") is None

        refusals = [await say(bob, word) for _ in range(3)]

        assert refusals == ["game_failed"] * 3
        assert await say(bob, "two") is None
        assert await say(ann, "end") is None
        with trio.fail_after(10):  # each hears of it on a connection of their own
            while bob.game["result"] is None:
                await bob.wait_change()
        assert (ann.game["view"], bob.game["result"]["places"]) == ({"said": ["one", "two", "end"]}, [1, 2])
        assert await say(cid, "hello") is None
        assert await say(dan, "bye") is None
    assert '"status":"ok"' in server.get("/healthz")
