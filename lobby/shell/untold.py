"""What a room has not told yet: steps until they are committed, and what waits behind them."""

from collections.abc import Callable
from typing import Protocol

from attrs import define

from lobby.core.refusal import Reply
from lobby.core.room import Room
from lobby.shell.audience import Telling
from lobby.shell.records import Record
from lobby.wire.values import Value


class Teller(Protocol):
    """Whose steps they are."""

    def settled(self, step: "Untold", committed: bool) -> None:
        """The store has told what became of a step."""

    def tell(self, step: "Untold") -> None:
        """It is committed, and all before it is told."""

    def lose(self, step: "Untold") -> None:
        """It could not be stored, or one before it: it has never happened."""


@define(eq=False)
class Untold:
    """A step that is told once it is committed, and all before it."""

    teller: Teller
    room: Room  # after it
    tellings: list[Telling]
    lasting: tuple[Record, ...]
    reply: Reply | None
    result: Value
    is_ready: bool = False  # it is committed

    def settle(self, committed: bool) -> None:
        """Hear from the store what became of it."""
        self.teller.settled(self, committed)

    def release(self) -> None:
        """Tell it."""
        self.teller.tell(self)

    def fail(self) -> None:
        """Let it go."""
        self.teller.lose(self)


@define(eq=False)
class Behind:
    """What waits behind steps, whatever becomes of them."""

    release: Callable[[], None]

    @property
    def is_ready(self) -> bool:
        """Whether it may be released once nothing is before it."""
        return True

    def fail(self) -> None:
        """The room is over."""
        self.release()
