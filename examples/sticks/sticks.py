"""Sticks in pairs: one to three sticks of a heap in turn; whoever takes the last loses for the pair."""

from attrs import field, frozen
from attrs.validators import ge, le

from lobby.core.game import Dice, Illegal, Note, Result

title, seats, version = "Sticks in pairs", (4, 4), 1
seat_names, teams = ("north", "east", "south", "west"), (0, 1, 0, 1)
draws = False  # one pair has taken the last stick

MOST = 3  # sticks at once


@frozen
class Options:
    heaps: int = field(default=3, validator=[ge(1), le(5)])


@frozen
class Move:
    heap: int
    sticks: int


@frozen
class State:
    heaps: list[int]
    turn: int = 0


def start(seats: int, options: Options, dice: Dice) -> State:
    return State([3 + 2 * heap for heap in range(options.heaps)])


def moves(state: State, seat: int) -> list[Move]:
    if seat != state.turn:
        return []
    heaps = enumerate(state.heaps)
    return [Move(heap, sticks) for heap, left in heaps for sticks in range(1, min(left, MOST) + 1)]


def check(state: State, seat: int, move: Move) -> Illegal | None:
    if not 0 <= move.heap < len(state.heaps):
        return Illegal(f"there are heaps 0 to {len(state.heaps) - 1}")
    most = min(MOST, state.heaps[move.heap])
    return None if 1 <= move.sticks <= most else Illegal(f"of heap {move.heap} one takes 1 to {most} sticks")


def play(state: State, seat: int, move: Move, dice: Dice) -> tuple[State, list[Note]]:
    heaps = [left - move.sticks * (heap == move.heap) for heap, left in enumerate(state.heaps)]
    taken = "one stick" if move.sticks == 1 else f"{move.sticks} sticks"
    return State(heaps, (seat + 1) % 4), [Note(f"{{{seat}}} takes {taken} of heap {move.heap + 1}")]


def public(state: State) -> dict[str, object]:
    return {"heaps": state.heaps, "turn": state.turn}


def result(state: State) -> Result | None:
    """Who is next has not taken the last stick: their pair has won."""
    if any(state.heaps):
        return None
    return Result(tuple(1 if teams[seat] == teams[state.turn] else 3 for seat in range(4)))
