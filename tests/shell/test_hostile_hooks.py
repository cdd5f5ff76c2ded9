"""What a review has proved of hooks that are worse than wrong, as rules."""

from typing import Any

import pytest
from attrs import field, frozen
from trio.testing import MockClock

from lobby.app import Application
from lobby.core.game import Game, Illegal, Note, Result
from lobby.settings import Config, RoomSection
from lobby.shell.stores.memory import Faults
from lobby.wire.messages import Create, Join, Leave, Play, Ready, Sit
from lobby.wire.values import hash_view
from tests.shell.callers import Caller, call, memory_of, room_of, running, seat, settle
from tests.shell.test_hooks import make_game, said, say


class Odd(BaseException):
    """Neither an error nor an exit."""


class Silent(Exception):
    """An error that can't say what it is."""

    def __str__(self) -> str:
        raise LookupError("no words")


class Sly(int):
    """An int that is none when asked."""

    def __eq__(self, other: object) -> bool:
        raise LookupError("compared")

    __hash__ = int.__hash__


def raising(error: BaseException) -> Any:
    def hook(*_: Any) -> Any:
        raise error

    return hook


def with_board(**changes: Any) -> Game:
    """A game that shows a list of its state as it is, and writes into it when told so."""

    def play(state: Any, seat: int, move: str, dice: Any) -> Any:
        if move == "boom":
            state["said"].append("harm")
            raise LookupError("after harm")
        return {"said": [*state["said"], move], "turn": 1 - seat}

    return make_game(**{"play": play, "public": lambda state: state, **changes})


async def newcomer(application: Application, room: str, name: str = "Eve") -> Caller:
    eve = call(application, name)
    await eve.ask(Join, room)
    return eve


@pytest.mark.parametrize("error", [Odd(), GeneratorExit(), StopIteration(), Silent(), KeyboardInterrupt()])
async def test_whatever_a_hook_raises_costs_the_move(error: BaseException, autojump_clock: MockClock) -> None:
    async with running(games={"words": make_game(play=raising(error))}) as application:
        ann, bob = await seat(application, "words", "Ann", "Bob")

        assert await say(ann, "one") == "game_failed"
        assert await bob.ask(Ready, room_of(bob)) == "game_running"


async def test_a_type_that_exits_when_it_is_made_costs_the_move(autojump_clock: MockClock) -> None:
    @frozen
    class Move:
        word: str = field(validator=raising(SystemExit(3)))

    async with running(games={"words": make_game(move_type=Move)}) as application:
        ann, _ = await seat(application, "words", "Ann", "Bob")

        assert await say(ann, {"word": "one"}) == "game_failed"  # type: ignore[arg-type]


NO_TEXT = "\ud800"


@pytest.mark.parametrize(
    "changes",
    [
        {"check": lambda *_: Illegal(NO_TEXT)},
        {"check": lambda *_: Illegal("z" * 30_000)},
        {"play": lambda state, *_: ({**state, "turn": 1}, [Note(NO_TEXT)])},
        {"play": lambda state, *_: ({**state, "turn": 1}, [Note("", value=NO_TEXT)])},
        {"play": lambda state, *_: ({**state, "turn": 1}, [Note("x", seat=Sly(1))])},
        {"play": lambda state, *_: ({**state, "turn": 1}, [Note("x", seat=99)])},
        {"play": lambda state, *_: ({**state, "turn": Sly(1)})},
        {"deadline": lambda state: 2**53 - 1 if state["said"] else None, "expire": lambda state, _: state},
        {"result": lambda state: Result({1: 1, 2: 2}) if state["said"] else None},  # type: ignore[arg-type]
        {"changes": lambda *_: {"set": {"said": NO_TEXT}}},
        {"secret": lambda state, _: NO_TEXT if state["said"] else None},
    ],
)
async def test_what_can_not_travel_costs_the_move_and_not_the_room(
    changes: dict[str, Any], autojump_clock: MockClock
) -> None:
    async with running(games={"words": make_game(**changes)}) as application:
        ann, bob = await seat(application, "words", "Ann", "Bob")

        assert await say(ann, "one") == "game_failed"
        assert (said(ann), said(bob)) == ([], [])


