"""What the topics of a room show: a view for everybody in it, one of the game, one per seat."""

from functools import lru_cache

from lobby.core import clocks, consent, fairness, match, takeback
from lobby.core.forms import describe_move
from lobby.core.game import Result
from lobby.core.hosting import access, house
from lobby.core.ids import RoomId
from lobby.core.match import Match
from lobby.core.notes import show_notes
from lobby.core.overdue import away_until_ms
from lobby.core.realtime import Run
from lobby.core.room import Room
from lobby.core.seats import view_seats
from lobby.core.step import deadlines
from lobby.core.talk import mute
from lobby.wire.messages import Player
from lobby.wire.values import Value


def room_topic(room: RoomId) -> str:
    """Return the name of the topic with people, seats and chat."""
    return f"room/{room}"


def crowd_topic(room: RoomId) -> str:
    """Return the name of the topic with those who only watch."""
    return f"crowd/{room}"


def game_topic(room: RoomId) -> str:
    """Return the name of the topic with the game's public view."""
    return f"game/{room}"


def watch_topic(room: RoomId) -> str:
    """Return the name of the topic with room and game as who watches late sees them."""
    return f"watch/{room}"


def talk_topic(room: RoomId, channel: str) -> str:
    """Return the name of the topic with what is said in a channel that not everybody hears."""
    return f"talk/{room}/{channel}"


def live_topic(room: RoomId) -> str:
    """Return the name of the topic with a real-time game, tick by tick."""
    return f"live/{room}"


def live_seat_topic(room: RoomId, seat: int, tenancy: int) -> str:
    """Return the name of the topic with what a seat sees besides of a real-time game, tick by tick."""
    return f"live/{room}/{seat}/{tenancy}"


def seat_topic(room: RoomId, seat: int, tenancy: int) -> str:
    """Return the name of the topic for the owner of a seat; a new owner has another one."""
    return f"seat/{room}/{seat}/{tenancy}"


def view_room(room: Room) -> Value:
    """Return the view of `room/<id>`."""
    return {
        "id": room.id,
        "code": room.code,
        "name": room.name,
        "game": room.game.id,
        "title": room.game.title,
        "options": room.plain_options,
        "public": room.public,
        "pace": room.settings.pace,
        "house": house.view(room.house),
        "muted": mute.view_muted(room),
        "host": room.host,
        "banned": access.view(room.access),
        "phase": room.phase,
        "match": room.matched > 0,
        "round": room.match.number if room.match else 0,
        "zero_ms": room.zero_ms,
        "seats_min": room.game.seats_min,
        "clock": clocks.plain(room.clock),
        "move": describe_move(room.game),
        "seat_names": list(room.game.seat_names),
        "teams": list(room.game.teams),
        "allows": {
            "draw": room.game.allows_draws,
            "undo": takeback.is_allowed(room),
            "rotate": room.game.rotate and room.house.rotate,
        },
        "starts_ms": room.starts_ms,
        "offers": consent.view(room.offers),
        "seats": view_seats(room.seats, dict(away_until_ms(room))),
        "chat": list(room.chat),
    }


def view_watch(room: Value, game: Value) -> Value:
    """Return the view of `watch/<id>`, of the views of room and game as they were then."""
    return {"room": room, "game": game}


# Rooms whose parts that never change in a game are kept as they were shown; others make them anew each time.
ROOMS_KEPT = 4096

NO_GAME: Value = {
    "game": 0,
    "players": [],
    "view": None,
    "turn": [],
    "deadlines": {},
    "clocks": None,
    "absent": [],
    "timed_out": [],
    "resigned": [],
    "unrated": "",
    "undone": 0,
    "result": None,
    "notes": [],
    "fair": None,
    "replay": None,
}


def view_game(room: Room) -> Value:
    """Return the view of `game/<id>`."""
    if not room.game.is_real_time:
        return _view_game(room)
    view = view_whole_game(room)
    return {**view, "view": None, "notes": []} if runs_live(room) else view


def view_whole_game(room: Room) -> Value:
    """Return the same with the board of a real-time game that runs, too, as films show it."""
    view = _view_game(room)
    return {**view, "tick_rate": room.game.tick_rate} if room.game.is_real_time else view


def _view_game(room: Room) -> Value:
    game = room.match
    if game is None:
        return NO_GAME
    limits = deadlines(room, game) if room.phase == "playing" else {}
    return {
        "game": game.number,
        "players": _view_players(game.players),
        "view": game.public,
        "turn": list(match.acting(game)),
        "deadlines": {str(seat): at_ms for seat, at_ms in limits.items()},
        "clocks": list(clocks.view(game.clocks)) if game.clocks else None,
        "absent": list(game.absent),
        "timed_out": list(game.timed_out),
        "resigned": list(game.resigned),
        "unrated": game.unrated,
        "undone": game.undone,
        "result": _view_result(game.result) if game.result else None,
        "notes": show_notes(game.notes, None) if game.notes else [],
        "fair": fairness.proof(game),
        "replay": fairness.replay_id(game) if game.over else None,
    }


@lru_cache(maxsize=ROOMS_KEPT)
def _view_players(players: tuple[Player, ...]) -> Value:
    """Return who plays; the same list as long as they are the same, so that nobody compares it."""
    return [{"player": player.id, "name": player.name, "kind": player.kind} for player in players]


def view_seat(room: Room, seat: int) -> Value:
    """Return the view of `seat/<id>/<seat>/<tenancy>`: only its owner may see it."""
    game = room.match
    if game is None or not _plays(room, game, seat):
        return {**_NOT_PLAYING, "seat": seat}
    turn, is_live = game.turns[seat], room.game.is_real_time and runs_live(room)
    return {
        "seat": seat,
        "game": game.number,
        "position": turn.position,
        "turn": turn.acting,
        "moves": turn.moves,
        "undo": takeback.moves_back(game, seat) if game.past else 0,
        "secret": None if is_live else game.secrets[seat],
        "notes": show_notes(game.notes, seat) if game.notes and not is_live else [],
    }


def runs_live(room: Room) -> bool:
    """Tell whether a real-time game runs, which live/<id> shows."""
    return room.game.is_real_time and room.phase == "playing"


def view_live(run: Run) -> Value:
    """Return the view of `live/<id>`; its number is that of the tick."""
    return {"board": run.public, "notes": show_notes(run.notes, None)}


def view_live_seat(run: Run, seat: int) -> Value:
    """Return the view of `live/<id>/<seat>/<tenancy>`."""
    return {"secret": run.secrets[seat], "notes": show_notes(run.notes, seat)}


_NOT_PLAYING: Value = {
    "seat": 0,
    "game": 0,
    "position": 0,
    "turn": False,
    "moves": [],
    "undo": 0,
    "secret": None,
    "notes": [],
}


def _plays(room: Room, game: Match, seat: int) -> bool:
    """Tell whether who has the seat is who played on it: a new owner sees nothing of the old one."""
    if seat >= len(game.players) or seat in game.absent:
        return False
    return game.players[seat].id == room.seats[seat].player


def _view_result(result: Result) -> Value:
    return {"places": list(result.places), "scores": list(result.scores)}
