"""A tiny real-time game for tests: cars on a road without end, each with fuel that only its driver sees.

Every tick a car goes on by its speed, which an input sets. Whoever comes to the goal first wins. A wish of 99
makes the game fail. What happened is in a list that only grows.
"""

from typing import Any

from attrs import evolve, field, frozen

from lobby.catalogue import load_game
from lobby.core.game import Dice, Game, Illegal, Note, Result

title = "Racing"
seats = (1, 4)
version = 1
tick_rate = 20
Move = int
GOAL = 1000
FAIL = 99


@frozen
class Options:
    """How far it is."""

    goal: int = GOAL


@frozen
class State:
    """Where each car is, how fast, what it has left, and all wishes so far."""

    goal: int
    at: list[int]
    speed: list[int]
    fuel: list[int]
    wishes: list[list[int]] = field(factory=list)
    dice: int = 0


def start(seats: int, options: Options, dice: Dice) -> State:
    return State(options.goal, [0] * seats, [0] * seats, [500] * seats)


def check(state: State, seat: int, move: int) -> Illegal | None:
    return Illegal("speeds are from 0 to 10") if not 0 <= move <= 10 and move != FAIL else None


def sample(state: State, seat: int, dice: Dice) -> int:
    return dice.roll(10)


def tick(state: State, inputs: list[tuple[int, int]], dice: Dice) -> Any:
    speed, wishes = list(state.speed), state.wishes
    for seat, wish in inputs:
        if wish == FAIL:
            raise ValueError("the engine has burst")
        speed[seat] = wish
    if inputs:
        wishes = [*wishes, *([seat, wish] for seat, wish in inputs)]
    at = [was + by for was, by in zip(state.at, speed, strict=True)]
    fuel = [left - by for left, by in zip(state.fuel, speed, strict=True)]
    gone = evolve(state, at=at, speed=speed, fuel=fuel, wishes=wishes, dice=dice.roll(6))
    notes = [Note(f"{{{seat}}} wishes for {wish}") for seat, wish in inputs]
    return (gone, notes) if notes else gone


def public(state: State) -> dict[str, Any]:
    return {"at": state.at, "speed": state.speed, "wishes": state.wishes, "dice": state.dice}


def secret(state: State, seat: int) -> dict[str, int]:
    return {"fuel": state.fuel[seat]}


def result(state: State) -> Result | None:
    if max(state.at) < state.goal:
        return None
    order = sorted(range(len(state.at)), key=lambda seat: -state.at[seat])
    places = [1 + order.index(seat) for seat in range(len(state.at))]
    return Result(tuple(places), tuple(state.at))


def load() -> Game:
    """Return the game."""
    return load_game("tests.racing")
