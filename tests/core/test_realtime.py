"""Real-time games in the pure core: inputs in order, rows that replay to the bit, films of every tick."""

import subprocess
import sys
from hashlib import blake2b
from pathlib import Path
from random import Random
from typing import Any

import pytest
from attrs import evolve

from lobby.core import inputs
from lobby.core.blame import GameFailed
from lobby.core.events import Departed, Ended, Ticked
from lobby.core.history.film import film_of, show
from lobby.core.ids import PlayerId
from lobby.core.inputs import RunTicks
from lobby.core.realtime import Run, replay_ticks
from lobby.core.refusal import Refusal
from lobby.core.room import Room
from lobby.core.step import Step, take, take_ticks
from lobby.wire.film import pack_film, unpack_film, watch
from lobby.wire.values import pack
from tests import racing
from tests.core.table import ANN, BOB, CY, Table

GAME = racing.load()


def lay(goal: int = racing.GOAL, people: int = 2) -> tuple[Table, Run]:
    """Return a room in which a game has begun."""
    table = Table.lay(GAME, options={"goal": goal})
    players = (ANN, BOB, CY)[:people]
    table.seat(*players)
    for player in players:
        table.give(inputs.SetReady(PlayerId(player.id), ready=True))
    return table, begin(table.room)


def begin(room: Room) -> Run:
    assert room.match is not None
    return Run.begin(room.game, room.match)


def store(table: Table, run: Run) -> Step:
    """Store the ticks so far, as the shell does."""
    step = take_ticks(table.room, run, table.room.now_ms + 50)
    table._keep(step)  # which replays the log, and compares
    if step.room.phase == "playing":
        assert step.room.match is not None
        run.rebase(step.room.match)
    return step


def test_inputs_of_a_tick_are_ordered_by_seat_and_then_as_they_came() -> None:
    _, run = lay(people=3)
    for seat, move in ((2, 1), (0, 2), (2, 3), (1, 4), (0, 5)):
        run.take(seat, move, 8)

    run.advance()

    assert run.public["wishes"] == [[0, 2], [0, 5], [1, 4], [2, 1], [2, 3]]


def test_an_input_is_named_the_tick_that_holds_it_and_more_than_allowed_are_refused() -> None:
    _, run = lay()
    run.advance()

    taken = [run.take(0, 1, 2) for _ in range(3)]

    assert taken[:2] == [2, 2]
    assert isinstance(taken[2], Refusal)
    assert taken[2].code == "rate_limited"
    assert run.take(1, 1, 2) == 2


def test_ticks_of_many_rows_with_departures_between_replay_to_the_bit() -> None:
    table, run = lay(people=3)
    chance = Random(5)
    for turn in range(60):
        for seat in range(3):
            if chance.randrange(3) == 0 and table.room.in_game(seat):
                run.take(seat, chance.randrange(11), 8)
        run.advance()
        if turn == 30:
            store(table, run)
            table.give(inputs.Leave(PlayerId(CY.id)))
            assert isinstance(table.happened()[0], Departed)
            assert table.room.match is not None
            run.rebase(table.room.match)
        elif chance.randrange(4) == 0:
            store(table, run)
    store(table, run)

    assert table.room.match is not None
    assert table.room.match.ticks == run.tick == 60
    assert run.public["at"][0] > 0


def test_a_check_that_writes_into_the_state_changes_no_game() -> None:
    def check(state: Any, seat: int, move: Any) -> None:
        state.at[seat] += 1000

    table = Table.lay(evolve(GAME, check=check))
    table.seat(ANN, BOB)
    for player in (ANN, BOB):
        table.give(inputs.SetReady(PlayerId(player.id), ready=True))
    run = begin(table.room)
    run.take(0, 3, 8)
    run.advance()

    assert run.public["at"][0] < 1000
    store(table, run)  # which replays the log, and compares


def test_what_the_shell_stores_is_what_the_input_would_have_brought_about() -> None:
    table, run = lay()
    run.take(0, 7, 8)
    run.advance()
    run.take(1, 2, 8)
    run.advance()

    step = take_ticks(table.room, run, 50)

    ticked = step.row.events[0]
    assert isinstance(ticked, Ticked)
    asked = RunTicks(ticked.first, ticked.ticks, ticked.inputs)
    assert take(table.room, asked, 50) == evolve(step)


def test_a_result_ends_the_game_in_the_row_of_its_tick() -> None:
    table, run = lay(goal=10)
    run.take(1, 10, 8)
    run.advance()

    step = store(table, run)

    assert [type(event) for event in step.row.events] == [Ticked, Ended]
    assert step.room.phase == "over"
    assert show(step.room)["view"]["at"] == [0, 10]


def test_a_tick_that_raises_is_the_games_fault_and_changes_no_room() -> None:
    table, run = lay()
    run.take(0, racing.FAIL, 8)

    with pytest.raises(GameFailed, match="the engine has burst"):
        run.advance()

    with pytest.raises(GameFailed):
        take(table.room, RunTicks(1, 1, ((1, 0, racing.FAIL),)), 50)


def test_a_film_has_a_frame_for_each_tick_at_its_even_time() -> None:
    table, run = lay(goal=100)
    run.take(1, 10, 8)
    boards = []
    while run.outcome is None:
        run.advance()
        boards.append(run.public["at"])
        if run.tick % 4 == 0 and run.outcome is None:
            store(table, run)
    store(table, run)

    film = unpack_film(pack_film(film_of(table.opened, GAME, table.log, 1)))

    moments = list(watch(film))[1:]
    assert [moment.view["view"]["at"] for moment in moments[:10]] == boards
    begun = film.frames[0][0]
    assert [moment.at_ms - begun for moment in moments[:10]] == [50 * tick for tick in range(1, 11)]
    assert moments[-1].view["result"]["places"] == [2, 1]


def play(seed: int) -> bytes:
    """Return the hash of all that a game of 400 ticks shows."""
    _, run = lay(goal=10_000)
    chance, hashed = Random(seed), blake2b()
    for _ in range(400):
        for seat in range(2):
            if chance.randrange(4) == 0:
                run.take(seat, chance.randrange(11), 8)
        run.advance()
        hashed.update(pack([run.public, list(run.secrets), [list(note) for note in run.notes]]))
    return hashed.digest()


@pytest.mark.slow
def test_a_game_repeats_in_another_process_under_another_hash_seed() -> None:
    code = "from tests.core.test_realtime import play; print(play(9).hex())"

    for hash_seed in ("0", "77"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": hash_seed, "PATH": ""},
            cwd=Path(__file__).parents[2],
        )
        assert done.stdout.strip() == play(9).hex()


def test_replayed_ticks_are_seen_one_by_one() -> None:
    table, run = lay()
    run.take(0, 3, 8)
    run.advance()
    run.advance()
    ticked = take_ticks(table.room, run, 50).row.events[0]
    assert isinstance(ticked, Ticked)

    again = begin(table.room)

    assert [(once.tick, once.public["at"][0]) for once in replay_ticks(again, ticked)] == [(1, 3), (2, 6)]


def test_refused_inputs_count_so_that_nobody_has_a_game_check_without_end() -> None:
    _, run = lay()
    codes = [taken.code for _ in range(4) if isinstance(taken := run.take(0, "faster", 3), Refusal)]
    run.advance()

    assert codes == ["malformed"] * 3 + ["rate_limited"]
    assert isinstance(run.take(0, 1, 3), int)
