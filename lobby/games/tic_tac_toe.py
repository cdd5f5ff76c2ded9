"""Tic-tac-toe. The state is the board: nine squares, each None or a seat's. A move is a square."""

from lobby.core.game import Dice, Illegal, Result, draw, win

title, seats, version = "Tic-tac-toe", (2, 2), 1


def start(seats: int, options: object, dice: Dice) -> list[int | None]:
    return [None] * 9


def moves(board: list[int | None], seat: int) -> list[int]:
    return [i for i in range(9) if board[i] is None and board.count(None) % 2 != seat and not result(board)]


def check(board: list[int | None], seat: int, move: int) -> Illegal | None:
    return Illegal("that square is taken") if move in range(9) and board[move] is not None else None


def play(board: list[int | None], seat: int, move: int, dice: Dice) -> list[int | None]:
    return [*board[:move], seat, *board[move + 1 :]]


def public(board: list[int | None]) -> dict[str, object]:
    return {"board": board}


def result(board: list[int | None]) -> Result | None:
    rows = [board[:3], board[3:6], board[6:], board[::3], board[1::3], board[2::3], board[::4], board[2:7:2]]
    return win(0) if [0] * 3 in rows else win(1) if [1] * 3 in rows else None if None in board else draw()
