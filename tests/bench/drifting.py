"""Drift: the real-time game of the benchmark. Ten players on a field move at each tick, for ever."""

from attrs import frozen

from lobby.core.game import Dice, Result

title, seats, version = "Drift", (10, 10), 1
tick_rate = 20
Move = int
FIELD = 1000


@frozen
class State:
    """Where everybody is, and how far they go in a tick."""

    x: list[int]
    y: list[int]
    by: list[int]


def start(seats: int, options: object, dice: Dice) -> State:
    """Return everybody in the corner."""
    return State([0] * seats, [0] * seats, [1] * seats)


def tick(state: State, inputs: list[tuple[int, int]], dice: Dice) -> State:
    """Let everybody go on, by what they said last."""
    by = list(state.by)
    for seat, wish in inputs:
        by[seat] = wish
    x = [(at + step) % FIELD for at, step in zip(state.x, by, strict=True)]
    y = [(at + 2 * step) % FIELD for at, step in zip(state.y, by, strict=True)]
    return State(x, y, by)


def public(state: State) -> dict[str, list[int]]:
    """Return where everybody is."""
    return {"x": state.x, "y": state.y}


def result(state: State) -> Result | None:
    """Nobody ever wins."""
    return None
