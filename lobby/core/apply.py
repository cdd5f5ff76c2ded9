"""What an event does to a room: bookkeeping. It cannot refuse, and it replays the log."""

from typing import Any, assert_never

from lobby.core import events, house, match, rules, timekeeper
from lobby.core.access import Ban
from lobby.core.events import Event
from lobby.core.evolving import evolve
from lobby.core.game import Result
from lobby.core.ids import PlayerId
from lobby.core.match import Match
from lobby.core.room import Asked, Room
from lobby.core.seats import OPEN, Seat, close_ranks, replace, wait_for_all
from lobby.wire.messages import Player
from lobby.wire.values import Value


def apply(room: Room, event: Event) -> Room:
    """Return the room after the event; raise GameFailed where a hook of the game does."""
    match event:
        case events.Opened():
            raise ValueError("a room opens once")
        case events.Seated(seat, player, name, kind):
            taken = Seat("taken", player, name, kind, tenancy=room.step)
            without = uninvite(room, player)
            seated = evolve(without, seats=replace(room.seats, seat, taken))
            return evolve(seated, host_until_ms=None) if room.host == player else seated
        case events.Unreserved(seat):
            return evolve(room, seats=replace(room.seats, seat, OPEN))
        case events.Invited(player, _, name, until_ms):
            without, asked = uninvite(room, player), Asked(player, name, until_ms)
            return evolve(without, invited=(*without.invited, player), asked=(*without.asked, asked))
        case events.Uninvited(player):
            return uninvite(room, player)
        case events.Readied(seat, ready):
            return _change_seat(room, seat, ready=ready)
        case events.Started():
            return _start(room)
        case events.Moved():
            return _move(room, event)
        case events.TimedOut(seat, lost):
            return _time_out(room, seat, lost=lost)
        case events.Expired():
            expired = match.expire(room.game, _match(room), room.now_ms)
            return timekeeper.lapse(evolve(room, match=expired))
        case events.Ended():
            return _end(room, event)
        case events.WentAway(seat, until_ms):
            return _change_seat(room, seat, status="away", away_until_ms=until_ms)
        case events.CameBack(seat):
            return timekeeper.release(_change_seat(room, seat, status="taken", away_until_ms=None), seat)
        case events.Departed():
            return _depart(room, event)
        case events.Said(player, name, text):
            return _say(room, {"kind": "said", "player": player, "name": name, "text": text})
        case events.Renamed(seat, name):
            return _rename(_change_seat(room, seat, name=name), seat, name)
        case events.HostPassed(player):
            return evolve(room, host=player, host_until_ms=None)
        case events.HouseChanged(changes):
            return evolve(room, house=house.change(room.house, changes))
        case events.Removed(player, name, reason):
            return _send_away(room, player, name, "kicked", reason)
        case events.Banned(player, name, reason, marks):
            gone = _send_away(room, player, name, "banned", reason)
            return evolve(gone, access=gone.access.ban(Ban(player, name, reason, marks)))
        case events.Unbanned(player):
            return evolve(room, access=room.access.unban(player))
        case events.Admitted(player, most):
            return evolve(room, access=room.access.admit(player, most))
        case events.HostAwaited(until_ms):
            return evolve(room, host_until_ms=until_ms)
        case events.Restarted():
            waiting = _wait_for_host(_restart(room, event), event.until_ms)
            return timekeeper.hold(waiting)
        case events.Upgraded(version):
            return _upgrade(room, version)
        case events.Closed():
            return evolve(room, phase="closed")
        case _:
            assert_never(event)


def _restart(room: Room, event: events.Restarted) -> Room:
    lived_ms = room.zero_lived_ms if event.zero_lived_ms is None else event.zero_lived_ms
    seats = wait_for_all(room.seats, event.until_ms)
    return evolve(room, zero_ms=event.zero_ms, zero_lived_ms=lived_ms, seats=seats)


def uninvite(room: Room, player: PlayerId) -> Room:
    """Return the room where a player is not asked to come, or has."""
    if player not in room.invited:
        return room
    asked = tuple(other for other in room.asked if other.player != player)
    return evolve(room, invited=tuple(other for other in room.invited if other != player), asked=asked)


def _change_seat(room: Room, number: int, **changes: Any) -> Room:
    return evolve(room, seats=replace(room.seats, number, evolve(room.seats[number], **changes)))


def _match(room: Room) -> Match:
    assert room.match is not None
    return room.match


