"""What a store can be asked about what is over, or not in memory."""

from collections.abc import Sequence

from attrs import frozen

from lobby.core.ids import PlayerId, RoomId, SessionId
from lobby.shell.records import KeepAnswer, KeepResult, KeepRoom


@frozen
class FindRoom:
    """The room of this id or code; of a code the one that lives, else the newest."""

    key: str


@frozen
class FindResult:
    """The result of this id."""

    id: str


@frozen
class FindFilm:
    """The bytes of the film of this result."""

    id: str


@frozen
class ListResults:
    """Games that have ended, newest first: of a game, a player, a room, where any is named."""

    game: str | None = None
    player: PlayerId | None = None
    room: RoomId | None = None
    public_only: bool = False
    before_ms: int | None = None  # wall clock; only those that ended earlier
    limit: int = 50


@frozen
class ListFilmless:
    """Results whose film is not written yet, oldest first."""

    limit: int = 10


@frozen
class ListAnswers:
    """The answers that are kept of a session, by their numbers."""

    session: SessionId


@frozen
class Unreadable:
    """The store can't be read or written now: which says nothing about what is in it."""

    reason: str


@frozen
class Tidied:
    """What has gone for good in one slice; `more` says that there is more to do at once."""

    rows: int = 0  # of logs, snapshots, rooms, results, films and players
    codes: Sequence[str] = ()  # of rooms that are not known any more: they may be given again
    players: Sequence[PlayerId] = ()
    pages: int = 0  # that were given back to the disk
    more: bool = False


Question = FindRoom | FindResult | FindFilm | ListResults | ListFilmless | ListAnswers
Answer = KeepRoom | KeepResult | bytes | tuple[KeepResult, ...] | tuple[KeepAnswer, ...] | Unreadable | None
