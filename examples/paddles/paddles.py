"""Paddles, in real time: a ball between two paddles; whoever misses it gives the other a point."""

from typing import Any, Literal

from attrs import evolve, field, frozen
from attrs.validators import ge, le

from lobby.core.game import Dice, Result, win

title, seats, version, tick_rate = "Paddles", (2, 2), 1, 20
Move = Literal["up", "stop", "down"]  # which way the own paddle goes from now on

WIDTH, HEIGHT, PADDLE = 1600, 900, 220
STEP, SPEED, REST = 26, 28, 30  # of a paddle and of the ball a tick; ticks before the ball goes


@frozen
class Options:
    goal: int = field(default=5, validator=[ge(1), le(20)])


@frozen
class State:
    goal: int
    ball: list[int]
    speed: list[int]
    paddles: list[int]  # the middle of each: seat 0 is on the left
    ways: list[int]  # -1 up, 0, 1 down
    points: list[int]
    rest: int = REST


def start(seats: int, options: Options, dice: Dice) -> State:
    return serve(State(options.goal, [], [], [HEIGHT // 2] * 2, [0, 0], [0, 0]), dice)


def serve(state: State, dice: Dice) -> State:
    speed = [dice.choice((-SPEED, SPEED)), dice.below(SPEED) - SPEED // 2]
    return evolve(state, ball=[WIDTH // 2, HEIGHT // 2], speed=speed, rest=REST)


def tick(state: State, inputs: list[tuple[int, Move]], dice: Dice) -> State:
    ways = list(state.ways)
    for seat, move in inputs:
        ways[seat] = ("up", "stop", "down").index(move) - 1
    moved = (at + way * STEP for at, way in zip(state.paddles, ways, strict=True))
    paddles = [max(PADDLE // 2, min(HEIGHT - PADDLE // 2, at)) for at in moved]
    state = evolve(state, ways=ways, paddles=paddles, rest=max(0, state.rest - 1))
    return state if state.rest else fly(state, dice)


def fly(state: State, dice: Dice) -> State:
    (x, y), (right, down) = state.ball, state.speed
    x, y = x + right, y + down
    if not 0 <= y <= HEIGHT:
        y, down = max(0, min(HEIGHT, y)), -down
    if 0 < x < WIDTH:
        return evolve(state, ball=[x, y], speed=[right, down])
    side = int(x >= WIDTH)
    off = y - state.paddles[side]
    if abs(off) <= PADDLE // 2:  # back, a little faster, and to where it was hit
        return evolve(state, ball=[WIDTH * side, y], speed=[-right + (1, -1)[side], off * abs(right) // 100])
    points = [had + (seat != side) for seat, had in enumerate(state.points)]
    return serve(evolve(state, points=points), dice)


def public(state: State) -> dict[str, Any]:
    return {"ball": state.ball, "paddles": state.paddles, "ways": state.ways, "points": state.points}


def result(state: State) -> Result | None:
    return win(state.points.index(max(state.points))) if max(state.points) >= state.goal else None


def bot(view: dict[str, Any], seat: int, dice: Dice) -> Move | None:
    board = view["public"]
    off = board["ball"][1] - board["paddles"][seat]
    way = 0 if abs(off) < PADDLE // 4 else 1 if off > 0 else -1
    return None if way == board["ways"][seat] else ("up", "stop", "down")[way + 1]