@pytest.mark.parametrize("failure_percent", [0, 60])
async def test_harm_done_while_steps_wait_for_the_store_reaches_nobody(
    failure_percent: int, autojump_clock: MockClock
) -> None:
    faults = Faults(seed=5, failure_percent=failure_percent, delay_seconds_max=0.5)
    async with running(faults=faults, games={"words": with_board()}) as application:
        ann = call(application, "Ann")
        bob = await seat_until_stored(application, ann)
        room = room_of(ann)
        view = ann.seat

        ann.command(Play, room, view["game"], view["position"], "one")
        bob.command(Play, room, view["game"], view["position"] + 1, "boom")
        await settle()

        eve = await join_until_stored(application, room)
        assert said(eve) == said(ann) == said(bob)
        assert "harm" not in said(eve)
        assert hash_view(eve.views[f"game/{room}"]) == hash_view(ann.views[f"game/{room}"])


async def seat_until_stored(application: Application, ann: Caller) -> Caller:
    """Begin a game over a store that may fail; return the other player."""
    bob = call(application, "Bob")
    while not any(name.startswith("room/") for name in ann.views):
        await ann.ask(Create, "words")
    for caller in (ann, bob):
        for kind, *fields in ((Join,), (Sit,), (Ready,)):
            while await caller.ask(kind, room_of(ann), *fields) == "store":
                continue
    return bob


async def join_until_stored(application: Application, room: str) -> Caller:
    eve = call(application, "Eve")
    while await eve.ask(Join, room) == "store":
        continue
    return eve


async def test_a_departure_on_which_the_game_writes_and_raises_shows_everybody_the_same(
    autojump_clock: MockClock,
) -> None:
    def leave(state: Any, seat: int) -> Any:
        state["said"].append("harm")
        raise LookupError("after harm")

    game = with_board(leave=leave, seats_max=3, turn=lambda state: [state["turn"]])
    async with running(games={"words": game}) as application:
        ann, bob, cat = await seat(application, "words", "Ann", "Bob", "Cat")
        room = room_of(ann)
        await say(ann, "one")

        await cat.ask(Leave, room)

        eve = await newcomer(application, room)
        assert said(ann) == said(bob) == said(eve) == ["one"]


async def test_a_view_that_the_game_keeps_and_writes_into_is_told_as_it_was_and_as_it_is(
    autojump_clock: MockClock,
) -> None:
    kept: dict[str, Any] = {}

    def public(state: Any) -> Any:
        kept["said"] = [*state["said"]]
        return kept

    async with running(games={"words": make_game(public=public)}) as application:
        ann, bob = await seat(application, "words", "Ann", "Bob")

        await say(ann, "one")
        await say(bob, "two")

        assert said(ann) == said(bob) == ["one", "two"]


async def test_a_check_that_writes_into_the_state_is_its_own_fault(autojump_clock: MockClock) -> None:
    def check(state: Any, seat: int, move: str) -> Any:
        if move == "no":
            state["said"].append("harm")
            return Illegal("no")
        return None

    async with running(games={"words": with_board(check=check)}) as application:
        ann, bob = await seat(application, "words", "Ann", "Bob")

        assert await say(ann, "no") == "game_failed"
        assert await say(ann, "one") is None
        assert await say(bob, "two") is None
        assert said(await newcomer(application, room_of(ann))) == ["one", "two"]


async def test_a_move_that_play_writes_into_is_logged_as_it_was_made(autojump_clock: MockClock) -> None:
    def play(state: Any, seat: int, move: Any, dice: Any) -> Any:
        return {"said": [*state["said"], move.pop()], "turn": 1 - seat}

    game = make_game(play=play, check=lambda *_: None)
    async with running(games={"words": game}) as application:
        ann, _ = await seat(application, "words", "Ann", "Bob")

        assert await say(ann, ["one", "two"]) is None  # type: ignore[arg-type]

        rows = b"".join(memory_of(application).rows(next(iter(application.manager.members))))
        assert b"\x92\xa3one\xa3two" in rows


