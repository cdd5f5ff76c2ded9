"""A move that makes a game fail costs that move only: whatever the hook does, everybody plays on."""

import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
import trio
from attrs import evolve, field, frozen
from trio.testing import MockClock

from lobby.app import Application
from lobby.core.dice import Dice
from lobby.core.game import Game, Illegal, Result, win
from lobby.settings import Config, GameSection
from lobby.wire.messages import Create, Join, Play, Ready, Say
from tests.shell.callers import Caller, call, room_of, running, seat, settle

END = "end"


def endless(*_: Any) -> Any:
    while True:
        pass


def swallowing(*_: Any) -> Any:
    while True:
        try:
            endless()
        except Exception:
            continue


def waiting(*_: Any) -> Any:
    time.sleep(60)


def failing(*_: Any) -> Any:
    raise LookupError("no such card")


def leaving(*_: Any) -> Any:
    sys.exit(3)


def gigabyte_of_text(*_: Any) -> Any:
    return {"said": ["x" * 2**30], "turn": 0}


def gigabyte_of_items(*_: Any) -> Any:
    return {"said": [0] * 2**27, "turn": 0}


def growing(*_: Any) -> Any:
    said: list[Any] = []
    while True:
        said.append(said[:])


def deep(*_: Any) -> Any:
    said: list[Any] = []
    for _depth in range(100_000):
        said = [said]
    return {"said": said, "turn": 0}


def itself(*_: Any) -> Any:
    said: list[Any] = []
    said.append(said)
    return {"said": said, "turn": 0}


def with_fractions(*_: Any) -> Any:
    return {"said": [0.5], "turn": 0}


BAD: dict[str, Callable[..., Any]] = {
    hook.__name__: hook
    for hook in (endless, swallowing, waiting, failing, leaving, gigabyte_of_text, gigabyte_of_items)
} | {hook.__name__: hook for hook in (growing, deep, itself, with_fractions)}


def make_game(**changes: Any) -> Game:
    """A game of two who say words; what a word does wrong is said by `changes`."""

    def play(state: Any, seat: int, move: str, dice: Dice) -> Any:
        return {"said": [*state["said"], move], "turn": 1 - seat}

    def public(state: Any) -> Any:
        return {"said": state["said"]}

    def result(state: Any) -> Result | None:
        return win(0) if END in state["said"] else None

    game = Game(
        id="words",
        title="Words",
        version=1,
        seats_min=2,
        seats_max=2,
        start=lambda seats, options, dice: {"said": [], "turn": 0},
        check=lambda state, seat, move: None if isinstance(move, str) else Illegal("say a word"),
        sample=lambda state, seat, dice: "yes",
        turn=lambda state: [state["turn"]],
        play=play,
        public=public,
        result=result,
        secret=lambda state, seat: {"heard": len(state["said"])},
    )
    return evolve(game, **changes)


def spoil(game: Game, hook: str, bad: Callable[..., Any]) -> Game:
    """Return the game with a hook that goes wrong as soon as somebody says the word."""
    good = getattr(game, hook)

    def spoilt(state: Any, *arguments: Any) -> Any:
        is_bad = "boom" in state["said"] or (hook == "play" and arguments[1] == "boom")
        return bad(state, *arguments) if is_bad else good(state, *arguments)

    changes: Any = {hook: spoilt}
    return evolve(game, **changes)


async def say(caller: Caller, word: str) -> Any:
    view = caller.seat
    return await caller.ask(Play, room_of(caller), view["game"], view["position"], word)


def said(caller: Caller) -> Any:
    return caller.views[f"game/{room_of(caller)}"]["view"]["said"]


@pytest.fixture(name="quick")
def _quick() -> Config:
    return Config(game=GameSection(hook_seconds=0.1))


def reports(application: Application) -> list[str]:
    return list(application.reports.kept)


@pytest.mark.parametrize(
    "bad", [pytest.param(bad, marks=pytest.mark.slow) if bad.startswith("gigabyte") else bad for bad in BAD]
)
async def test_a_play_that_goes_wrong_is_refused_and_everybody_plays_on(
    bad: str, quick: Config, autojump_clock: MockClock
) -> None:
    game = spoil(make_game(), "play", BAD[bad])
    async with running(quick, games={"words": game}) as application:
        with application.watchdog.running():
            ann, bob = await seat(application, "words", "Ann", "Bob")
            others = await seat(application, "words", "Cid", "Dan")
            assert await say(ann, "one") is None

            refused = await say(bob, "boom")

            assert refused == "game_failed"
            assert (said(ann), said(bob)) == (["one"], ["one"])
            assert await say(bob, "two") is None
            assert await say(ann, END) is None
            assert ann.views[f"game/{room_of(ann)}"]["result"]["places"] == [1, 2]
            assert await say(others[0], "hello") is None
            await settle()
            assert len(reports(application)) == 1


