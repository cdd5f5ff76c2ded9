"""Whole runs of bots, against the real server in memory."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
import trio
from trio.abc import Clock

from clients.bot import DRAWN_TRIES, Task
from clients.crowd import Order, run_crowd
from clients.errors import CannotConnect, CommandRefused
from clients.policy import Policy
from clients.tally import Tally
from lobby.shell.stores.memory import Faults, MemoryStore
from lobby.wire.messages import Goodbye
from lobby.wire.values import Value
from tests.clients.lobby_in_memory import Server, run_server


async def run(
    server: Server,
    game: str,
    count: int,
    *,
    games: int = 1,
    act: Callable[..., Any] | None = None,
    pace_ms: int = 0,
    **order: Any,
) -> Tally:
    """Run bots and return what they did."""
    tally = Tally(1, say=lambda _: None)
    task = Task(server, game, games, Policy(act), pace_ms, public=True)
    await run_crowd(Order(task, count, **order), tally, trio.Event())
    return tally


@pytest.mark.parametrize("game", ["tic_tac_toe", "connect_four", "liars_dice"])
async def test_all_games_of_a_crowd_finish_and_nothing_stays_behind(game: str, autojump_clock: Clock) -> None:
    async with run_server() as server:
        tally = await run(server, game, 14)
        await trio.sleep(20)

        assert tally.complete, tally.problems
        assert tally.expected == (3 if game == "liars_dice" else 7)
        assert tally.refused == {}
        assert server.app.manager.members == {}


async def test_a_table_plays_as_many_games_as_asked_for(autojump_clock: Clock) -> None:
    async with run_server() as server:
        tally = await run(server, "tic_tac_toe", 2, games=5)

        assert (tally.finished, tally.complete) == (5, True)
        assert sum(tally.wins.values()) + tally.draws == 5


async def test_bots_take_the_free_seats_of_open_rooms_first(autojump_clock: Clock) -> None:
    async with run_server() as server, server.client("Ann") as ann:
        room = await ann.create("connect_four")
        await room.sit()
        await room.ready()
        await trio.sleep(1)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(play_first_moves, room)
            tally = await run(server, "connect_four", 1)

        assert tally.complete
        assert [row.code for row in tally.tables] == [room.code]


async def play_first_moves(room: Any) -> None:
    async for _ in room.changes():
        if room.game["result"] is not None:
            return
        if room.seat["turn"]:
            seat = room.seat
            await room.play(seat["moves"][0], seat=seat)
            while room.seat["position"] == seat["position"] and room.game["result"] is None:
                await room.wait_change()


# These run in real time: a policy has a thread, for which the jumping clock would not wait.
async def test_an_illegal_move_of_a_policy_is_refused_and_a_random_one_is_played() -> None:
    async with run_server() as server:
        tally = await run(server, "tic_tac_toe", 2, act=lambda view, moves, rng: 99)

        assert tally.complete
        assert tally.refused["illegal_move"] == tally.moves == tally.faults["refused"]
        assert tally.first_fault.startswith("99 is not a legal move now; legal: ")


async def test_a_policy_sees_public_secret_seat_and_turn() -> None:
    views: list[dict[str, Value]] = []

    def act(view: dict[str, Value], moves: list[Value], rng: Random) -> Value:
        views.append(view)
        return moves[-1]

    async with run_server() as server:
        tally = await run(server, "liars_dice", 2, act=act)

        assert tally.complete, tally.problems
        assert set(views[0]) == {"public", "secret", "seat", "seats", "turn", "options"}
        assert all(view["turn"] == [view["seat"]] for view in views)
        assert all(view["secret"]["dice"] for view in views)


async def test_a_policy_that_raises_is_counted_and_played_over() -> None:
    def act(view: Value, moves: Value, rng: Random) -> Value:
        raise LookupError("no idea")

    async with run_server() as server:
        tally = await run(server, "tic_tac_toe", 2, act=act)

        assert tally.complete
        assert tally.faults == {"raised": tally.moves}
        assert tally.first_fault == "LookupError: no idea"


async def test_a_bot_without_an_opponent_stops_when_its_time_is_up_and_leaves(autojump_clock: Clock) -> None:
    async with run_server() as server:
        tally = await run(server, "connect_four", 1, timeout_seconds=5)
        await trio.sleep(20)

        assert server.app.manager.members == {}
        assert not tally.complete
        assert tally.problems == ["the games did not end within 5 s"]


async def test_bots_go_to_the_room_of_a_code_and_no_further(autojump_clock: Clock) -> None:
    async with run_server() as server, server.client("Ann") as ann:
        room = await ann.create("connect_four", public=False)

        tally = await run(server, "", 3, code=room.code)

        assert tally.complete
        assert [(row.code, row.bots) for row in tally.tables] == [(room.code, 2)]


async def test_an_unknown_game_is_refused_before_any_bot_starts(
    autojump_clock: Clock,
) -> None:
    async with run_server() as server:
        with pytest.raises(CommandRefused):
            await run(server, "chess", 2)


async def test_bots_whose_lines_are_cut_finish_their_games(autojump_clock: Clock) -> None:
    async with run_server() as server, trio.open_nursery() as nursery:
        nursery.start_soon(cut_often, server)
        tally = await run(server, "connect_four", 6, games=3)
        nursery.cancel_scope.cancel()

    assert tally.complete, tally.problems
    assert tally.refused == {}


async def cut_often(server: Server) -> None:
    while True:
        await trio.sleep(0.05)
        server.cut()


GUESSING = """
from attrs import field, frozen
from attrs.validators import ge, le
from lobby.core.game import Illegal, Note, win

