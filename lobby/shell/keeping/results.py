"""What a step leaves behind for good: the result of a game, and what is known of a room that has closed."""

from collections.abc import Iterator

from lobby.core.events import Closed, Ended, Moved, Row, Said, Ticked
from lobby.core.fairness import replay_id
from lobby.core.finding.ratings import counts, rank
from lobby.core.history.finished import finish, pack_finished
from lobby.core.ids import PlayerId, is_bot
from lobby.core.match import Match
from lobby.core.room import Room
from lobby.core.summary import Summary, summarize, tells_same
from lobby.shell.records import KeepResult, KeepRoom, RateGame, Record, RoomState

# With nothing but these a live room is still known as it was: who sits there, and whether they play.
_PASSING = frozenset({Moved, Ticked, Said})


def records_of(row: Row, before: Room, room: Room) -> tuple[Record, ...]:
    """Return what is stored with a step: what must not be lost with the room's log, and what must be known
    of the room before that is read."""
    if not room.settings.is_slow and _PASSING.issuperset(map(type, row.events)):
        return ()
    return (*_records_of(row, room), *_known_of(row, before, room))


def keep_room(summary: Summary, state: RoomState, touched_ms: int) -> KeepRoom:
    """Return what is stored of a room besides its log; `touched_ms` is wall clock."""
    people = (player for player in (*summary.people, *summary.invited) if not is_bot(player))
    players = tuple(dict.fromkeys(people))
    packed = summary.pack()
    return KeepRoom(
        summary.id, summary.code, state, summary.game, summary.public, players, touched_ms, packed
    )


def _records_of(row: Row, room: Room) -> Iterator[Record]:
    now_ms = room.zero_ms + row.at_ms
    for event in row.events:
        match event:
            case Ended() if room.match is not None:
                result = _result(room, room.match)
                yield result
                if counts(room) and (ranks := rank(room.match)) is not None:
                    yield RateGame(result.id, result.game, result.players, ranks, result.ended_ms)
            case Closed(reason):
                yield keep_room(summarize(room, reason), "closed", now_ms)
            case _:
                continue


def _known_of(row: Row, before: Room, room: Room) -> Iterator[Record]:
    if room.phase != "closed" and not tells_same(before, room):
        yield keep_room(summarize(room), "awake", room.zero_ms + row.at_ms)


def _result(room: Room, game: Match) -> KeepResult:
    finished = finish(room)
    players = tuple(PlayerId(player.id) for player in game.players if not is_bot(player.id))
    data, id_ = pack_finished(finished), replay_id(game)
    # What a look at the room keeps from strangers, lists and profiles don't tell them either.
    is_guarded = room.house.locked or bool(room.house.password_hash) or room.house.watching == "closed"
    is_public = room.public and not is_guarded
    return KeepResult(id_, room.id, game.number, room.game.id, is_public, players, finished.ended_ms, data)
