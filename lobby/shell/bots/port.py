"""What the lobby knows of a kind of bot, and of whoever provides it: the port for bots of every sort.

A provider may think in worker processes, ask a trained agent, or another machine: the room only sees seats.
"""

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from attrs import frozen

from lobby.bots.sight import Sight
from lobby.core.game import Game
from lobby.wire.values import Value


@frozen
class BotKind:
    """A kind of bot as hosts choose it. `title` is also what its seats are called."""

    id: str  # at most 40 characters
    title: str


@frozen
class Chosen:
    """The move that a bot has chosen, which the room judges like any other; of a draw, whether it agrees."""

    move: Value
    fault: str = ""  # why it was drawn in place of what the bot should have chosen


@frozen
class Unable:
    """A bot has chosen nothing; `is_busy`: it is worth asking again in a while."""

    reason: str
    is_busy: bool = False


Thought = Chosen | Unable


class Brain(Protocol):
    """What chooses for one kind of bot in one game."""

    def think(self, sight: Sight, seed: int, tell: Callable[[Thought], None], asker: str) -> None:
        """Choose a move; returns at once, and `tell` hears of it once, later. Never raises.

        `asker` names for whom: who shares thinking out does so fairly between askers.
        """


@runtime_checkable
class Negotiator(Brain, Protocol):
    """A brain that also says whether it wants a draw; one that can't declines each."""

    def weigh_draw(self, sight: Sight, seed: int, tell: Callable[[Thought], None], asker: str) -> None:
        """Tell True or False, in the same way as `think` does; it need not be the seat's turn."""


class Provider(Protocol):
    """Somebody who has bots."""

    def kinds(self, game: Game) -> Sequence[BotKind]:
        """Return the kinds that can play a game, the one to begin with first."""

    def open(self, kind: str, game: Game) -> Brain | None:
        """Return what chooses for that kind, None where it is none of the provider's for that game."""

    async def run(self) -> None:
        """Do what thinking needs; ends when cancelled, and leaves nothing running."""