title, seats, version = "Guess", (2, 2), 1

@frozen
class Move:
    number: int = field(validator=[ge(0), le(9)])

def start(seats, options, dice):
    return {"round": 1, "guessed": []}

def turn(state):
    return [seat for seat in (0, 1) if seat not in state["guessed"]] if state["round"] % 2 else []

def check(state, seat, move):
    return Illegal("only even numbers") if move.number % 2 else None

def sample(state, seat, dice):
    return Move(2 * dice.below(5))

def play(state, seat, move, dice):
    guessed = [*state["guessed"], seat]
    after = {"round": state["round"] + (len(guessed) == 2), "guessed": guessed}
    return after, [Note("{%d} has guessed" % seat), Note("you said %d" % move.number, seat)]

def deadline(state):
    return None if state["round"] % 2 else 3000

def expire(state, dice):
    return {"round": state["round"] + 1, "guessed": []}

def public(state):
    return {"round": state["round"]}

def result(state):
    return win(0) if state["round"] > 6 else None
"""


async def test_bots_draw_moves_that_a_game_does_not_list_and_wait_while_nobody_must_act(
    autojump_clock: Clock, tmp_path: Path
) -> None:
    (tmp_path / "guess.py").write_text(GUESSING)
    async with run_server(str(tmp_path / "guess.py")) as server:
        tally = await run(server, "guess", 4, games=2)

        assert tally.complete, tally.problems
        assert tally.moves == 2 * 2 * 2 * 3
        assert set(tally.refused) == {"illegal_move"}
        assert not tally.faults


async def test_a_game_that_takes_no_drawn_move_ends_a_bot_after_many_tries(
    autojump_clock: Clock, tmp_path: Path
) -> None:
    never = GUESSING.replace('Illegal("only even numbers") if move.number % 2 else None', 'Illegal("no")')
    (tmp_path / "guess.py").write_text(never)
    async with run_server(str(tmp_path / "guess.py")) as server:
        tally = await run(server, "guess", 2)

        assert tally.refused["illegal_move"] >= DRAWN_TRIES
        assert "100 moves refused in a row, the last as illegal_move: no" in tally.problems[0]


async def in_the_midst(
    server: Server, games: int, *, pace_ms: int, happens: Callable[[], Awaitable[None]]
) -> Tally:
    """Run bots that play one after the other for a while; after three seconds something happens."""
    tallies: list[Tally] = []

    async def play() -> None:
        tallies.append(await run(server, "connect_four", 4, games=games, pace_ms=pace_ms))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(play)
        await trio.sleep(3)
        await happens()
    return tallies[0]


async def test_bots_whose_room_is_gone_for_good_say_so_in_a_line(autojump_clock: Clock) -> None:
    async with run_server() as server:

        async def forget_all() -> None:
            server.is_reachable = False
            server.cut()
            server.app.registry.sessions.clear()
            await trio.sleep(60)
            server.is_reachable = True

        tally = await in_the_midst(server, 3, pace_ms=400, happens=forget_all)

        assert len(tally.problems) == 4
        assert all("ended: not_allowed" in problem for problem in tally.problems), tally.problems


async def test_bots_come_back_after_a_shutdown_when_they_were_told_to_and_finish(
    autojump_clock: Clock,
) -> None:
    async with run_server() as server:
        seen_at: list[float] = []

        async def say_goodbye() -> None:
            for line in tuple(server.lines):
                line.end(Goodbye("shutdown", "the server stops", 4000))
            server.lines.clear()
            began.append(trio.current_time())
            server.heard_of_a_line = lambda: seen_at.append(trio.current_time())

        began: list[float] = []
        tally = await in_the_midst(server, 2, pace_ms=400, happens=say_goodbye)

        assert tally.complete, tally.problems
        assert min(seen_at) >= began[0] + 4


def set_faults(server: Server, faults: Faults | None) -> None:
    """Let the server's store fail from now on, or work again."""
    store = server.app.store
    assert isinstance(store, MemoryStore)
    store.faults, store._random = faults, None
    store.__attrs_post_init__()


async def test_where_the_store_fails_a_run_says_so_and_ends_in_its_time(autojump_clock: Clock) -> None:
    said = list[str]()
    async with run_server() as server:
        task = Task(server, "tic_tac_toe", 1, Policy(), 0, public=True)
        async with server.client("Ann") as ann:
            await ann.create("tic_tac_toe")
            set_faults(server, Faults(seed=1, failure_percent=100))
            began = trio.current_time()
            with pytest.raises((CannotConnect, CommandRefused)):
                await run_crowd(Order(task, 2, timeout_seconds=20), Tally(1, said.append), trio.Event())

        assert trio.current_time() - began <= 25
        assert any("can't be stored" in line for line in said)


async def test_moves_that_could_not_be_stored_are_made_again_when_they_can(autojump_clock: Clock) -> None:
    async with run_server() as server, trio.open_nursery() as nursery:
        tallies = list[Tally]()

        async def play() -> None:
            tallies.append(await run(server, "connect_four", 2, pace_ms=4000, timeout_seconds=300))

        nursery.start_soon(play)
        await trio.sleep(5)
        set_faults(server, Faults(seed=1, failure_percent=100))
        await trio.sleep(10)
        set_faults(server, None)

    assert tallies[0].complete, tallies[0].problems
    assert tallies[0].refused["store"] > 0
