"""Worker processes: they answer, and one that hangs, dies or talks costs one question and no more."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import trio
from attrs import define, field

from lobby.app import _greet
from lobby.bots.answering import put_question
from lobby.bots.sight import Sight
from lobby.catalogue import load_game
from lobby.settings import BotsSection, Config, ServerSection
from lobby.shell.bots.pool import Pool
from lobby.shell.bots.port import Chosen, Thought, Unable
from tests.bots.practice import begin, see

SETTINGS = BotsSection(think_ms=200, hang_ms=3000, iterations=50)
GAME = """
import os, time
from lobby.core.game import win

title, seats, version = "Odd", (2, 2), 1

def start(seats, options, dice):
    return {"how": "well"}

def moves(state, seat):
    print("this is no answer", flush=True)
    if state["how"] == "hangs":
        while True:
            pass
    if state["how"] == "dies":
        os._exit(3)
    if state["how"] == "raises":
        raise RuntimeError("no")
    if state["how"] == "eats":
        return [bytearray(1 << 34)]
    return [1, 2] if seat == 0 and state["how"] != "over" else []

def play(state, seat, move, dice):
    return {"how": "over"}

def public(state):
    return state

def result(state):
    return win(0) if state["how"] == "over" else None
"""


@define
class Asked:
    """An answer that is waited for."""

    thoughts: list[Thought] = field(factory=list)
    told: trio.Event = field(factory=trio.Event)

    def tell(self, thought: Thought) -> None:
        self.thoughts.append(thought)
        self.told.set()

    async def wait(self) -> Thought:
        with trio.fail_after(60):
            await self.told.wait()
        [thought] = self.thoughts
        return thought


@asynccontextmanager
async def working(pool: Pool) -> AsyncIterator[Pool]:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(pool.run)
        yield pool
        nursery.cancel_scope.cancel()


def make_pool(settings: BotsSection = SETTINGS, *games: str) -> Pool:
    return Pool(settings, _greet(Config(bots=settings, server=ServerSection(games=games))))


def ask(pool: Pool, question: Any, asker: str = "Ann") -> Asked:
    asked = Asked()
    pool.ask(question, asked.tell, asker)
    return asked


def ask_odd(pool: Pool, how: str, kind: str = "mcts") -> Asked:
    game = load_game("tic_tac_toe")
    sight = Sight(0, 2, {"how": how}, None, [1, 2])
    question = put_question(kind, game, sight, 1, iterations=50, think_ms=200)
    return ask(pool, {**question, "game": "odd"})


@pytest.fixture
def odd(tmp_path: Path) -> str:
    file = tmp_path / "odd.py"
    file.write_text(GAME)
    return str(file)


async def test_a_worker_is_started_when_it_is_needed_and_chooses_as_the_search_does() -> None:
    game = load_game("connect_four")
    sight = see(game, begin(game, 2), 0, 2)
    async with working(make_pool()) as pool:
        await trio.lowlevel.checkpoint()
        assert pool.started == 0
        question = put_question("mcts", game, sight, 5, iterations=20, think_ms=60_000)
        first, again = await ask(pool, question).wait(), await ask(pool, question).wait()

        assert isinstance(first, Chosen) and first == again
        assert pool.started == 1


@pytest.mark.parametrize("how", [pytest.param("hangs", marks=pytest.mark.slow), "dies"])
async def test_a_worker_that_hangs_or_dies_costs_one_question_and_another_one_goes_on(
    odd: str, how: str
) -> None:
    async with working(make_pool(SETTINGS, odd)) as pool:
        lost, next_one = ask_odd(pool, how), ask_odd(pool, "well")

        assert isinstance(await lost.wait(), Unable)
        assert isinstance(await next_one.wait(), Chosen)
        assert pool.started == 2


@pytest.mark.parametrize("how", ["raises", "eats"])
async def test_a_hook_that_raises_or_wants_too_much_memory_costs_one_answer_and_no_worker(
    odd: str, how: str
) -> None:
    async with working(make_pool(SETTINGS, odd)) as pool:
        thought = await ask_odd(pool, how).wait()

        assert isinstance(thought, Unable) and ("no" in thought.reason or "MemoryError" in thought.reason)
        assert isinstance(await ask_odd(pool, "well").wait(), Chosen)
        assert pool.started == 1


async def test_what_does_not_start_is_told_and_tried_anew() -> None:
    pool = Pool(SETTINGS, {}, (sys.executable, "-c", "raise SystemExit(1)"))
    async with working(pool):
        for _ in range(2):
            assert isinstance(await ask_odd(pool, "well").wait(), Unable)

        assert pool.started == 2


async def test_too_many_questions_are_busy_at_once_and_those_that_wait_at_the_end_are_told() -> None:
    pool = make_pool(BotsSection(queue=1))
    first, second = ask_odd(pool, "well"), ask_odd(pool, "well")

    thought = await second.wait()
    assert isinstance(thought, Unable) and thought.is_busy
    assert not first.thoughts


async def test_no_worker_outlives_the_server(odd: str) -> None:
    async with working(make_pool(BotsSection(hang_ms=600_000), odd)) as pool:
        await ask_odd(pool, "well").wait()
        hanging = ask_odd(pool, "hangs")
        await trio.sleep(0.5)
        begun = trio.current_time()

    assert trio.current_time() - begun < 5
    assert isinstance(hanging.thoughts[0], Unable)
