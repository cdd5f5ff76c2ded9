"""A game being played, for whoever probes it."""

from random import Random
from typing import Any

from attrs import field, frozen

from lobby.core.dice import Dice
from lobby.core.game import Game


@frozen
class SeatedGame:
    """A game with its seats and its dice; `present` are the seats that have not left."""

    game: Game
    seats: int
    secret: bytes
    options: Any = None  # as `start` gets them
    present: tuple[int, ...] = field()

    @present.default
    def _all(self) -> tuple[int, ...]:
        return tuple(range(self.seats))

    def dice(self, action: int) -> Dice:
        """Return the dice of an action, as a room would."""
        return Dice(self.secret, action)


@frozen
class Table(SeatedGame):
    """The same, under a seed that chooses what is tried."""

    chance: Random = field(kw_only=True)

    def any_dice(self) -> Dice:
        """Return dice for something that is only tried."""
        return Dice(self.chance.randbytes(32), 0)