def _start(room: Room) -> Room:
    seats = close_ranks(room.seats, room.step)
    players = tuple(Player(seat.player, seat.name, seat.kind) for seat in seats if seat.player and seat.kind)
    number = room.match.number + 1 if room.match else 1
    started = match.start_match(
        room.game,
        secret=match.secret_for(room.secret, number),
        number=number,
        players=players,
        options=room.plain_options,
        now_ms=room.now_ms,
    )
    return timekeeper.begin(evolve(room, seats=seats, match=started, phase="playing"))


def _move(room: Room, event: events.Moved) -> Room:
    seat, plain = event.seat, event.move
    after = evolve(room, match=match.play(room.game, _match(room), seat, plain, room.now_ms))
    if room.clock is None:
        return after
    if event.drawn:
        is_gone = seat in _match(room).absent
        return timekeeper.follow(after) if is_gone else timekeeper.moved_for(after, seat)
    # A stroke of a pen does not end a turn: the clock goes on, and gives nothing for it.
    counts = not match.blame(room.game, lambda: rules.is_anytime(room.game, plain))
    return timekeeper.moved(after, seat, event.lag_ms, counts=counts)


def _time_out(room: Room, seat: int, *, lost: bool) -> Room:
    room = timekeeper.run_out(room, seat)
    if not lost:
        return room
    without = match.lose_on_time(room.game, _match(room), seat, room.now_ms)
    return timekeeper.follow(evolve(room, match=without))


def _upgrade(room: Room, version: int) -> Room:
    game = room.match
    if game is not None and room.phase == "playing":
        game = match.upgrade(room.game, game, room.version, room.now_ms)
    return evolve(room, version=version, match=game)


def _end(room: Room, ended: events.Ended) -> Room:
    result = Result(ended.places, ended.scores) if ended.places else None
    return timekeeper.follow(evolve(room, match=match.finish(_match(room), result), phase="over"))


def _depart(room: Room, departed: events.Departed) -> Room:
    played = room.in_game(departed.seat)
    room = evolve(room, seats=replace(room.seats, departed.seat, OPEN))
    line = {
        "kind": departed.reason,
        "player": departed.player,
        "name": departed.name,
        "text": departed.text,
    }
    room = _announce_departure(room, {**line, "seat": departed.seat})
    if not played:
        return room
    left = match.depart(room.game, _match(room), departed.seat, room.now_ms)
    return timekeeper.follow(evolve(room, match=left))


def _send_away(room: Room, player: PlayerId, name: str, kind: str, reason: str) -> Room:
    """Forget that the player was let in or invited, and say why, where the seat's departure has not."""
    room = evolve(uninvite(room, player), access=room.access.forget(player))
    last = room.chat[-1] if room.chat else None
    is_told = last is not None and last["number"] == room.step and last["player"] == player
    if is_told or not name:
        return room
    line = {"kind": kind, "player": player, "name": name, "text": reason, "seat": None}
    return _announce_departure(room, line)


def _wait_for_host(room: Room, until_ms: int) -> Room:
    """After a restart a host without a seat is waited for as seats are."""
    if room.host is None or room.seat_of(room.host) is not None:
        return room
    return evolve(room, host_until_ms=max(room.host_until_ms or 0, until_ms))


def _rename(room: Room, seat: int, name: str) -> Room:
    """Show the new name in the game that the player is in, or was in last, as well."""
    game = room.match
    if game is None or seat >= len(game.players) or game.players[seat].id != room.seats[seat].player:
        return room
    renamed = evolve(game.players[seat], name=name)
    players = (*game.players[:seat], renamed, *game.players[seat + 1 :])
    return evolve(room, match=evolve(game, players=players))


def _announce_departure(room: Room, line: Value) -> Room:
    """Add the line in place of the player's last departure, if nobody has said anything since.

    Else sitting down and standing up again and again would wash the chat away.
    """
    last = room.chat[-1] if room.chat else None
    if last is not None and last["kind"] != "said" and last["player"] == line["player"]:
        room = evolve(room, chat=room.chat[:-1])
    return _say(room, line)


def _say(room: Room, line: Value) -> Room:
    numbered = {"number": room.step, "at_ms": room.now_ms, **line}
    kept = room.chat[-(room.settings.chat_lines - 1) :] if room.settings.chat_lines > 1 else ()
    return evolve(room, chat=(*kept, numbered))
