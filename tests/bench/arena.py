"""A real-time game for measuring: ten dots that go on, turn when told, and leave a mark now and then."""

from typing import Any

from lobby.core.game import Dice

title, seats, version, tick_rate = "Dots", (1, 10), 1, 20
Move = int
SIZE = 1000
STEPS = ((0, -1), (1, 0), (0, 1), (-1, 0))
MARK_EVERY = 20  # ticks


def start(seats: int, options: Any, dice: Dice) -> Any:
    dots = [[dice.below(SIZE), dice.below(SIZE), dice.below(4)] for _ in range(seats)]
    return {"dots": dots, "marks": [], "tick": 0}


def tick(state: Any, inputs: list[tuple[int, int]], dice: Dice) -> Any:
    headings = {seat: move % 4 for seat, move in inputs}
    dots = [go(dot, headings.get(seat, dot[2])) for seat, dot in enumerate(state["dots"])]
    marks = state["marks"]
    if state["tick"] % MARK_EVERY == 0:
        marks = [*marks[-50:], dots[0][:2]]
    return {"dots": dots, "marks": marks, "tick": state["tick"] + 1}


def go(dot: list[int], heading: int) -> list[int]:
    x, y = STEPS[heading]
    return [(dot[0] + x) % SIZE, (dot[1] + y) % SIZE, heading]


def sample(state: Any, seat: int, dice: Dice) -> int:
    return dice.below(4)


def public(state: Any) -> Any:
    return {"dots": state["dots"], "marks": state["marks"]}


def result(state: Any) -> None:
    return None
