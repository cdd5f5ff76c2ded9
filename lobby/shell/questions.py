"""What a store can be asked about what is over, or not in memory."""

from collections.abc import Sequence

from attrs import frozen

from lobby.core.finding.ratings import Rating
from lobby.core.ids import PlayerId, RoomId, SessionId
from lobby.shell.records import KeepAnswer, KeepDeed, KeepPlayer, KeepReport, KeepResult, KeepRoom
from lobby.wire.messages import Player


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
class ListPlayed:
    """Games of a player that have ended, newest first, with what they did to the rating."""

    player: PlayerId
    public_only: bool = False
    limit: int = 50


@frozen
class ListRatings:
    """The ratings of a player, by the game's id."""

    player: PlayerId


@frozen
class ListLeaders:
    """The best players of a game, from a rank on, counted from 0."""

    game: str
    offset: int = 0
    limit: int = 50


@frozen
class Played:
    """A game that has ended as one of its players sees it; None: it was not rated."""

    result: KeepResult
    points: int | None = None  # after it
    change: int | None = None  # by it


@frozen
class Standing:
    """How good a player is at a game, and at which place among all, counted from 1; equal points share it."""

    player: Player
    game: str
    rating: Rating
    place: int


@frozen
class ListDeeds:
    """What operators have done, newest first."""

    limit: int = 50


@frozen
class ListReports:
    """What players have told about others, newest first."""

    before_ms: int | None = None  # wall clock; only those of earlier
    limit: int = 50


@frozen
class FindPlayers:
    """The players of these hashes of tokens, and those of these ids, by their ids; who is not known is not
    among them."""

    tokens: tuple[bytes, ...] = ()
    ids: tuple[PlayerId, ...] = ()


@frozen
class ListPlayers:
    """All players by their ids, those after this one."""

    after: PlayerId | None = None
    limit: int = 500


@frozen
class KnownPlayer:
    """A player, and whom they have blocked: the `data` of a KeepBlocks, None where there is none."""

    player: KeepPlayer
    blocks: bytes | None = None


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


Question = (
    FindRoom
    | FindResult
    | FindFilm
    | ListResults
    | ListFilmless
    | ListAnswers
    | ListPlayed
    | ListRatings
    | ListLeaders
    | ListDeeds
    | ListReports
    | FindPlayers
    | ListPlayers
)
Answer = (
    KeepRoom
    | KeepResult
    | bytes
    | tuple[KeepResult, ...]
    | tuple[KeepAnswer, ...]
    | tuple[Played, ...]
    | tuple[Standing, ...]
    | tuple[KeepDeed, ...]
    | tuple[KeepReport, ...]
    | tuple[KnownPlayer, ...]
    | tuple[KeepPlayer, ...]
    | Unreadable
    | None
)
