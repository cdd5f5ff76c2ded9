"""Snake arena: rules by example, and what holds in any game."""

from random import Random
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from lobby.core.game import Dice, Result
from lobby.games import snake_arena as arena
from lobby.games.snake_arena import HEADINGS, HEIGHT, WALL, WIDTH, Options, Snake, State
from lobby.wire.patch import diff, fold
from lobby.wire.values import pack

SECRET = bytes(32)


def at(x: int, y: int) -> int:
    return y * WIDTH + x


def crawl(x: int, y: int, length: int = 4) -> list[int]:
    """A body along a row, with its head at (x, y), heading right."""
    return [at(x - back, y) for back in reversed(range(length))]


def arena_of(*snakes: Snake, food: tuple[int, ...] = (), clock: int = 1) -> State:
    """A running round with enough food that none is put by chance."""
    enough = [at(x, HEIGHT - 1) for x in range(12)]
    return State(rounds=2, ticks=600, snakes=list(snakes), food=[*food, *enough], clock=clock)


def run(state: State, *inputs: tuple[int, Any], ticks: int = 1) -> State:
    """The state after some ticks, of which the first has the inputs."""
    for number in range(ticks):
        state, _ = split(arena.tick(state, list(inputs) if number == 0 else [], Dice(SECRET, number)))
    return state


def split(outcome: Any) -> tuple[State, list[str]]:
    state, notes = outcome if isinstance(outcome, tuple) else (outcome, [])
    return state, [note.text for note in notes]


def look(state: State) -> dict[str, Any]:
    return {"public": arena.public(state), "secret": None}


def choose(state: State, number: int) -> list[tuple[int, Any]]:
    """What bots on all seats say."""
    seats = range(len(state.snakes))
    moves = [(seat, arena.bot(look(state), seat, Dice(SECRET, number))) for seat in seats]
    return [(seat, move) for seat, move in moves if move]


@given(seed=st.integers(0, 1 << 32), seats=st.integers(2, 8))
def test_in_any_game_bodies_hang_together_and_share_no_cell(seed: int, seats: int) -> None:
    random = Random(seed)
    state = evolve(arena.start(seats, Options(), Dice(SECRET, seed)), clock=0, ticks=60)
    view = arena.public(state)
    for number in range(70):
        inputs = [(random.randrange(seats), random.choice(HEADINGS)) for _ in range(random.randrange(4))]
        state, _ = split(arena.tick(state, inputs, Dice(SECRET, number)))

        cells = [cell for snake in state.snakes for cell in snake.body]
        assert len(set(cells)) == len(cells)
        assert not set(cells) & set(state.food)
        assert len(set(state.food)) == len(state.food)
        assert all(0 <= cell < WIDTH * HEIGHT for cell in [*cells, *state.food])
        for snake in state.snakes:
            assert all(abs(a - b) in (1, WIDTH) for a, b in zip(snake.body, snake.body[1:], strict=False))
            assert snake.points >= 0
        after = arena.public(state)
        assert fold(view, diff(view, after)) == after
        view = after


def test_a_snake_goes_on_by_itself_and_turns_when_it_is_told() -> None:
    state = arena_of(Snake(crawl(10, 5), 1), Snake(crawl(10, 9), 1))

    state = run(state, (1, "down"))

    assert [snake.body[-1] for snake in state.snakes] == [at(11, 5), at(10, 10)]
    assert [len(snake.body) for snake in state.snakes] == [4, 4]


def test_two_turns_within_a_tick_are_made_one_after_the_other() -> None:
    state = arena_of(Snake(crawl(10, 5), 1), Snake(crawl(10, 9), 1))

    once = run(state, (0, "down"), (0, "left"))

    assert once.snakes[0].body[-1] == at(10, 6)
    assert once.snakes[0].turns == [3]
    assert run(once).snakes[0].body[-1] == at(9, 6)


@pytest.mark.parametrize("move", ["left", "right"])
def test_a_snake_turns_neither_back_nor_where_it_goes_already(move: str) -> None:
    state = arena_of(Snake(crawl(10, 5), 1), Snake(crawl(10, 9), 1))

    assert run(state, (0, move)).snakes[0].body[-1] == at(11, 5)


def test_a_meal_is_a_point_and_a_cell_more() -> None:
    state = run(arena_of(Snake(crawl(10, 5), 1), Snake(crawl(10, 9), 1), food=(at(11, 5),)))

    assert (state.snakes[0].points, len(state.snakes[0].body)) == (1, 5)
    assert at(11, 5) not in state.food


def test_who_runs_into_the_wall_is_away_for_a_while_pays_and_leaves_food() -> None:
    body = crawl(WIDTH - 1, 5)
    state = run(arena_of(Snake(body, 1, points=10), Snake(crawl(10, 9), 1)))

    assert (state.snakes[0].body, state.snakes[0].points) == ([], 7)
    assert body[1] in state.food
    assert WALL not in state.food
    assert run(state, ticks=arena.BACK - 1).snakes[0].body == []
    assert any(run(state, ticks=arena.BACK + more).snakes[0].body for more in range(5))


