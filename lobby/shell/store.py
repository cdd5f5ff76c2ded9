"""Where what must survive is kept: the port that hosts, the manager and the registry speak to."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from attrs import field, frozen

from lobby.core.ids import RoomId, SessionId
from lobby.settings import RetentionSection
from lobby.shell.questions import Question, Tidied, Unreadable
from lobby.shell.records import (
    KeepAnswer,
    KeepBlocks,
    KeepOrder,
    KeepPlayer,
    KeepRoom,
    KeepSession,
    KeepSnapshot,
    Record,
)
from lobby.shell.timing.outages import Outages
from lobby.wire.light import light
from lobby.wire.values import Value, pack

# What a store can't do now it is asked again for after this time, by whoever must have it.
RETRY_SECONDS = 1.0

Done = Callable[[bool], None]


class CantStore(Exception):
    """What is stored can't be used; the text is one line that says why."""


@light
class By:
    """The command that makes a room move on; `records` must be stored with the step."""

    session: SessionId
    number: int
    records: Sequence[Record] = ()
    more: dict[str, Value] = field(factory=dict)  # what the asker is told besides the step's own result

    def tell(self, result: Value) -> Value:
        """Return what the asker is told."""
        return {**result, **self.more} if self.more else result

    def keep(self, result: Value) -> tuple[Record, ...]:
        """Return all that is stored with the step, its answer included."""
        return (*self.records, self.answer(result))

    def answer(self, result: Value) -> KeepAnswer:
        """Return the answer as it is stored."""
        return KeepAnswer(self.session, self.number, pack(self.tell(result) if self.more else result))


@frozen
class KeptRoom:
    """The log of a room that is awake, under the incarnation that may write to it from now on."""

    id: RoomId
    incarnation: int
    rows: Sequence[bytes]  # where there is a snapshot only those after it
    snapshot: KeepSnapshot | None = None


@frozen
class Kept:
    """All that has survived."""

    rooms: Sequence[KeptRoom] = ()
    players: Sequence[KeepPlayer] = ()  # with a session, or whom a room that lives or an order names
    sessions: Sequence[KeepSession] = ()
    answers: Sequence[KeepAnswer] = ()  # of each session by their numbers
    asleep: Sequence[KeepRoom] = ()
    codes: Sequence[str] = ()  # of rooms that are over but still known: not to be given again
    lived_ms: int = 0  # so long have servers on this data run, together
    later: Sequence[KeepRoom] = ()  # awake, too, but to be read by `wake`
    blocks: Sequence[KeepBlocks] = ()  # of these players
    orders: Sequence[KeepOrder] = ()  # by kind and target; some may have ended meanwhile
    strangers: int = 0  # players besides, who are to be looked for as they come


def is_needed_now(_: bytes) -> bool:
    """Let no room wait."""
    return False


class Store(Protocol):
    """Keeps the log of every room, and who was there. No method waits, but for `load` and `run`; outcomes
    are told later, in the order in which things were asked for."""

    @property
    def is_failing(self) -> bool:
        """Whether the last commit failed, and none has succeeded since; or one takes far too long."""

    @property
    def outages(self) -> Outages:
        """When it has failed, and for how long."""

    async def load(
        self, may_wait: Callable[[bytes], bool] = is_needed_now, *, with_answers: bool = True
    ) -> Kept:
        """Return what has survived, before anything is asked for; raise CantStore.

        The log of a room that is awake is not read where `may_wait` holds for what is known of it (the
        `data` of its KeepRoom); it is asked for and called in any thread.
        """

    def append(
        self,
        room: RoomId,
        incarnation: int,
        number: int,
        row: bytes,
        done: Done,
        *,
        records: Sequence[Record] = (),
    ) -> None:
        """Store a row, together with what it means for players and sessions, whole or not at all.

        `done(True)` is called once it is durable, `done(False)` if it can't be stored. Refused, too, is a
        number that is not the next one, or an incarnation that is not the latest: whoever says it holds a
        room that somebody else has taken over. After one failure all later rows of the room that were
        already appended fail as well.
        """

    def write(self, records: Sequence[Record], done: Done) -> None:
        """Store what belongs to no room, whole or not at all; saying it again does no harm."""

    def read(self, room: RoomId, tell: Callable[[list[bytes]], None]) -> None:
        """Call `tell` with the rows of the room that are committed, in order; none if they can't be read."""

    def wake(self, room: RoomId, tell: Callable[[KeptRoom | Unreadable | None], None]) -> None:
        """Call `tell` with a room that is asleep, or that `load` has left for later, which is awake from now
        on, under a new incarnation; with None where there is none that lives."""

    def ask(self, question: Question, tell: Callable[[Any], None]) -> None:
        """Call `tell` with the answer: of `Find...` the one or None, of `List...` a tuple; of
        each `Unreadable` where it can't be read."""

    def tidy(
        self, settings: RetentionSection, now_ms: int, tell: Callable[[Tidied | Unreadable], None]
    ) -> None:
        """Let go what has been kept for long enough at this wall clock: one slice, so that no commit waits
        for long. Whoever is told `more` asks again."""

    def forget(self, room: RoomId) -> None:
        """Nothing of the room is wanted any more, but the results of its games."""

    def set_aside(self, room: RoomId, reason: str) -> None:
        """The room can't go on: it is over. Its log is kept for as long as closed rooms are known."""

    async def run(self) -> None:
        """Commit what is asked for, in its own time; ends when cancelled."""
