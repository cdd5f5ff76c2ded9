"""What was asked of a room, on its way to a step: decided on, announced, encoded, and handed to the store."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

import structlog
from attrs import define, field

from lobby.core.announce import announce
from lobby.core.blame import GameFailed
from lobby.core.budget import OverBudget
from lobby.core.inputs import Input
from lobby.core.outputs import Output
from lobby.core.refusal import Refusal, Reply
from lobby.core.room import Room
from lobby.core.step import Step, take
from lobby.shell.audience import Audience, Telling
from lobby.shell.landlord import Parts
from lobby.shell.records import Record
from lobby.shell.store import By
from lobby.wire.values import Value

log = structlog.get_logger()


class Taker(Protocol):
    """Whose input it is: the host of the room."""

    room: Room
    audience: Audience
    parts: Parts
    after_step: Callable[[], None]

    def append(
        self, step: Step, tellings: list[Telling], *, reply: Reply | None, records: Sequence[Record]
    ) -> None:
        """A step was taken: it is to be stored, and then told."""

    def nothing_happened(self, asked: Input, reply: Reply | None, result: Value | Refusal) -> None:
        """The input was refused, or changes nothing."""

    def report(self, asked: Input, failure: GameFailed) -> None:
        """The game has failed, and its author is to know."""

    def game_failed(self, asked: Input, reply: Reply | None, failure: GameFailed) -> None:
        """The game has failed on the input; nothing has changed."""

    def die(self, reply: Reply | None = None) -> None:
        """Our own promise is broken in the room: it ends, and no other one feels it."""

    def taken(self) -> None:
        """It is over: the next input may be taken."""


@define(eq=False)
class Taking:
    """An input that a room takes, in four parts; nothing else of that room may come between them.

    Nothing has happened before the last one, and none of them raises: whatever goes wrong is the room's.
    """

    host: Taker
    asked: Input
    reply: Reply | None
    by: By | None
    at_ms: int  # room time
    _step: Step | None = None
    _result: Value | Refusal = None  # where there is no step
    _has_failed: bool = False
    _outputs: list[Output] = field(factory=list)
    _tellings: list[Telling] = field(factory=list)

    def decide(self) -> None:
        """Ask the room, and through it the game, what comes of it."""
        self._watch(self._decide)

    def announce(self) -> None:
        """Find out who is to hear of it, and what."""
        if self._step is not None:
            self._watch(self._announce)

    def encode(self) -> None:
        """Encode what they are to hear."""
        if self._step is not None:
            self._watch(self._encode)

    def finish(self) -> None:
        """Hand the step to the store, or answer that there is none."""
        try:
            if not self._has_failed:
                self._finish()
            self.host.after_step()
        except Exception:
            self._die()
        finally:
            self.host.taken()

    def _decide(self) -> None:
        room = self.host.room
        bars = self.host.parts.find_bars(room, self.asked) if room.house.rated else ()
        step = take(room, self.asked, self.at_ms, bars)
        if isinstance(step, Refusal):
            self._result = step
        elif step.row.events:
            self._step = step
        else:
            self._result = step.result

    def _announce(self) -> None:
        assert self._step is not None
        self._outputs = announce(self.host.room, self._step.room, self._step.row)

    def _encode(self) -> None:
        assert self._step is not None
        self._tellings = self.host.audience.draft(self._outputs, self._step.row.number)

    def _finish(self) -> None:
        step = self._step
        if step is None:
            self.host.nothing_happened(self.asked, self.reply, self._result)
            self.reply = None
            return
        if step.failure is not None:
            self.host.report(self.asked, step.failure)
        records = self.by.keep(step.result) if self.by is not None else ()
        self.host.append(step, self._tellings, reply=self.reply, records=records)
        self.reply = None  # it hears of the commit from now on

    def _watch(self, part: Callable[[], None]) -> None:
        """Do a part that the game has a say in, bounded in time."""
        try:
            self.host.parts.watchdog.run(self._who, part)
        except GameFailed as failure:
            self._fail(failure)
        except OverBudget as stopped:
            # Not in a hook, but over what hooks have returned: views too long to compare in time.
            self._fail(GameFailed.because(self.host.room.game, stopped))
        except Exception:
            self._die()
        except BaseException as odd:
            # Nothing here waits, so it is none of Trio's: a game's type has raised it, out of its own checks.
            self._fail(GameFailed.because(self.host.room.game, odd))

    @property
    def _who(self) -> str:
        """Who makes the game compute: a player, or for what comes by itself the room."""
        player = getattr(self.asked, "player", None)
        return f"{self.host.room.game.id} {getattr(player, 'id', player) or self.host.room.id}"

    def _fail(self, failure: GameFailed) -> None:
        self._has_failed, self._step = True, None
        try:
            self.host.game_failed(self.asked, self.reply, failure)
            self.reply = None
        except Exception:
            self._die()

    def _die(self) -> None:
        self._has_failed, self._step = True, None
        log.exception("room died", room=self.host.room.id, input=type(self.asked).__name__)
        try:
            self.host.die(self.reply)
        except Exception:
            log.exception("room not ended", room=self.host.room.id)


PARTS: Final = (Taking.decide, Taking.announce, Taking.encode, Taking.finish)
