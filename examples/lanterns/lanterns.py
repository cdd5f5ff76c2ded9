"""Lanterns, in real time: walkers in the dark see what is near them, and catch fireflies."""

from typing import Any, Literal

from attrs import evolve, field, frozen
from attrs.validators import ge, le

from lobby.core.game import Dice, Result, win

title, seats, version, tick_rate = "Lanterns", (2, 4), 1, 60
Move = Literal["up", "right", "down", "left", "stop"]  # where one goes from now on

WIDTH, HEIGHT, FLIES = 1600, 1000, 12
STEP, SIGHT, REACH = 6, 320, 50  # how far one goes in a tick, sees, and reaches
WAYS = {"up": [0, -1], "right": [1, 0], "down": [0, 1], "left": [-1, 0], "stop": [0, 0]}


@frozen
class Options:
    goal: int = field(default=5, validator=[ge(1), le(50)])


@frozen
class State:
    goal: int
    at: list[list[int]]  # where each walker is,
    ways: list[list[int]]  # and goes
    flies: list[list[int]]
    points: list[int]


def start(seats: int, options: Options, dice: Dice) -> State:
    at = [[WIDTH * (seat + 1) // (seats + 1), HEIGHT // 2] for seat in range(seats)]
    return State(
        options.goal, at, [WAYS["stop"]] * seats, [anywhere(dice) for _ in range(FLIES)], [0] * seats
    )


def anywhere(dice: Dice) -> list[int]:
    return [dice.below(WIDTH), dice.below(HEIGHT)]


def tick(state: State, inputs: list[tuple[int, Move]], dice: Dice) -> State:
    ways = list(state.ways)
    for seat, move in inputs:
        ways[seat] = WAYS[move]
    state = evolve(state, ways=ways, at=[walk(*pair) for pair in zip(state.at, ways, strict=True)])
    for seat, here in enumerate(state.at):
        for number, fly in enumerate(state.flies):
            if is_near(here, fly, REACH):
                flies = [*state.flies[:number], anywhere(dice), *state.flies[number + 1 :]]
                points = [had + (of == seat) for of, had in enumerate(state.points)]
                state = evolve(state, flies=flies, points=points)
    return state


def walk(at: list[int], way: list[int]) -> list[int]:
    return [
        max(0, min(most, place + STEP * by)) for place, by, most in zip(at, way, (WIDTH, HEIGHT), strict=True)
    ]


def is_near(one: list[int], other: list[int], within: int) -> bool:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 <= within**2


def public(state: State) -> dict[str, Any]:
    return {"points": state.points, "goal": state.goal}


def secret(state: State, seat: int) -> dict[str, Any]:
    """Only what is near: whoever reads along in the network finds no one else in it."""
    here = state.at[seat]
    near = [[at if is_near(here, at, SIGHT) else None for at in things] for things in (state.at, state.flies)]
    return {"at": here, "way": state.ways[seat], "walkers": near[0], "flies": near[1]}


def result(state: State) -> Result | None:
    most = max(state.points)
    return win(state.points.index(most), len(state.points)) if most >= state.goal else None


def bot(view: dict[str, Any], seat: int, dice: Dice) -> Move | None:
    own, moves = view["secret"], ("up", "right", "down", "left")
    (x, y), flies = own["at"], [fly for fly in own["flies"] if fly]
    if flies:
        right, down = min(((to[0] - x, to[1] - y) for to in flies), key=lambda off: off[0] ** 2 + off[1] ** 2)
        move = moves[1 + 2 * (right < 0)] if abs(right) > abs(down) else moves[2 * (down > 0)]
    elif own["way"] == WAYS["stop"] or walk(own["at"], own["way"]) == own["at"] or dice.below(15) == 0:
        move = dice.choice(moves)
    else:
        return None
    return move if WAYS[move] != own["way"] else None
