"""What lists tell of a game that has ended: kept with it, so that no log has to be read for a list."""

from typing import Any

import attrs
from attrs import frozen

from lobby.core.finding.ratings import counts
from lobby.core.room import Room
from lobby.core.watching import shown_ms
from lobby.wire.film import FilmPlayer, FilmResult
from lobby.wire.messages import Pace
from lobby.wire.strict import Structurer
from lobby.wire.values import Value, pack, unpack


@frozen
class Finished:
    """One game of a room that has ended."""

    title: str
    room: str  # its name
    number: int
    players: tuple[FilmPlayer, ...]
    result: FilmResult | None  # None: everybody has left
    ended_ms: int  # wall clock
    # Not for strangers, who may watch a game but not find its table or who played:
    code: str = ""
    pace: Pace = "live"
    ids: tuple[str, ...] = ()  # of the players, by their seats
    shown_ms: int = 0  # wall clock from which on others may know; 0: at once
    rated: bool = False  # it has changed ratings
    unrated: str = ""  # why it has not, in a rated room; see lobby.core.finding.unrated


_HIDDEN = frozenset({"code", "pace", "ids", "shown_ms", "rated", "unrated"})


def finish(room: Room) -> Finished:
    """Return what there is to tell of the game that has just ended in a room."""
    game = room.match
    assert game is not None, "a game has ended"
    assert game.over, "a game has ended"
    result = game.result
    return Finished(
        title=room.game.title,
        room=room.name,
        number=game.number,
        players=tuple(FilmPlayer(player.name, player.kind) for player in game.players),
        result=None if result is None else FilmResult(result.places, result.scores),
        ended_ms=room.zero_ms + room.now_ms,
        code=room.code,
        pace=room.settings.pace,
        ids=tuple(player.id for player in game.players),
        shown_ms=room.zero_ms + shown_ms(room) if room.house.watching == "delayed" else 0,
        rated=counts(room),
        unrated=game.unrated,
    )


def pack_finished(finished: Finished) -> bytes:
    """Return the bytes that are kept of it."""
    return pack(attrs.asdict(finished))


def unpack_finished(data: bytes) -> Finished:
    """Return what `pack_finished` made bytes of; raise BadValue for the bytes of another version."""
    return _structurer.structure(unpack(data), Finished)


def describe_finished(finished: Finished) -> dict[str, Any]:
    """Return it as lists on pages show it, to anybody."""
    plain: dict[str, Value] = attrs.asdict(finished)
    return {name: value for name, value in plain.items() if name not in _HIDDEN}


_structurer = Structurer()  # what a later version adds is passed over
