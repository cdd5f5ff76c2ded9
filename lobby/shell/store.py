"""Where what must survive is kept: the port that hosts, the manager and the registry speak to."""

from collections.abc import Callable, Sequence
from typing import Protocol

from attrs import frozen

from lobby.core.ids import PlayerId, RoomId, SessionId
from lobby.wire.messages import Kind
from lobby.wire.values import Value, pack

Done = Callable[[bool], None]


class CantStore(Exception):
    """What is stored can't be used; the text is one line that says why."""


@frozen
class KeepPlayer:
    """A player is known, by this name."""

    id: PlayerId
    token_hash: bytes
    name: str
    kind: Kind


@frozen
class KeepSession:
    """A session of a player is known, and is in these rooms and hears these topics of the lobby."""

    id: SessionId
    secret_hash: bytes
    player: PlayerId
    first: int  # the highest number that it had used before its first command here
    rooms: tuple[RoomId, ...]
    topics: tuple[str, ...]


@frozen
class KeepAnswer:
    """A command was carried out, with this packed result. As many are kept as may be unanswered."""

    session: SessionId
    number: int
    result: bytes


@frozen
class ForgetSession:
    """A session has ended, with its answers."""

    id: SessionId


@frozen
class ForgetPlayer:
    """A player has no session any more."""

    id: PlayerId


@frozen
class By:
    """The command that makes a room move on; `records` must be stored with the step."""

    session: SessionId
    number: int
    records: Sequence["Record"] = ()

    def keep(self, result: Value) -> tuple["Record", ...]:
        """Return all that is stored with the step, its answer included."""
        return (*self.records, self.answer(result))

    def answer(self, result: Value) -> KeepAnswer:
        """Return the answer as it is stored."""
        return KeepAnswer(self.session, self.number, pack(result))


Record = KeepPlayer | KeepSession | KeepAnswer | ForgetSession | ForgetPlayer


@frozen
class KeptRoom:
    """The log of a room that has not closed, under the incarnation that may write to it from now on."""

    id: RoomId
    incarnation: int
    rows: Sequence[bytes]


@frozen
class Kept:
    """All that has survived."""

    rooms: Sequence[KeptRoom] = ()
    players: Sequence[KeepPlayer] = ()
    sessions: Sequence[KeepSession] = ()
    answers: Sequence[KeepAnswer] = ()  # of each session by their numbers


class Store(Protocol):
    """Keeps the log of every room, and who was there. No method waits, but for `load` and `run`; outcomes
    are told later, in the order in which things were asked for."""

    @property
    def is_failing(self) -> bool:
        """Whether the last commit failed, and none has succeeded since."""

    async def load(self) -> Kept:
        """Return what has survived, before anything is asked for; raise CantStore."""

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

    def forget(self, room: RoomId) -> None:
        """The room has closed; its log may go."""

    def set_aside(self, room: RoomId, reason: str) -> None:
        """The room can't go on; its log is kept, but not loaded any more."""

    async def run(self) -> None:
        """Commit what is asked for, in its own time; ends when cancelled."""
