"""Snake arena: two to eight snakes eat, grow, crash and come back, in rounds; the fullest wins a round.

A cell is `y * WIDTH + x`, a body a list of cells with the head last, and a tick one step of every snake.
"""

from collections import Counter
from typing import Any, Literal

from attrs import evolve, field, frozen
from attrs.validators import ge, le

from lobby.core.game import Dice, Note, Result

title, seats, version, tick_rate = "Snake arena", (2, 8), 1, 10
WIDTH, HEIGHT, WALL = 32, 24, -1
LENGTH, FINE, TURNS_MAX = 4, 3, 2  # cells of a new snake, points that a crash costs, turns ahead
READY, BACK, NEVER = 30, 15, 1 << 32  # ticks before a round, ticks until a snake is back, and if it has left
Move = Literal["up", "right", "down", "left"]
HEADINGS: tuple[Move, ...] = ("up", "right", "down", "left")
STEPS = (-WIDTH, 1, WIDTH, -1)


@frozen
class Options:
    """How many rounds, and how long each is."""

    rounds: int = field(default=3, validator=[ge(1), le(9)])
    seconds: int = field(default=60, validator=[ge(10), le(300)])


@frozen
class Snake:
    """One seat's: body (none while it is away), headings to come, ticks until it is back."""

    body: list[int]
    heading: int
    turns: list[int] = field(factory=list)
    away: int = 0
    points: int = 0  # of this round
    wins: int = 0


@frozen
class State:
    """`clock` is the tick of the round, below 0 before it begins; a round has `ticks`."""

    rounds: int
    ticks: int
    snakes: list[Snake]
    food: list[int] = field(factory=list)
    round: int = 1
    clock: int = -READY


def start(seats: int, options: Options, dice: Dice) -> State:
    """Return the first round, about to begin."""
    return State(options.rounds, options.seconds * tick_rate, _line_up([Snake([], 0)] * seats))


def tick(state: State, inputs: list[tuple[int, Move]], dice: Dice) -> State | tuple[State, list[Note]]:
    """Take turns down, let all snakes make their step at once, and put a meal where one is missing."""
    snakes, food, clock = list(state.snakes), state.food, state.clock + 1
    for seat, move in inputs:
        last = [snakes[seat].heading, *snakes[seat].turns]
        if snakes[seat].body and (HEADINGS.index(move) - last[-1]) % 2 and len(last) <= TURNS_MAX:
            snakes[seat] = evolve(snakes[seat], turns=[*last[1:], HEADINGS.index(move)])
    if clock > state.ticks:
        return _end_round(evolve(state, snakes=snakes))
    if clock > 0:
        snakes, food = _step(snakes, food, dice)
    if len(food) < len(snakes) + 2 and (cell := dice.below(WIDTH * HEIGHT)) not in {*_taken(snakes), *food}:
        food = [*food, cell]
    return evolve(state, snakes=snakes, food=food, clock=clock)


