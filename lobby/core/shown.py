"""What may be told of a room to who is not in its game: where it is watched late, what watchers see."""

from typing import Any

from attrs import evolve

from lobby.core.directory import Listing
from lobby.core.ids import PlayerId
from lobby.core.summary import Summary


def list_shown(listing: Listing, seen: Any) -> Listing:
    """Return what the lobby lists of a room whose watchers see `seen`, a view of watch/<id>; None: all."""
    if seen is None:
        return listing
    return evolve(listing, phase=seen["room"]["phase"], taken=len(_players(seen)))


def summarize_shown(summary: Summary, seen: Any) -> Summary:
    """Return what may be told of a room to who has no seat; `seen` as in `list_shown`."""
    if seen is None:
        return summary
    room, game = seen["room"], seen["game"]
    seated = [(seat["player"], seat["name"]) for seat in _players(seen) if _is_held(seat)]
    played = [(player["player"], player["name"]) for player in game["players"]]
    is_over = game["replay"] is not None
    return evolve(
        summary,
        phase=room["phase"],
        round=room["round"],
        host=room["host"],
        seated=seated,
        reserved=[(seat["player"], seat["name"]) for seat in _players(seen) if not _is_held(seat)],
        played=played,
        acting=[played[seat][0] for seat in game["turn"]] if room["phase"] == "playing" else [],
        move_due_ms={},
        due_ms=None,
        places=tuple(game["result"]["places"]) if is_over and game["result"] else (),
        replay=game["replay"],
    )


def keep_back(summary: Summary) -> Summary:
    """Return what who has no seat may know of a room that is not in memory."""
    if not summary.is_held:
        return summary
    return evolve(summary, phase="playing", acting=[], move_due_ms={}, due_ms=None, places=(), replay=None)


def seated_shown(seen: Any) -> set[PlayerId]:
    """Return who has a seat, as a view of watch/<id> shows it."""
    return {PlayerId(seat["player"]) for seat in _players(seen) if _is_held(seat)}


def _players(seen: Any) -> list[Any]:
    """Return the seats that somebody has, or is on the way to."""
    return [seat for seat in seen["room"]["seats"] if seat["player"] is not None]


def _is_held(seat: Any) -> bool:
    return bool(seat["status"] != "reserved")