@pytest.mark.parametrize("hook", ["public", "secret", "result", "turn"])
@pytest.mark.parametrize(
    "bad", ["failing", "endless", pytest.param("gigabyte_of_text", marks=pytest.mark.slow), "with_fractions"]
)
async def test_a_look_at_the_new_state_that_goes_wrong_costs_the_move_that_led_there(
    hook: str, bad: str, quick: Config, autojump_clock: MockClock
) -> None:
    game = spoil(make_game(), hook, BAD[bad])
    async with running(quick, games={"words": game}) as application:
        with application.watchdog.running():
            ann, bob = await seat(application, "words", "Ann", "Bob")

            refused = await say(ann, "boom")

            assert refused == "game_failed"
            assert await say(ann, "one") is None
            assert await say(bob, END) is None
            assert said(bob) == ["one", END]


async def test_a_game_that_can_not_start_refuses_who_was_ready_last(autojump_clock: MockClock) -> None:
    async with running(games={"words": evolve(make_game(), start=failing)}) as application:
        ann, bob = await seat(application, "words", "Ann", "Bob")

        assert await bob.ask(Ready, room_of(bob)) == "game_failed"
        assert ann.views[f"room/{room_of(ann)}"]["phase"] == "gathering"
        assert await ann.ask(Say, room_of(ann), "hello?") == {"to": "all"}


@pytest.fixture(name="writing")
def _writing() -> Game:
    """A game that writes into its state, and shows the very list that it keeps."""

    def play(state: Any, seat: int, move: str, dice: Dice) -> Any:
        state["said"].append(move)
        if move == "raise":
            raise LookupError("after it has written")
        state["said"].remove(move)
        if move == "keep":
            state["said"].append(move)
        return {**state, "said": [*state["said"], move], "turn": 1 - seat}

    return make_game(play=play, public=lambda state: {"said": state["said"]})


@pytest.mark.parametrize("move", ["raise", "keep"])
async def test_what_a_failed_hook_has_written_into_the_state_is_undone_and_nobody_sees_it(
    move: str, writing: Game, autojump_clock: MockClock
) -> None:
    async with running(games={"words": writing}) as application:
        ann, bob = await seat(application, "words", "Ann", "Bob")
        await say(ann, "one")

        refused = await say(bob, move)

        assert refused == "game_failed"
        assert await say(bob, "two") is None
        assert (said(ann), said(bob)) == (["one", "two"], ["one", "two"])
        eve = await newcomer(application, ann)
        assert said(eve) == ["one", "two"]
        (report,) = reports(application)
        assert move == "raise" or "changed the state that it was given" in report


async def newcomer(application: Application, caller: Caller) -> Caller:
    eve = call(application, "Eve")
    await eve.ask(Join, room_of(caller))
    return eve


async def test_who_makes_games_fail_again_and_again_has_to_wait_and_the_others_have_not(
    autojump_clock: MockClock,
) -> None:
    config = Config(game=GameSection(failures_burst=2, failures_per_minute=1))
    async with running(config, games={"words": spoil(make_game(), "play", failing)}) as application:
        ann, bob = await seat(application, "words", "Ann", "Bob")

        answers = [await say(ann, "boom") for _ in range(4)]

        assert answers == ["game_failed", "game_failed", "rate_limited", "rate_limited"]
        await trio.sleep(61)
        assert await say(ann, "one") is None
        assert await say(bob, "two") is None


async def test_options_that_take_for_ever_to_look_at_are_refused(
    quick: Config, autojump_clock: MockClock
) -> None:
    @frozen
    class Options:
        size: int = field(default=0, validator=lambda *it: endless() if it[2] == 7 else None)

    async with running(quick, games={"words": make_game(options_type=Options)}) as application:
        with application.watchdog.running():
            (ann, _) = await seat(application, "words", "Ann", "Bob")

            assert await ann.ask(Create, "words", "", True, {"size": 7}) == "game_failed"
            assert "room" in await ann.ask(Create, "words", "", True, {"size": 6})
