"""Whose fault it is: what a game's hooks raise is told as `GameFailed`, which costs one step of one room."""

from collections.abc import Callable
from typing import TypeVar

from lobby.core.game import Game

Answer = TypeVar("Answer")

_TEXT_CHARACTERS = 500


class GameFailed(Exception):
    """A hook of the game raised or ran out of time: the author's fault, and that of no other room."""

    @classmethod
    def because(cls, game: Game, error: BaseException) -> "GameFailed":
        """Return the failure that this error is, as its cause."""
        failure = cls(f"{game.id}: {type(error).__name__}: {_text_of(error)}")
        failure.__cause__ = error
        return failure


def blame(game: Game, call: Callable[[], Answer]) -> Answer:
    """Return what a call of hooks returns; raise GameFailed, which names the game, for whatever they raise.

    Hooks never wait, so also an exception that is no error is theirs.
    """
    try:
        return call()
    except GameFailed:
        raise
    except BaseException as error:
        raise GameFailed.because(game, error) from error


def _text_of(error: BaseException) -> str:
    try:
        return str(error)[:_TEXT_CHARACTERS]
    except BaseException:  # it is the author's code as well
        return "(an error that can't say what it is)"