def public(state: State) -> dict[str, object]:
    """Everything is seen. `clock`: seconds to the end of the round, or below 0 to its beginning."""
    seconds = -((state.ticks - state.clock) // -tick_rate) if state.clock >= 0 else state.clock // tick_rate
    shown = {"size": [WIDTH, HEIGHT], "round": min(state.round, state.rounds), "rounds": state.rounds}
    names = (("bodies", "body"), ("turns", "turns"), ("points", "points"), ("wins", "wins"))
    seats = {name: [getattr(snake, of) for snake in state.snakes] for name, of in names}
    return {**shown, "clock": seconds, "food": state.food, **seats}


def result(state: State) -> Result | None:
    """Rounds won count first, then points. Whoever is left alone has won."""
    if sum(snake.away < NEVER for snake in state.snakes) > 1 and state.round <= state.rounds:
        return None
    ranks = [(snake.away < NEVER, snake.wins, snake.points) for snake in state.snakes]
    places = tuple(1 + sum(other > rank for other in ranks) for rank in ranks)
    return Result(places, tuple(snake.wins for snake in state.snakes))


def leave(state: State, seat: int) -> State:
    """Take the snake off for good."""
    left = evolve(state.snakes[seat], body=[], turns=[], away=NEVER)
    return evolve(state, snakes=[*state.snakes[:seat], left, *state.snakes[seat + 1 :]])


def bot(view: dict[str, Any], seat: int, dice: Dice) -> Move | None:
    """Go towards the nearest meal, but not where there is no room, and not beside another head."""
    board, body = view["public"], view["public"]["bodies"][seat]
    if not body or board["turns"][seat]:
        return None
    taken = {WALL, *(cell for other in board["bodies"] for cell in other[1:])}
    heads = {other[-1] for other in board["bodies"] if other and other is not body}
    now, ways = STEPS.index(body[-1] - body[-2]), []
    for way in (now, (now + 1) % 4, (now + 3) % 4):
        if (cell := _ahead(body[-1], way)) not in taken:
            far = (abs(cell // WIDTH - at // WIDTH) + abs(cell % WIDTH - at % WIDTH) for at in board["food"])
            room = edge = {cell}  # what can be reached, as far as it matters
            while edge and len(room) < len(body) + LENGTH:
                edge = _around(edge) - taken - room
                room = room | edge
            risk = len(heads & _around({cell}))
            ways.append((min(len(room), len(body) + LENGTH), -risk, -min(far, default=0), way == now, way))
    best = max(ways)[-1] if ways else now
    return None if best == now else HEADINGS[best]


def _ahead(cell: int, heading: int) -> int:
    there = cell + STEPS[heading]
    is_inside = 0 <= there < WIDTH * HEIGHT and (heading % 2 == 0 or there // WIDTH == cell // WIDTH)
    return there if is_inside else WALL


def _taken(snakes: list[Snake]) -> set[int]:
    return {cell for snake in snakes for cell in snake.body}


def _around(cells: set[int]) -> set[int]:
    return {_ahead(cell, heading) for cell in cells for heading in range(4)}


def _line_up(snakes: list[Snake]) -> list[Snake]:
    lined_up = []
    for seat, snake in enumerate(snakes):
        row, heading = (2 * seat + 1) * HEIGHT // (2 * len(snakes)), (1, 3)[seat % 2]
        first = row * WIDTH + (2, WIDTH - 3)[seat % 2]
        body = [first + STEPS[heading] * at for at in range(LENGTH)]
        lined_up.append(evolve(snake, body=body, heading=heading, turns=[], away=0, points=0))
    return [one if snake.away < NEVER else snake for one, snake in zip(lined_up, snakes, strict=True)]


def _step(before: list[Snake], meals: list[int], dice: Dice) -> tuple[list[Snake], list[int]]:
    snakes = [_creep(snake, meals) if snake.body else snake for snake in before]
    cells = Counter(cell for snake in snakes for cell in snake.body)
    heads = [snake.body[-1] if snake.body else None for snake in snakes]
    food = list(meals)
    for seat, (snake, head) in enumerate(zip(snakes, heads, strict=True)):
        if head is not None and (head == WALL or cells[head] > 1):
            food += [cell for cell in snake.body[:-1:3] if cell not in food]
            snakes[seat] = Snake([], 1, away=BACK, points=max(0, snake.points - FINE), wins=snake.wins)
        elif head is None and snake.away < NEVER:
            snakes[seat] = _come_back(snake, _taken(snakes), dice)
    taken = _taken(snakes)
    left = [meal for meal in food if meal not in taken and meal not in heads]
    return snakes, meals if left == meals else left  # the same list, where nothing has changed in it


def _creep(snake: Snake, food: list[int]) -> Snake:
    heading = snake.turns[0] if snake.turns else snake.heading
    head = _ahead(snake.body[-1], heading)
    eats = head in food
    body = [*snake.body[0 if eats else 1 :], head]
    # Not by `evolve`, which would be half of what a tick takes.
    return Snake(body, heading, snake.turns[1:], points=snake.points + eats, wins=snake.wins)


def _come_back(snake: Snake, taken: set[int], dice: Dice) -> Snake:
    heading, first = dice.choice((1, 3)), dice.below(HEIGHT) * WIDTH + 8 + dice.below(WIDTH - 16)
    run = [first + STEPS[heading] * at for at in range(2 * LENGTH)]  # with room ahead
    if snake.away > 1 or taken & set(run):
        return evolve(snake, away=max(1, snake.away - 1))
    return evolve(snake, body=run[:LENGTH], heading=heading, away=0)


def _end_round(state: State) -> tuple[State, list[Note]]:
    best = max(snake.points for snake in state.snakes if snake.away < NEVER)
    won = [snake.points == best and snake.away < NEVER for snake in state.snakes]
    snakes = [evolve(snake, wins=snake.wins + has) for snake, has in zip(state.snakes, won, strict=True)]
    names = ", ".join(f"{{{seat}}}" for seat, has_won in enumerate(won) if has_won)
    lined_up = snakes if state.round == state.rounds else _line_up(snakes)
    after = evolve(state, snakes=lined_up, round=state.round + 1, food=[], clock=-READY)
    return after, [Note(f"Round {state.round}, {best} points: {names}")]