async def test_a_start_that_writes_into_the_options_begins_the_rematch_with_what_was_asked_for(
    autojump_clock: MockClock,
) -> None:
    rounds: list[int] = []

    def start(seats: int, options: Any, dice: Any) -> Any:
        rounds.append(len(options.words))
        options.words.append("more")
        return {"said": [], "turn": 0}

    @frozen
    class Options:
        words: list[str] = field(factory=list)

    async with running(games={"words": make_game(start=start, options_type=Options)}) as application:
        ann, bob = await seat(application, "words", "Ann", "Bob")
        await say(ann, "end")
        for caller in (ann, bob):
            await caller.ask(Ready, room_of(ann))

        assert rounds == [0, 0]


async def test_a_game_that_can_not_start_on_a_departure_lets_who_leaves_go_and_nobody_is_ready(
    autojump_clock: MockClock,
) -> None:
    game = make_game(start=raising(LookupError("no cards")), seats_max=3)
    async with running(games={"words": game}) as application:
        ann, bob, cat = [call(application, name) for name in ("Ann", "Bob", "Cat")]
        await ann.ask(Create, "words")
        room = room_of(ann)
        for caller in (ann, bob, cat):
            await caller.ask(Join, room)
            await caller.ask(Sit, room)
        for caller in (ann, bob):
            assert await caller.ask(Ready, room) is None

        assert await cat.ask(Leave, room) is None

        view = ann.views[f"room/{room}"]
        assert (view["phase"], [place["ready"] for place in view["seats"]]) == ("gathering", [False] * 3)
        assert await ann.ask(Ready, room) is None


async def test_moves_of_who_is_gone_that_fail_end_the_game_and_keep_the_move_that_was_made(
    autojump_clock: MockClock,
) -> None:
    def play(state: Any, seat: int, move: str, dice: Any) -> Any:
        return {"said": [*state["said"], move], "turn": (seat + 1) % 3}

    sample = raising(LookupError("no idea"))
    game = make_game(sample=sample, seats_max=3, seats_min=3, play=play)
    async with running(games={"words": game}) as application:
        ann, bob, cat = await seat(application, "words", "Ann", "Bob", "Cat")
        room = room_of(ann)
        await cat.ask(Leave, room)
        await say(ann, "one")

        assert await say(bob, "two") is None

        assert said(ann) == ["one", "two"]
        assert ann.views[f"room/{room}"]["phase"] == "over"


async def test_a_name_with_braces_stays_that_name_in_a_note(autojump_clock: MockClock) -> None:
    def play(state: Any, seat: int, move: str, dice: Any) -> Any:
        private = [Note("for you", seat=seat)] * 8
        return {"said": [*state["said"], move], "turn": 1 - seat}, [Note("{0} cheated {7}"), *private]

    async with running(games={"words": make_game(play=play)}) as application:
        ann, bob = await seat(application, "words", "{1}", "Bob")
        for _ in range(6):
            await say(ann, "a")
            await say(bob, "b")

        notes = ann.views[f"game/{room_of(ann)}"]["notes"]
        assert [note["text"] for note in notes] == ["{1} cheated {7}"] * 12
        assert len(ann.seat["notes"]) == 30


async def test_a_refusal_that_can_not_be_told_ends_its_room_and_no_other(autojump_clock: MockClock) -> None:
    config = Config(room=RoomSection(empty_seconds=1))
    async with running(config, games={"words": make_game()}) as application:
        ann, _ = await seat(application, "words", "Ann", "Bob")
        cid, _ = await seat(application, "words", "Cid", "Dan")
        host = application.manager.rooms.hosts[next(iter(application.manager.members))]

        host.when_told(raising(LookupError("our own fault")))
        await settle()

        assert await ann.ask(Ready, room_of(cid)) in ("not_member", "no_such_room")
        assert await say(cid, "one") is None
