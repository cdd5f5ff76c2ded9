"""What `player/<id>` shows: a player's own games, wherever they are, and who wants the player to come."""

from collections.abc import Iterable, Sequence

from lobby.core.history.finished import Finished
from lobby.core.ids import PlayerId, RoomId, is_bot
from lobby.core.summary import Summary
from lobby.wire.values import Value

# Whose turn it is comes first, then what goes on, then what has not begun, then what is over.
_ORDER = ("your_turn", "waiting", "playing", "halted", "gathering", "finished")


def own_topic(player: PlayerId) -> str:
    """Return the name of the topic that only the sessions of a player hear."""
    return f"player/{player}"


def view_own(
    player: PlayerId, rooms: Iterable[Summary], results: Sequence[Value], most: int, queue: Value = None
) -> Value:
    """Return the view of `player/<id>`; `results` are finished games, newest first, `queue` is the ticket."""
    rooms = list(rooms)
    games = [_game(player, room) for room in rooms if _is_in(player, room)]
    known = {game["result"]["id"] for game in games if game["result"] is not None}
    games += [result for result in results if result["result"]["id"] not in known]
    games.sort(key=lambda game: _ORDER.index(game["state"]))
    invitations = [_invitation(player, room) for room in rooms if player in room.invited]
    found = [_found(player, room) for room in rooms if player in dict(room.reserved)]
    return {"games": games[:most], "invitations": invitations[:most], "found": found[:most], "queue": queue}


def concerned(room: Summary) -> set[PlayerId]:
    """Return the players whose views a room is in."""
    playing = room.played if room.phase == "playing" else ()
    people = {id_ for id_, _ in (*room.seated, *room.reserved, *playing) if not is_bot(id_)}
    return people | set(room.invited)


def view_result(player: PlayerId, room: RoomId, game: str, id_: str, finished: Finished) -> Value:
    """Return a game that has ended as it stands in the view; `id_`: under which it can be seen again."""
    seat = finished.ids.index(player) if player in finished.ids else None
    places = list(finished.result.places) if finished.result else []
    return {
        "room": room,
        "code": finished.code,
        "name": finished.room,
        "game": game,
        "title": finished.title,
        "pace": finished.pace,
        "state": "finished",
        "players": [other.name for other in finished.players],
        "ids": list(finished.ids),
        "due_ms": None,
        "result": {"id": id_, "places": places, "seat": seat},
    }


def _is_in(player: PlayerId, room: Summary) -> bool:
    return player in concerned(room) - set(room.invited) - set(dict(room.reserved))


def _game(player: PlayerId, room: Summary) -> Value:
    played = [id_ for id_, _ in room.played]
    people = room.played if room.phase == "playing" else room.seated
    goes_on = room.pace == "slow" and not room.is_halted
    due_ms = room.move_due_ms.get(player) if goes_on else None
    result = None
    if room.replay is not None and room.phase != "playing":
        seat = played.index(player) if player in played else None
        result = {"id": room.replay, "places": list(room.places), "seat": seat}
    return {
        "room": room.id,
        "code": room.code,
        "name": room.name,
        "game": room.game,
        "title": room.title,
        "pace": room.pace,
        "state": _state(player, room),
        "players": [name for _, name in people],
        "ids": [id_ for id_, _ in people],
        "due_ms": None if due_ms is None else room.zero_ms + due_ms,
        "result": result,
    }


def _state(player: PlayerId, room: Summary) -> str:
    """Whose turn it is in a live room the room itself tells: here each move would cost a frame."""
    match room.phase:
        case "playing" | "gathering" if room.is_halted:
            return "halted"
        case "playing" if room.pace == "slow":
            return "your_turn" if player in room.acting else "waiting"
        case "playing" | "gathering":
            return room.phase
        case _:
            return "finished"


def _found(player: PlayerId, room: Summary) -> Value:
    """Return a seat that is kept for the player, who takes it by coming into the room in time."""
    others = [(id_, name) for id_, name in (*room.reserved, *room.seated) if id_ != player]
    return {
        "room": room.id,
        "code": room.code,
        "name": room.name,
        "game": room.game,
        "title": room.title,
        "rated": room.rated,
        "players": [name for _, name in others],
        "ids": [id_ for id_, _ in others],
        "until_ms": room.zero_ms + room.reserved_until_ms,
    }


def _invitation(player: PlayerId, room: Summary) -> Value:
    until_ms = room.asked_until_ms.get(player)
    from_id, from_name = _inviter(player, room)
    return {
        "room": room.id,
        "code": room.code,
        "name": room.name,
        "game": room.game,
        "title": room.title,
        "from": from_name,
        "from_id": from_id,
        "until_ms": None if until_ms is None else room.zero_ms + until_ms,
    }


def _inviter(player: PlayerId, room: Summary) -> tuple[PlayerId | None, str]:
    """Return who asks a player to come: whoever has invited them, or opened the room for them and others."""
    asked = dict(room.asked)
    if player in asked:
        return room.asked_by.get(player), asked[player]
    if room.opener is not None:
        return room.opener, room.opener_name
    return room.host, "" if room.host is None else room.people.get(room.host, "")
