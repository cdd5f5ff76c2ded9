"""What a room has not told yet: steps until they are committed, and what waits behind them."""

from collections.abc import Callable
from typing import Final, Protocol

from attrs import define

from lobby.core.refusal import Refusal, Reply
from lobby.core.room import Room
from lobby.shell.audience import Telling
from lobby.shell.records import Record
from lobby.wire.values import Value

UNSTORED: Final = Refusal("store", "the step could not be stored; nothing has changed")


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
    _is_orphan: bool = False

    def settle(self, committed: bool) -> None:
        """Hear from the store what became of it."""
        self.teller.settled(self, committed)

    def orphan(self) -> None:
        """The room has died: only who asked for it hears of it any more, and what the store makes of it."""
        self._is_orphan = True

    def release(self) -> None:
        """Tell it."""
        if self._is_orphan:
            self._answer(self.result)
        else:
            self.teller.tell(self)

    def fail(self) -> None:
        """Let it go."""
        if self._is_orphan:
            self._answer(UNSTORED)
        else:
            self.teller.lose(self)

    def _answer(self, result: Value | Refusal) -> None:
        if self.reply is not None:
            self.reply(result)


@define(eq=False)
class Behind:
    """What waits behind steps, whatever becomes of them."""

    release: Callable[[], None]

    @property
    def is_ready(self) -> bool:
        """Whether it may be released once nothing is before it."""
        return True

    def orphan(self) -> None:
        """The room has died: it is released all the same."""

    def fail(self) -> None:
        """What it waits behind could not be stored: it is released all the same."""
        self.release()