def test_two_heads_that_meet_are_both_gone() -> None:
    left, right = crawl(10, 5), [at(15, 5), at(14, 5), at(13, 5), at(12, 5)]

    state = run(arena_of(Snake(left, 1), Snake(right, 3)))

    assert [snake.body for snake in state.snakes] == [[], []]


def test_a_tail_that_moves_on_makes_way() -> None:
    ring = [at(10, 5), at(11, 5), at(11, 6), at(10, 6)]

    state = run(arena_of(Snake(ring, 3), Snake(crawl(20, 9), 1)), (0, "up"))

    assert state.snakes[0].body == [*ring[1:], at(10, 5)]


def test_nobody_moves_before_the_round_but_a_turn_is_taken_down() -> None:
    state = arena.start(2, Options(), Dice(SECRET, 0))

    ready = run(state, (0, "down"), ticks=arena.READY)

    assert [snake.body for snake in ready.snakes] == [snake.body for snake in state.snakes]
    assert run(ready).snakes[0].body[-1] == state.snakes[0].body[-1] + WIDTH


def test_the_fullest_win_the_round_and_the_next_one_begins() -> None:
    snakes = [Snake(crawl(10, y), 1, points=points) for y, points in ((3, 4), (7, 9), (11, 9))]

    after, notes = split(arena.tick(arena_of(*snakes, clock=600), [], Dice(SECRET, 1)))

    assert notes == ["Round 1, 9 points: {1}, {2}"]
    assert [snake.wins for snake in after.snakes] == [0, 1, 1]
    assert [snake.points for snake in after.snakes] == [0, 0, 0]
    assert (after.round, after.clock, arena.result(after)) == (2, -arena.READY, None)


def test_rounds_count_before_points_and_points_decide_between_equals() -> None:
    one, two, three = (Snake(crawl(10, y), 1) for y in (3, 7, 11))
    snakes = [
        evolve(one, wins=1, points=5),
        evolve(two, wins=0, points=9),
        evolve(three, wins=0, points=2),
    ]

    after, _ = split(arena.tick(evolve(arena_of(*snakes, clock=600), round=2), [], Dice(SECRET, 1)))

    assert arena.result(after) == Result((2, 1, 3), (1, 1, 0))


def test_who_leaves_never_comes_back_and_the_last_one_has_won() -> None:
    three = arena_of(*(Snake(crawl(10, y), 1) for y in (3, 7, 11)))

    two = run(arena.leave(three, 1), ticks=arena.BACK + 5)
    assert (two.snakes[1].body, arena.result(two)) == ([], None)
    result = arena.result(arena.leave(two, 0))

    assert result is not None
    assert result.places.index(1) == 2


def test_the_bot_goes_for_the_meal() -> None:
    state = evolve(arena_of(Snake(crawl(10, 5), 1), Snake(crawl(10, 20), 1)), food=[at(10, 2)])

    assert arena.bot(look(state), 0, Dice(SECRET, 0)) == "up"
    assert arena.bot(look(evolve(state, food=[at(14, 5)])), 0, Dice(SECRET, 0)) is None


def test_the_bot_runs_neither_into_walls_nor_into_bodies() -> None:
    state = evolve(arena_of(Snake(crawl(WIDTH - 1, 5), 1), Snake(crawl(WIDTH - 1, 4, 9), 1)), food=[at(9, 0)])

    assert arena.bot(look(state), 0, Dice(SECRET, 0)) == "down"


def test_bots_play_a_match_in_which_they_eat_more_than_they_crash() -> None:
    state, crashes, eaten, number = arena.start(4, Options(seconds=30), Dice(SECRET, 0)), 0, 0, 0
    while arena.result(state) is None:
        number += 1
        before = state
        state, _ = split(arena.tick(state, choose(state, number), Dice(SECRET, number)))
        if state.round == before.round:
            pairs = list(zip(before.snakes, state.snakes, strict=True))
            crashes += sum(bool(one.body) and not two.body for one, two in pairs)
            eaten += sum(max(0, two.points - one.points) for one, two in pairs)

    assert number == 3 * (300 + arena.READY + 1)
    assert eaten > 100
    assert crashes < eaten // 10


def test_a_tick_of_eight_snakes_costs_few_bytes() -> None:
    state, sizes = arena.start(8, Options(), Dice(SECRET, 0)), []
    for number in range(200):
        before = arena.public(state)
        state, _ = split(arena.tick(state, choose(state, number), Dice(SECRET, number)))
        sizes.append(len(pack(diff(before, arena.public(state)))))

    assert sum(sizes) / len(sizes) < 250
