"""Any game's view as lines of text: grids as grids, the rest as indented names and values. Pure."""

from collections.abc import Iterator
from math import isqrt

from lobby.wire.values import Value

CELLS_MIN = 9  # a flat list of so many marks, if it makes a square, is a board


def render(value: Value, indent: str = "") -> Iterator[str]:
    """Yield the lines that show a value."""
    if (grid := find_grid(value)) is not None:
        yield from _render_grid(grid, indent)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _render_entry(clean(key), item, indent)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _render_entry(str(index), item, indent)
    else:
        yield indent + show(value)


def find_grid(value: Value) -> list[list[Value]] | None:
    """Return the rows of what is a grid: lists of marks of one length, or marks that make a square."""
    if not isinstance(value, list) or not value:
        return None
    if all(isinstance(row, list) and len(row) == len(value[0]) > 1 and _are_marks(row) for row in value):
        return value if len(value) > 1 else None
    side = isqrt(len(value))
    if len(value) >= CELLS_MIN and side * side == len(value) and _are_marks(value):
        return [value[start : start + side] for start in range(0, len(value), side)]
    return None


def show(value: Value) -> str:
    """Return a value on one line."""
    match value:
        case None:
            return "·"
        case True | False:
            return "yes" if value else "no"
        case list():
            return " ".join(map(show, value)) or "-"
        case dict() if list(value.values()) == [True]:
            return clean(next(iter(value)))  # a move that is only a word
        case dict():
            return ", ".join(f"{clean(key)} {show(item)}" for key, item in value.items()) or "-"
        case bytes():
            return value.hex()
        case _:
            return clean(str(value))


def clean(text: str) -> str:
    """Return the text without what would steer a terminal: it comes from strangers."""
    return "".join(character if character.isprintable() else "�" for character in text)


def label_moves(moves: list[Value]) -> dict[str, Value]:
    """Return what to type for each move: numbers name themselves, others are numbered from 1."""
    if all(type(move) is int for move in moves):
        return {str(move): move for move in moves}
    return {str(number): move for number, move in enumerate(moves, 1)}


def _render_entry(name: str, item: Value, indent: str) -> Iterator[str]:
    if find_grid(item) is None and (not isinstance(item, list | dict) or _is_flat(item)):
        yield f"{indent}{name}: {show(item)}"
    else:
        yield f"{indent}{name}:"
        yield from render(item, indent + "  ")


def _render_grid(rows: list[list[Value]], indent: str) -> Iterator[str]:
    cells = [[show(cell) if cell != "" else "·" for cell in row] for row in rows]
    width = max(len(cell) for row in cells for cell in row)
    for row in cells:
        yield indent + " ".join(cell.rjust(width) for cell in row)


def _is_flat(value: Value) -> bool:
    items = value.values() if isinstance(value, dict) else value
    return all(not isinstance(item, list | dict) for item in items)


def _are_marks(row: list[Value]) -> bool:
    return all(item is None or (isinstance(item, int | str) and len(str(item)) <= 3) for item in row)
