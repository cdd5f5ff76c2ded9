"""Connect four: discs fall into seven columns of six squares; four in a row, in any direction, win."""

from lobby.core.game import Dice, Illegal, Note, Result, draw, win

title, seats, version = "Connect four", (2, 2), 1

WIDTH, HEIGHT, ROW = 7, 6, 4
Board = list[list[int | None]]  # rows from the top; each square None or the seat that has it
LINES = [
    [(row + down * step, column + right * step) for step in range(ROW)]
    for row in range(HEIGHT)
    for column in range(WIDTH)
    for down, right in ((0, 1), (1, 0), (1, 1), (1, -1))
    if row + down * (ROW - 1) < HEIGHT and 0 <= column + right * (ROW - 1) < WIDTH
]


def start(seats: int, options: object, dice: Dice) -> Board:
    """Return the empty board."""
    return [[None] * WIDTH for _ in range(HEIGHT)]


def moves(board: Board, seat: int) -> list[int]:
    """Return the columns that are not full, to the seat whose turn it is."""
    free = sum(row.count(None) for row in board)
    if free % 2 != seat or result(board):
        return []
    return [column for column in range(WIDTH) if board[0][column] is None]


def check(board: Board, seat: int, move: int) -> Illegal | None:
    """Say what is wrong with a column."""
    if move not in range(WIDTH):
        return Illegal(f"there is no column {move}")
    return None if board[0][move] is None else Illegal("that column is full")


def play(board: Board, seat: int, move: int, dice: Dice) -> tuple[Board, list[Note]]:
    """Drop a disc; only the row in which it lands is made anew."""
    land = max(row for row in range(HEIGHT) if board[row][move] is None)
    landed = [*board[land][:move], seat, *board[land][move + 1 :]]
    note = Note(
        f"{{{seat}}} drops in column {move + 1}"
    )  # the player's name stands for {0}; people count from 1
    return [*board[:land], landed, *board[land + 1 :]], [note]


def public(board: Board) -> dict[str, object]:
    """Everybody sees the board."""
    return {"board": board}


def result(board: Board) -> Result | None:
    """Return who has four in a row; a full board without any is a draw."""
    for (a, b), (c, d), (e, f), (g, h) in LINES:
        seat = board[a][b]
        if seat is not None and seat == board[c][d] == board[e][f] == board[g][h]:
            return win(seat)
    return None if None in board[0] else draw()
